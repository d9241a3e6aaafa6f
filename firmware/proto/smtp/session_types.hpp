// What the server session is told about its connection, and the values it hands to its role.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "proto/sasl/sasl_server.hpp"
#include "proto/smtp/address.hpp"
#include "proto/smtp/parameter.hpp"
#include "proto/smtp/reply.hpp"

namespace tram::smtp {

enum class ListenerKind : std::uint8_t {
    relayIn,     // port 25 of a zone: no AUTH, local recipients only (the role says which)
    submission,  // 587 and 465: AUTH before MAIL, AUTH only under TLS
};

// Trust changes throttling only, never a syntax, size, smuggling or relay check.
enum class Trust : std::uint8_t { stranger, trustedNetwork };

struct TlsState {
    std::string version;                  // "TLSv1.3"
    std::string cipher;                   // "TLS_AES_128_GCM_SHA256"
    std::optional<std::string> exporter;  // tls-exporter channel binding, 32 octets
};

struct SessionLimits {
    std::uint64_t messageSize = limits::message::maximumSize;
    std::uint32_t recipients = limits::smtp::recipients;
    std::uint32_t transactions = limits::smtp::transactions;
    std::uint32_t errors = limits::smtp::errors;
    std::uint32_t refusedRecipients = limits::smtp::refusedRecipients;
    std::uint32_t idleCommands = limits::smtp::idleCommands;
    std::uint32_t failedAuthentications = limits::smtp::failedAuthentications;
};

struct SessionConfig {
    ListenerKind kind = ListenerKind::relayIn;
    Trust trust = Trust::stranger;
    std::string hostname;     // who we say we are
    std::string accountPage;  // where people change passwords: "https://mail.tinh.gov.vn/"
    bool startTlsOffered = false;
    std::optional<TlsState> tls;  // set from the start on 465
    SessionLimits limits;
};

enum class ClientProtocol : std::uint8_t { none, helo, ehlo };

// What MAIL opened.
struct Transaction {
    ReversePath reversePath;
    MailParameters parameters;
    std::uint32_t acceptedRecipients = 0;
};

// --- events: what the role has to do; see ServerSession ---

// Write what takeOutput() gives, read more into inputSpace(), commitInput(), call next() again.
// `timeout` is how long the client may keep us waiting.
struct NeedInput {
    std::chrono::seconds timeout;
};
// Write what takeOutput() gives, then call next() again; nothing has to be read.
struct Flush {};
// Write, do the handshake, then tlsEstablished(); on failure drop the connection.
struct StartTls {};
// Answer with answerAuthentication().
struct AuthenticationQuestion {
    std::variant<sasl::CheckPassword, sasl::FetchScramParameters, sasl::CheckScram> query;
};
// Signed in; no answer. The identity is in ServerSession::authenticated().
struct Authenticated {};
// May the sender of ServerSession::transaction() begin? Answer with answerMail(). Only asked when syntax, size
// and AUTH are right.
struct MailQuestion {};
// Answer with answerRcpt(): a 25x reply accepts. Keep the recipient yourself, the session only counts.
struct RcptQuestion {
    ForwardPath path;
    RcptParameters parameters;
};
// A message begins; make room for it. Answer with answerData(): nullopt to go on, or a refusal (452 4.3.1).
struct DataQuestion {};
// Octets of the message, in order: dot-stuffing undone, line ends as they came. The view lasts until the next call of
// next(). No answer; refuseMessage() if they cannot be kept.
struct DataChunk {
    ByteView bytes;
};
// All of the message is here: the bytes already handed out are the message. Answer with answerMessage().
struct MessageQuestion {
    std::uint64_t size;
    // A message sent by BDAT need not end in CRLF. [RFC3030 2]
    enum class LastLine : std::uint8_t { complete, open } lastLine;
};
// The transaction ended without a MessageQuestion: forget its recipients and what was spooled; no answer.
// Comes after RSET, EHLO, a message that the session itself refused, and before Close.
struct TransactionDropped {};
// Write what takeOutput() gives and close.
struct Close {};

using Event = std::variant<NeedInput, Flush, StartTls, AuthenticationQuestion, Authenticated, MailQuestion,
                           RcptQuestion, DataQuestion, DataChunk, MessageQuestion, TransactionDropped, Close>;

}  // namespace tram::smtp
