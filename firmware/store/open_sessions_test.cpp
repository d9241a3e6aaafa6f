// Sessions that are open, as they are told, listed and ended.
#include "store/open_sessions.hpp"

#include "store/query_fixture.hpp"

namespace tram::store {
namespace {

using schema::ErrorCode;

OpenSession sessionOf(std::uint64_t channel, std::uint64_t id, std::uint64_t official, std::int64_t since) {
    OpenSession session;
    session.channel = channel;
    session.id = id;
    session.official = OfficialId{official};
    session.since = since;
    return session;
}

std::vector<std::uint64_t> idsOf(const OpenSessions& sessions, OfficialId official = {}) {
    std::vector<std::uint64_t> ids;
    for (const auto& session : sessions.of(official)) ids.push_back(session.id);
    return ids;
}

TEST(OpenSessions, ByOfficialTheOldestFirst) {
    OpenSessions sessions;
    sessions.opened(sessionOf(1, 11, 5, 300));
    sessions.opened(sessionOf(1, 12, 6, 100));
    sessions.opened(sessionOf(2, 11, 5, 200));
    sessions.opened(sessionOf(1, 11, 5, 300));
    EXPECT_EQ(idsOf(sessions), (std::vector<std::uint64_t>{12, 11, 11}));
    EXPECT_EQ(sessions.of(OfficialId{5}).front().channel, 2U);
    sessions.closed(2, 12);
    sessions.closed(2, 11);
    EXPECT_EQ(idsOf(sessions, OfficialId{5}), (std::vector<std::uint64_t>{11}));
}

TEST(OpenSessions, GoWithTheirProcess) {
    OpenSessions sessions;
    for (const auto id : {std::uint64_t{0}, std::uint64_t{7}, UINT64_MAX}) {
        sessions.opened(sessionOf(1, id, 5, 1));
        sessions.opened(sessionOf(2, id, 5, 1));
    }
    sessions.channelClosed(1);
    EXPECT_EQ(sessions.of({}).size(), 3U);
    sessions.channelClosed(1);
    sessions.channelClosed(2);
    EXPECT_TRUE(sessions.of({}).empty());
}

class SessionTest : public fixture::QueriesTest {
protected:
    SessionTest() {
        EXPECT_EQ(codeOf(changeOf(handOut(hung), "rễ cây quấn giếng cổ")), ErrorCode::none);
        epoch = epochNow();
    }
    std::uint32_t epochNow() {
        const ReadTransaction transaction(*store.environment);
        return findOfficial(transaction, hung)->session_epoch;
    }
    ErrorCode open(std::uint64_t id, std::uint32_t inEpoch) {
        schema::SessionOpenedT query;
        query.session = id;
        query.official = hung.value;
        query.epoch = inEpoch;
        query.protocol = "imap";
        query.client = "192.0.2.1";
        query.since = 17;
        return codeOf(query);
    }
    std::unique_ptr<schema::SessionsT> list(OfficialId of) {
        schema::ListSessionsT query;
        query.official = of.value;
        auto answer = ask(query);
        return std::unique_ptr<schema::SessionsT>(answer.body.AsSessions() == nullptr
                                                      ? nullptr
                                                      : new schema::SessionsT(std::move(*answer.body.AsSessions())));
    }

    std::uint32_t epoch = 0;
};

TEST_F(SessionTest, AreListed) {
    EXPECT_EQ(open(1, epoch), ErrorCode::none);
    EXPECT_EQ(open(2, epoch), ErrorCode::none);
    const auto rows = list(hung);
    ASSERT_NE(rows, nullptr);
    ASSERT_EQ(rows->rows.size(), 2U);
    EXPECT_EQ(rows->rows[0]->address, "hungnv@tinh.gov.vn");
    EXPECT_EQ(rows->rows[0]->process, "tram-smtp");
    EXPECT_EQ(rows->rows[0]->protocol, "imap");
    EXPECT_EQ(rows->rows[0]->client, "192.0.2.1");
    EXPECT_EQ(rows->rows[0]->since, 17);
    schema::SessionClosedT closed;
    closed.session = 1;
    EXPECT_EQ(codeOf(closed), ErrorCode::none);
    EXPECT_EQ(list(hung)->rows.size(), 1U);
    const auto mai = store.official(agency, "Trần Thị Mai");
    EXPECT_TRUE(list(mai)->rows.empty());
    EXPECT_EQ(list({})->rows.size(), 1U);
    origin.actor = mai;
    EXPECT_EQ(list(hung), nullptr) << "another's";
    EXPECT_EQ(list({}), nullptr) << "everybody's";
    EXPECT_NE(list(mai), nullptr);
}

TEST_F(SessionTest, OfAnEpochThatIsOverIsNone) {
    handOut(hung);
    EXPECT_EQ(open(1, epoch), ErrorCode::session_over);
    EXPECT_TRUE(sessions.of({}).empty());
}

// R10.2: what was asked in a session that is over is not done any more.
TEST_F(SessionTest, ACommandOfAnEpochThatIsOverIsRefused) {
    schema::CreateFolderT command;
    command.mailbox = hungs.value;
    command.name = "Báo cáo";
    const Origin before{"tram-access", hung, epoch};
    store.made(command, before);
    schema::EndSessionsT end;
    end.official = hung.value;
    store.made(end);
    EXPECT_EQ(epochNow(), epoch + 1);
    command.name = "Công văn";
    EXPECT_EQ(store.refused(command, {}, before), ErrorCode::session_over);
    store.made(command, {"tram-access", hung, epoch + 1});
    origin = {"tram-smtp", hung, epoch};
    EXPECT_EQ(codeOf(schema::MaySendAsT{}), ErrorCode::session_over) << "nor answered";
}

TEST_F(SessionTest, WhoEndsWhose) {
    const auto mai = store.official(agency, "Trần Thị Mai");
    schema::EndSessionsT end;
    end.official = hung.value;
    EXPECT_EQ(store.refused(end, {}, {"tram", mai}), ErrorCode::not_permitted);
    store.made(end, {"tram", hung});
    end.session = 5;
    store.made(end, {"tram", hung});
    EXPECT_EQ(epochNow(), epoch + 1) << "one of them ends no other";
    end.official = 999;
    EXPECT_EQ(store.refused(end), ErrorCode::no_such_official);
}

}  // namespace
}  // namespace tram::store
