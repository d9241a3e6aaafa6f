// The server's side of one SMTP connection, without the connection.
//
// Purpose: the role reads bytes into it, asks next() what to do, does it, answers, and writes takeOutput():
//
//     for (;;) {
//         switch (event = session.next()) ...
//             NeedInput:  write takeOutput(); n = read(session.inputSpace()); session.commitInput(n);
//             ...Question: session.answer...(...)
//     }
//
// Commands that a client pipelined are worked off in order while no input is missing, so their replies go
// out in one write. Input is bounded by inputSpace(), output by Flush events.
// Line ends are CRLF only: a bare CR or LF refuses the command line up to its CRLF, and a message; only
// CRLF "." CRLF ends one.
// Threads: one at a time. Exposed to strangers.
// Standards: RFC 5321, 2920 (PIPELINING), 1870 (SIZE), 6152 (8BITMIME), 3030 (CHUNKING, BINARYMIME),
// 2034 (ENHANCEDSTATUSCODES), 6531 (SMTPUTF8), 3461 (DSN), 3207 (STARTTLS), 4954 (AUTH), 8689 (REQUIRETLS),
// 9422 (LIMITS).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "proto/smtp/command.hpp"
#include "proto/smtp/data_decoder.hpp"
#include "proto/smtp/session_types.hpp"

namespace tram::smtp {

class ServerSession {
public:
    // `random` must outlive the session.
    ServerSession(SessionConfig config, Random& random);
    ServerSession(const ServerSession&) = delete;
    ServerSession& operator=(const ServerSession&) = delete;
    ~ServerSession();

    // --- bytes ---

    // Where to read to: never empty after a NeedInput. Valid until the next call of anything.
    [[nodiscard]] std::span<char> inputSpace();
    void commitInput(std::size_t octets);
    // Copies as much of `bytes` as there is space for; returns how much.
    std::size_t feed(ByteView bytes);
    // What is to be written, in order; empty if nothing. The session forgets it.
    [[nodiscard]] Bytes takeOutput();

    // --- events ---

    // What to do next. While a question is open, answer it before the next call.
    [[nodiscard]] Event next();

    void tlsEstablished(TlsState tls);
    void answerAuthentication(const sasl::Answer& answer);
    // nullopt accepts (250 2.1.0); a reply refuses.
    void answerMail(std::optional<Reply> refusal);
    void answerRcpt(const Reply& reply);
    void answerData(std::optional<Reply> refusal);
    // Between DataQuestion and MessageQuestion: the message will be refused with this reply at its end.
    void refuseMessage(Reply refusal);
    void answerMessage(const Reply& reply);

    // The client kept us waiting (NeedInput::timeout): 421 4.4.2, then Close.
    void timedOut();
    // The process ends, or the role had enough of this client: the reply (421 …), then Close. Not while a
    // question is open.
    void endWith(const Reply& reply);

    // --- what is known; valid until the next call of next() ---

    [[nodiscard]] const SessionConfig& config() const noexcept { return config_; }
    [[nodiscard]] const std::optional<TlsState>& tls() const noexcept { return config_.tls; }
    // The client's name for itself; empty before EHLO or HELO.
    [[nodiscard]] const std::string& clientName() const noexcept { return clientName_; }
    [[nodiscard]] ClientProtocol protocol() const noexcept { return protocol_; }
    [[nodiscard]] const std::optional<sasl::Done>& authenticated() const noexcept { return authenticated_; }
    [[nodiscard]] const std::optional<Transaction>& transaction() const noexcept { return transaction_; }
    // The "with" word of Received: SMTP, ESMTP, ESMTPS, ESMTPSA, UTF8SMTPSA … [RFC3848, RFC6531 4.3]
    [[nodiscard]] std::string_view protocolName() const noexcept;
    // Whether a command or an answer to a challenge has begun and not ended.
    [[nodiscard]] bool hasPartialCommand() const noexcept {
        return begin_ != end_ && (phase_ == Phase::command || phase_ == Phase::authentication);
    }

private:
    enum class Phase : std::uint8_t { command, discardLine, authentication, data, chunk, closing };
    enum class Question : std::uint8_t { none, startTls, authentication, mail, rcpt, data, message };
    enum class Transfer : std::uint8_t { none, data, chunking };

    // Each step works off some input. nullopt: go on; otherwise something for the role (NeedInput where the
    // input does not suffice).
    std::optional<Event> stepCommand();
    std::optional<Event> stepAuthentication();
    std::optional<Event> stepData();
    std::optional<Event> stepChunk();
    std::optional<Event> execute(ByteView line);
    std::optional<Event> proceed(const Command& command, ByteView argument);
    [[nodiscard]] std::optional<Event> discardLine();

    void greet(ByteView argument, ClientProtocol protocol);
    void verify(ByteView argument);
    void quit();
    std::optional<Event> mail(ByteView argument);
    std::optional<Event> rcpt(ByteView argument);
    std::optional<Event> data();
    std::optional<Event> bdat(ByteView argument);
    std::optional<Event> auth(ByteView argument);
    void startTls();
    std::optional<Event> takeSaslStep(sasl::Step step);

    [[nodiscard]] Extensions extensions() const noexcept;
    [[nodiscard]] bool authOffered() const noexcept;
    // Of a trusted network, or one who is to sign in.
    [[nodiscard]] bool clientIsKnown() const noexcept;
    [[nodiscard]] ByteView unread() const noexcept { return {input_.data() + begin_, end_ - begin_}; }
    std::optional<Event> finishMessage();
    void consume(std::size_t octets) noexcept { begin_ += octets; }
    void say(const Reply& reply);
    void say(std::uint16_t code, EnhancedCode enhanced, std::string_view text);
    // A client's error: replies, counts, and ends the session when there were too many.
    void refuse(const Reply& reply);
    void refuse(std::uint16_t code, EnhancedCode enhanced, std::string_view text);
    void close(const Reply& reply);
    void dropTransaction();
    void endTransaction();
    [[nodiscard]] DataDefect messageDefect() const noexcept;
    // Whether the message will be refused: what comes of it is not handed out.
    [[nodiscard]] bool messageIsFaulty() const noexcept;
    std::optional<Event> handOut(ByteView content);
    [[nodiscard]] NeedInput needInput() const noexcept;

    SessionConfig config_;
    Random& random_;
    std::vector<char> input_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    // Octets of unread() known to hold no line end, so that a line that drips in is looked at once.
    std::size_t scanned_ = 0;
    Bytes output_;

    Phase phase_ = Phase::command;
    Question question_ = Question::none;
    bool dropPending_ = false;
    bool startTlsPending_ = false;

    ClientProtocol protocol_ = ClientProtocol::none;
    std::string clientName_;
    std::optional<Transaction> transaction_;
    Transfer transfer_ = Transfer::none;
    std::uint64_t messageSize_ = 0;
    char lastOctets_[2] = {};
    std::uint64_t chunkLeft_ = 0;
    bool chunkIsLast_ = false;
    // A chunk was refused, and those that a client had sent behind it still come: no errors of the client. [RFC2920]
    bool chunksFollow_ = false;
    bool dataEnded_ = false;
    // Set: octets are read but not handed out, and this is the reply at the end.
    std::optional<Reply> refusal_;
    DataDecoder decoder_;
    LineEndCheck lineEnds_;

    std::optional<sasl::SaslServer> sasl_;
    // A step that an answer brought about, to be worked off by next().
    std::optional<sasl::Step> saslStep_;
    std::optional<sasl::Done> authenticated_;

    std::uint32_t errors_ = 0;
    std::uint32_t idleCommands_ = 0;
    std::uint32_t transactions_ = 0;
    std::uint32_t refusedRecipients_ = 0;
    std::uint32_t failedAuthentications_ = 0;
};

}  // namespace tram::smtp
