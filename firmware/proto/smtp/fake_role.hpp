// The role that stands behind a ServerSession in tests and fuzzing: a small domain, a few people, messages
// kept in memory. It checks the session's promises as it goes and aborts where one is broken.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "proto/smtp/local_domains.hpp"
#include "proto/smtp/server_session.hpp"

namespace tram::smtp {

struct ReceivedMessage {
    std::string sender;
    std::vector<std::string> recipients;
    std::string bytes;
    std::string protocol;
    MessageQuestion::LastLine lastLine;

    friend bool operator==(const ReceivedMessage&, const ReceivedMessage&) = default;
};

class FakeRole {
public:
    // How many octets to feed next, of at most as many as are given.
    using Cut = std::function<std::size_t(std::size_t)>;

    explicit FakeRole(SessionConfig config) : random_(3), session_(std::move(config), random_) {
        domains_.add("dich.example");
        run();
    }

    // Gives the bytes to the session, in cuts, and returns what it wrote.
    std::string exchange(ByteView bytes, const Cut& cut) {
        run();
        while (!bytes.empty() && !closed_) {
            const auto count = std::clamp<std::size_t>(cut(bytes.size()), 1, bytes.size());
            const auto taken = session_.feed(bytes.substr(0, count));
            demand(taken > 0, "no space although input was asked for");
            bytes.remove_prefix(taken);
            run();
        }
        return std::exchange(written_, {});
    }
    std::string exchange(ByteView bytes) {
        return exchange(bytes, [](std::size_t all) { return all; });
    }

    [[nodiscard]] const std::vector<ReceivedMessage>& messages() const { return messages_; }
    [[nodiscard]] bool isClosed() const { return closed_; }
    [[nodiscard]] ServerSession& session() { return session_; }
    [[nodiscard]] std::size_t signIns() const { return signIns_; }
    // Refuse from now on.
    std::optional<Reply> refuseData;
    std::optional<Reply> refuseChunks;

private:
    static void demand(bool kept, const char* promise) {
        if (kept) return;
        std::fprintf(stderr, "broken promise: %s\n", promise);
        std::abort();
    }

    void run() {
        while (!closed_) {
            auto event = session_.next();
            if (std::holds_alternative<NeedInput>(event)) {
                written_ += session_.takeOutput();
                return;
            }
            std::visit([this](auto& e) { handle(e); }, event);
        }
    }

    void handle(NeedInput&) {}
    void handle(Flush&) {
        auto output = session_.takeOutput();
        demand(!output.empty() && output.size() < 64 * 1024, "output is bounded");
        written_ += output;
    }
    void handle(StartTls&) {
        written_ += session_.takeOutput();
        session_.tlsEstablished({"TLSv1.3", "TLS1-3-AES-128-GCM-SHA256", std::string(32, 'e')});
    }
    void handle(AuthenticationQuestion& question) {
        demand(session_.tls().has_value(), "no credentials in the clear");
        if (const auto* password = std::get_if<sasl::CheckPassword>(&question.query)) {
            session_.answerAuthentication(check(*password));
        } else if (std::holds_alternative<sasl::FetchScramParameters>(question.query)) {
            session_.answerAuthentication(sasl::ScramParameters{"salt", 4096});
        } else {
            const auto& scram = std::get<sasl::CheckScram>(question.query);
            sasl::ScramVerdict verdict;
            if (scram.user == "an" && scram.clientProof[0] == 'p') verdict.verdict = sasl::Verdict::accepted;
            session_.answerAuthentication(verdict);
        }
    }
    static sasl::Verdict check(const sasl::CheckPassword& query) {
        if (query.authcid == "moi") return sasl::Verdict::passwordExpired;
        if (query.authcid == "ung-dung") return sasl::Verdict::needsAppPassword;
        if (query.authcid == "hai-lop") return sasl::Verdict::needsSecondFactor;
        if (query.authcid == "cham") return sasl::Verdict::throttled;
        if (query.authcid == "hong") return sasl::Verdict::unavailable;
        return query.authcid == "an" && query.password.reveal() == "pw" ? sasl::Verdict::accepted
                                                                        : sasl::Verdict::invalid;
    }
    void handle(Authenticated&) {
        demand(session_.authenticated().has_value(), "authenticated");
        ++signIns_;
    }
    void handle(MailQuestion&) {
        demand(!open_, "one transaction at a time");
        const auto& sender = session_.transaction()->reversePath;
        if (sender && sender->localPart == "spam") {
            session_.answerMail(makeReply(550, {5, 7, 1}, "No"));
            return;
        }
        open_ = true;
        session_.answerMail(std::nullopt);
    }
    void handle(RcptQuestion& question) {
        demand(open_, "RCPT in a transaction");
        const auto destination = domains_.classify(question.path);
        const bool submitting = session_.config().kind == ListenerKind::submission;
        if (destination != Destination::local && !submitting) {
            session_.answerRcpt(makeReply(550, {5, 7, 1}, "Relaying denied"));
        } else if (destination == Destination::local && question.path.mailbox.localPart == "khong") {
            session_.answerRcpt(makeReply(550, {5, 1, 1}, "No such mailbox"));
        } else if (question.path.mailbox.localPart == "day") {
            session_.answerRcpt(makeReply(452, {4, 2, 2}, "Mailbox full"));
        } else {
            current_.recipients.push_back(formatPath(question.path));
            session_.answerRcpt(makeReply(250, {2, 1, 5}, "Recipient OK"));
        }
    }
    void handle(DataQuestion&) {
        demand(open_ && !current_.recipients.empty(), "DATA with recipients");
        current_.sender = formatPath(session_.transaction()->reversePath);
        current_.protocol = session_.protocolName();
        receiving_ = true;
        session_.answerData(refuseData);
        if (refuseData) receiving_ = false;
    }
    void handle(DataChunk& chunk) {
        demand(receiving_ && !chunk.bytes.empty(), "chunks belong to a message");
        if (refuseChunks) session_.refuseMessage(*refuseChunks);
        current_.bytes += chunk.bytes;
    }
    void handle(MessageQuestion& question) {
        demand(open_ && receiving_, "the end belongs to a message");
        demand(question.size == current_.bytes.size(), "the size is that of the chunks");
        current_.lastLine = question.lastLine;
        messages_.push_back(std::exchange(current_, {}));
        open_ = receiving_ = false;
        session_.answerMessage(makeReply(250, {2, 0, 0}, "Kept"));
    }
    void handle(TransactionDropped&) {
        demand(open_, "only what is open is dropped");
        current_ = {};
        open_ = receiving_ = false;
    }
    void handle(Close&) {
        demand(!open_, "nothing is open at the end");
        written_ += session_.takeOutput();
        closed_ = true;
    }

    SeededRandom random_;
    LocalDomains domains_;
    ServerSession session_;
    std::string written_;
    std::vector<ReceivedMessage> messages_;
    ReceivedMessage current_;
    bool open_ = false;
    bool receiving_ = false;
    bool closed_ = false;
    std::size_t signIns_ = 0;
};

}  // namespace tram::smtp
