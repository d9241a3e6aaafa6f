#include <unistd.h>

#include <boost/json/array.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "hal/model/json_value.hpp"
#include "hal/sim/service.hpp"
#include "hal/sim/wire.hpp"

namespace tram::hal::sim {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr int notFound = 127;

std::expected<json::value, std::string> request(const fs::path& path, const char* key, const json::array& words) {
    const auto socket = connectTo(path);
    if (!socket) return std::unexpected(socket.error());
    sendLine(socket->get(), {{key, words}});
    const auto line = receiveLine(socket->get(), answerOctets);
    auto answer = line ? parseJson(*line) : std::nullopt;
    if (!answer) return std::unexpected("the simulator went away");
    if (const auto error = viewOf(at(*answer, "error")); !error.empty()) return std::unexpected(narrowed(error));
    return std::move(*answer);
}

void print(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto count = ::write(descriptor, text.data(), text.size());
        if (count <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

// The folder that the name stands in under which it was started, found as the shell finds it.
fs::path folderOf(const std::string& name) {
    if (name.contains('/')) return fs::path(name).parent_path();
    const char* path = std::getenv("PATH");
    std::string_view left = path != nullptr ? path : "";
    while (!left.empty()) {
        const auto end = std::min(left.find(':'), left.size());
        const fs::path folder(left.substr(0, end));
        std::error_code ignored;
        if (fs::exists(folder / name, ignored) && fs::exists(folder / "../sim.sock", ignored)) return folder;
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return ".";
}

}  // namespace

int beTool(int count, char** arguments) {
    json::array words;
    for (int i = 0; i < count; ++i) words.push_back(json::string(widened(arguments[i])));
    const std::string name = count > 0 ? arguments[0] : "";
    if (!words.empty()) words[0] = json::string(fs::path(name).filename().string());
    const auto answer = request(folderOf(name) / "../sim.sock", "tool", words);
    if (!answer) {
        print(STDERR_FILENO, name + ": " + answer.error() + "\n");
        return notFound;
    }
    print(STDOUT_FILENO, narrowed(viewOf(at(*answer, "output"))));
    print(STDERR_FILENO, narrowed(viewOf(at(*answer, "errors"))));
    return static_cast<int>(countOf(at(*answer, "status")).value_or(notFound));
}

Outcome ask(const fs::path& socket, Words words) {
    const auto answer = request(socket, "command", json::array(words.begin(), words.end()));
    if (!answer) return std::unexpected(answer.error());
    return narrowed(viewOf(at(*answer, "output")));
}

}  // namespace tram::hal::sim
