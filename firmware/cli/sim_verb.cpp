// What happens to the simulated chassis, on machines that have one: a line of JSON to tram-sim and one back.
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <ostream>

#include "base/limits.hpp"
#include "cli/verbs.hpp"
#include "net/unix_socket.hpp"

namespace tram::cli {

namespace {

constexpr auto patience = std::chrono::seconds(10);
constexpr std::size_t answerOctets = 8 * limits::MiB;

[[noreturn]] void notThere(const Session& session, const std::string& why) {
    const Text text{"there is no simulated chassis here: ", "ở đây không có khung máy mô phỏng: "};
    throw EndOfCommand{Exit::unreachable, std::string(text.in(session.language)) + why};
}

std::string exchange(Session& session, const std::string& socket, const std::string& line) {
    const auto connection = net::connectUnixSocket(socket, patience);
    if (!connection) notThere(session, connection.error().detail);
    if (::send(connection->get(), line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size()))
        notThere(session, socket);
    std::string answer;
    std::array<char, 64 * limits::KiB> piece{};
    while (!answer.ends_with('\n') && answer.size() < answerOctets) {
        pollfd entry{connection->get(), POLLIN, 0};
        if (::poll(&entry, 1, std::chrono::milliseconds(patience).count()) <= 0) notThere(session, socket);
        const auto count = ::recv(connection->get(), piece.data(), piece.size(), 0);
        if (count <= 0) notThere(session, socket);
        answer.append(piece.data(), static_cast<std::size_t>(count));
    }
    return answer;
}

Exit simulate(Session& session, const Arguments& arguments) {
    const auto socket = session.settings().find("hal.sim");
    if (!socket) notThere(session, "hal.sim");
    boost::json::array words;
    for (const auto& word : arguments.positional()) words.push_back(boost::json::value(word));
    for (const auto* option : {"runtime", "charge", "serial", "size"}) {
        if (const auto value = arguments.value(option)) {
            words.push_back(boost::json::value(std::string("--") + option));
            words.push_back(boost::json::value(*value));
        }
    }
    const auto line = boost::json::serialize(boost::json::object{{"command", std::move(words)}}) + "\n";
    boost::system::error_code error;
    const auto answer = boost::json::parse(exchange(session, *socket, line), error);
    if (error || !answer.is_object()) notThere(session, *socket);
    if (const auto* refused = answer.as_object().if_contains("error"); refused != nullptr && refused->is_string())
        throw EndOfCommand{Exit::refused, std::string(refused->as_string())};
    const auto* output = answer.as_object().if_contains("output");
    if (output == nullptr || !output->is_string() || output->as_string().empty()) return Exit::ok;
    session.out << std::string_view(output->as_string());
    if (!output->as_string().ends_with('\n')) session.out << '\n';
    return Exit::ok;
}

constexpr std::array table{
    Verb{"hal sim",
         "WORD… [--runtime S] [--charge P] [--serial S] [--size OCTETS]",
         "runtime= charge= serial= size=",
         1,
         anyNumber,
         {"lets something happen to the simulated chassis of `tools/dev run`; `tram hal sim help` lists what",
          "gây sự cố cho khung máy mô phỏng của `tools/dev run`; `tram hal sim help` liệt kê"},
         "tram hal sim fail-disk 3",
         simulate},
};

}  // namespace

std::span<const Verb> simVerbs() {
    return table;
}

}  // namespace tram::cli
