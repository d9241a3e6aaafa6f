// The client's side of one SMTP connection, without the connection.
//
// Purpose: the role connects, then does what next() says:
//
//     for (;;) {
//         switch (event = session.next()) ...
//             NeedInput:       write takeOutput(); feed(read(…)) or lost(…)
//             StartTls:        write takeOutput(); handshake; tlsEstablished()
//             Ready:           begin(transaction) or quit()
//             NeedBody:        write takeOutput(); supplyBody(…) or finishBody()
//             TransactionDone: take the results
//             Closed:          write takeOutput(); close
//     }
//
// MAIL, RCPT and DATA go out together where PIPELINING is announced, and with the RSET of a failed
// transaction before; the message goes by BDAT where CHUNKING is, as one chunk, else by DATA. Output is
// bounded by NeedBody::room, input by ReplyParser. What came in the clear behind the reply to STARTTLS is
// dropped unread [RFC3207 4.2].
// Threads: one at a time. Exposed to remote servers: a hostile one can only spoil its own transaction.
// Standards: RFC 5321, 2920, 3030, 3207, 1870, 6152, 6531, 3461, 2034, 8689, 9422, 7504.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "proto/smtp/client_body.hpp"
#include "proto/smtp/client_types.hpp"
#include "proto/smtp/reply_parser.hpp"

namespace tram::smtp {

class ClientSession {
public:
    explicit ClientSession(client::Config config);

    // --- bytes ---

    void feed(ByteView bytes);
    // What is to be written, in order; empty if nothing. The session forgets it.
    [[nodiscard]] Bytes takeOutput();
    [[nodiscard]] std::size_t waitingOutput() const noexcept { return output_.size(); }

    // --- events ---

    [[nodiscard]] client::Event next();

    // After StartTls.
    void tlsEstablished();
    // After Ready, and only while Ready::transactions is not 0.
    void begin(client::Transaction transaction);
    // After NeedBody. At most `room` octets.
    void supplyBody(ByteView chunk);
    // After NeedBody, once all of parameters.size octets have been supplied.
    void finishBody();
    // After NeedBody: the message cannot be read on. The connection is given up, so that the server does not
    // take a part for the whole; the recipients' outcome is temporary, `reason` its text.
    void abandonBody(std::string reason);
    // After Ready.
    void quit();
    // The connection is gone, or nothing came in time. At any time; next() then gives the results and Closed.
    void lost(client::Loss loss);

    // --- what is known ---

    [[nodiscard]] const ServerExtensions& extensions() const noexcept { return extensions_; }
    [[nodiscard]] bool isTls() const noexcept { return tls_; }
    // The server's name for itself in its greeting, printable ASCII; empty before.
    [[nodiscard]] const std::string& serverName() const noexcept { return serverName_; }

private:
    enum class Phase : std::uint8_t {
        greeting,
        hello,
        startTls,
        handshake,
        ready,
        envelope,
        body,
        final,
        quitting,
        closed
    };
    // emptyData: the dot that ends a DATA which nobody is to receive.
    enum class Awaited : std::uint8_t {
        greeting,
        ehlo,
        helo,
        startTls,
        reset,
        mail,
        rcpt,
        data,
        emptyData,
        message,
        quit
    };
    enum class Transfer : std::uint8_t { data, chunking };
    struct Expectation {
        Awaited kind;
        std::size_t recipient = 0;  // of rcpt
    };

    // Works off one reply; false: no whole one has come.
    bool takeInput();
    void handle(const Reply& reply);
    void handleGreeting(const Reply& reply);
    void handleHello(const Reply& reply, Awaited kind);
    void handleStartTls(const Reply& reply);
    void handleMail(const Reply& reply);
    void handleRcpt(const Reply& reply, std::size_t recipient);
    void handleData(const Reply& reply);
    void handleMessage(const Reply& reply);
    void handleLoss(client::Loss loss);

    void send(ByteView line, Expectation expectation);
    // Greeted, and TLS is as it is going to be.
    void introduced();
    // Why the server that we talk to cannot take the message at all.
    [[nodiscard]] std::optional<client::RecipientResult> unfit() const;
    void selectRecipients();
    // Sends as much of the envelope as may go out now; ends it once all replies are there.
    void proceedEnvelope();
    void sendMail();
    void sendRcpt(std::size_t recipient);
    void startChunk();
    // The result of all that have none yet.
    void settle(const client::RecipientResult& result);
    void finishTransaction();
    // The body cannot be sent to its end: the transaction's outcome, and no more of this connection.
    void giveUpBody(const client::RecipientResult& result);
    void refuseLineEnds();
    void fail(client::RecipientResult result);
    void protocolError(std::string_view what);
    void close(std::optional<client::ConnectionFailure> failure);
    [[nodiscard]] client::FailureStage stage() const noexcept;
    // Whether the server may have all of the message, and take it.
    [[nodiscard]] bool messageIsOut() const noexcept;
    [[nodiscard]] std::uint32_t transactionsLeft() const noexcept;
    [[nodiscard]] client::Event wanted() const;
    [[nodiscard]] std::chrono::seconds timeout() const noexcept;

    client::Config config_;
    Phase phase_ = Phase::greeting;
    Bytes input_;
    std::size_t inputTaken_ = 0;
    Bytes output_;
    ReplyParser parser_;
    bool replyEnded_ = true;  // since feed()
    std::deque<Expectation> awaited_{Expectation{Awaited::greeting}};
    std::deque<client::TransactionDone> done_;
    std::optional<client::Loss> loss_;
    std::optional<client::ConnectionFailure> closedBy_;
    bool tls_ = false;
    std::string serverName_;
    ServerExtensions extensions_;
    std::uint32_t transactions_ = 0;
    // The server may still hold an envelope of ours.
    bool resetNeeded_ = false;

    // The transaction under way.
    client::Transaction transaction_;
    std::vector<std::optional<client::RecipientResult>> results_;
    std::vector<std::size_t> sending_;  // the recipients that take part
    std::size_t rcptsSent_ = 0;
    std::size_t accepted_ = 0;
    bool mailSent_ = false;
    bool mailRefused_ = false;
    bool dataSent_ = false;
    Transfer transfer_ = Transfer::data;
    std::uint64_t bodyLeft_ = 0;
    BodyEncoder encoder_{BodyEncoder::Dots::doubled};
};

}  // namespace tram::smtp
