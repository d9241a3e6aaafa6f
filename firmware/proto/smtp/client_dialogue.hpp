// For tests: runs a ClientSession against a written dialogue.
//
// Lines of a dialogue:
//   C: text      the client writes this line (CRLF added)
//   S: text      the server writes it, once all C lines before it have been written
//   L: closed    the connection is lost at this point (closed, timedOut, reset, tlsError)
//   T:           the client asks for the TLS handshake, which succeeds
//   R: result    the next recipient's result: "relayed 2.0.0 remote", with "ours", "uncertain", "elsewhere" appended
//   A: reason    the role cannot read the message on
//   X: failure   the session ends: "-" or "stage outcome status"
// Everything is run with input and body cut whole, octet by octet, and at random.
#pragma once

#include <algorithm>
#include <deque>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "base/random.hpp"
#include "proto/smtp/client_session.hpp"

namespace tram::smtp::dialogue {

struct Message {
    client::Transaction transaction;
    Bytes body;
};

struct Cuts {
    std::size_t most;    // octets of a piece
    std::uint64_t seed;  // 0: always `most`
};

inline std::string_view name(client::Outcome outcome) {
    switch (outcome) {
        case client::Outcome::relayed:
            return "relayed";
        case client::Outcome::temporary:
            return "temporary";
        case client::Outcome::permanent:
            return "permanent";
        case client::Outcome::postponed:
            return "postponed";
    }
    return "?";
}

inline std::string describe(const client::RecipientResult& result) {
    std::string out{name(result.outcome)};
    out += " " + format(result.status);
    out += result.origin == client::Origin::remote  ? " remote"
           : result.origin == client::Origin::local ? " local"
                                                    : " connection";
    if (result.reportDuty == client::ReportDuty::passedOn) out += " passedOn";
    if (result.certainty == client::Certainty::uncertain) out += " uncertain";
    if (result.otherHosts == client::OtherHosts::mayHelp) out += " elsewhere";
    return out;
}

inline std::string describe(const client::Closed& closed) {
    if (!closed.failure) return "-";
    constexpr std::array stages{"greeting", "hello", "startTls", "idle", "transaction", "quit"};
    return std::string{stages[static_cast<std::size_t>(closed.failure->stage)]} + " " +
           std::string{name(closed.failure->result.outcome)} + " " + format(closed.failure->result.status);
}

class Dialogue {
public:
    Dialogue(client::Config config, std::vector<Message> messages, std::string_view script, Cuts cuts)
        : session_(std::move(config)), messages_(messages.begin(), messages.end()), cuts_(cuts), random_(cuts.seed) {
        std::istringstream lines{std::string{script}};
        for (std::string line; std::getline(lines, line);) {
            const auto begin = line.find_first_not_of(' ');
            if (begin == std::string::npos) continue;
            const auto text = line.substr(begin);
            steps_.push_back({text[0], text.size() > 3 ? text.substr(3) : ""});
        }
    }

    // "" where all went as written, else what did not.
    std::string run() {
        for (std::size_t turn = 0; turn < 200'000; ++turn) {
            auto event = session_.next();
            written_ += session_.takeOutput();
            advance();
            if (auto trouble = std::visit([this](const auto& what) { return on(what); }, event); !trouble.empty()) {
                return trouble == "end" ? "" : trouble;
            }
        }
        return "no end";
    }

    [[nodiscard]] const std::vector<client::RecipientResult>& results() const { return results_; }
    [[nodiscard]] const client::Closed& closed() const { return closed_; }
    [[nodiscard]] const ClientSession& session() const { return session_; }

private:
    struct Step {
        char kind;
        std::string text;
    };

    void advance() {
        while (!steps_.empty()) {
            const auto& [kind, text] = steps_.front();
            if (kind == 'C') {
                if (!written_.starts_with(text + "\r\n")) return;
                written_.erase(0, text.size() + 2);
            } else if (kind == 'S') {
                toRead_ += text + "\r\n";
            } else {
                return;
            }
            steps_.pop_front();
        }
    }

    std::string expected(char kind, const std::string& got) {
        if (!steps_.empty() && steps_.front().kind == kind && steps_.front().text == got) {
            steps_.pop_front();
            advance();
            return {};
        }
        return std::string{kind} + ": " + got + "   but expected: " + here();
    }
    std::string here() const {
        const auto next =
            steps_.empty() ? std::string{"(end)"} : std::string{steps_.front().kind} + ": " + steps_.front().text;
        return next + "   written: " + written_.substr(0, 200);
    }
    std::size_t cut(std::size_t size) {
        const auto most = cuts_.seed == 0 ? cuts_.most : 1 + static_cast<std::size_t>(random_.next() % cuts_.most);
        return std::min(size, most);
    }
    void readSome() {
        const auto size = cut(toRead_.size());
        session_.feed(ByteView{toRead_}.substr(0, size));
        toRead_.erase(0, size);
    }

    std::string on(const client::NeedInput& event) {
        if (event.timeout.count() <= 0) return "no timeout";
        if (!toRead_.empty()) {
            readSome();
            return {};
        }
        if (!steps_.empty() && steps_.front().kind == 'L') {
            const auto how = steps_.front().text;
            steps_.pop_front();
            session_.lost(how == "closed"     ? client::Loss::closed
                          : how == "timedOut" ? client::Loss::timedOut
                          : how == "reset"    ? client::Loss::reset
                                              : client::Loss::tlsError);
            return {};
        }
        return "waits for the server, but: " + here();
    }
    std::string on(const client::StartTls&) {
        if (!steps_.empty() && steps_.front().kind == 'L') {
            steps_.pop_front();
            session_.lost(client::Loss::tlsError);
            return {};
        }
        // What was sent in the clear behind the reply and not yet read is read now.
        session_.feed(std::exchange(toRead_, {}));
        if (auto trouble = expected('T', ""); !trouble.empty()) return trouble;
        session_.tlsEstablished();
        return {};
    }
    std::string on(const client::Ready& event) {
        if (!toRead_.empty()) {
            readSome();
            return {};
        }
        if (!steps_.empty() && steps_.front().kind == 'L') return on(client::NeedInput{std::chrono::seconds{1}});
        if (messages_.empty() || event.transactions == 0) {
            session_.quit();
            return {};
        }
        message_ = std::move(messages_.front());
        messages_.pop_front();
        bodySent_ = 0;
        session_.begin(message_.transaction);
        return {};
    }
    std::string on(const client::NeedBody& event) {
        if (!toRead_.empty()) {
            readSome();
            return {};
        }
        if (!steps_.empty() && (steps_.front().kind == 'L')) return on(client::NeedInput{std::chrono::seconds{1}});
        if (!steps_.empty() && (steps_.front().kind == 'A')) {
            session_.abandonBody(steps_.front().text);
            steps_.pop_front();
            return {};
        }
        const auto rest = ByteView{message_.body}.substr(bodySent_);
        if (rest.empty()) {
            session_.finishBody();
            return {};
        }
        const auto size = std::min(cut(rest.size()), event.room);
        session_.supplyBody(rest.substr(0, size));
        bodySent_ += size;
        return {};
    }
    std::string on(const client::TransactionDone& event) {
        for (const auto& result : event.recipients) {
            results_.push_back(result);
            if (auto trouble = expected('R', describe(result)); !trouble.empty()) return trouble;
        }
        return {};
    }
    std::string on(const client::Closed& event) {
        closed_ = event;
        if (auto trouble = expected('X', describe(event)); !trouble.empty()) return trouble;
        if (!steps_.empty()) return "ended before " + here();
        return written_.empty() ? "end" : "written besides: " + written_;
    }

    ClientSession session_;
    std::deque<Message> messages_;
    std::deque<Step> steps_;
    Cuts cuts_;
    SeededRandom random_;
    Bytes written_;
    Bytes toRead_;
    Message message_;
    std::size_t bodySent_ = 0;
    std::vector<client::RecipientResult> results_;
    client::Closed closed_;
};

}  // namespace tram::smtp::dialogue
