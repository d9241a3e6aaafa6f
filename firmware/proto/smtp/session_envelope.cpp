// The commands that open a session and a transaction: EHLO, HELO, VRFY, MAIL, RCPT.
#include <algorithm>
#include <cassert>
#include <format>
#include <functional>

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "proto/smtp/server_session.hpp"
#include "proto/smtp/size_reply.hpp"

namespace tram::smtp {
namespace {

// What follows "FROM:" or "TO:". The RFC allows no space behind the colon, but printers and scanners send
// one, and nothing is ambiguous by it. [RFC5321 3.3]
std::optional<ByteView> afterKeyword(ByteView argument, ByteView upperKeyword) {
    if (argument.size() < upperKeyword.size()) return std::nullopt;
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
    if (!std::ranges::equal(argument.substr(0, upperKeyword.size()), upperKeyword,
                            [&](char a, char b) { return upper(a) == b; })) {
        return std::nullopt;
    }
    argument.remove_prefix(upperKeyword.size());
    argument.remove_prefix(std::min(argument.find_first_not_of(' '), argument.size()));
    return argument;
}

Reply parameterRefusal(ParameterError error) {
    switch (error) {
        case ParameterError::syntax:
            return makeReply(501, {5, 5, 4}, "Malformed parameter");
        case ParameterError::duplicate:
            return makeReply(501, {5, 5, 4}, "Parameter given twice");
        case ParameterError::badValue:
            return makeReply(501, {5, 5, 4}, "Parameter value is not allowed");
        case ParameterError::unknown:
            break;
    }
    return makeReply(555, {5, 5, 4}, "Parameter not recognized or not offered here");
}

}  // namespace

Extensions ServerSession::extensions() const noexcept {
    const bool extended = protocol_ == ClientProtocol::ehlo;
    return {.size = extended,
            .eightBitMime = extended,
            .binaryMime = extended,
            .smtpUtf8 = extended,
            .dsn = extended,
            .auth = extended && authOffered(),
            .requireTls = extended && config_.tls.has_value()};
}

bool ServerSession::authOffered() const noexcept {
    return config_.kind == ListenerKind::submission && config_.tls.has_value();
}

bool ServerSession::clientIsKnown() const noexcept {
    return config_.kind == ListenerKind::submission || config_.trust != Trust::stranger;
}

void ServerSession::greet(ByteView argument, ClientProtocol protocol) {
    // A full name may end with the root's dot.
    const auto name = argument.ends_with('.') ? argument.substr(0, argument.size() - 1) : argument;
    const bool sound = parseGreetingName(name).has_value();
    // Machines of an office call themselves what their owners called them; who they are is known otherwise.
    if (!sound && (!clientIsKnown() || name.empty() || name.size() > limits::smtp::domain)) {
        refuse(501, {5, 5, 4}, "Domain or address literal expected");
        return;
    }
    dropTransaction();
    chunksFollow_ = false;
    protocol_ = protocol;
    clientName_ = name;
    if (!sound) {
        const auto isPlain = [](char c) { return c > ' ' && c <= '~' && c != '(' && c != ')' && c != '<' && c != '>'; };
        std::ranges::replace_if(clientName_, std::not_fn(isPlain), '?');
    }
    if (protocol == ClientProtocol::helo) {
        say(makeReply(250, config_.hostname));
        return;
    }
    Reply reply{250, std::nullopt, {config_.hostname + " greets " + clientName_}};
    auto& lines = reply.lines;
    lines.emplace_back("PIPELINING");
    lines.emplace_back(std::format("SIZE {}", config_.limits.messageSize));
    lines.emplace_back("8BITMIME");
    lines.emplace_back("ENHANCEDSTATUSCODES");
    lines.emplace_back("DSN");
    lines.emplace_back("CHUNKING");
    lines.emplace_back("BINARYMIME");
    lines.emplace_back("SMTPUTF8");
    if (config_.startTlsOffered && !config_.tls) lines.emplace_back("STARTTLS");
    if (authOffered()) {
        std::string mechanisms = "AUTH";
        for (const auto mechanism : sasl::allMechanisms) {
            if (mechanism == sasl::Mechanism::scramSha256Plus && !config_.tls->exporter) continue;
            mechanisms.append(" ").append(sasl::nameOf(mechanism));
        }
        lines.push_back(std::move(mechanisms));
    }
    if (config_.tls) lines.emplace_back("REQUIRETLS");
    lines.push_back(
        config_.trust == Trust::stranger
            ? std::format("LIMITS MAILMAX={} RCPTMAX={}", config_.limits.transactions, config_.limits.recipients)
            : std::format("LIMITS RCPTMAX={}", config_.limits.recipients));
    lines.emplace_back("HELP");
    say(reply);
}

void ServerSession::verify(ByteView argument) {
    if (!isUtf8(argument)) {
        refuse(501, {5, 5, 4}, "Not UTF-8");
        return;
    }
    // Who is here is told to nobody who asks this way. [RFC5321 3.5.3, 7.3]
    say(252, {2, 5, 0}, "Cannot VRFY; send a message and it will be tried");
}

std::optional<Event> ServerSession::mail(ByteView argument) {
    const auto refused = [this](const Reply& reply) {
        refuse(reply);
        return std::nullopt;
    };
    if (transaction_) return refused(makeReply(503, {5, 5, 1}, "Nested MAIL; RSET first"));
    if (config_.kind == ListenerKind::submission && !authenticated_) {
        return refused(
            makeReply(530, {5, 7, 0}, config_.tls ? "Authentication required" : "Must issue STARTTLS first"));
    }
    const auto text = afterKeyword(argument, "FROM:");
    if (!text) return refused(makeReply(501, {5, 5, 4}, "MAIL FROM:<address> expected"));
    auto path = parseReversePath(*text);
    if (!path) {
        return refused(makeReply(501, {5, 1, 7}, std::format("Sender: {}", describe(path.error()))));
    }
    auto parameters = parseMailParameters(text->substr(path->consumed), extensions());
    if (!parameters) return refused(parameterRefusal(parameters.error()));
    if (parameters->smtpUtf8 == SmtpUtf8::no && !isAscii(*text)) {
        return refused(makeReply(553, {5, 6, 7}, "Non-ASCII addresses need SMTPUTF8"));
    }
    if (parameters->size && *parameters->size > config_.limits.messageSize) {
        say(tooLarge(config_.limits.messageSize));
        return std::nullopt;
    }
    if (config_.trust == Trust::stranger && transactions_ >= config_.limits.transactions) {
        close(makeReply(421, {4, 7, 0}, "Too many messages in one session (MAILMAX); closing"));
        return std::nullopt;
    }
    transaction_ = Transaction{std::move(path->value), std::move(*parameters), 0};
    chunksFollow_ = false;
    question_ = Question::mail;
    return MailQuestion{};
}

void ServerSession::answerMail(std::optional<Reply> refusal) {
    assert(question_ == Question::mail);
    question_ = Question::none;
    if (refusal) {
        endTransaction();
        say(*refusal);
        return;
    }
    ++transactions_;
    say(250, {2, 1, 0}, "Sender OK");
}

std::optional<Event> ServerSession::rcpt(ByteView argument) {
    const auto refused = [this](const Reply& reply) {
        refuse(reply);
        return std::nullopt;
    };
    if (!transaction_) return refused(makeReply(503, {5, 5, 1}, "MAIL first"));
    const auto text = afterKeyword(argument, "TO:");
    if (!text) return refused(makeReply(501, {5, 5, 4}, "RCPT TO:<address> expected"));
    auto path = parseForwardPath(*text);
    if (!path) {
        const auto reply = makeReply(501, {5, 1, 3}, std::format("Recipient: {}", describe(path.error())));
        if (!clientIsKnown()) return refused(reply);
        // Typed by a person, who has others on the list.
        say(reply);
        return std::nullopt;
    }
    auto parameters = parseRcptParameters(text->substr(path->consumed), extensions());
    if (!parameters) return refused(parameterRefusal(parameters.error()));
    if (transaction_->parameters.smtpUtf8 == SmtpUtf8::no && !isAscii(*text)) {
        return refused(makeReply(553, {5, 6, 7}, "Non-ASCII addresses need SMTPUTF8"));
    }
    if (transaction_->acceptedRecipients >= config_.limits.recipients) {
        say(452, {4, 5, 3}, std::format("Too many recipients: limit is {} (RCPTMAX)", config_.limits.recipients));
        return std::nullopt;
    }
    question_ = Question::rcpt;
    return RcptQuestion{std::move(path->value), std::move(*parameters)};
}

void ServerSession::answerRcpt(const Reply& reply) {
    assert(question_ == Question::rcpt);
    question_ = Question::none;
    if (reply.isPositive()) {
        ++transaction_->acceptedRecipients;
    } else if (++refusedRecipients_ >= config_.limits.refusedRecipients && config_.trust == Trust::stranger) {
        say(reply);
        close(makeReply(421, {4, 7, 0}, "Too many refused recipients; closing"));
        return;
    }
    say(reply);
}

}  // namespace tram::smtp
