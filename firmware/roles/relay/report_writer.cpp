#include "roles/relay/report_writer.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

// "mail.example.vn [192.0.2.1]" without the address.
std::string hostOf(const std::string& remote) {
    return remote.substr(0, remote.find(' '));
}

}  // namespace

std::vector<dsn::RecipientFacts> ReportWriter::due(const std::vector<Fate>& fates) const {
    std::vector<dsn::RecipientFacts> recipients;
    for (const auto& fate : fates) {
        const auto& entry = fate.message.entry;
        if (fate.told == Fate::Told::no) continue;
        const auto action = dsn::dueReport(notifyFlagsOf(entry.notify), fate.event, entry.reverse_path);
        if (!action || recipients.size() == limits::dsn::recipients) continue;
        dsn::RecipientFacts facts;
        facts.originalRecipient = originalRecipientOf(entry.original_recipient);
        facts.finalRecipient = entry.recipient;
        facts.action = *action;
        facts.status = fate.status;
        facts.remoteMta = hostOf(fate.remote);
        facts.diagnosticSource = fate.text.empty() ? dsn::DiagnosticSource::none : fate.source;
        facts.diagnostic = fate.text;
        if (entry.last_attempt != 0 || fate.event != dsn::Event::delayed) facts.lastAttempt = clock_.now();
        if (fate.event == dsn::Event::delayed) {
            if (entry.last_attempt != 0) facts.lastAttempt = timeOf(entry.last_attempt);
            facts.willRetryUntil = timeOf(entry.expires);
        }
        recipients.push_back(std::move(facts));
    }
    return recipients;
}

Bytes ReportWriter::original(const QueuedMessage& message, const std::vector<dsn::RecipientFacts>& recipients) const {
    const bool failed = std::ranges::contains(recipients, dsn::Action::failed, &dsn::RecipientFacts::action);
    const bool whole = failed && returnOf(message.entry.ret, message.entry.require_tls) != dsn::Return::headers &&
                       message.size() <= limits::dsn::returnedMessage;
    const auto length = whole ? message.size() : std::min<std::uint64_t>(message.size(), limits::dsn::returnedHeaders);
    Bytes bytes;
    // A report without the original says what has to be said.
    if (!reader_.read(BlobId{message.entry.blob}, message.entry.skip, length, bytes)) bytes.clear();
    return bytes;
}

asio::awaitable<std::expected<StoredReport, LinkError>> ReportWriter::write(const std::vector<Fate>& fates) {
    StoredReport result;
    dsn::ReportFacts facts;
    facts.recipients = due(fates);
    if (facts.recipients.empty()) co_return result;
    const auto& message = fates.front().message;
    facts.to = message.entry.reverse_path;

    schema::ResolveRecipientT query;
    query.address = facts.to;
    const auto asked = co_await link_.ask(std::move(query));
    if (!asked) co_return std::unexpected(asked.error());
    const auto* resolved = asked->as<schema::Resolved>();
    if (resolved == nullptr) {
        if (asked->failed() != nullptr && asked->failed()->code() == schema::ErrorCode::temporary)
            co_return std::unexpected(LinkError::unavailable);
        co_return result;
    }
    const auto mailbox = reportMailbox(*resolved);
    if (!mailbox) co_return result;

    const auto bytes = original(message, facts.recipients);
    facts.reportingMta = settings_.hostname;
    facts.from = "postmaster@" + settings_.domain;
    facts.arrival = timeOf(message.entry.arrival);
    facts.envelopeId = message.entry.envelope_id;
    facts.returned = returnOf(message.entry.ret, message.entry.require_tls);
    facts.original = bytes;
    facts.originalSize = message.size();
    facts.now = clock_.now();
    const auto report = dsn::composeReport(facts, random_);
    if (!report) co_return result;

    co_return storeReport(*report, *mailbox, message.entry.require_tls);
}

}  // namespace tram::roles
