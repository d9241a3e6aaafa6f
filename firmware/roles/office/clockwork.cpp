#include "roles/office/clockwork.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "proto/dsn/quota_warning.hpp"
#include "province/quota_policy.hpp"
#include "roles/report/stored_report.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

asio::awaitable<void> Clockwork::run() {
    asio::steady_timer timer(parts_.executor);
    for (;;) {
        co_await endSecondments();
        co_await warnOfQuotas();
        timer.expires_after(parts_.interval);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> Clockwork::endSecondments() {
    const auto officials = store::listOfficials(parts_.reader.environment());
    if (!officials) co_return;
    const auto now = parts_.clock.now().time_since_epoch().count();
    for (const auto& [id, official] : *officials) {
        if (official.seconded_to == 0 || official.seconded_until > now) continue;
        schema::EndSecondmentT command;
        command.official = id.value;
        // What could not be done is due at the next look, too.
        std::ignore = co_await parts_.link.ask(std::move(command));
    }
}

asio::awaitable<void> Clockwork::warnOfQuotas() {
    const auto mailboxes = store::listMailboxes(parts_.reader.environment());
    if (!mailboxes) co_return;
    for (const auto& mailbox : *mailboxes) {
        const auto warned = mailbox.mailbox.quota_warned;
        const auto level = province::warningLevel(mailbox.usage.bytes(), mailbox.mailbox.quota, warned);
        if (mailbox.mailbox.enabled && level != warned) co_await warn(mailbox, level);
    }
}

asio::awaitable<void> Clockwork::warn(const store::ListedMailbox& mailbox, unsigned level) {
    schema::WarnQuotaT command;
    command.mailbox = mailbox.id.value;
    command.level = static_cast<std::uint8_t>(level);
    Bytes bytes;
    if (level > mailbox.mailbox.quota_warned) {
        dsn::QuotaFacts facts;
        facts.from = "postmaster@" + parts_.domain;
        facts.to = mailbox.mailbox.address;
        facts.level = level;
        facts.used = mailbox.usage.bytes();
        facts.quota = mailbox.mailbox.quota;
        facts.now = parts_.clock.now();
        auto letter = storeReport(composeQuotaWarning(facts, parts_.random), mailbox.id.value, false);
        command.reports.push_back(std::move(letter.command));
        bytes = std::move(letter.bytes);
    }
    std::ignore = co_await parts_.link.ask(store::encodeRequest(std::move(command), {}, bytes));
}

}  // namespace tram::roles
