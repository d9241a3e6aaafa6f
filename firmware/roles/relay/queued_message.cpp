#include "roles/relay/queued_message.hpp"

#include <format>

#include "text/domain_name.hpp"

namespace tram::roles {

namespace schema = store::schema;

namespace {

smtp::MailParameters parametersOf(const QueuedMessage& message) {
    const auto& entry = message.entry;
    smtp::MailParameters parameters;
    parameters.size = message.size();
    if (entry.body_binary) {
        parameters.body = smtp::BodyKind::binaryMime;
    } else if (entry.body_8bit) {
        parameters.body = smtp::BodyKind::eightBitMime;
    }
    parameters.smtpUtf8 = entry.smtputf8 ? smtp::SmtpUtf8::yes : smtp::SmtpUtf8::no;
    if (entry.ret == schema::Return::full) parameters.dsnReturn = smtp::DsnReturn::full;
    if (entry.ret == schema::Return::headers) parameters.dsnReturn = smtp::DsnReturn::headers;
    if (!entry.envelope_id.empty()) parameters.envelopeId = entry.envelope_id;
    parameters.requireTls = entry.require_tls ? smtp::RequireTls::yes : smtp::RequireTls::no;
    return parameters;
}

smtp::RcptParameters parametersOf(const schema::QueueEntryT& entry) {
    smtp::RcptParameters parameters;
    const auto flags = notifyFlagsOf(entry.notify);
    if (flags.given) parameters.notify = smtp::Notify{flags.never, flags.success, flags.failure, flags.delay};
    if (auto original = originalRecipientOf(entry.original_recipient)) {
        parameters.originalRecipient =
            smtp::OriginalRecipient{std::move(original->addressType), std::move(original->address)};
    }
    return parameters;
}

}  // namespace

std::optional<Way> wayOf(const schema::QueueEntryT& entry, const smtp::RouteTable& routes) {
    const auto mailbox = smtp::parseMailbox(entry.recipient);
    if (!mailbox) return std::nullopt;
    Way way;
    way.literal = mailbox->domain;
    if (mailbox->domain.isLiteral()) {
        way.domain = mailbox->domain.text;
    } else if (auto ascii = text::toAsciiDomain(mailbox->domain.text)) {
        way.domain = std::move(*ascii);
    } else {
        return std::nullopt;
    }
    way.route = &routes.find(way.domain);
    way.requireTls = entry.require_tls ? smtp::RequireTls::yes : smtp::RequireTls::no;
    way.destination = smtp::destinationKey(*way.route, way.domain);
    // What must go to a server of proven name shares no connection with what need not.
    if (entry.require_tls) way.destination += "/requiretls";
    return way;
}

std::string transactionKey(const schema::QueueEntryT& entry) {
    return std::format("{} {} {}{}{}{} {} {}\n{}", entry.blob, entry.skip, int{entry.body_8bit}, int{entry.body_binary},
                       int{entry.smtputf8}, int{entry.require_tls}, static_cast<int>(entry.ret), entry.envelope_id,
                       entry.reverse_path);
}

std::optional<smtp::client::Transaction> transactionOf(const std::vector<QueuedMessage>& messages) {
    smtp::client::Transaction transaction;
    const auto& first = messages.front();
    transaction.parameters = parametersOf(first);
    if (!first.entry.reverse_path.empty()) {
        auto path = smtp::parseMailbox(first.entry.reverse_path);
        if (!path) return std::nullopt;
        transaction.reversePath = smtp::plainest(std::move(*path));
    }
    for (const auto& message : messages) {
        auto mailbox = smtp::parseMailbox(message.entry.recipient);
        if (!mailbox) return std::nullopt;
        transaction.recipients.push_back({smtp::plainest(std::move(*mailbox)), parametersOf(message.entry)});
    }
    return transaction;
}

std::optional<dsn::OriginalRecipient> originalRecipientOf(const std::string& text) {
    const auto semicolon = text.find(';');
    if (semicolon == std::string::npos || semicolon == 0) return std::nullopt;
    return dsn::OriginalRecipient{text.substr(0, semicolon), text.substr(semicolon + 1)};
}

}  // namespace tram::roles
