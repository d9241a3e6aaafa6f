// The simulator as a process: its folder, its socket, and what the tools that stand in its bin folder ask of it.
//
//   DIR/root        the tree of files        DIR/bin/TOOL   links to the program, which then is that tool
//   DIR/sim.sock    requests                 DIR/state.json the machine, kept over a restart
//
// A request is a line of JSON, {"command":["fail-disk","3"]} or {"tool":["smartctl",…]}; the answer a line,
// {"status":0,"output":"…","errors":"…"} or {"error":"…"}. Octets that are no UTF-8 travel as the characters of
// Latin-1. A tool that hangs gets its answer when it does not hang any more. Only the owner may connect (mode 0600).
// Threads: run() on one.
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <list>
#include <memory>
#include <stop_token>
#include <string>

#include "hal/sim/chassis.hpp"
#include "net/unique_fd.hpp"

namespace tram::hal::sim {

constexpr std::size_t requestOctets = 64 * 1024;
constexpr std::size_t answerOctets = 8 * 1024 * 1024;  // the journal is the longest
constexpr std::size_t serviceClients = 64;             // tools that hang stay connected

class Service {
public:
    // Makes the folders and the links; program is what they lead to. The error is in words.
    [[nodiscard]] static std::expected<Service, std::string> open(std::filesystem::path folder,
                                                                  const std::filesystem::path& program);

    [[nodiscard]] Chassis& chassis() { return *chassis_; }
    // Serves and lets time pass, as the clock's, until it is told to stop; keeps the machine as it goes.
    void run(const std::stop_token& stop);

private:
    struct Client {
        net::UniqueFd socket;
        std::string input;
        Arguments hanging;  // the tool that it waits for
    };

    explicit Service(std::filesystem::path folder) : folder_(std::move(folder)) {}
    [[nodiscard]] std::expected<void, std::string> listen();
    void round();
    // False where the client is done with.
    [[nodiscard]] bool receive(Client& client);
    [[nodiscard]] bool answer(Client& client, std::string_view line);
    [[nodiscard]] bool answerTool(Client& client, const Arguments& arguments);
    void keep();

    std::filesystem::path folder_;
    std::unique_ptr<Chassis> chassis_;
    net::UniqueFd listener_;
    std::list<Client> clients_;
    bool changed_ = false;
};

// What a tool of the bin folder is: it asks the simulator whose folder it stands in, prints what comes, and ends with
// the status. Ends by hanging where the simulator says so.
[[nodiscard]] int beTool(int count, char** arguments);
// One request of the script from outside: the output, or what is wrong.
[[nodiscard]] Outcome ask(const std::filesystem::path& socket, Words words);

}  // namespace tram::hal::sim
