#include "roles/health_report/process_figures.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "net/unique_fd.hpp"

namespace tram::roles {

namespace {

// The kernel counts since 6.2; before, the folder's size is 0 and its names are counted.
std::optional<std::uint64_t> openFiles() {
    constexpr auto folder = "/proc/self/fd";
    struct stat status{};
    if (stat(folder, &status) != 0) return std::nullopt;
    if (status.st_size > 0) return static_cast<std::uint64_t>(status.st_size);
    std::uint64_t count = 0;
    std::error_code failed;
    for (std::filesystem::directory_iterator each(folder, failed), end; !failed && each != end; each.increment(failed))
        ++count;
    // The folder's own, while it is read.
    return failed || count == 0 ? std::nullopt : std::optional(count - 1);
}

}  // namespace

void addStatFigures(std::string_view line, double pageSize, std::vector<hal::Figure>& figures) {
    // The name is the second field, in parentheses; behind it everything is apart by spaces.
    const auto name = line.rfind(')');
    if (name == std::string_view::npos) return;
    line.remove_prefix(name + 1);
    constexpr unsigned threads = 20;
    constexpr unsigned residentPages = 24;
    for (unsigned field = 3; field <= residentPages; ++field) {
        const auto begin = line.find_first_not_of(' ');
        if (begin == std::string_view::npos) return;
        line.remove_prefix(begin);
        const auto word = line.substr(0, line.find(' '));
        line.remove_prefix(word.size());
        if (field != threads && field != residentPages) continue;
        std::uint64_t number = 0;
        if (std::from_chars(word.data(), word.data() + word.size(), number).ec != std::errc{}) return;
        if (field == threads) {
            figures.push_back({"process_threads", {}, static_cast<double>(number)});
        } else {
            figures.push_back({"process_resident_octets", {}, static_cast<double>(number) * pageSize});
        }
    }
}

void addProcessFigures(std::vector<hal::Figure>& figures) {
    std::array<char, 1024> line{};
    const net::UniqueFd file(open("/proc/self/stat", O_RDONLY | O_CLOEXEC));
    if (const auto got = read(file.get(), line.data(), line.size()); got > 0) {
        addStatFigures({line.data(), static_cast<std::size_t>(got)}, static_cast<double>(sysconf(_SC_PAGESIZE)),
                       figures);
    }
    if (const auto files = openFiles()) figures.push_back({"process_open_files", {}, static_cast<double>(*files)});
}

}  // namespace tram::roles
