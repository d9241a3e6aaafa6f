#include "hal/daemon/hal_server.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "hal/access/sysfs_fixture.hpp"
#include "hal/daemon/report_socket.hpp"
#include "net/unix_socket.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>

namespace tram::hal {

namespace {

using namespace std::chrono_literals;

class HalServerTest : public ::testing::Test {
protected:
    HalServerTest() {
        auto keeper = Keeper::open({.folder = folder_.root / "hal",
                                    .hostname = "mail.example",
                                    .board = {},
                                    .rules = {},
                                    .act = [](const Action&) {},
                                    .told = [](const AlarmEvent&) {},
                                    .complained = [](const std::string&) {}},
                                   clock_);
        keeper_ = std::move(*keeper);
        auto listening = net::listenUnixSocket(path_, 0600);
        server_ = std::make_unique<HalServer>(std::move(*listening), *keeper_);
    }
    ~HalServerTest() override { keeper_->close(); }

    net::BlockingChannel connect() { return std::move(*net::BlockingChannel::connect(path_, 10s)); }
    static bool ask(net::BlockingChannel& channel, std::string_view question, std::uint32_t kind = 1) {
        net::Frame frame;
        frame.kind = kind;
        frame.id = 7;
        frame.body.assign(question.begin(), question.end());
        return channel.send(std::move(frame), 10s).has_value();
    }
    static std::string answer(net::BlockingChannel& channel) {
        const auto frame = channel.receive(20s);
        if (!frame) return "gone";
        EXPECT_EQ(frame->kind, 2U);
        EXPECT_EQ(frame->id, 7U);
        return {frame->body.begin(), frame->body.end()};
    }

    fixture::SysfsTree folder_;
    std::filesystem::path path_ = folder_.root / "hal.sock";
    ManualClock clock_;
    std::unique_ptr<Keeper> keeper_;
    std::unique_ptr<HalServer> server_;
};

TEST_F(HalServerTest, AnswersOneQuestionAfterTheOther) {
    auto channel = connect();
    ASSERT_TRUE(ask(channel, R"({"ask":"snapshot"})"));
    EXPECT_EQ(parseSnapshot(answer(channel))->hostname, "mail.example");
    ASSERT_TRUE(ask(channel, R"({"ask":"events","after":0})"));
    EXPECT_EQ(parseEvents(answer(channel)), EventsAnswer{});
    ASSERT_TRUE(ask(channel, R"({"do":"identify","component":"disk:1"})"));
    EXPECT_EQ(parseDone(answer(channel)), "no-such");
    ASSERT_TRUE(ask(channel, "nonsense"));
    EXPECT_EQ(parseDone(answer(channel)), "malformed: not a JSON object");
    ASSERT_TRUE(ask(channel, R"({"ask":"snapshot"})"));
    EXPECT_TRUE(parseSnapshot(answer(channel))) << "nonsense ends nothing";
}

TEST_F(HalServerTest, AFrameOfAnotherKindEndsTheConversation) {
    auto channel = connect();
    ASSERT_TRUE(ask(channel, "{}", 9));
    EXPECT_EQ(answer(channel), "gone");
}

TEST_F(HalServerTest, ClientsAreBoundedAndOthersGoOn) {
    std::vector<net::BlockingChannel> channels;
    for (std::size_t i = 0; i < limits::hal::clients; ++i) {
        channels.push_back(connect());
        ASSERT_TRUE(ask(channels.back(), R"({"ask":"events","after":0})"));
        EXPECT_NE(answer(channels.back()), "gone");
    }
    auto another = connect();
    static_cast<void>(ask(another, R"({"ask":"snapshot"})"));
    EXPECT_EQ(answer(another), "gone");
    ASSERT_TRUE(ask(channels.front(), R"({"ask":"snapshot"})"));
    EXPECT_NE(answer(channels.front()), "gone");
}

TEST_F(HalServerTest, WhoWaitsDoesNotHoldUpTheEnd) {
    auto channel = connect();
    ASSERT_TRUE(ask(channel, R"({"ask":"events","after":0,"wait":60})"));
    const auto begin = std::chrono::steady_clock::now();
    keeper_->close();
    server_.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
}

TEST(ReportSocket, TakesReportsAndPassesOverWhatIsNone) {
    const fixture::SysfsTree folder;
    const auto path = folder.root / "health.sock";
    auto socket = ReportSocket::open(path);
    ASSERT_TRUE(socket) << socket.error();
    EXPECT_EQ(socket->take(), std::nullopt);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.string().size());
    const net::UniqueFd sender(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto send = [&](const std::string& text) {
        return ::sendto(sender.get(), text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&address),
                        sizeof address) == static_cast<ssize_t>(text.size());
    };
    const ProcessReport report{"tram-smtp", SystemTime{1s}, SystemTime{2s}, {{"up", {}, 1}}};
    ASSERT_TRUE(send("nonsense"));
    ASSERT_TRUE(send(std::string(limits::hal::reportOctets + 100, ' ')));
    ASSERT_TRUE(send(encodeReport(report)));
    EXPECT_EQ(socket->take(), report);
    EXPECT_EQ(socket->take(), std::nullopt);
    EXPECT_EQ(socket->dropped(), 2U);
    EXPECT_TRUE(ReportSocket::open(path)) << "it takes the place of one that was left there";
    std::filesystem::remove(path);
    folder.put("health.sock", "a file");
    EXPECT_FALSE(ReportSocket::open(path));
}

}  // namespace

}  // namespace tram::hal
