// Runs sessions against one MemoryBackend from text transcripts. For tests and the fuzz target.
//
//   C: a1 NOOP          what a client sends, CRLF is added; sessions but the first: C2: C3: ...
//   S: a1 OK ...        a line it is answered; "..." at the end stands for any rest, "S: ..." alone for
//                       any lines up to the one that follows
// Lines of the client up to the next S: are sent in one go (Cuts::whole), octet by octet, or in random
// cuts; then all that the sessions have answered must be the S: lines that follow, no more, no less.
// Blank lines and lines that begin with # are passed over.
#pragma once

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "proto/imap/memory_backend.hpp"
#include "proto/imap/session.hpp"

namespace tram::imap {

enum class Cuts : std::uint8_t { whole, octets, random };

class SessionDriver {
public:
    explicit SessionDriver(Cuts cuts = Cuts::whole, std::uint64_t seed = 1) : cuts_(cuts), random_(seed) {}

    MemoryBackend backend;
    MemorySpoolSource spools;
    ManualClock clock;
    SessionConfig config = serverConfig();
    // Where set, actions stay with the session until release().
    bool holdActions = false;

    Session& open() {
        sessions_.push_back({std::make_unique<Session>(config, backend, spools, random_, clock), {}, {}, std::nullopt});
        pump();
        return *sessions_.back().session;
    }
    [[nodiscard]] Session& session(std::size_t number = 1) { return *sessions_.at(number - 1).session; }
    [[nodiscard]] std::size_t sessions() const { return sessions_.size(); }

    void send(std::size_t number, ByteView bytes) {
        auto& peer = sessions_.at(number - 1);
        while (!bytes.empty()) {
            std::size_t length = bytes.size();
            if (cuts_ == Cuts::octets) length = 1;
            if (cuts_ == Cuts::random) length = std::min<std::size_t>(length, 1 + random_.next() % 9);
            peer.waiting += bytes.substr(0, length);
            bytes.remove_prefix(length);
            pump();
        }
    }
    // What the session has answered since the last call.
    [[nodiscard]] Bytes answered(std::size_t number) { return std::exchange(sessions_.at(number - 1).output, {}); }

    // Runs all sessions until none can go on.
    void pump() {
        bool again = true;
        while (again) {
            again = false;
            for (auto& peer : sessions_) again = turn(peer) || again;
            for (const auto folder : backend.takeChanged()) {
                for (auto& peer : sessions_) peer.session->folderChanged(folder);
                again = true;
            }
        }
    }
    // Performs what was held back.
    void release() {
        holdActions = false;
        pump();
    }

    // Sends and compares; the differences found, empty where there are none.
    [[nodiscard]] std::string run(const std::string& transcript) {
        std::istringstream lines(transcript);
        std::string line;
        std::string problems;
        std::vector<Bytes> toSend(sessions_.size() + 1);
        std::vector<std::vector<std::string>> expected(sessions_.size() + 1);
        bool answers = false;
        const auto settle = [&] {
            for (std::size_t number = 1; number <= sessions_.size(); ++number) {
                problems += compare(number, expected[number]);
                expected[number].clear();
            }
            answers = false;
        };
        const auto flush = [&] {
            for (std::size_t number = 1; number <= sessions_.size(); ++number) {
                send(number, std::exchange(toSend[number], {}));
            }
        };
        while (std::getline(lines, line)) {
            line.erase(0, line.find_first_not_of(' '));
            if (line.empty() || line.starts_with('#')) continue;
            const auto colon = line.find(':');
            const auto number = colon > 1 ? static_cast<std::size_t>(std::stoul(line.substr(1, colon - 1))) : 1;
            const auto text = line.size() > colon + 2 ? line.substr(colon + 2) : std::string{};
            if (line[0] == 'C') {
                if (answers) settle();
                toSend[number] += text + "\r\n";
            } else {
                flush();
                answers = true;
                expected[number].push_back(text);
            }
        }
        flush();
        settle();
        return problems;
    }

private:
    static SessionConfig serverConfig() {
        SessionConfig config;
        config.hostName = "mail.example.vn";
        config.transport = Transport::tls;
        config.version = "1";
        config.accountPage = "https://mail.example.vn/";
        return config;
    }

    struct Peer {
        std::unique_ptr<Session> session;
        Bytes waiting;
        Bytes output;
        std::optional<Action> held;
    };

    bool turn(Peer& peer) {
        auto& session = *peer.session;
        bool progress = false;
        if (!peer.waiting.empty() && session.wantsInput()) {
            session.feed(std::exchange(peer.waiting, {}));
            progress = true;
        }
        while (session.step() == Session::Progress::again) progress = true;
        if (session.hasOutput()) {
            peer.output += session.takeOutput();
            progress = true;
        }
        if (auto action = session.takeAction()) peer.held = std::move(action);
        if (peer.held && !holdActions) {
            session.complete(backend.perform(*std::exchange(peer.held, std::nullopt)));
            progress = true;
        }
        return progress;
    }

    [[nodiscard]] std::string compare(std::size_t number, const std::vector<std::string>& expected) {
        std::vector<std::string> got;
        const auto output = answered(number);
        for (std::size_t at = 0; at < output.size();) {
            const auto end = std::min(output.find("\r\n", at), output.size());
            got.push_back(output.substr(at, end - at));
            at = end + 2;
        }
        std::size_t next = 0;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            if (expected[i] == "...") {
                const bool last = i + 1 == expected.size();
                while (next < got.size() && (last || !fits(got[next], expected[i + 1]))) ++next;
                continue;
            }
            if (next >= got.size()) return report(number, "missing", expected[i], output);
            if (!fits(got[next], expected[i])) {
                return report(number, "wanted \"" + expected[i] + "\", got", got[next], output);
            }
            ++next;
        }
        if (next < got.size()) return report(number, "unexpected", got[next], output);
        return {};
    }
    static bool fits(const std::string& line, const std::string& pattern) {
        if (pattern.ends_with("...")) return line.starts_with(pattern.substr(0, pattern.size() - 3));
        return line == pattern;
    }
    static std::string report(std::size_t number, const std::string& what, const std::string& line,
                              const Bytes& output) {
        return "session " + std::to_string(number) + ": " + what + ": " + line + "\n-- all of it:\n" + output + "--\n";
    }

    Cuts cuts_;
    SeededRandom random_;
    std::vector<Peer> sessions_;
};

}  // namespace tram::imap
