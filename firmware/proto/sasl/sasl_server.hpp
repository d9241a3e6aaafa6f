// The server's side of a SASL exchange, for SMTP, IMAP and whoever comes later.
//
// Purpose: reads what the client says, line by line as the protocol carries it (base64), and tells the
// caller what to do next. It knows no passwords: whether a credential is right is a Query that the store
// process answers.
// Caveats: start() and respond() wipe nothing of the caller's: wipe the line buffer after the call.
// Threads: one at a time. Exposed to strangers before sign-in.
// Standards: RFC 4422, RFC 4616 (PLAIN), RFC 5802 and RFC 7677 (SCRAM-SHA-256), RFC 9266 (tls-exporter).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "base/random.hpp"
#include "proto/sasl/mechanism.hpp"
#include "proto/sasl/secret.hpp"

namespace tram::sasl {

// --- what the exchange asks for ---

// Send this to the client (already base64, possibly empty) and hand its next line to respond().
struct Challenge {
    std::string base64;
};

// Is `password` right for `authcid`, and may he act as `authzid`? An empty authzid means "as himself".
// Answer with a Verdict.
struct CheckPassword {
    std::string authzid;
    std::string authcid;
    Secret password;
};

// Salt and iterations of this user's SCRAM verifiers; unknown users get a stable fake. Answer with
// ScramParameters, or with a Verdict when the store cannot answer.
struct FetchScramParameters {
    std::string user;
};

// Does one of the user's verifiers match? Answer with ScramVerdict.
struct CheckScram {
    std::string authzid;
    std::string user;
    std::string authMessage;
    std::array<std::uint8_t, limits::sasl::scramProof> clientProof{};
};

enum class FailureReason : std::uint8_t {
    malformed,           // not base64, or not what the mechanism's grammar allows
    tooLong,             // over limits::sasl
    cancelled,           // the client sent "*"
    channelBinding,      // SCRAM channel binding missing, of another kind, or not this connection's
    credentialsInvalid,  // unknown user, wrong password: never told apart
    passwordExpired,     // right, but a hand-out password: it has to be changed first
    needsAppPassword,    // right, but the account has a second factor, which this protocol cannot ask for
    needsSecondFactor,   // right, but a second factor is required and not set up
    throttled,           // too many guesses; try later
    unavailable,         // the store did not answer
};

struct Failure {
    FailureReason reason;
};

// Signed in.
struct Done {
    std::string authcid;
    std::string authzid;  // empty: as himself
};

using Step = std::variant<Challenge, CheckPassword, FetchScramParameters, CheckScram, Done, Failure>;

// --- answers ---

enum class Verdict : std::uint8_t {
    accepted,
    invalid,
    passwordExpired,
    needsAppPassword,
    needsSecondFactor,
    throttled,
    unavailable,
};

struct ScramParameters {
    std::string salt;  // octets
    std::uint32_t iterations = 0;
};

struct ScramVerdict {
    Verdict verdict = Verdict::invalid;
    std::array<std::uint8_t, limits::sasl::scramProof> serverSignature{};
};

using Answer = std::variant<Verdict, ScramParameters, ScramVerdict>;

// What the TLS layer offers. `exporter` is the 32 octets of "EXPORTER-Channel-Binding" [RFC9266 2]; absent
// where the connection has none (no TLS, or TLS 1.2 without extended master secret).
struct ChannelBinding {
    std::optional<std::string> exporter;
    // Whether a -PLUS mechanism was announced to this client: then "y" is a downgrade. [RFC5802 6]
    enum class Announced : std::uint8_t { no, yes } announced = Announced::no;
};

class SaslServer {
public:
    // `random` gives the nonce; it must outlive the exchange only until start() or the first respond().
    SaslServer(Mechanism mechanism, Random& random, ChannelBinding binding = {});
    SaslServer(SaslServer&&) noexcept = default;
    SaslServer& operator=(SaslServer&&) noexcept = default;

    // Begins. `initialResponse` is the word after the mechanism's name, base64, "=" for an empty one
    // [RFC4954 4, RFC4959 3]; nullopt where there was none.
    [[nodiscard]] Step start(std::optional<ByteView> initialResponse);
    // The client's line after a Challenge, without CRLF: base64, empty, or "*".
    [[nodiscard]] Step respond(ByteView line);
    // The answer to the last CheckPassword, FetchScramParameters or CheckScram. An answer of a kind that
    // was not asked for ends the exchange as unavailable.
    [[nodiscard]] Step answer(const Answer& answer);

    [[nodiscard]] Mechanism mechanism() const noexcept { return mechanism_; }

private:
    enum class State : std::uint8_t {
        start,
        plainMessage,
        loginUser,
        loginPassword,
        passwordVerdict,
        scramFirst,
        scramParameters,
        scramFinal,
        scramVerdict,
        scramAcknowledge,
        finished,
    };

    Step take(std::string decoded);
    Step takePlain(std::string message);
    Step takeLoginUser(std::string user);
    Step takeLoginPassword(std::string password);
    Step takeScramFirst(ByteView message);
    Step takeScramFinal(ByteView message);
    Step sendServerFirst(const ScramParameters& parameters);
    Step fail(FailureReason reason);
    Step finish();

    Mechanism mechanism_;
    Random* random_;
    ChannelBinding binding_;
    State state_ = State::start;
    std::string authcid_;
    std::string authzid_;
    std::string gs2Header_;
    std::string clientFirstBare_;
    std::string serverFirst_;
    std::string nonce_;
};

}  // namespace tram::sasl
