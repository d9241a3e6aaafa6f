#include "roles/office/group_delivery.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/limits.hpp"
#include "proto/dsn/report.hpp"
#include "store/wire.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

// After the store could not be asked, and as a look of its own should no commit be heard of.
constexpr auto pause = std::chrono::seconds(1);
constexpr auto lookAnyway = std::chrono::minutes(1);

}  // namespace

GroupDelivery::GroupDelivery(GroupDeliveryParts parts) : parts_(std::move(parts)), rest_(parts_.executor) {}

void GroupDelivery::wake() {
    rest_.cancel();
}

asio::awaitable<void> GroupDelivery::run() {
    for (;;) {
        bool sound = true;
        while (sound) {
            auto next = parts_.reader.firstExpansion();
            if (!next) break;
            sound = next->membersLeft ? co_await step(std::move(*next)) : co_await end(std::move(*next));
        }
        // A commit is heard of on this loop, so none falls between the last look and here.
        rest_.expires_after(sound ? lookAnyway : pause);
        co_await rest_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

asio::awaitable<bool> GroupDelivery::step(store::ExpansionView expansion) {
    schema::ExpandGroupT command;
    command.expansion = expansion.id.value;
    command.most = limits::province::membersPerStep;
    const auto asked = co_await parts_.link.ask(std::move(command));
    co_return asked && asked->as<schema::GroupStep>() != nullptr;
}

asio::awaitable<bool> GroupDelivery::end(store::ExpansionView expansion) {
    auto owed = co_await report(expansion);
    if (!owed) co_return false;
    schema::EndExpansionT command;
    command.expansion = expansion.id.value;
    if (owed->command) command.reports.push_back(std::move(owed->command));
    auto body = store::encodeRequest(std::move(command), OfficialId{}, owed->bytes);
    const auto asked = co_await parts_.link.ask(std::move(body));
    co_return asked && asked->failed() == nullptr;
}

asio::awaitable<std::expected<StoredReport, LinkError>> GroupDelivery::report(const store::ExpansionView& view) {
    const auto& expansion = view.expansion;
    StoredReport nothing;
    const auto action = dsn::dueReport(notifyFlagsOf(expansion.notify), dsn::Event::failed, expansion.reverse_path);
    if (!action || expansion.without_room.empty()) co_return nothing;
    schema::ResolveRecipientT query;
    query.address = expansion.reverse_path;
    const auto asked = co_await parts_.link.ask(std::move(query));
    if (!asked) co_return std::unexpected(asked.error());
    const auto* resolved = asked->as<schema::Resolved>();
    if (resolved == nullptr) co_return std::unexpected(LinkError::unavailable);
    const auto mailbox = reportMailbox(*resolved);
    if (!mailbox) co_return nothing;

    dsn::ReportFacts facts;
    for (const auto& address : expansion.without_room) {
        if (facts.recipients.size() == limits::dsn::recipients) break;
        dsn::RecipientFacts recipient;
        recipient.finalRecipient = address;
        recipient.action = *action;
        recipient.status = {5, 2, 2};
        recipient.diagnosticSource = dsn::DiagnosticSource::local;
        recipient.diagnostic = "The mailbox is full / Hộp thư đã đầy";
        facts.recipients.push_back(std::move(recipient));
    }
    facts.to = expansion.reverse_path;
    facts.reportingMta = parts_.hostname;
    facts.from = "postmaster@" + parts_.domain;
    facts.arrival = SystemTime{std::chrono::microseconds(expansion.accepted)};
    facts.envelopeId = expansion.envelope_id;
    facts.returned = dsn::Return::headers;
    const auto size = expansion.size - std::min(expansion.local_prefix, expansion.size);
    const bool whole =
        returnOf(expansion.ret, expansion.require_tls) == dsn::Return::full && size <= limits::dsn::returnedMessage;
    if (whole) facts.returned = dsn::Return::full;
    Bytes original;
    const auto length = whole ? size : std::min<std::uint64_t>(size, limits::dsn::returnedHeaders);
    // A report without the original says what has to be said.
    if (!parts_.reader.read(BlobId{expansion.blob}, expansion.local_prefix, length, original)) original.clear();
    facts.original = original;
    facts.originalSize = size;
    facts.now = parts_.clock.now();
    const auto composed = dsn::composeReport(facts, parts_.random);
    if (!composed) co_return nothing;
    co_return storeReport(*composed, *mailbox, expansion.require_tls);
}

}  // namespace tram::roles
