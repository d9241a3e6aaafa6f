// Greeting, EHLO or HELO, STARTTLS.
#include <algorithm>

#include "proto/smtp/client_result.hpp"
#include "proto/smtp/client_session.hpp"

namespace tram::smtp {
namespace {

using client::Outcome;

// The first word of a greeting, for logs and reports.
std::string serverNameOf(const Reply& reply) {
    if (reply.lines.empty()) return {};
    const ByteView line = reply.lines.front();
    const auto word = line.substr(0, std::min(line.find(' '), limits::smtp::domain));
    const auto printable = std::ranges::all_of(word, [](char c) { return c > 0x20 && c < 0x7f; });
    return printable ? std::string{word} : std::string{};
}

// A host that does not want to talk: others of the domain may, and so may this one later, unless it says that
// it never will. [RFC5321 3.1, RFC7504 3]
client::RecipientResult refusedConnection(const Reply& reply) {
    auto result = client::resultOf(reply);
    result.otherHosts = client::OtherHosts::mayHelp;
    if (reply.code == 521 || reply.code == 554 || reply.code == 556) return result;
    result.outcome = Outcome::temporary;
    if (result.status.statusClass != 4) result.status = EnhancedCode{4, 3, 2};
    return result;
}

}  // namespace

void ClientSession::handleGreeting(const Reply& reply) {
    if (reply.code / 100 != 2) return fail(refusedConnection(reply));
    serverName_ = serverNameOf(reply);
    phase_ = Phase::hello;
    send("EHLO " + config_.hostname, {Awaited::ehlo});
}

void ClientSession::handleHello(const Reply& reply, Awaited kind) {
    extensions_ = {};
    if (reply.code / 100 == 2) {
        if (kind == Awaited::ehlo) extensions_ = parseEhloReply(reply);
        return introduced();
    }
    if (reply.isPermanent() && kind == Awaited::ehlo) return send("HELO " + config_.hostname, {Awaited::helo});
    if (reply.isPositive()) return protocolError("3xx in reply to EHLO");
    fail(refusedConnection(reply));
}

void ClientSession::introduced() {
    if (!tls_ && config_.tls != client::TlsPolicy::never) {
        if (extensions_.startTls == Announced::yes) {
            phase_ = Phase::startTls;
            return send("STARTTLS", {Awaited::startTls});
        }
        if (config_.tls == client::TlsPolicy::required) {
            return fail(client::localResult(Outcome::temporary, {4, 7, 10},
                                            "TLS is required, but the server does not offer it"));
        }
    }
    phase_ = Phase::ready;
}

void ClientSession::handleStartTls(const Reply& reply) {
    if (reply.code == 220) {
        phase_ = Phase::handshake;
        // Whoever is in the middle may have put words into the server's mouth. [RFC3207 4.2]
        input_.clear();
        inputTaken_ = 0;
        return;
    }
    if (reply.isPositive()) return protocolError("reply to STARTTLS");
    if (config_.tls == client::TlsPolicy::required) {
        auto result = refusedConnection(reply);
        result.outcome = Outcome::temporary;
        result.status = EnhancedCode{4, 7, 10};
        return fail(std::move(result));
    }
    phase_ = Phase::ready;
}

void ClientSession::tlsEstablished() {
    if (phase_ != Phase::handshake) return;
    tls_ = true;
    // What was announced in the clear counts no more. [RFC3207 4.2]
    extensions_ = {};
    phase_ = Phase::hello;
    send("EHLO " + config_.hostname, {Awaited::ehlo});
}

}  // namespace tram::smtp
