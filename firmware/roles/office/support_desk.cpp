#include "roles/office/support_desk.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/limits.hpp"
#include "province/ticket_number.hpp"
#include "roles/scan_link/scan_link.hpp"
#include "store/ticket_table.hpp"

namespace tram::roles {

namespace asio = boost::asio;
namespace schema = store::schema;

namespace {

// After the store or tram-scan could not be asked, and as a look of its own should no commit be heard of.
constexpr auto pause = std::chrono::seconds(1);
constexpr auto lookAnyway = std::chrono::minutes(1);
// Of one letter, before it counts as unreadable.
constexpr unsigned readings = 3;

dsn::TicketVerb verbOf(schema::ChangeVerb verb) {
    switch (verb) {
        case schema::ChangeVerb::make:
            return dsn::TicketVerb::make;
        case schema::ChangeVerb::change:
            return dsn::TicketVerb::change;
        case schema::ChangeVerb::close:
            break;
    }
    return dsn::TicketVerb::close;
}

template <class Ticket>
void addForm(dsn::TicketFacts& facts, const Ticket& ticket) {
    for (const auto& change : ticket.changes) {
        const bool byName = change->verb == schema::ChangeVerb::make || change->address.empty();
        facts.lines.push_back(
            {change->row, verbOf(change->verb), byName ? change->name : change->address, change->result});
    }
    for (const auto& fault : ticket.faults)
        facts.faults.push_back({fault->row, fault->column, fault->problem, fault->cell});
}

bool isOutsiders(const schema::TicketRecordT& ticket) {
    return ticket.kind == schema::TicketKind::unread && ticket.asker == 0;
}

// A letter that nobody could read is a ticket all the same.
schema::SortTicketT unreadable() {
    schema::SortTicketT command;
    auto fault = std::make_unique<schema::FormFaultT>();
    fault->problem = "unreadable";
    command.faults.push_back(std::move(fault));
    return command;
}

}  // namespace

SupportDesk::SupportDesk(SupportDeskParts parts) : parts_(std::move(parts)), rest_(parts_.executor) {}

void SupportDesk::wake() {
    awake_ = true;
    rest_.cancel();
}

asio::awaitable<void> SupportDesk::run() {
    for (;;) {
        awake_ = false;
        bool sound = true;
        // Our own people first, and between any two letters from outside; one that cannot be seen to now stops none
        // behind it.
        TicketId outsider;
        do {
            sound = co_await seeOurs() && sound;
            outsider = nextOutsider(outsider);
            if (outsider) sound = co_await see(outsider) && sound;
        } while (outsider);
        if (awake_ && sound) continue;
        rest_.expires_after(sound ? lookAnyway : pause);
        co_await rest_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

asio::awaitable<bool> SupportDesk::seeOurs() {
    bool sound = true;
    TicketId at;
    while (const auto due = parts_.reader.dueTicket(at)) {
        at = *due;
        const auto ticket = parts_.reader.ticket(at);
        if (ticket && !isOutsiders(*ticket)) sound = co_await see(at) && sound;
    }
    co_return sound;
}

TicketId SupportDesk::nextOutsider(TicketId after) const {
    while (const auto due = parts_.reader.dueTicket(after)) {
        after = *due;
        const auto ticket = parts_.reader.ticket(after);
        if (ticket && isOutsiders(*ticket)) return after;
    }
    return {};
}

asio::awaitable<bool> SupportDesk::see(TicketId id) {
    const auto ticket = parts_.reader.ticket(id);
    if (!ticket) co_return true;
    if (ticket->kind == schema::TicketKind::unread) co_return co_await sort(id, *ticket);
    if (ticket->answer_due) co_return co_await answer(id, *ticket);
    co_return true;
}

asio::awaitable<bool> SupportDesk::sort(TicketId id, const schema::TicketRecordT& ticket) {
    auto command = co_await read(id, ticket);
    if (!command) co_return false;
    for (int tries = 0; tries < 2; ++tries) {
        command->ticket = id.value;
        Bytes bytes;
        const auto about = parts_.reader.ticket(TicketId{command->follows});
        const bool isFollowUp = about && store::isFurther(ticket, !command->changes.empty(), *about);
        // Outside, a reverse-path may be anybody's: he is written to when an operator has seen it.
        if (ticket.asker != 0 && !command->automatic && !isFollowUp) {
            auto facts = factsOf(id, ticket);
            facts.subject = command->subject;
            facts.inReplyTo = command->message_id;
            facts.isRequest = ticket.agency != 0 && !command->changes.empty();
            facts.isFormOfNoAgency = ticket.agency == 0 && !command->changes.empty();
            addForm(facts, *command);
            auto letter = co_await letterTo(std::move(facts));
            if (!letter) co_return false;
            if (letter->command) command->reports.push_back(std::move(letter->command));
            bytes = std::move(letter->bytes);
        }
        const auto asked = co_await parts_.link.ask(store::encodeRequest(std::move(*command), {}, bytes));
        if (!asked) co_return false;
        const auto* failed = asked->failed();
        if (failed == nullptr) co_return true;
        // A full store, or a mailbox that was closed meanwhile, says nothing about the letter: it is asked again.
        const auto code = failed->code();
        if (code != schema::ErrorCode::malformed && code != schema::ErrorCode::limit) co_return false;
        // Somebody else's word about a letter may be one that the store does not take.
        parts_.complain(province::ticketText(id.value) + " cannot be sorted: " + schema::EnumNameErrorCode(code) + " " +
                        (failed->field() == nullptr ? "" : failed->field()->str()));
        *command = unreadable();
    }
    co_return false;
}

asio::awaitable<std::optional<schema::SortTicketT>> SupportDesk::read(TicketId id,
                                                                      const schema::TicketRecordT& ticket) {
    Bytes letter;
    for (auto at = std::min(ticket.skip, ticket.size); at < ticket.size; at += limits::MiB) {
        Bytes piece;
        const auto length = std::min<std::uint64_t>(ticket.size - at, limits::MiB);
        if (!parts_.reader.read(BlobId{ticket.blob}, at, length, piece)) co_return afterFailure(id);
        letter += piece;
    }
    auto said = co_await readLetter(parts_.executor, parts_.scanSocket, letter);
    const bool reached = said || said.error() != ScanError::unavailable;
    if (!reached && !complained_) parts_.complain("tram-scan cannot be reached; letters to hotro@ wait");
    complained_ = !reached;
    if (!reached) co_return std::nullopt;
    if (said) {
        failures_.erase(id);
        co_return std::move(*said);
    }
    co_return afterFailure(id);
}

std::optional<schema::SortTicketT> SupportDesk::afterFailure(TicketId id) {
    // It may have had another reason: tram-scan was started anew.
    if (++failures_[id] < readings) return std::nullopt;
    failures_.erase(id);
    return unreadable();
}

asio::awaitable<bool> SupportDesk::answer(TicketId id, const schema::TicketRecordT& ticket) {
    schema::AnswerTicketT command;
    command.ticket = id.value;
    auto facts = factsOf(id, ticket);
    const auto* end = store::endOf(ticket);
    const bool rejected = end != nullptr && end->state == schema::TicketState::rejected;
    facts.news = rejected ? dsn::TicketNews::rejected : dsn::TicketNews::done;
    facts.isRequest = ticket.kind == schema::TicketKind::request;
    if (end != nullptr) facts.remark = end->remark;
    if (facts.isRequest) addForm(facts, ticket);
    auto letter = co_await letterTo(std::move(facts));
    if (!letter) co_return false;
    if (letter->command) command.reports.push_back(std::move(letter->command));
    const auto asked = co_await parts_.link.ask(store::encodeRequest(std::move(command), {}, letter->bytes));
    co_return asked && asked->failed() == nullptr;
}

dsn::TicketFacts SupportDesk::factsOf(TicketId id, const schema::TicketRecordT& ticket) const {
    dsn::TicketFacts facts;
    facts.from = "hotro@" + parts_.domain;
    facts.to = ticket.address;
    facts.number = province::ticketText(id.value);
    facts.subject = ticket.subject;
    facts.inReplyTo = ticket.message_id;
    facts.now = parts_.clock.now();
    return facts;
}

asio::awaitable<std::expected<StoredReport, LinkError>> SupportDesk::letterTo(dsn::TicketFacts facts) {
    schema::ResolveRecipientT query;
    query.address = facts.to;
    const auto asked = co_await parts_.link.ask(std::move(query));
    if (!asked) co_return std::unexpected(asked.error());
    const auto* resolved = asked->as<schema::Resolved>();
    if (resolved == nullptr) co_return std::unexpected(LinkError::unavailable);
    const auto mailbox = reportMailbox(*resolved);
    if (!mailbox) co_return StoredReport{};
    co_return storeReport(composeTicketLetter(facts, parts_.random), *mailbox, false);
}

}  // namespace tram::roles
