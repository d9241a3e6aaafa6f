#include "hal/sim/service.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <format>
#include <fstream>
#include <iterator>

#include "hal/model/json_value.hpp"
#include "hal/sim/machine_json.hpp"
#include "hal/sim/wire.hpp"

namespace tram::hal::sim {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr int roundMilliseconds = 50;
constexpr std::chrono::seconds keepEvery{5};

std::optional<Arguments> wordsOf(const json::value* value) {
    if (value == nullptr || !value->is_array()) return std::nullopt;
    Arguments words;
    for (const auto& each : value->get_array()) {
        if (!each.is_string()) return std::nullopt;
        words.emplace_back(each.get_string());
    }
    return words;
}

std::optional<Machine> kept(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const auto value = parseJson(text);
    return value ? machineOf(*value) : std::nullopt;
}

// Names in the bin folder, made anew: the program may have moved.
std::expected<void, std::string> linkTools(const fs::path& bin, const fs::path& program) {
    std::error_code error;
    fs::create_directories(bin, error);
    for (const auto name : toolNames()) {
        fs::remove(bin / name, error);
        fs::create_symlink(program, bin / name, error);
        if (error) return std::unexpected(std::format("{}: {}", (bin / name).string(), error.message()));
    }
    return {};
}

}  // namespace

std::expected<Service, std::string> Service::open(fs::path folder, const fs::path& program) {
    std::error_code error;
    fs::create_directories(folder, error);
    folder = fs::canonical(folder, error);
    if (error) return std::unexpected(std::format("{}: {}", folder.string(), error.message()));
    Service service(folder);
    if (auto linked = linkTools(folder / "bin", program); !linked) return std::unexpected(linked.error());
    auto machine = kept(folder / "state.json");
    if (!machine) {
        machine = makeMachine();
        machine->born =
            std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
                .count();
    }
    service.chassis_ = std::make_unique<Chassis>(folder / "root", std::move(*machine));
    if (auto listening = service.listen(); !listening) return std::unexpected(listening.error());
    return service;
}

std::expected<void, std::string> Service::listen() {
    auto socket = listenAt(folder_ / "sim.sock");
    if (!socket) return std::unexpected(socket.error());
    listener_ = std::move(*socket);
    return {};
}

void Service::run(const std::stop_token& stop) {
    using Steady = std::chrono::steady_clock;
    auto last = Steady::now();
    auto lastKept = last;
    while (!stop.stop_requested()) {
        round();
        const auto now = Steady::now();
        const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - last);
        chassis_->advance(passed);
        last += passed;
        if (!changed_ && now - lastKept < keepEvery) continue;
        keep();
        lastKept = now;
    }
    keep();
}

void Service::round() {
    // Those that hang are asked again: it may be over.
    for (auto at = clients_.begin(); at != clients_.end();) {
        const bool stays = at->hanging.empty() || answerTool(*at, Arguments(at->hanging));
        at = stays ? std::next(at) : clients_.erase(at);
    }
    std::vector<pollfd> watched{{listener_.get(), POLLIN, 0}};
    for (const auto& client : clients_) watched.push_back({client.socket.get(), POLLIN, 0});
    if (::poll(watched.data(), watched.size(), roundMilliseconds) <= 0) return;
    std::size_t index = 1;
    for (auto at = clients_.begin(); at != clients_.end(); ++index) {
        const bool stays = watched[index].revents == 0 || receive(*at);
        at = stays ? std::next(at) : clients_.erase(at);
    }
    if (watched[0].revents == 0) return;
    net::UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    // Who reads nothing shall not hold up the others.
    const timeval patience{2, 0};
    if (socket) ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (socket && clients_.size() < serviceClients) clients_.push_back({std::move(socket), {}, {}});
}

bool Service::receive(Client& client) {
    char buffer[4096];
    const auto count = ::recv(client.socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    // A tool that was given up: nobody waits for it any more.
    if (count == 0) return false;
    client.input.append(buffer, static_cast<std::size_t>(count));
    const auto end = client.input.find('\n');
    if (end == std::string::npos) return client.input.size() <= requestOctets;
    const auto line = client.input.substr(0, end);
    client.input.clear();
    return answer(client, line);
}

bool Service::answer(Client& client, std::string_view line) {
    const auto request = parseJson(line);
    const auto words = request ? wordsOf(at(*request, "command")) : std::nullopt;
    if (words) {
        const auto outcome = chassis_->command(*words);
        changed_ = true;
        sendLine(client.socket.get(), outcome ? json::object{{"status", 0}, {"output", widened(*outcome)}}
                                              : json::object{{"error", widened(outcome.error())}});
        return false;
    }
    const auto tool = request ? wordsOf(at(*request, "tool")) : std::nullopt;
    if (tool) return answerTool(client, *tool);
    sendLine(client.socket.get(), {{"error", "a request is {\"command\":[…]} or {\"tool\":[…]}"}});
    return false;
}

bool Service::answerTool(Client& client, const Arguments& arguments) {
    const auto answer = chassis_->runTool(arguments);
    if (answer.hangs) {
        client.hanging = arguments;
        return true;
    }
    changed_ = true;
    sendLine(client.socket.get(),
             {{"status", answer.status}, {"output", widened(answer.output)}, {"errors", widened(answer.errors)}});
    return false;
}

void Service::keep() {
    changed_ = false;
    const auto made = folder_ / "state.json.new";
    std::ofstream(made, std::ios::binary) << json::serialize(toJson(chassis_->machine())) << '\n';
    std::error_code ignored;
    fs::rename(made, folder_ / "state.json", ignored);
}

}  // namespace tram::hal::sim
