#include "roles/smtp/success_report.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "proto/dsn/report.hpp"
#include "proto/dsn/report_duty.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

dsn::NotifyFlags flagsOf(const std::optional<smtp::Notify>& notify) {
    dsn::NotifyFlags flags;
    if (!notify) return flags;
    flags.given = true;
    flags.never = notify->never;
    flags.success = notify->success;
    flags.failure = notify->failure;
    flags.delay = notify->delay;
    return flags;
}

std::vector<dsn::RecipientFacts> delivered(const Envelope& envelope, std::string_view reversePath) {
    std::vector<dsn::RecipientFacts> result;
    for (const auto& recipient : envelope.recipients) {
        if (recipient.mailbox == 0 && !recipient.group) continue;
        const auto event = recipient.group ? dsn::Event::expanded : dsn::Event::delivered;
        const auto action = dsn::dueReport(flagsOf(recipient.parameters.notify), event, reversePath);
        if (!action) continue;
        dsn::RecipientFacts facts;
        facts.finalRecipient = recipient.address;
        facts.action = *action;
        facts.status = {2, 1, 5};
        if (const auto& original = recipient.parameters.originalRecipient) {
            facts.originalRecipient = dsn::OriginalRecipient{original->addressType, original->address};
        }
        result.push_back(std::move(facts));
    }
    return result;
}

}  // namespace

asio::awaitable<std::expected<StoredReport, LinkError>> successReport(AcceptanceParts parts, const Envelope& envelope,
                                                                      ByteView message, SystemTime now) {
    StoredReport owed;
    dsn::ReportFacts facts;
    if (envelope.reversePath) facts.to = smtp::format(*envelope.reversePath);
    facts.recipients = delivered(envelope, facts.to);
    if (facts.recipients.empty()) co_return owed;

    schema::ResolveRecipientT query;
    query.address = facts.to;
    const auto asked = co_await parts.link.ask(std::move(query));
    if (!asked) co_return std::unexpected(asked.error());
    const auto* resolved = asked->as<schema::Resolved>();
    if (resolved == nullptr) co_return std::unexpected(LinkError::unavailable);
    // A sender of ours who is not (or not any more) here hears nothing.
    const auto mailbox = reportMailbox(*resolved);
    if (!mailbox) co_return owed;

    facts.reportingMta = envelope.received.hostname;
    facts.from = "postmaster@" + parts.domain;
    facts.arrival = now;
    facts.envelopeId = envelope.parameters.envelopeId.value_or("");
    facts.returned = dsn::Return::headers;
    facts.original = message.substr(0, limits::dsn::returnedHeaders);
    facts.originalSize = message.size();
    facts.now = now;
    facts.zone = parts.zoneOffset;
    const auto report = dsn::composeReport(facts, parts.random);
    if (!report) co_return owed;

    co_return storeReport(*report, *mailbox, envelope.parameters.requireTls == smtp::RequireTls::yes);
}

}  // namespace tram::roles
