// Tickets and requests: from a letter to hotro@ or a command until their askers are told. R8.2, R9.8
#include "store/directory_fixture.hpp"
#include "store/directory_listing.hpp"
#include "store/ticket_table.hpp"

namespace tram::store {
namespace {

using schema::ChangeVerb;
using schema::DirectoryVerb;
using schema::ErrorCode;
using schema::TicketKind;
using schema::TicketState;

class TicketCommands : public fixture::DirectoryTest {
protected:
    TicketCommands() {
        snv = store.agency("Sở Nội vụ", "snv");
        stc = store.agency("Sở Tài chính", "stc");
        head = hire(snv, "Nguyễn Văn Hùng", schema::Role::head);
        clerk = hire(snv, "Trần Thị Mai", schema::Role::clerk);
        binh = hire(snv, "Lê Văn Bình");
        other = hire(stc, "Phạm Văn Đức");
        vinh = hire(stc, "Hoàng Quốc Vinh");
        schema::GiveDutiesT duties;
        duties.official = vinh.value;
        duties.duties = province::Duties(province::Duty::operatorOfService).bits();
        store.made(duties);
        // In writing, as R10.1 has it.
        schema::GrantRightsT grant;
        grant.mailbox = agency(snv).mailbox;
        grant.official = clerk.value;
        grant.rights = schema::Right::read | schema::Right::send_as;
        grant.decision = "Giấy ủy quyền 3";
        store.made(grant);
        const ReadTransaction transaction(*store.environment);
        support = *findAddress(transaction, "hotro@tinh.gov.vn");
    }
    ~TicketCommands() override { sound(); }

    schema::TicketRecordT ticket(std::uint64_t id) {
        const ReadTransaction transaction(*store.environment);
        return findTicket(transaction, TicketId{id}).value_or(schema::TicketRecordT{});
    }
    std::vector<std::uint64_t> due() {
        std::vector<std::uint64_t> ids;
        const ReadTransaction transaction(*store.environment);
        Cursor cursor(transaction, Table::ticketDue);
        for (bool more = cursor.first(); more; more = cursor.next()) ids.push_back(keyNumber(cursor.key(), 0));
        return ids;
    }
    // A letter to hotro@, as tram-smtp hands it in; the number of its ticket, 0: none was opened.
    std::uint64_t write(const std::string& reversePath, OfficialId who = {}) {
        const auto before = lastTicket();
        const auto bytes = fixture::messageOf(++letters, 300);
        auto command = fixture::acceptOf(bytes.size(), {{support, "hotro@tinh.gov.vn"}}, "l" + std::to_string(letters));
        command.messages[0]->reverse_path = reversePath;
        EXPECT_TRUE(store.run(std::move(command), bytes, {"tram-smtp", who}));
        return lastTicket() == before ? 0 : lastTicket();
    }
    std::uint64_t lastTicket() {
        const ReadTransaction transaction(*store.environment);
        return nextTicket(transaction).value - 1;
    }
    static std::unique_ptr<schema::RequestedChangeT> row(std::uint32_t number, ChangeVerb verb, const std::string& name,
                                                         const std::string& address = {}) {
        auto change = std::make_unique<schema::RequestedChangeT>();
        change->row = number;
        change->verb = verb;
        change->name = name;
        change->address = address;
        return change;
    }
    schema::SortTicketT sorted(std::uint64_t id) {
        schema::SortTicketT command;
        command.ticket = id;
        command.subject = "Đề nghị";
        command.text = "Kính gửi";
        return command;
    }
    // A request of the Department of Home Affairs that makes Lan and Nam, moves Bình and closes Mai's mailbox.
    schema::OpenTicketT request() {
        schema::OpenTicketT command;
        command.agency = snv;
        command.subject = "Đề nghị quý 4";
        command.changes.push_back(row(2, ChangeVerb::make, "Vũ Thị Lan"));
        command.changes.push_back(row(3, ChangeVerb::make, "Đỗ Văn Nam"));
        command.changes.back()->has_role = true;
        command.changes.back()->role = schema::Role::clerk;
        command.changes.back()->job_title = "Văn thư";
        command.changes.push_back(row(4, ChangeVerb::change, "", "binhlv"));
        command.changes.back()->agency = "Sở  Tài chính";
        command.changes.back()->telephone = "0208";
        command.changes.push_back(row(5, ChangeVerb::close, "Trần Thị Mai"));
        command.changes.back()->reason = "nghỉ hưu";
        return command;
    }
    schema::ApproveRequestT approve(std::uint64_t id) {
        schema::ApproveRequestT command;
        command.ticket = id;
        return command;
    }
    schema::MoveTicketT move(std::uint64_t id, TicketState state, const std::string& remark = {}) {
        schema::MoveTicketT command;
        command.ticket = id;
        command.state = state;
        command.remark = remark;
        return command;
    }
    bool exists(const std::string& address) { return leads(address).state == Destination::State::delivers; }

    std::uint64_t snv = 0;
    std::uint64_t stc = 0;
    OfficialId head, clerk, binh, other, vinh;
    MailboxId support;
    std::uint64_t letters = 0;
};

TEST_F(TicketCommands, EveryLetterToSupportIsATicketFromItsCommitOn) {
    EXPECT_EQ(write("ai@example.com"), 1U);
    EXPECT_EQ(ticket(1).kind, TicketKind::unread);
    EXPECT_EQ(ticket(1).address, "ai@example.com");
    EXPECT_EQ(ticket(1).agency, 0U);
    EXPECT_EQ(write("hungnv@tinh.gov.vn", head), 2U);
    EXPECT_EQ(ticket(2).asker, head.value);
    EXPECT_EQ(ticket(2).agency, 0U) << "from his own mailbox";
    EXPECT_EQ(write("snv@tinh.gov.vn", clerk), 3U);
    EXPECT_EQ(ticket(3).agency, snv);
    EXPECT_EQ(write("snv@tinh.gov.vn"), 4U);
    EXPECT_EQ(ticket(4).agency, 0U) << "nobody signed in";
    EXPECT_EQ(write("snv@tinh.gov.vn", other), 5U);
    EXPECT_EQ(ticket(5).agency, 0U) << "of another agency";
    EXPECT_EQ(write(""), 0U) << "a bounce";
    EXPECT_EQ(due(), (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
    sound();
}

TEST_F(TicketCommands, WhatTheLetterSaysMakesItATicketOrARequest) {
    const auto trouble = write("ai@example.com");
    auto command = sorted(trouble);
    command.changes.push_back(row(1, ChangeVerb::make, "Vũ Thị Lan"));
    ASSERT_TRUE(store.run(command, {}, {"tram-office", {}}));
    EXPECT_EQ(ticket(trouble).kind, TicketKind::trouble) << "whatever its form says";
    EXPECT_EQ(ticket(trouble).state, TicketState::open);
    EXPECT_EQ(store.refused(command, {}, {"tram-office", {}}), ErrorCode::not_active) << "once";

    const auto asked = write("snv@tinh.gov.vn", clerk);
    command.ticket = asked;
    auto fault = std::make_unique<schema::FormFaultT>();
    fault->row = 7;
    fault->column = "name";
    fault->problem = "missing";
    command.faults.push_back(std::move(fault));
    ASSERT_TRUE(store.run(command, {}, {"tram-office", {}}));
    EXPECT_EQ(ticket(asked).kind, TicketKind::request);
    ASSERT_EQ(ticket(asked).changes.size(), 1U);
    ASSERT_EQ(ticket(asked).faults.size(), 1U);
    EXPECT_EQ(ticket(asked).blob, 0U);
    EXPECT_EQ(history(snv).back(), DirectoryVerb::ticket_opened);
    EXPECT_TRUE(due().empty());

    const auto machine = write("ai@example.com");
    command = sorted(machine);
    command.automatic = true;
    ASSERT_TRUE(store.run(command, {}, {"tram-office", {}}));
    EXPECT_EQ(ticket(machine).state, TicketState::done);
}

TEST_F(TicketCommands, AFurtherLetterBelongsToItsTicket) {
    const auto first = write("binhlv@tinh.gov.vn", binh);
    ASSERT_TRUE(store.run(sorted(first), {}, {"tram-office", {}}));
    store.made(move(first, TicketState::done, "đã sửa"), {"tram", vinh});
    schema::AnswerTicketT told;
    told.ticket = first;
    ASSERT_TRUE(store.run(told, {}, {"tram-office", {}}));
    EXPECT_TRUE(due().empty());

    const auto again = write("binhlv@tinh.gov.vn", binh);
    auto command = sorted(again);
    command.follows = first;
    command.text = "vẫn lỗi\nnhư cũ";
    ASSERT_TRUE(store.run(command, {}, {"tram-office", {}}));
    EXPECT_EQ(ticket(again).kind, TicketKind::follow_up);
    EXPECT_EQ(ticket(again).follows, first);
    EXPECT_EQ(ticket(first).state, TicketState::open);
    EXPECT_EQ(ticket(first).steps.back()->remark, "vẫn lỗi như cũ");

    for (const auto* from : {"ai@example.com", "binhlv@tinh.gov.vn"}) {
        const auto strangers = write(from);
        command.ticket = strangers;
        ASSERT_TRUE(store.run(command, {}, {"tram-office", {}}));
        EXPECT_EQ(ticket(strangers).kind, TicketKind::trouble) << "of somebody else: " << from;
    }

    // Further letters are bounded together as the first is.
    command.text = std::string(1'900, 'a');
    std::uint64_t last = 0;
    for (int i = 0; i < 6; ++i) {
        last = command.ticket = write("binhlv@tinh.gov.vn", binh);
        ASSERT_TRUE(store.run(command, {}, {"tram-office", {}}));
    }
    EXPECT_EQ(ticket(last).kind, TicketKind::trouble);
    EXPECT_EQ(ticket(last).follows, first) << "as a link";
}

// "Xin gửi lại", the answer to the first form may have said.
TEST_F(TicketCommands, AFormInAReplyIsARequestOfItsOwn) {
    const auto first = store.made(request(), {"tram", clerk});
    store.made(move(first, TicketState::rejected, "thiếu quyết định"), {"tram", vinh});
    const auto asReply = [&](bool withForm) {
        auto command = sorted(write("snv@tinh.gov.vn", clerk));
        command.follows = first;
        if (withForm) command.changes.push_back(row(1, ChangeVerb::make, "Vũ Thị Lan"));
        EXPECT_TRUE(store.run(command, {}, {"tram-office", {}}));
        return ticket(command.ticket);
    };
    EXPECT_EQ(asReply(true).kind, TicketKind::request);
    const auto question = asReply(false);
    EXPECT_EQ(question.kind, TicketKind::trouble) << "a decided request is not opened again";
    EXPECT_EQ(question.state, TicketState::open);
    EXPECT_EQ(question.follows, first);
    const auto decided = ticket(first);
    EXPECT_EQ(endOf(decided)->remark, "thiếu quyết định");
}

TEST_F(TicketCommands, TheAnswerIsTheOperatorsWhateverComesAfterIt) {
    const auto first = write("binhlv@tinh.gov.vn", binh);
    ASSERT_TRUE(store.run(sorted(first), {}, {"tram-office", {}}));
    store.made(move(first, TicketState::done, "đã sửa"), {"tram", vinh});
    auto further = sorted(write("binhlv@tinh.gov.vn", binh));
    further.follows = first;
    further.text = "chưa được";
    ASSERT_TRUE(store.run(further, {}, {"tram-office", {}}));
    auto record = ticket(first);
    EXPECT_EQ(record.state, TicketState::open);
    EXPECT_TRUE(record.answer_due);
    EXPECT_EQ(endOf(record)->remark, "đã sửa");
    auto machine = sorted(write("binhlv@tinh.gov.vn", binh));
    store.made(move(first, TicketState::done, "lần hai"), {"tram", vinh});
    machine.follows = first;
    machine.automatic = true;
    ASSERT_TRUE(store.run(machine, {}, {"tram-office", {}}));
    record = ticket(first);
    EXPECT_EQ(record.state, TicketState::done) << "a machine opens nothing again";
    EXPECT_EQ(endOf(record)->remark, "lần hai");
}

TEST_F(TicketCommands, AnAgencysFormIsDecidedWhateverProgramSentIt) {
    auto command = sorted(write("snv@tinh.gov.vn", clerk));
    command.automatic = true;
    command.changes.push_back(row(1, ChangeVerb::make, "Vũ Thị Lan"));
    ASSERT_TRUE(store.run(command, {}, {"tram-office", {}}));
    EXPECT_EQ(ticket(command.ticket).state, TicketState::open);
}

TEST_F(TicketCommands, NameAndAddressMeanOnePerson) {
    auto asked = request();
    asked.changes.clear();
    asked.changes.push_back(row(1, ChangeVerb::close, "Trần Thị Mai", "binhlv"));
    const auto id = store.made(asked, {"tram", clerk});
    const auto outcome = store.run(approve(id), {}, {"tram", vinh});
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->AsImported()->officials[0]->code, ErrorCode::no_such_official);
    EXPECT_EQ(official(binh).state, schema::OfficialState::active);
}

TEST_F(TicketCommands, WhatCouldNotBeReadIsBoundedToo) {
    const auto id = write("snv@tinh.gov.vn", clerk);
    for (const auto& cell : {std::string("a\nb"), std::string("\xff"), std::string(limits::desk::field + 1, 'a')}) {
        auto command = sorted(id);
        auto fault = std::make_unique<schema::FormFaultT>();
        fault->cell = cell;
        command.faults.push_back(std::move(fault));
        EXPECT_EQ(store.refused(command, {}, {"tram-office", {}}), ErrorCode::malformed);
        command = sorted(id);
        command.message_id = cell;
        EXPECT_EQ(store.refused(command, {}, {"tram-office", {}}), ErrorCode::malformed);
    }
}

TEST_F(TicketCommands, WhoMayAskInAnAgencysName) {
    for (const auto& who : {head, clerk, vinh}) EXPECT_TRUE(store.run(request(), {}, {"tram", who})) << who.value;
    for (const auto& who : {binh, other})
        EXPECT_EQ(store.refused(request(), {}, {"tram", who}), ErrorCode::not_permitted) << who.value;
    auto own = request();
    own.agency = 0;
    EXPECT_EQ(store.refused(own, {}, {"tram", binh}), ErrorCode::no_such_agency);
    own.changes.clear();
    const auto id = store.made(own, {"tram", binh});
    EXPECT_EQ(ticket(id).kind, TicketKind::trouble);
    EXPECT_EQ(ticket(id).address, "binhlv@tinh.gov.vn");
}

TEST_F(TicketCommands, AnApprovedRequestIsCarriedOut) {
    const auto id = store.made(request(), {"tram", clerk});
    EXPECT_EQ(ticket(id).address, "snv@tinh.gov.vn") << "the agency's mailbox is answered";
    EXPECT_EQ(store.refused(approve(id), {}, {"tram", head}), ErrorCode::not_permitted);
    const auto outcome = store.run(approve(id), {}, {"tram", vinh});
    ASSERT_TRUE(outcome);
    const auto* rows = outcome->AsImported();
    ASSERT_NE(rows, nullptr);
    EXPECT_TRUE(rows->done);
    EXPECT_TRUE(exists("lanvt@tinh.gov.vn"));
    EXPECT_TRUE(exists("namdv@tinh.gov.vn"));
    const auto record = ticket(id);
    EXPECT_EQ(record.state, TicketState::done);
    EXPECT_TRUE(record.answer_due);
    EXPECT_EQ(record.changes[1]->result, "namdv@tinh.gov.vn");
    EXPECT_EQ(official(OfficialId{record.changes[1]->official}).role, schema::Role::clerk);
    EXPECT_EQ(official(binh).agency, stc);
    EXPECT_EQ(official(binh).telephone, "0208");
    EXPECT_EQ(official(clerk).state, schema::OfficialState::left);
    EXPECT_EQ(history(snv).back(), DirectoryVerb::request_approved);
    EXPECT_EQ(due(), std::vector{id});
    const auto lines = listHistory(*store.environment, record.changes[0]->official).value();
    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(lines[0].entry.change->basis->number, "HT-1") << "the request is what it rests on";
    EXPECT_EQ(lines[0].entry.actor, vinh.value);
    EXPECT_EQ(store.refused(approve(id), {}, {"tram", vinh}), ErrorCode::not_active) << "once";
}

TEST_F(TicketCommands, ARowThatCannotBeCarriedOutStopsAllOfThem) {
    auto asked = request();
    asked.changes.push_back(row(6, ChangeVerb::make, "Nguyễn Văn Hùng"));
    asked.changes.push_back(row(7, ChangeVerb::close, "", "ducpv"));
    asked.changes.push_back(row(8, ChangeVerb::make, "Vũ Thị Hoa"));
    asked.changes.back()->agency = "Sở Tài chính";
    const auto id = store.made(asked, {"tram", clerk});
    const auto codes = [&](schema::ApproveRequestT command) {
        std::vector<ErrorCode> result;
        const auto outcome = store.run(std::move(command), {}, {"tram", vinh});
        EXPECT_TRUE(outcome);
        if (outcome) {
            for (const auto& each : outcome->AsImported()->officials) result.push_back(each->code);
        }
        return result;
    };
    const auto none = ErrorCode::none;
    EXPECT_EQ(codes(approve(id)), (std::vector{none, none, none, none, ErrorCode::exists, ErrorCode::not_permitted,
                                               ErrorCode::not_permitted}));
    EXPECT_FALSE(exists("lanvt@tinh.gov.vn"));
    EXPECT_EQ(ticket(id).state, TicketState::open);
    auto rest = approve(id);
    rest.left_out = {7, 8};
    auto suffix = std::make_unique<schema::ChosenSuffixT>();
    suffix->row = 6;
    suffix->suffix = "2";
    rest.suffixes.push_back(std::move(suffix));
    rest.dry_run = true;
    EXPECT_EQ(codes(rest), std::vector(7, none));
    EXPECT_FALSE(exists("hungnv2@tinh.gov.vn"));
    rest.dry_run = false;
    rest.remark = "hai dòng cuối không thuộc Sở";
    EXPECT_EQ(codes(rest), std::vector(7, none));
    EXPECT_TRUE(exists("hungnv2@tinh.gov.vn"));
    EXPECT_FALSE(exists("hoavt@tinh.gov.vn"));
    EXPECT_EQ(official(other).state, schema::OfficialState::active);
}

TEST_F(TicketCommands, WhatApprovalRefuses) {
    const auto id = store.made(request(), {"tram", clerk});
    auto command = approve(id);
    command.left_out = {9};
    EXPECT_EQ(store.refused(command, {}, {"tram", vinh}), ErrorCode::malformed);
    command.left_out = {2, 3, 4, 5};
    EXPECT_EQ(store.refused(command, {}, {"tram", vinh}), ErrorCode::malformed) << "nothing left";
    command.left_out.clear();
    command.revision = 1;
    EXPECT_EQ(store.refused(command, {}, {"tram", vinh}), ErrorCode::changed_meanwhile);
    command.ticket = 99;
    EXPECT_EQ(store.refused(command, {}, {"tram", vinh}), ErrorCode::no_such_ticket);
    // An address that is none by the rule is no agency's to decide. R3.3b
    auto asked = request();
    asked.changes.resize(1);
    asked.changes[0]->address = "giamdoc";
    const auto wish = store.made(asked, {"tram", clerk});
    auto outcome = store.run(approve(wish), {}, {"tram", vinh});
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->AsImported()->officials[0]->code, ErrorCode::no_basis);
    // A dissolved agency asks for nothing any more.
    schema::DissolveAgencyT dissolve;
    dissolve.agency = snv;
    dissolve.successor = stc;
    dissolve.basis = fixture::basis();
    store.made(dissolve);
    EXPECT_EQ(store.refused(approve(id), {}, {"tram", vinh}), ErrorCode::not_active);
}

TEST_F(TicketCommands, ARejectedRequestIsAnsweredWithTheReason) {
    const auto id = store.made(request(), {"tram", clerk});
    EXPECT_EQ(store.refused(move(id, TicketState::rejected), {}, {"tram", vinh}), ErrorCode::malformed);
    store.made(move(id, TicketState::in_work), {"tram", vinh});
    EXPECT_TRUE(due().empty());
    store.made(move(id, TicketState::rejected, "chưa có quyết định"), {"tram", vinh});
    EXPECT_EQ(due(), std::vector{id});
    EXPECT_EQ(history(snv).back(), DirectoryVerb::request_rejected);
    EXPECT_EQ(store.refused(move(id, TicketState::open), {}, {"tram", vinh}), ErrorCode::not_active);
    schema::AnswerTicketT told;
    told.ticket = id;
    ASSERT_TRUE(store.run(told, {}, {"tram-office", {}}));
    EXPECT_TRUE(due().empty());
    EXPECT_EQ(store.refused(told, {}, {"tram-office", {}}), ErrorCode::not_active);
}

TEST_F(TicketCommands, WhatCannotStandInATicketIsRefused) {
    const auto refusedWith = [&](auto change) {
        auto command = request();
        change(command);
        return store.refused(command, {}, {"tram", clerk});
    };
    EXPECT_EQ(refusedWith([](auto& c) { c.subject = ""; }), ErrorCode::malformed);
    EXPECT_EQ(refusedWith([](auto& c) { c.subject = std::string(limits::desk::subject + 1, 'a'); }),
              ErrorCode::malformed);
    EXPECT_EQ(refusedWith([](auto& c) { c.text = "a\x01"; }), ErrorCode::malformed);
    EXPECT_EQ(refusedWith([](auto& c) { c.text = "\xff"; }), ErrorCode::malformed);
    EXPECT_EQ(refusedWith([](auto& c) { c.text = std::string(limits::desk::text + 1, 'a'); }), ErrorCode::malformed);
    EXPECT_EQ(refusedWith([](auto& c) { c.changes[0]->name = ""; }), ErrorCode::malformed);
    EXPECT_EQ(refusedWith([](auto& c) { c.changes[0]->job_title = "a\nb"; }), ErrorCode::malformed);
    EXPECT_EQ(refusedWith([](auto& c) { c.changes[0]->reason = std::string(limits::desk::field + 1, 'a'); }),
              ErrorCode::malformed);
    EXPECT_EQ(refusedWith([](auto& c) {
                  while (c.changes.size() <= limits::desk::changes) c.changes.push_back(row(9, ChangeVerb::make, "A"));
              }),
              ErrorCode::limit);
}

}  // namespace
}  // namespace tram::store
