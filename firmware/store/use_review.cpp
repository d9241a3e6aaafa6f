#include "store/use_review.hpp"

#include <xxhash.h>

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "province/time_zone.hpp"
#include "store/address_table.hpp"
#include "store/directory.hpp"
#include "store/directory_change.hpp"
#include "store/directory_tree.hpp"
#include "store/journal_archive.hpp"

namespace tram::store {

namespace {

using schema::ErrorCode;
using schema::MailboxKind;
using schema::UseState;

struct Mailbox {
    schema::MailboxUseT use;
    std::int64_t halfHour = 0;  // of its last check
    std::int64_t day = 0;
    std::uint32_t checksOfDay = 0;
    std::unordered_set<std::uint64_t> readers;
    std::vector<std::uint64_t> answerTimes;  // seconds

    [[nodiscard]] bool isOffices() const { return use.kind != MailboxKind::personal; }
};

class Review {
public:
    Review(const Environment& environment, const province::WorkingHours& hours, std::int64_t since, bool people)
        : environment_(environment), hours_(hours), since_(since), people_(people) {}

    std::optional<Refusal> findBranch(AgencyId root, OfficialId actor) {
        const ReadTransaction transaction(environment_);
        if (!findAgency(transaction, root)) return Refusal{ErrorCode::no_such_agency, "agency", {}};
        if (auto may = authorise(transaction, actor, province::Power::readReports, root); !may) return may.error();
        for (const auto id : branchOf(transaction, root)) {
            auto row = std::make_unique<schema::AgencyUseT>();
            const auto agency = findAgency(transaction, id);
            row->agency = id.value;
            row->name = agency->name;
            row->depth = static_cast<std::uint32_t>(depthOf(transaction, id));
            agencies_.emplace(id.value, row.get());
            answer.agencies.push_back(std::move(row));
        }
        return std::nullopt;
    }

    void findMailboxes(const BetweenSlices& between) {
        walkTable(
            environment_, Table::mailbox,
            [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
                const Record<schema::MailboxRecord> record(value);
                if (!record->enabled() || !agencies_.contains(record->agency())) return;
                const MailboxId id{keyNumber(key, 0)};
                auto& mailbox = mailboxes_.emplace_back();
                auto& use = mailbox.use;
                use.mailbox = id.value;
                use.kind = record->kind();
                use.agency = record->agency();
                use.address = textOf(record->address());
                use.quota = record->quota();
                if (const auto usage = transaction.getStruct<schema::Usage>(Table::usage, Key::of(id)))
                    use.used = usage->bytes();
                if (record->kind() == MailboxKind::personal) addOwner(transaction, mailbox, record->owner());
                byId_.emplace(id.value, &mailbox);
                for (auto& address : addressesOf(transaction, id)) byAddress_.emplace(std::move(address), &mailbox);
            },
            between);
    }

    void look(ByteView bytes) {
        const Record<schema::JournalRecord> record(bytes);
        const auto time = record->time();
        // The journal may begin later.
        if (!std::exchange(begun_, true)) since_ = std::max(since_, time);
        if (time < since_) return;
        if (const auto* accepted = record->event_as_MessageAccepted()) {
            sent(*accepted, time);
            const auto size = accepted->size();
            received(accepted->delivered(), size, accepted->message_id(), time);
            if (accepted->expansion() != 0) expansions_.emplace(accepted->expansion(), size);
        } else if (const auto* step = record->event_as_GroupExpanded()) {
            const auto of = expansions_.find(step->expansion());
            received(step->delivered(), of == expansions_.end() ? 0 : of->second, step->message_id(), time);
        } else if (const auto* signedIn = record->event_as_SignedIn()) {
            if (signedIn->ok()) isActive(signedIn->official());
        } else if (const auto* checked = record->event_as_MailboxChecked()) {
            isActive(checked->official());
            if (const auto found = byId_.find(checked->mailbox()); found != byId_.end())
                addCheck(*found->second, checked->official(), time);
        } else if (const auto* fetched = record->event_as_BodyFetched()) {
            isActive(fetched->official());
        }
    }

    void finish(std::int64_t until) {
        std::ranges::stable_sort(mailboxes_, [](const Mailbox& a, const Mailbox& b) {
            return std::pair(!a.isOffices(), a.use.address) < std::pair(!b.isOffices(), b.use.address);
        });
        for (auto& mailbox : mailboxes_) {
            auto& use = mailbox.use;
            use.readers = static_cast<std::uint32_t>(mailbox.readers.size());
            use.answered = mailbox.answerTimes.size();
            if (!mailbox.answerTimes.empty()) {
                const auto middle = mailbox.answerTimes.begin() + static_cast<std::ptrdiff_t>(use.answered / 2);
                std::ranges::nth_element(mailbox.answerTimes, middle);
                use.answer_time = *middle;
            }
            if (!mailbox.isOffices()) {
                auto& agency = *agencies_.at(use.agency);
                ++agency.people;
                ++(use.state == UseState::active    ? agency.active
                   : use.state == UseState::dormant ? agency.dormant
                                                    : agency.never);
                if (!people_) continue;
            }
            answer.mailboxes.push_back(std::make_unique<schema::MailboxUseT>(std::move(use)));
        }
        answer.since = since_;
        answer.until = until;
        answer.working_days =
            province::workingDays(hours_, province::dayOnTheClock(since_), province::dayOnTheClock(until));
    }

    schema::UseReviewedT answer;

private:
    void addOwner(const ReadTransaction& transaction, Mailbox& mailbox, std::uint64_t owner) {
        auto& use = mailbox.use;
        use.official = owner;
        const auto official =
            getRecord<schema::OfficialRecord>(transaction, Table::official, Key::of(OfficialId{owner}));
        if (official) use.name = textOf((*official)->name());
        if (const auto times =
                transaction.getStruct<schema::SignInTimes>(Table::signInTimes, Key::of(OfficialId{owner}))) {
            use.last_sign_in = times->last();
            use.state = UseState::dormant;
        }
        byOwner_.emplace(owner, &mailbox);
    }

    void isActive(std::uint64_t official) {
        if (const auto found = byOwner_.find(official); found != byOwner_.end())
            found->second->use.state = UseState::active;
    }

    void addCheck(Mailbox& mailbox, std::uint64_t official, std::int64_t time) {
        mailbox.readers.insert(official);
        const auto halfHour = province::workingHalfHour(hours_, time);
        if (!halfHour || *halfHour == mailbox.halfHour) return;
        mailbox.halfHour = *halfHour;
        ++mailbox.use.checks;
        const auto day = *halfHour / province::halfHoursOfDay;
        if (day != std::exchange(mailbox.day, day)) mailbox.checksOfDay = 0;
        if (++mailbox.checksOfDay == limits::province::checksPerDay) ++mailbox.use.days_checked;
    }

    [[nodiscard]] static std::uint64_t letterKey(ByteView messageId, std::uint64_t mailbox) {
        return XXH3_64bits_withSeed(messageId.data(), messageId.size(), mailbox);
    }

    template <class Delivered>
    void received(const Delivered* delivered, std::uint64_t size, const flatbuffers::String* messageId,
                  std::int64_t time) {
        if (delivered == nullptr) return;
        for (const auto* each : *delivered) {
            const auto found = byId_.find(each->mailbox());
            if (found == byId_.end()) continue;
            auto& mailbox = *found->second;
            ++mailbox.use.received;
            mailbox.use.received_octets += size;
            if (!mailbox.isOffices() || viewOf(messageId).empty()) continue;
            if (unanswered_.size() < limits::province::unansweredLetters)
                unanswered_.emplace(letterKey(viewOf(messageId), each->mailbox()), time);
        }
    }

    void sent(const schema::MessageAccepted& event, std::int64_t time) {
        if (event.verdict() == nullptr || event.verdict()->door() != schema::Door::submission) return;
        if (event.arrival() != nullptr) isActive(event.arrival()->official());
        const auto found = byAddress_.find(normaliseAddress(viewOf(event.reverse_path())));
        if (found == byAddress_.end()) return;
        auto& mailbox = *found->second;
        ++mailbox.use.sent;
        mailbox.use.sent_octets += event.size();
        if (viewOf(event.in_reply_to()).empty()) return;
        // The first answer is the one that counts.
        const auto letter = unanswered_.find(letterKey(viewOf(event.in_reply_to()), mailbox.use.mailbox));
        if (letter == unanswered_.end()) return;
        mailbox.answerTimes.push_back(static_cast<std::uint64_t>(std::max<std::int64_t>(time - letter->second, 0)) /
                                      1'000'000);
        unanswered_.erase(letter);
    }

    const Environment& environment_;
    const province::WorkingHours& hours_;
    std::int64_t since_;
    bool people_;
    bool begun_ = false;
    std::deque<Mailbox> mailboxes_;
    std::unordered_map<std::uint64_t, schema::AgencyUseT*> agencies_;
    std::unordered_map<std::uint64_t, Mailbox*> byId_;
    std::unordered_map<std::uint64_t, Mailbox*> byOwner_;
    std::unordered_map<std::string, Mailbox*> byAddress_;
    std::unordered_map<std::uint64_t, std::uint64_t> expansions_;  // their messages' sizes
    std::unordered_map<std::uint64_t, std::int64_t> unanswered_;   // when they came
};

}  // namespace

Outcome reviewUse(const Environment& environment, const province::WorkingHours& hours, const schema::ReviewUse& query,
                  OfficialId actor, SystemTime now, const BetweenSlices& between) {
    const auto until = std::chrono::time_point_cast<std::chrono::microseconds>(now).time_since_epoch().count();
    const auto since = std::clamp<std::int64_t>(query.since(), 0, until);
    Review review(environment, hours, since, query.people());
    if (auto refused = review.findBranch(AgencyId{query.agency()}, actor)) return std::unexpected(std::move(*refused));
    review.findMailboxes(between);
    forEachRecord(
        environment, firstRecordSince(environment, since),
        [&](JournalPosition, ByteView record) {
            review.look(record);
            return true;
        },
        [&](const std::string& damage) { review.answer.unreadable.push_back(damage); }, between);
    review.finish(until);
    return asAnswer(std::move(review.answer));
}

}  // namespace tram::store
