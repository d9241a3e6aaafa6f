#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <thread>

#include "hal/model/ups.hpp"
#include "hal/sim/chassis_fixture.hpp"
#include "hal/sim/ups_units.hpp"
#include "hal/sim/upsd_server.hpp"

namespace tram::hal::sim {
namespace {

using namespace std::chrono_literals;

class SimUpsd : public fixture::ChassisTest {
protected:
    std::string say(std::string_view line) { return chassis.upsdAnswer(session, line); }
    std::string status(const std::string& unit) {
        const auto answer = say("GET VAR " + unit + " ups.status");
        const auto head = "VAR " + unit + " ups.status \"";
        return answer.starts_with(head) ? answer.substr(head.size(), answer.size() - head.size() - 2) : answer;
    }
    UpsdSession session;
};

TEST_F(SimUpsd, SpeaksAsUpsdDoes) {
    const struct {
        const char *client, *server;
    } rows[] = {
        {"VER", "Network UPS Tools upsd 2.8.1 - https://www.networkupstools.org/\n"},
        {"NETVER", "1.3\n"},
        {"LIST UPS", "BEGIN LIST UPS\nUPS ups-a \"UPS a\"\nUPS ups-b \"UPS b\"\nEND LIST UPS\n"},
        {"LIST VAR nope", "ERR UNKNOWN-UPS\n"},
        {"LIST FROB", "ERR INVALID-ARGUMENT\n"},
        {"LIST", "ERR INVALID-ARGUMENT\n"},
        {"GET VAR ups-a ups.status", "VAR ups-a ups.status \"OL\"\n"},
        {"GET VAR ups-a nope", "ERR VAR-NOT-SUPPORTED\n"},
        {"GET VAR nope nope", "ERR UNKNOWN-UPS\n"},
        {"GET VAR ups-a", "ERR INVALID-ARGUMENT\n"},
        {"GET UPSDESC ups-a", "UPSDESC ups-a \"UPS a\"\n"},
        {"GET NUMLOGINS ups-a", "NUMLOGINS ups-a 0\n"},
        {"GET CMDDESC ups-a load.off", "CMDDESC ups-a load.off \"Turn off the load immediately\"\n"},
        {"GET FROB ups-a", "ERR INVALID-ARGUMENT\n"},
        {"LIST CLIENT ups-a", "BEGIN LIST CLIENT ups-a\nEND LIST CLIENT ups-a\n"},
        {"FROB", "ERR UNKNOWN-COMMAND\n"},
        {"", "ERR UNKNOWN-COMMAND\n"},
        {"STARTTLS", "ERR FEATURE-NOT-CONFIGURED\n"},
        {"INSTCMD ups-a load.off", "ERR USERNAME-REQUIRED\n"},
        {"FSD ups-a", "ERR USERNAME-REQUIRED\n"},
        {"USERNAME tram", "OK\n"},
        {"USERNAME tram", "ERR ALREADY-SET-USERNAME\n"},
        {"LOGIN ups-a", "ERR PASSWORD-REQUIRED\n"},
        {"PASSWORD \"tram\"", "OK\n"},
        {"LOGIN nope", "ERR UNKNOWN-UPS\n"},
        {"LOGIN ups-a", "OK\n"},
        {"LOGIN ups-a", "ERR ALREADY-LOGGED-IN\n"},
        {"PRIMARY ups-a", "OK PRIMARY-GRANTED\n"},
        {"GET NUMLOGINS ups-a", "NUMLOGINS ups-a 1\n"},
        {"INSTCMD ups-a nope", "ERR CMD-NOT-SUPPORTED\n"},
        {"INSTCMD ups-a test.battery.start.quick", "OK\n"},
        {"GET VAR ups-a ups.status", "VAR ups-a ups.status \"OL CAL DISCHRG\"\n"},
        {"INSTCMD ups-a test.battery.stop", "OK\n"},
        {"SET VAR ups-a ups.status X", "ERR READONLY\n"},
        {"SET VAR ups-a battery.charge.low 130", "ERR INVALID-VALUE\n"},
        {"SET VAR ups-a battery.charge.low 30", "OK\n"},
        {"GET VAR ups-a battery.charge.low", "VAR ups-a battery.charge.low \"30\"\n"},
        {"FSD ups-a", "OK FSD-SET\n"},
        {"GET VAR ups-a ups.status", "VAR ups-a ups.status \"FSD OL\"\n"},
        {"LOGOUT", "OK Goodbye\n"},
    };
    for (const auto& row : rows) EXPECT_EQ(say(row.client), row.server) << row.client;
    EXPECT_TRUE(session.isOver());
    UpsdSession other;
    EXPECT_EQ(chassis.upsdAnswer(other, "USERNAME x"), "OK\n");
    EXPECT_EQ(chassis.upsdAnswer(other, "PASSWORD y"), "OK\n");
    EXPECT_EQ(chassis.upsdAnswer(other, "LOGIN ups-a"), "ERR ACCESS-DENIED\n");
}

TEST_F(SimUpsd, ListsTheVariablesInTheirOrder) {
    tell("ups ups-a alarm Battery \"is \\\"old\\\"\"");
    const auto list = say("LIST VAR ups-a");
    EXPECT_TRUE(list.starts_with("BEGIN LIST VAR ups-a\nVAR ups-a battery.charge \"100\"\n")) << list;
    EXPECT_TRUE(list.contains("\nVAR ups-a ups.alarm \"Battery is \\\"old\\\"\"\n")) << list;
    EXPECT_TRUE(list.contains("\nVAR ups-a ups.status \"ALARM OL\"\n"));
    EXPECT_TRUE(list.ends_with("\nEND LIST VAR ups-a\n"));
}

TEST_F(SimUpsd, UnitsSayHowTheyStand) {
    const struct {
        const char *command, *status;
    } rows[] = {
        {"ups ups-a on-battery", "OB DISCHRG"},
        {"ups ups-a low-battery", "OB DISCHRG LB"},
        {"ups ups-a on-line", "OL"},
        {"ups ups-a replace-battery", "OL RB"},
        {"ups ups-a replace-battery off", "OL"},
        {"ups ups-a overload", "OL OVER"},
        {"ups ups-a ok", "OL"},
        {"ups ups-a bypass", "OL BYPASS"},
        {"ups ups-a calibrating", "OL CAL DISCHRG"},
        {"ups ups-a off", "OFF"},
        {"ups ups-a on-battery --charge 15", "OB DISCHRG LB"},
        {"ups ups-a on-line --charge 90", "OL CHRG"},
        {"ups ups-a words \"OL LB TRIM NEWWORD\"", "OL LB TRIM NEWWORD"},
        {"ups ups-a words OL WOBBLE", "OL WOBBLE"},
        {"ups ups-a ok", "OL"},
        {"ups ups-a forced", "FSD OL"},
        {"ups ups-a forced off", "OL"},
        {"ups ups-a stale", "ERR DATA-STALE\n"},
        {"ups ups-a driver-lost", "ERR DRIVER-NOT-CONNECTED\n"},
        {"ups ups-a back", "OL"},
    };
    for (const auto& row : rows) {
        tell(row.command);
        EXPECT_EQ(status("ups-a"), row.status) << row.command;
        EXPECT_EQ(status("ups-b"), "OL") << row.command;
    }
    tell("ups both on-battery --runtime 240");
    EXPECT_EQ(status("ups-b"), "OB DISCHRG");
    EXPECT_EQ(say("GET VAR ups-b battery.runtime"), "VAR ups-b battery.runtime \"240\"\n");
    pass(80s);
    EXPECT_EQ(status("ups-b"), "OB DISCHRG LB") << "it empties";
    run("upsmon -c fsd");
    EXPECT_EQ(status("ups-a"), "FSD OB DISCHRG LB");
}

TEST(UpsdWords, AreDividedAsUpsdDoes) {
    EXPECT_EQ(upsdWords("GET  VAR\tups-a\r"), (std::vector<std::string>{"GET", "VAR", "ups-a"}));
    EXPECT_EQ(upsdWords(R"(SET "a b" c\ d "q\"x" "")"), (std::vector<std::string>{"SET", "a b", "c d", "q\"x", ""}));
    EXPECT_TRUE(upsdWords(" ").empty());
    EXPECT_EQ(upsdWords("\"open"), (std::vector<std::string>{"open"}));
}

class SimUpsdServer : public fixture::ChassisTest {
protected:
    SimUpsdServer() : server(UpsdServer::listen(chassis, 0)) {
        if (server) thread = std::jthread([this](const std::stop_token& stop) { server->run(stop); });
    }
    // -1 where nobody listens.
    [[nodiscard]] net::UniqueFd connect() const {
        net::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(server->port());
        void* raw = &address;
        if (::connect(socket.get(), static_cast<sockaddr*>(raw), sizeof address) != 0) socket.reset();
        return socket;
    }
    // A line's answer up to its end; "" where the other end goes away, "?" where nothing comes.
    static std::string ask(int socket, std::string_view line, std::chrono::milliseconds patience = 5s) {
        const auto whole = std::string(line) + "\n";
        if (::send(socket, whole.data(), whole.size(), MSG_NOSIGNAL) < 0) return "";
        std::string answer;
        char octet = 0;
        while (!answer.ends_with('\n')) {
            pollfd watched{socket, POLLIN, 0};
            if (::poll(&watched, 1, static_cast<int>(patience.count())) <= 0) return "?";
            if (::recv(socket, &octet, 1, 0) <= 0) return "";
            answer += octet;
        }
        return answer;
    }
    // Until it is so, or ten seconds are over.
    template <class F>
    static bool eventually(F&& isSo) {
        for (const auto end = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < end;) {
            if (isSo()) return true;
            std::this_thread::yield();
        }
        return false;
    }

    std::expected<UpsdServer, std::string> server;
    std::jthread thread;
};

TEST_F(SimUpsdServer, AnswersOverASocket) {
    ASSERT_TRUE(server) << server.error();
    EXPECT_NE(server->port(), 0);
    const auto one = connect();
    const auto two = connect();
    EXPECT_EQ(ask(one.get(), "USERNAME tram"), "OK\n");
    EXPECT_EQ(ask(two.get(), "LOGIN ups-a"), "ERR USERNAME-REQUIRED\n") << "a session is one client's";
    EXPECT_EQ(ask(one.get(), "GET VAR ups-b ups.status"), "VAR ups-b ups.status \"OL\"\n");
    EXPECT_EQ(ask(one.get(), "LOGOUT"), "OK Goodbye\n");
    EXPECT_EQ(ask(one.get(), "VER"), "");
    EXPECT_EQ(ask(two.get(), std::string(200'000, 'x')), "") << "a line has its bounds";
}

TEST_F(SimUpsdServer, GoesFallsSilentAndRaves) {
    ASSERT_TRUE(server) << server.error();
    auto socket = connect();
    EXPECT_EQ(ask(socket.get(), "NETVER"), "1.3\n");
    tell("upsd silent");
    EXPECT_TRUE(eventually([&] { return ask(connect().get(), "NETVER", 50ms) == "?"; }));
    tell("upsd nonsense");
    EXPECT_TRUE(eventually([&] { return ask(connect().get(), "NETVER", 500ms).starts_with("\x01\xfe"); }));
    tell("upsd off");
    EXPECT_TRUE(eventually([&] { return !connect(); }));
    tell("upsd on");
    EXPECT_TRUE(eventually([&] {
        const auto again = connect();
        return again && ask(again.get(), "NETVER") == "1.3\n";
    })) << "on the same port";
}

}  // namespace
}  // namespace tram::hal::sim
