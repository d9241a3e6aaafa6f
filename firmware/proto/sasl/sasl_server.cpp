#include "proto/sasl/sasl_server.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "proto/sasl/base64.hpp"
#include "proto/sasl/scram_message.hpp"

namespace tram::sasl {
namespace {

// The one kind of channel binding we know. [RFC9266]
constexpr std::string_view tlsExporter = "tls-exporter";

FailureReason reasonOf(Verdict verdict) {
    switch (verdict) {
        case Verdict::passwordExpired:
            return FailureReason::passwordExpired;
        case Verdict::needsAppPassword:
            return FailureReason::needsAppPassword;
        case Verdict::needsSecondFactor:
            return FailureReason::needsSecondFactor;
        case Verdict::throttled:
            return FailureReason::throttled;
        case Verdict::unavailable:
            return FailureReason::unavailable;
        case Verdict::accepted:
        case Verdict::invalid:
            break;
    }
    return FailureReason::credentialsInvalid;
}

}  // namespace

SaslServer::SaslServer(Mechanism mechanism, Random& random, ChannelBinding binding)
    : mechanism_(mechanism), random_(&random), binding_(std::move(binding)) {}

Step SaslServer::start(std::optional<ByteView> initialResponse) {
    if (state_ != State::start) return fail(FailureReason::malformed);
    switch (mechanism_) {
        case Mechanism::plain:
            state_ = State::plainMessage;
            break;
        case Mechanism::login:
            state_ = State::loginUser;
            break;
        case Mechanism::scramSha256:
        case Mechanism::scramSha256Plus:
            state_ = State::scramFirst;
            break;
    }
    if (!initialResponse) {
        return Challenge{mechanism_ == Mechanism::login ? encodeBase64("Username:") : std::string{}};
    }
    if (initialResponse->size() > limits::sasl::line) return fail(FailureReason::tooLong);
    if (*initialResponse == "=") return take({});
    // An initial response that is there is never empty. [RFC4954 4]
    if (initialResponse->empty()) return fail(FailureReason::malformed);
    auto decoded = decodeBase64(*initialResponse);
    if (!decoded) return fail(FailureReason::malformed);
    return take(std::move(*decoded));
}

Step SaslServer::respond(ByteView line) {
    if (line == "*") return fail(FailureReason::cancelled);
    if (line.size() > limits::sasl::line) return fail(FailureReason::tooLong);
    auto decoded = decodeBase64(line);
    if (!decoded) return fail(FailureReason::malformed);
    return take(std::move(*decoded));
}

Step SaslServer::take(std::string decoded) {
    switch (state_) {
        case State::plainMessage:
            return takePlain(std::move(decoded));
        case State::loginUser:
            return takeLoginUser(std::move(decoded));
        case State::loginPassword:
            return takeLoginPassword(std::move(decoded));
        case State::scramFirst:
            return takeScramFirst(decoded);
        case State::scramFinal:
            return takeScramFinal(decoded);
        case State::scramAcknowledge:
            return decoded.empty() ? finish() : fail(FailureReason::malformed);
        case State::start:
        case State::passwordVerdict:
        case State::scramParameters:
        case State::scramVerdict:
        case State::finished:
            break;
    }
    wipe(decoded);
    return fail(FailureReason::malformed);
}

// [authzid] NUL authcid NUL passwd [RFC4616 2]
Step SaslServer::takePlain(std::string message) {
    const ByteView view = message;
    const auto first = view.find('\0');
    const auto second = first == ByteView::npos ? first : view.find('\0', first + 1);
    if (second == ByteView::npos) {
        wipe(message);
        return fail(FailureReason::malformed);
    }
    const auto authzid = view.substr(0, first);
    const auto authcid = view.substr(first + 1, second - first - 1);
    const auto password = view.substr(second + 1);
    const bool right = (authzid.empty() || isIdentity(authzid)) && isIdentity(authcid) && !password.empty() &&
                       password.find('\0') == ByteView::npos && isUtf8(password);
    const bool tooLong = authzid.size() > limits::sasl::identity || authcid.size() > limits::sasl::identity ||
                         password.size() > limits::sasl::password;
    if (!right || tooLong) {
        wipe(message);
        return fail(tooLong ? FailureReason::tooLong : FailureReason::malformed);
    }
    authzid_ = authzid;
    authcid_ = authcid;
    CheckPassword query{authzid_, authcid_, Secret{password}};
    wipe(message);
    state_ = State::passwordVerdict;
    return query;
}

Step SaslServer::takeLoginUser(std::string user) {
    if (user.size() > limits::sasl::identity) return fail(FailureReason::tooLong);
    if (!isIdentity(user)) return fail(FailureReason::malformed);
    authcid_ = std::move(user);
    state_ = State::loginPassword;
    return Challenge{encodeBase64("Password:")};
}

Step SaslServer::takeLoginPassword(std::string password) {
    if (password.size() > limits::sasl::password) {
        wipe(password);
        return fail(FailureReason::tooLong);
    }
    if (password.empty() || password.find('\0') != std::string::npos || !isUtf8(password)) {
        wipe(password);
        return fail(FailureReason::malformed);
    }
    state_ = State::passwordVerdict;
    return CheckPassword{{}, authcid_, Secret::take(password)};
}

Step SaslServer::takeScramFirst(ByteView message) {
    auto first = parseClientFirst(message);
    if (!first) return fail(first.error());
    const bool plus = mechanism_ == Mechanism::scramSha256Plus;
    // -PLUS binds, the other does not; "y" where we did announce -PLUS means that someone took it out of
    // what we announced. [RFC5802 6]
    if (plus != (first->flag == BindingFlag::used)) return fail(FailureReason::channelBinding);
    if (plus && (first->bindingName != tlsExporter || !binding_.exporter)) return fail(FailureReason::channelBinding);
    if (first->flag == BindingFlag::notOffered && binding_.announced == ChannelBinding::Announced::yes) {
        return fail(FailureReason::channelBinding);
    }
    authcid_ = std::move(first->user);
    authzid_ = std::move(first->authzid);
    gs2Header_ = std::move(first->gs2Header);
    clientFirstBare_ = std::move(first->bare);

    std::array<std::uint8_t, limits::sasl::scramServerNonce> octets{};
    random_->fill(octets);
    nonce_ = std::move(first->nonce) + encodeBase64(asBytes(octets));
    state_ = State::scramParameters;
    return FetchScramParameters{authcid_};
}

Step SaslServer::sendServerFirst(const ScramParameters& parameters) {
    serverFirst_ =
        "r=" + nonce_ + ",s=" + encodeBase64(parameters.salt) + ",i=" + std::to_string(parameters.iterations);
    state_ = State::scramFinal;
    return Challenge{encodeBase64(serverFirst_)};
}

Step SaslServer::takeScramFinal(ByteView message) {
    auto last = parseClientFinal(message);
    if (!last) return fail(last.error());
    const auto expected =
        mechanism_ == Mechanism::scramSha256Plus ? gs2Header_ + binding_.exporter.value_or("") : gs2Header_;
    if (last->channelBinding != expected) return fail(FailureReason::channelBinding);
    if (last->nonce != nonce_) return fail(FailureReason::credentialsInvalid);
    CheckScram query;
    query.authzid = authzid_;
    query.user = authcid_;
    query.authMessage = clientFirstBare_ + "," + serverFirst_ + "," + last->withoutProof;
    std::ranges::copy(asOctets(last->proof), query.clientProof.begin());
    wipe(last->proof);
    state_ = State::scramVerdict;
    return query;
}

Step SaslServer::answer(const Answer& answer) {
    const auto* verdict = std::get_if<Verdict>(&answer);
    if (state_ == State::passwordVerdict && verdict != nullptr) {
        return *verdict == Verdict::accepted ? finish() : fail(reasonOf(*verdict));
    }
    if (state_ == State::scramParameters) {
        if (const auto* parameters = std::get_if<ScramParameters>(&answer)) return sendServerFirst(*parameters);
        if (verdict != nullptr && *verdict != Verdict::accepted) return fail(reasonOf(*verdict));
    }
    if (state_ == State::scramVerdict) {
        if (verdict != nullptr && *verdict != Verdict::accepted) return fail(reasonOf(*verdict));
        if (const auto* scram = std::get_if<ScramVerdict>(&answer)) {
            if (scram->verdict != Verdict::accepted) return fail(reasonOf(scram->verdict));
            state_ = State::scramAcknowledge;
            return Challenge{encodeBase64("v=" + encodeBase64(asBytes(scram->serverSignature)))};
        }
    }
    return fail(FailureReason::unavailable);
}

Step SaslServer::fail(FailureReason reason) {
    state_ = State::finished;
    return Failure{reason};
}

Step SaslServer::finish() {
    state_ = State::finished;
    return Done{authcid_, authzid_};
}

}  // namespace tram::sasl
