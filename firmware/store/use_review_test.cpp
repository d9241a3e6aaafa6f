// R18.1, R7.1
#include "store/use_review.hpp"

#include "province/basis.hpp"
#include "store/query_fixture.hpp"

namespace tram::store {
namespace {

using schema::ErrorCode;
using schema::UseState;
using std::chrono::minutes;

class UseReview : public fixture::QueriesTest {
protected:
    UseReview() {
        mai = store.official(agency, "Trần Thị Mai");
        lan = store.official(agency, "Lê Thị Lan");
        office = store.agencyMailbox(agency);
        clerks = store.clerkMailbox(agency);
    }

    // Of the province's clocks.
    void until(const char* day, int hour, int minute) {
        const auto wanted = minutes(*province::parseDay(day) * 24 * 60 + hour * 60 + minute - 7 * 60);
        const auto by = wanted - store.clock.now().time_since_epoch();
        ASSERT_GE(by.count(), 0);
        store.clock.advance(std::chrono::duration_cast<std::chrono::microseconds>(by));
    }
    std::int64_t now() const { return store.clock.now().time_since_epoch().count(); }

    void signIn(OfficialId who, const std::string& address) {
        const auto first = handOut(who);
        const std::string chosenOne = "một câu thật dài chỉ người đó biết";
        schema::ChangePasswordT change;
        change.address = address;
        change.old_password = first;
        change.new_password = chosenOne;
        EXPECT_EQ(codeOf(change), ErrorCode::none);
        EXPECT_EQ(codeOf(passwordOf(address, chosenOne)), ErrorCode::none);
    }
    void check(OfficialId who, MailboxId mailbox) {
        schema::MailboxCheckedT event;
        event.official = who.value;
        event.mailbox = mailbox.value;
        auto observed = std::make_unique<schema::ObservedEventT>();
        observed->event.Set(std::move(event));
        schema::ObserveT command;
        command.events.push_back(std::move(observed));
        ASSERT_TRUE(store.run(std::move(command), {}, {"tram-access", {}}));
    }
    void receive(MailboxId to, const std::string& address, const std::string& messageId) {
        ASSERT_TRUE(store.run(fixture::acceptOf(1'000, {{to, address}}, messageId), fixture::messageOf(1, 1'000)));
    }
    void send(OfficialId who, const std::string& from, const std::string& inReplyTo) {
        auto command = fixture::acceptOf(500, {{{}, "nguoi.dan@example.com"}});
        auto& message = *command.messages[0];
        message.reverse_path = from;
        message.in_reply_to = inReplyTo;
        message.verdict->door = schema::Door::submission;
        message.arrival = std::make_unique<schema::ArrivalT>();
        message.arrival->official = who.value;
        ASSERT_TRUE(store.run(std::move(command), fixture::messageOf(2, 500)));
    }
    schema::UseReviewedT review(std::int64_t since, bool people = true) {
        schema::ReviewUseT query;
        query.agency = agency;
        query.since = since;
        query.people = people;
        auto answer = ask(query);
        EXPECT_NE(answer.body.AsUseReviewed(), nullptr);
        return answer.body.AsUseReviewed() == nullptr ? schema::UseReviewedT{}
                                                      : std::move(*answer.body.AsUseReviewed());
    }
    static const schema::MailboxUseT& of(const schema::UseReviewedT& review, MailboxId mailbox) {
        static const schema::MailboxUseT none;
        for (const auto& use : review.mailboxes) {
            if (use->mailbox == mailbox.value) return *use;
        }
        ADD_FAILURE() << "no row for mailbox " << mailbox.value;
        return none;
    }

    OfficialId mai, lan;
    MailboxId office, clerks;
};

TEST_F(UseReview, SaysWhoSignsInWhatComesAndHowSoonItIsAnswered) {
    signIn(hung, "hungnv@tinh.gov.vn");
    signIn(lan, "lanlt@tinh.gov.vn");
    const auto lanLast = now();
    until("2023-12-25", 0, 0);  // a Monday
    const auto since = now();
    until("2023-12-25", 8, 0);
    receive(office, "snv@tinh.gov.vn", "hoi-1@example.com");
    receive(office, "snv@tinh.gov.vn", "hoi-2@example.com");
    receive(store.mailboxOf(lan), "lanlt@tinh.gov.vn", "rieng@example.com");
    for (const auto& [hour, minute] :
         {std::pair{8, 10}, {8, 20}, {8, 40}, {9, 5}, {9, 35}, {12, 0}, {14, 10}, {16, 59}, {20, 0}}) {
        until("2023-12-25", hour, minute);
        check(hung, office);
        if (hour == 9 && minute == 5) {
            send(hung, "snv@tinh.gov.vn", "<hoi-1@example.com> <khac@example.com>");
            send(hung, "snv@tinh.gov.vn", "<hoi-1@example.com>");
            send(hung, "hungnv@tinh.gov.vn", "<hoi-2@example.com>");
        }
    }
    until("2023-12-26", 9, 0);
    check(hung, office);
    send(hung, "snv@tinh.gov.vn", "<khong-biet@example.com>");

    const auto result = review(since);
    EXPECT_EQ(result.working_days, 2U);
    ASSERT_EQ(result.agencies.size(), 1U);
    const auto& whole = *result.agencies[0];
    EXPECT_EQ(whole.name, "Sở Nội vụ");
    EXPECT_EQ(std::tuple(whole.people, whole.active, whole.dormant, whole.never), std::tuple(3U, 1U, 1U, 1U));
    const auto& snv = of(result, office);
    EXPECT_EQ(snv.checks, 7U) << "half-hours of the office hours, each once";
    EXPECT_EQ(snv.days_checked, 1U);
    EXPECT_EQ(snv.readers, 1U);
    EXPECT_EQ(std::pair(snv.received, snv.received_octets), std::pair(std::uint64_t{2}, std::uint64_t{2'000}));
    EXPECT_EQ(std::pair(snv.sent, snv.sent_octets), std::pair(std::uint64_t{3}, std::uint64_t{1'500}));
    EXPECT_EQ(snv.answered, 1U) << "the first answer of the mailbox that was asked";
    EXPECT_EQ(snv.answer_time, 65U * 60);
    EXPECT_EQ(of(result, clerks).checks, 0U);
    const auto& hers = of(result, store.mailboxOf(lan));
    EXPECT_EQ(hers.state, UseState::dormant) << "mail that comes is no use";
    EXPECT_EQ(hers.last_sign_in, lanLast);
    EXPECT_EQ(hers.received, 1U);
    EXPECT_EQ(of(result, store.mailboxOf(mai)).state, UseState::never);
    const auto& his = of(result, hungs);
    EXPECT_EQ(his.state, UseState::active) << "in his agency's mailbox";
    EXPECT_EQ(his.sent, 1U);
    EXPECT_EQ(his.used, store.usageOf(hungs).bytes());

    EXPECT_EQ(review(since, false).mailboxes.size(), 2U) << "the agency's own";
    EXPECT_EQ(review(0).agencies[0]->active, 2U) << "lan signed in long ago";
    EXPECT_LT(review(0).working_days, 40U) << "from the journal's begin";
    store.clock.advance(minutes(1));
    EXPECT_EQ(review(now()).agencies[0]->active, 0U);
}

TEST_F(UseReview, GoesDownTheTreeAndIsTheHeads) {
    schema::CreateAgencyT unit;
    unit.name = "Chi cục Văn thư";
    unit.domain_label = "ccvt";
    unit.parent = agency;
    unit.basis = fixture::basis();
    const auto below = store.made(std::move(unit));
    const auto other = store.agency("Sở Y tế", "syt");
    const auto headOf = [&](std::uint64_t of, const std::string& name) {
        schema::CreateOfficialT command;
        command.name = name;
        command.agency = of;
        command.role = schema::Role::head;
        return OfficialId{store.made(std::move(command))};
    };
    const auto head = headOf(agency, "Đỗ Văn An");
    const auto unitsHead = headOf(below, "Vũ Văn Bình");
    const auto othersHead = headOf(other, "Bùi Thị Yến");
    schema::ReviewUseT query;
    query.agency = agency;
    const auto as = [&](OfficialId who) {
        origin = {"tram", who, 0, 7};
        return codeOf(query);
    };
    EXPECT_EQ(as(head), ErrorCode::none);
    for (const auto who : {hung, unitsHead, othersHead}) EXPECT_EQ(as(who), ErrorCode::not_permitted) << who.value;
    schema::GiveDutiesT duties;
    duties.official = hung.value;
    duties.duties = province::Duties(province::Duty::inspector).bits();
    duties.basis = fixture::basis();
    store.made(std::move(duties));
    EXPECT_EQ(as(hung), ErrorCode::none) << "an inspector everywhere. R18.2";
    query.agency = below;
    EXPECT_EQ(as(unitsHead), ErrorCode::none);
    EXPECT_EQ(as(head), ErrorCode::none) << "his branch";
    query.agency = 1;
    EXPECT_EQ(as(head), ErrorCode::no_such_agency);

    origin = {"tram", {}, 0, 7};
    const auto result = review(0);
    ASSERT_EQ(result.agencies.size(), 2U);
    EXPECT_EQ(result.agencies[1]->name, "Chi cục Văn thư");
    EXPECT_EQ(result.agencies[1]->depth, result.agencies[0]->depth + 1);
    EXPECT_EQ(result.agencies[1]->people, 1U);
}

}  // namespace
}  // namespace tram::store
