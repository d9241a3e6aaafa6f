// What the client session is told and what it hands to its role.
//
// Standards: RFC 5321 4.5.3.2 (timeouts), RFC 3463 (status), RFC 3461 (who owes reports).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "proto/smtp/address.hpp"
#include "proto/smtp/client_extensions.hpp"
#include "proto/smtp/parameter.hpp"
#include "proto/smtp/reply.hpp"

namespace tram::smtp::client {

// How long the server may take. [RFC5321 4.5.3.2]; the last two have no RFC number.
struct Timeouts {
    std::chrono::seconds greeting{std::chrono::minutes{5}};
    std::chrono::seconds command{std::chrono::minutes{5}};  // EHLO, STARTTLS, MAIL, RCPT, RSET
    std::chrono::seconds dataInitiation{std::chrono::minutes{2}};
    std::chrono::seconds dataBlock{std::chrono::minutes{3}};
    std::chrono::seconds dataTermination{std::chrono::minutes{10}};
    std::chrono::seconds quit{10};
    std::chrono::seconds idle{60};  // between messages, after which the role should quit()
};

enum class TlsPolicy : std::uint8_t {
    never,          // a retry in the clear after a failed opportunistic handshake
    opportunistic,  // STARTTLS where announced; where it is refused, in the clear
    required,       // nothing is sent in the clear
};

struct Config {
    std::string hostname;  // what EHLO says: a domain or an address literal
    TlsPolicy tls = TlsPolicy::opportunistic;
    // Recipients of one transaction; a smaller RCPTMAX counts.
    std::uint32_t recipients = limits::smtp::clientRecipients;
    // Messages of one connection; a smaller MAILMAX counts.
    std::uint32_t transactions = limits::smtp::clientTransactions;
    Timeouts timeouts;
};

struct Recipient {
    Mailbox mailbox;
    RcptParameters parameters;
};

// One message to some recipients. `parameters.size` must be the exact number of octets that supplyBody()
// will bring; `parameters.body` says what the message is (absent: 7-bit), `smtpUtf8` that it cannot do
// without; `submitter` is not passed on.
struct Transaction {
    ReversePath reversePath;
    MailParameters parameters;
    std::vector<Recipient> recipients;  // at least one
};

enum class Outcome : std::uint8_t {
    relayed,    // the server has taken responsibility
    temporary,  // try again later
    permanent,  // will never work
    postponed,  // not tried, or one too many for one transaction: try again at once in another transaction
};

// Who said so.
enum class Origin : std::uint8_t {
    remote,      // the reply is the server's
    local,       // decided here: an extension is missing, the message cannot be sent as it is
    connection,  // the connection broke, timed out, or the server broke the protocol
};

// Whether the message may be there although no reply said so: the connection broke between the end of the
// message and the reply to it. A later attempt may deliver it twice. [RFC5321 4.1.1.4, RFC1047]
enum class Certainty : std::uint8_t { certain, uncertain };

// Whether another host of the same destination could do better. [RFC5321 5.1]
enum class OtherHosts : std::uint8_t { useless, mayHelp };

// Who owes the sender the report about success. [RFC3461 5.2.1, 5.2.2]
enum class ReportDuty : std::uint8_t {
    passedOn,  // the server has the DSN parameters
    ours,      // it does not know DSN: where NOTIFY=SUCCESS, a "relayed" report is due from us
};

struct RecipientResult {
    Outcome outcome = Outcome::temporary;
    // The server's, or x.0.0 of its code where it gave none, or ours.
    EnhancedCode status;
    Origin origin = Origin::remote;
    Certainty certainty = Certainty::certain;
    OtherHosts otherHosts = OtherHosts::useless;
    ReportDuty reportDuty = ReportDuty::ours;
    // One line: "550 5.1.1 <a@b>: no such user" of the server, or our own words. From a stranger: any octets
    // but CR, LF and NUL.
    std::string text;
};

// Why a connection is of no use before or between messages.
enum class FailureStage : std::uint8_t { greeting, hello, startTls, idle, transaction, quit };
struct ConnectionFailure {
    FailureStage stage = FailureStage::greeting;
    // temporary or permanent; as RecipientResult, to be given to whatever waits for this host.
    RecipientResult result;
};

enum class Loss : std::uint8_t { closed, timedOut, reset, tlsError };

// --- events: what the role has to do; see ClientSession ---

// Write what takeOutput() gives, read, feed() what came, call next() again. Where nothing comes within
// `timeout`: lost(Loss::timedOut).
struct NeedInput {
    std::chrono::seconds timeout;
    // The time begins anew: a reply ended, or nothing came yet. Else it goes on, however many octets the reply comes
    // in. [RFC5321 4.5.3.2]
    bool forNewReply = true;
};
// Write what takeOutput() gives, do the handshake, then tlsEstablished() or lost(Loss::tlsError).
struct StartTls {};
// Greeted, and nothing under way: begin(), quit(), or wait (feed() what comes meanwhile).
struct Ready {
    // How many messages this connection still takes.
    std::uint32_t transactions;
};
// Write what takeOutput() gives, then bring up to `room` octets by supplyBody(), or finishBody() after the
// last; call next() again. Where writing takes longer than `timeout`: lost(Loss::timedOut). If the role can
// see that input has come, it feeds it first: the server may have changed its mind.
struct NeedBody {
    std::size_t room;
    std::chrono::seconds timeout;
};
// In the order of Transaction::recipients.
struct TransactionDone {
    std::vector<RecipientResult> recipients;
};
// Write what takeOutput() gives and close. `failure` is absent after a quit() and after the last message
// that the connection takes.
struct Closed {
    std::optional<ConnectionFailure> failure;
};

using Event = std::variant<NeedInput, StartTls, Ready, NeedBody, TransactionDone, Closed>;

}  // namespace tram::smtp::client
