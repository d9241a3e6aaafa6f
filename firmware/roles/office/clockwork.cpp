#include "roles/office/clockwork.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <format>

#include "proto/dsn/access_notice.hpp"
#include "proto/dsn/quota_warning.hpp"
#include "province/basis.hpp"
#include "province/quota_policy.hpp"
#include "province/time_zone.hpp"
#include "roles/report/stored_report.hpp"
#include "store/directory_change.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

// "08:30, 22/5/2026" of the province's time.
std::string timeText(std::int64_t microseconds) {
    return std::format("{:%H:%M, %d/%m/%Y}", province::onTheClock(microseconds));
}

}  // namespace

asio::awaitable<void> Clockwork::run() {
    asio::steady_timer timer(parts_.executor);
    for (;;) {
        co_await endSecondments();
        co_await lookAtMailboxes();
        parts_.lastRun.set(std::chrono::floor<std::chrono::seconds>(parts_.clock.now()).time_since_epoch().count());
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

asio::awaitable<void> Clockwork::lookAtMailboxes() {
    const auto mailboxes = store::listMailboxes(parts_.reader.environment());
    if (!mailboxes) co_return;
    const auto now = parts_.clock.now().time_since_epoch().count();
    for (const auto& mailbox : *mailboxes) {
        const auto* access = mailbox.mailbox.access.get();
        if (access != nullptr && access->until <= now) co_await closeAccess(mailbox);
        const auto warned = mailbox.mailbox.quota_warned;
        const auto level = province::warningLevel(mailbox.usage.bytes(), mailbox.mailbox.quota, warned);
        if (mailbox.mailbox.enabled && level != warned) co_await warn(mailbox, level);
    }
}

asio::awaitable<void> Clockwork::closeAccess(const store::ListedMailbox& mailbox) {
    const auto& access = *mailbox.mailbox.access;
    schema::CloseAccessT command;
    command.mailbox = mailbox.id.value;
    Bytes bytes;
    if (access.approved_by != 0 && mailbox.mailbox.enabled) {
        const auto nameOf = [&](std::uint64_t id) {
            const auto official = parts_.reader.official(OfficialId{id});
            return official ? store::nameAndAddress(*official) : std::string();
        };
        dsn::AccessFacts facts;
        facts.from = "postmaster@" + parts_.domain;
        facts.to = mailbox.mailbox.address;
        facts.reader = nameOf(access.reader);
        facts.ordered = nameOf(access.ordered_by);
        facts.approved = nameOf(access.approved_by);
        facts.reason = access.reason;
        facts.decision = access.decision + ", " + province::vietnameseDay(access.decision_day);
        facts.since = timeText(access.approved);
        facts.until = timeText(access.until);
        facts.now = parts_.clock.now();
        auto letter = storeReport(composeAccessNotice(facts, parts_.random), mailbox.id.value, false);
        command.reports.push_back(std::move(letter.command));
        bytes = std::move(letter.bytes);
    }
    std::ignore = co_await parts_.link.ask(store::encodeRequest(std::move(command), {}, bytes));
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
