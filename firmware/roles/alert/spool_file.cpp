#include "roles/alert/spool_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "hal/model/json_value.hpp"
#include "hal/model/snapshot.hpp"
#include "net/unique_fd.hpp"

namespace tram::roles {

namespace {

namespace json = boost::json;

// No line of ours is longer; a file with such a one is not ours.
constexpr std::size_t longestLine = 64 * 1024;

std::unexpected<std::string> failed(const std::filesystem::path& file) {
    return std::unexpected(file.string() + ": " + std::strerror(errno));
}

SpoolFile::Written write(const std::filesystem::path& file, int flags, std::string_view text) {
    const net::UniqueFd out(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600));
    if (!out) return failed(file);
    while (!text.empty()) {
        const auto done = ::write(out.get(), text.data(), text.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return failed(file);
        text.remove_prefix(static_cast<std::size_t>(done));
    }
    if (::fsync(out.get()) != 0) return failed(file);
    return {};
}

SpoolFile::Written replace(const std::filesystem::path& file, std::string_view text) {
    auto fresh = file;
    fresh += ".new";
    if (auto written = write(fresh, O_TRUNC, text); !written) return written;
    if (::rename(fresh.c_str(), file.c_str()) != 0) return failed(file);
    const net::UniqueFd folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || ::fsync(folder.get()) != 0) return failed(file.parent_path());
    return {};
}

std::optional<SpooledEvent> spooledOf(std::string_view line) {
    const auto value = hal::parseJson(line);
    const auto number = value ? hal::countOf(hal::at(*value, "number")) : std::nullopt;
    const auto* told = value ? hal::at(*value, "event") : nullptr;
    if (!number || told == nullptr) return std::nullopt;
    auto event = hal::eventOf(*told);
    if (!event) return std::nullopt;
    return SpooledEvent{*number, std::move(*event)};
}

std::string linesOf(std::span<const SpooledEvent> events) {
    std::string text;
    for (const auto& event : events) text += encodeSpooled(event) + "\n";
    return text;
}

}  // namespace

SpoolFile::SpoolFile(const std::filesystem::path& folder, const std::string& name)
    : events_(folder / (name + ".events")), done_(folder / (name + ".done")) {}

SpoolState SpoolFile::load() const {
    SpoolState state;
    std::string line;
    if (std::ifstream in(done_); std::getline(in, line) && line.size() <= longestLine) {
        if (const auto value = hal::parseJson(line)) {
            state.number = hal::countOf(hal::at(*value, "number")).value_or(0);
            state.sequence = hal::countOf(hal::at(*value, "sequence"));
        }
    }
    std::ifstream in(events_);
    while (std::getline(in, line)) {
        if (line.size() > longestLine) continue;
        auto spooled = spooledOf(line);
        if (!spooled) continue;
        // Done, or written twice since the first time was not known to be durable.
        if (spooled->number <= state.number) continue;
        state.number = spooled->number;
        // What was taken but not yet noted down.
        if (state.sequence) state.sequence = std::max(*state.sequence, spooled->event.sequence);
        state.waiting.push_back(std::move(*spooled));
    }
    return state;
}

SpoolFile::Written SpoolFile::append(std::span<const SpooledEvent> events) {
    // A line end first, should the last write have been cut off.
    return write(events_, O_APPEND, "\n" + linesOf(events));
}

SpoolFile::Written SpoolFile::rewrite(std::span<const SpooledEvent> events) {
    return replace(events_, linesOf(events));
}

SpoolFile::Written SpoolFile::markDone(std::uint64_t number, std::optional<std::uint64_t> sequence) {
    json::object object{{"number", number}};
    if (sequence) object.emplace("sequence", *sequence);
    return replace(done_, json::serialize(object) + "\n");
}

std::uintmax_t SpoolFile::size() const {
    std::error_code none;
    const auto size = std::filesystem::file_size(events_, none);
    return none ? 0 : size;
}

std::string encodeSpooled(const SpooledEvent& event) {
    return json::serialize(json::object{{"number", event.number}, {"event", toJson(event.event)}});
}

}  // namespace tram::roles
