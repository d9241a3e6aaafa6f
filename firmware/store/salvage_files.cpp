#include "store/salvage_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <format>

#include "store/folder_writer.hpp"
#include "store/salvage.hpp"

namespace tram::store {

namespace {

// Of a file name on Linux is 255; room is left for a number.
constexpr std::size_t levelLength = 200;

// A field of the lists: no tab, no line end.
std::string field(ByteView text) {
    std::string result(text);
    for (auto& octet : result) {
        if (static_cast<unsigned char>(octet) < ' ' || octet == '\x7f') octet = ' ';
    }
    return result;
}

std::string flagNames(const SavedMessage& message) {
    std::string names;
    const auto add = [&](std::string_view name) { names += (names.empty() ? "" : " ") + std::string(name); };
    if ((message.flags & message_flag::seen) != 0) add("\\Seen");
    if ((message.flags & message_flag::answered) != 0) add("\\Answered");
    if ((message.flags & message_flag::flagged) != 0) add("\\Flagged");
    if ((message.flags & message_flag::deleted) != 0) add("\\Deleted");
    if ((message.flags & message_flag::draft) != 0) add("\\Draft");
    for (const auto& keyword : message.keywords) add(keyword);
    return names;
}

}  // namespace

std::string SalvageFiles::safeLevel(ByteView name) {
    std::string result;
    for (const char octet : name.substr(0, levelLength)) {
        const auto value = static_cast<unsigned char>(octet);
        result.push_back(value < ' ' || value == 0x7f || octet == '/' || (octet == '.' && result.empty()) ? '_'
                                                                                                          : octet);
    }
    return result.empty() ? "_" : result;
}

bool SalvageFiles::failed(int number, const std::string& doing) {
    if (!error_) error_ = storeErrorOf(number, doing.c_str());
    return false;
}

std::expected<SalvageFiles, StoreError> SalvageFiles::open(const std::filesystem::path& folder) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (!problem) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, problem);
    if (problem)
        return std::unexpected(StoreError{StoreErrorKind::permission, folder.string() + ": " + problem.message()});
    if (!std::filesystem::is_empty(folder, problem))
        return std::unexpected(StoreError{StoreErrorKind::permission, folder.string() + " is not empty"});
    SalvageFiles files(folder);
    files.index_.open(folder / "index.tsv");
    files.unreadable_.open(folder / "unreadable.tsv");
    if (!files.index_ || !files.unreadable_)
        return std::unexpected(StoreError{StoreErrorKind::permission, folder.string() + ": cannot be written"});
    files.index_ << "mailbox\tfolder\tuid\tfile\toctets\tinternal date\tflags\n";
    files.unreadable_ << "mailbox\tfolder\tuid\treason\n";
    return files;
}

bool SalvageFiles::save(const SavedMessage& message, ByteView bytes) {
    if (error_) return false;
    std::filesystem::path relative(safeLevel(message.mailbox));
    for (std::size_t begin = 0; begin <= message.folder.size();) {
        const auto end = std::min(message.folder.find('/', begin), message.folder.size());
        relative /= safeLevel(ByteView(message.folder).substr(begin, end - begin));
        begin = end + 1;
    }
    std::error_code problem;
    std::filesystem::create_directories(folder_ / relative, problem);
    if (problem) return failed(problem.value(), "making " + (folder_ / relative).string());
    // Two folders whose names became alike must not overwrite each other.
    int fd = -1;
    for (int copy = 0; fd < 0; ++copy) {
        const auto name = std::to_string(message.uid) + (copy == 0 ? "" : "-" + std::to_string(copy)) + ".eml";
        fd = ::open((folder_ / relative / name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0 && errno != EEXIST) return failed(errno, "writing " + (folder_ / relative / name).string());
        if (fd >= 0) relative /= name;
    }
    for (auto rest = bytes; !rest.empty();) {
        const auto written = ::write(fd, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            failed(errno, "writing " + relative.string());
            break;
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::close(fd) != 0) failed(errno, "writing " + relative.string());
    if (error_) return false;
    const std::chrono::sys_seconds date{
        std::chrono::seconds(std::clamp<std::int64_t>(message.internalDate, 0, 253'402'300'799))};
    index_ << field(message.mailbox) << '\t' << field(message.folder) << '\t' << message.uid << '\t'
           << field(relative.string()) << '\t' << bytes.size() << '\t' << std::format("{:%FT%TZ}", date) << '\t'
           << field(flagNames(message)) << '\n';
    return true;
}

void SalvageFiles::unreadable(const UnreadMessage& message) {
    unreadable_ << field(message.mailbox) << '\t' << field(message.folder) << '\t' << message.uid << '\t'
                << field(message.reason) << '\n';
}

std::expected<void, StoreError> SalvageFiles::finish() {
    index_.flush();
    unreadable_.flush();
    if (!index_ || !unreadable_) failed(ENOSPC, "writing the lists");
    if (error_) return std::unexpected(*error_);
    return {};
}

}  // namespace tram::store
