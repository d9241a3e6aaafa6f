#include "roles/alert/mail_sender.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "roles/alert/alarm_letter.hpp"
#include "roles/report/stored_report.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

std::string wordsOf(LinkError error) {
    return error == LinkError::unavailable ? "the store cannot be reached" : "the link to the store broke";
}

std::string wordsOf(const schema::Failed& failed) {
    std::string words = "the store: " + std::string(schema::EnumNameErrorCode(failed.code()));
    if (failed.detail() != nullptr && failed.detail()->size() > 0) words += ", " + failed.detail()->str();
    return words;
}

// Where a letter goes; a group's members all get it.
struct Way {
    std::uint64_t mailbox = 0;
    bool group = false;
};
std::optional<Way> wayOf(const schema::Resolved& resolved) {
    if (resolved.state() == schema::RecipientState::group) return Way{0, true};
    const auto mailbox = reportMailbox(resolved);
    if (!mailbox) return std::nullopt;
    return Way{*mailbox, false};
}

}  // namespace

asio::awaitable<Delivery> MailSender::deliver(std::vector<SpooledEvent> waiting) {
    std::vector<hal::AlarmEvent> events;
    for (const auto& each : waiting) events.push_back(each.event);
    Delivery delivery;
    const auto indices = schedule_.due(events, parts_.clock.steady());
    if (indices.empty()) {
        delivery.next = schedule_.next(events);
        co_return delivery;
    }
    std::vector<hal::AlarmEvent> about;
    for (const auto index : indices) about.push_back(events[index]);
    const auto alarm = about.back().alarm;
    delivery.problem = co_await send(std::move(about));
    if (!delivery.problem.empty()) co_return delivery;
    schedule_.sent(alarm, parts_.clock.steady());
    for (const auto index : indices) delivery.done.push_back(waiting[index].number);
    co_return delivery;
}

asio::awaitable<std::string> MailSender::send(std::vector<hal::AlarmEvent> events) {
    schema::AcceptT command;
    Bytes bytes;
    for (const auto& address : parts_.operators) {
        schema::ResolveRecipientT query;
        query.address = address;
        const auto asked = co_await parts_.link.ask(std::move(query));
        if (!asked) co_return wordsOf(asked.error());
        const auto* resolved = asked->as<schema::Resolved>();
        if (resolved == nullptr)
            co_return asked->failed() != nullptr ? wordsOf(*asked->failed()) : "the store's answer";
        const auto way = wayOf(*resolved);
        if (!way) {
            if (!std::exchange(complained_, true)) parts_.complain("no mail can go to " + address);
            continue;
        }
        const auto letter =
            composeAlarmLetter(events, {parts_.hostname, parts_.from, address, parts_.clock.now()}, parts_.random);
        auto stored = storeReport(letter, way->mailbox, false);
        stored.command->recipients.front()->group = way->group;
        stored.command->bytes->offset = bytes.size();
        bytes += stored.bytes;
        command.messages.push_back(std::move(stored.command));
    }
    if (command.messages.empty()) co_return "none of the operators' addresses takes mail";
    const auto asked = co_await parts_.link.ask(store::encodeRequest(std::move(command), {}, bytes));
    if (!asked) co_return wordsOf(asked.error());
    co_return asked->failed() != nullptr ? wordsOf(*asked->failed()) : std::string();
}

}  // namespace tram::roles
