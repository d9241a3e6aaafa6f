// The resolver against a small name server on loopback that answers what the test tells it.
#include "net/resolver.hpp"

#include <atomic>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <map>
#include <thread>

#include "net/loopback_fixture.hpp"

namespace tram::net {
namespace {

using namespace test;
using namespace std::string_literals;
using asio::ip::udp;

enum Type : std::uint16_t { A = 1, CNAME = 5, PTR = 12, MX = 15, TXT = 16, AAAA = 28, TLSA = 52 };

std::string u16(unsigned value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

std::string wireName(const std::string& name) {
    std::string wire;
    for (std::size_t begin = 0; begin < name.size();) {
        const std::size_t end = std::min(name.find('.', begin), name.size());
        wire.push_back(static_cast<char>(end - begin));
        wire += name.substr(begin, end - begin);
        begin = end + 1;
    }
    return wire + '\0';
}

struct Answer {
    unsigned rcode = 0;
    std::vector<std::pair<Type, std::string>> records = {};
    bool silent = false;
};

// Answers by (name, type); what it does not know does not exist.
class NameServer {
public:
    explicit NameServer(asio::any_io_executor executor)
        : socket_(executor, udp::endpoint(asio::ip::address_v4::loopback(), 0)) {}
    [[nodiscard]] Endpoint address() const {
        return {asio::ip::address_v4::loopback(), socket_.local_endpoint().port()};
    }
    void know(const std::string& name, Type type, Answer answer) { answers_[{name, type}] = std::move(answer); }
    void stop() { socket_.close(); }
    [[nodiscard]] int asked() const { return asked_; }

    Task<> serve() {
        for (;;) {
            std::array<char, 1500> space;
            udp::endpoint from;
            boost::system::error_code error;
            const std::size_t size = co_await socket_.async_receive_from(
                asio::buffer(space), from, asio::redirect_error(asio::use_awaitable, error));
            if (error) co_return;
            const std::string reply = answer({space.data(), size});
            if (!reply.empty()) socket_.send_to(asio::buffer(reply), from, 0, error);
        }
    }

private:
    std::string answer(std::string_view query) {
        std::size_t at = 12;
        std::string name;
        while (query[at] != '\0') {
            const auto length = static_cast<std::size_t>(query[at]);
            if (!name.empty()) name += '.';
            for (const char octet : query.substr(at + 1, length)) name += static_cast<char>(std::tolower(octet));
            at += length + 1;
        }
        const auto type = static_cast<Type>(static_cast<unsigned char>(query[at + 1]) << 8 |
                                            static_cast<unsigned char>(query[at + 2]));
        const std::string_view question = query.substr(12, at + 5 - 12);
        ++asked_;
        auto found = answers_.find({name, type});
        Answer known;
        if (found != answers_.end()) {
            known = found->second;
        } else {
            // A CNAME answers for every type; a name with another type has no data.
            found = answers_.find({name, CNAME});
            bool exists = false;
            for (const auto& [key, value] : answers_) exists = exists || key.first == name;
            if (found != answers_.end())
                known = found->second;
            else
                known.rcode = exists ? 0 : 3;
        }
        if (known.silent) return {};
        std::string reply(query.substr(0, 2));
        reply += u16(0x8580U | known.rcode);  // an authoritative answer, recursion available
        reply +=
            u16(1) + u16(static_cast<unsigned>(known.records.size())) + u16(known.records.empty() ? 1 : 0) + u16(0);
        reply += question;
        for (const auto& [recordType, data] : known.records)
            reply += "\xc0\x0c"s + u16(recordType) + u16(1) + "\0\0\x01\x2c"s +
                     u16(static_cast<unsigned>(data.size())) + data;
        if (known.records.empty()) {
            const std::string soa = wireName("ns.vn") + wireName("root.vn") + std::string(20, '\1');
            reply += wireName("vn") + u16(6) + u16(1) + "\0\0\0\x05"s + u16(static_cast<unsigned>(soa.size())) + soa;
        }
        return reply;
    }

    udp::socket socket_;
    std::map<std::pair<std::string, Type>, Answer> answers_;
    int asked_ = 0;
};

class ResolverTest : public testing::Test {
protected:
    ResolverTest() : server(loop.executor()) {
        auto created = Resolver::create(loop.executor(),
                                        {.forwarders = {server.address()}, .cacheMaximum = std::chrono::seconds(300)});
        EXPECT_TRUE(created) << created.error().detail;
        resolver = std::move(*created);
    }
    // The test's questions beside the server, until the questions are done.
    void run(Task<> questions) {
        const auto both = [](Task<> first, NameServer& running) -> Task<> {
            co_await std::move(first);
            running.stop();
        };
        loop.runAll(server.serve(), both(std::move(questions), server));
    }

    Loop loop;
    NameServer server;
    std::unique_ptr<Resolver> resolver;
};

TEST_F(ResolverTest, EveryTypeOfRecord) {
    server.know("tinh.vn", MX, {0, {{MX, u16(20) + wireName("mx2.tinh.vn")}, {MX, u16(10) + wireName("MX1.tinh.vn")}}});
    server.know("mx1.tinh.vn", A, {0, {{A, "\x0a\x00\x00\x01"s}, {A, "\x0a\x00\x00\x02"s}}});
    server.know("mx1.tinh.vn", AAAA, {0, {{AAAA, std::string(15, '\0') + '\1'}}});
    server.know("tinh.vn", TXT, {0, {{TXT, "\6v=spf1\5 -all"}}});
    server.know("_25._tcp.mx1.tinh.vn", TLSA, {0, {{TLSA, "\3\1\1" + std::string(32, 'h')}}});
    server.know("1.0.0.10.in-addr.arpa", PTR, {0, {{PTR, wireName("mx1.tinh.vn")}}});
    server.know("mail.tinh.vn", CNAME, {0, {{CNAME, wireName("mx1.tinh.vn")}}});
    server.know("null.vn", MX, {0, {{MX, u16(0) + "\0"s}}});
    const auto ask = [](Resolver& mine) -> Task<> {
        const auto mx = co_await mine.mx("Tinh.VN.", soon());
        EXPECT_TRUE(mx) << mx.error().detail;
        if (!mx) co_return;
        EXPECT_EQ(mx->records.size(), 2U);
        EXPECT_EQ(mx->records[0].exchange, "mx1.tinh.vn");
        EXPECT_EQ(mx->records[0].preference, 10);
        EXPECT_EQ(mx->records[1].exchange, "mx2.tinh.vn");
        EXPECT_EQ(mx->security, DnsSecurity::insecure);
        EXPECT_GT(mx->ttl.count(), 0);
        const auto a = co_await mine.a("mx1.tinh.vn", soon());
        EXPECT_TRUE(a) << a.error().detail;
        EXPECT_EQ(a->records.size(), 2U);
        const auto aaaa = co_await mine.aaaa("mx1.tinh.vn", soon());
        EXPECT_TRUE(aaaa) << aaaa.error().detail;
        EXPECT_EQ(aaaa->records.at(0).to_string(), "::1");
        const auto txt = co_await mine.txt("tinh.vn", soon());
        EXPECT_TRUE(txt) << txt.error().detail;
        EXPECT_EQ(txt->records.at(0), "v=spf1 -all");
        const auto tlsa = co_await mine.tlsa("_25._tcp.mx1.tinh.vn", soon());
        EXPECT_TRUE(tlsa) << tlsa.error().detail;
        EXPECT_EQ(tlsa->records.at(0).data, std::string(32, 'h'));
        const auto ptr = co_await mine.ptr(asio::ip::make_address("10.0.0.1"), soon());
        EXPECT_TRUE(ptr) << ptr.error().detail;
        EXPECT_EQ(ptr->records.at(0), "mx1.tinh.vn");
        const auto cname = co_await mine.cname("mail.tinh.vn", soon());
        EXPECT_TRUE(cname) << cname.error().detail;
        EXPECT_EQ(cname->records.at(0), "mx1.tinh.vn");
        const auto alias = co_await mine.a("mail.tinh.vn", soon());
        EXPECT_TRUE(alias) << alias.error().detail;
        EXPECT_EQ(alias->canonicalName, "mx1.tinh.vn");
        const auto none = co_await mine.mx("null.vn", soon());
        EXPECT_TRUE(none) << none.error().detail;
        EXPECT_EQ(none->records.at(0).exchange, "");
    };
    run(ask(*resolver));
}

TEST_F(ResolverTest, EachFailureIsTyped) {
    server.know("exists.vn", A, {0, {{A, "\x0a\x00\x00\x01"s}}});
    server.know("broken.vn", MX, {2});
    server.know("silent.vn", MX, {.silent = true});
    server.know("loop1.vn", CNAME, {0, {{CNAME, wireName("loop2.vn")}}});
    server.know("loop2.vn", CNAME, {0, {{CNAME, wireName("loop1.vn")}}});
    const auto ask = [](Resolver& mine) -> Task<> {
        const auto kindOf = [](const auto& answer) {
            return answer ? std::nullopt : std::optional(answer.error().kind);
        };
        EXPECT_EQ(kindOf(co_await mine.mx("nowhere.vn", soon())), DnsErrorKind::noSuchName);
        EXPECT_EQ(kindOf(co_await mine.mx("exists.vn", soon())), DnsErrorKind::noData);
        EXPECT_EQ(kindOf(co_await mine.mx("broken.vn", soon())), DnsErrorKind::serverFailure);
        EXPECT_EQ(kindOf(co_await mine.mx("silent.vn", after(50ms))), DnsErrorKind::timeout);
        EXPECT_EQ(kindOf(co_await mine.a("loop1.vn", soon())), DnsErrorKind::serverFailure);
        EXPECT_EQ(kindOf(co_await mine.mx("not a name", soon())), DnsErrorKind::malformed);
        EXPECT_EQ(kindOf(co_await mine.mx("", soon())), DnsErrorKind::malformed);
    };
    run(ask(*resolver));
}

TEST_F(ResolverTest, ManyQuestionsAtOnceAndTheCache) {
    for (int i = 0; i < 100; ++i)
        server.know("d" + std::to_string(i) + ".vn", MX,
                    {0, {{MX, u16(1) + wireName("mx" + std::to_string(i) + ".vn")}}});
    const auto one = [](Resolver& mine, int number, int& done) -> Task<> {
        const auto mx = co_await mine.mx("d" + std::to_string(number) + ".vn", soon());
        EXPECT_TRUE(mx) << mx.error().detail;
        if (mx) {
            EXPECT_EQ(mx->records.at(0).exchange, "mx" + std::to_string(number) + ".vn");
        }
        ++done;
    };
    int done = 0;
    for (int i = 0; i < 100; ++i) loop.add(one(*resolver, i, done));
    const auto finish = [](int& count, NameServer& running, Resolver& mine) -> Task<> {
        while (count < 100) co_await pause(1ms);
        const int asked = running.asked();
        EXPECT_TRUE(co_await mine.mx("d7.vn", soon()));
        EXPECT_EQ(running.asked(), asked) << "the second time the cache answers";
        running.stop();
    };
    loop.runAll(server.serve(), finish(done, server, *resolver));
}

TEST_F(ResolverTest, NamesUnderTestAndPrivateAddressesAreAskedFor) {
    server.know("demo.test", MX, {0, {{MX, u16(1) + wireName("mx.demo.test")}}});
    server.know("1.1.168.192.in-addr.arpa", PTR, {0, {{PTR, wireName("mx.demo.test")}}});
    const auto ask = [](Resolver& mine) -> Task<> {
        const auto mx = co_await mine.mx("demo.test", soon());
        EXPECT_TRUE(mx) << mx.error().detail;
        const auto ptr = co_await mine.ptr(asio::ip::make_address("192.168.1.1"), soon());
        EXPECT_TRUE(ptr) << ptr.error().detail;
    };
    run(ask(*resolver));
}

TEST_F(ResolverTest, DestroyedWithQuestionsOpen) {
    server.know("silent.vn", MX, {.silent = true});
    const auto ask = [](Resolver& mine) -> Task<> { (void)co_await mine.mx("silent.vn", soon()); };
    asio::co_spawn(loop.context, ask(*resolver), [](std::exception_ptr) {});
    loop.context.run_for(30ms);
    resolver.reset();
    loop.context.run_for(5ms);
}

TEST(ResolverOptions, FilesThatWillNotDo) {
    Loop loop;
    const auto anchors = Resolver::create(loop.executor(), {.trustAnchors = "/nonexistent/anchors"});
    ASSERT_FALSE(anchors);
    EXPECT_EQ(anchors.error().kind, NetErrorKind::notFound);
    const auto hints = Resolver::create(loop.executor(), {.rootHints = "/nonexistent/hints"});
    ASSERT_FALSE(hints);
    EXPECT_EQ(hints.error().kind, NetErrorKind::notFound);
}

}  // namespace
}  // namespace tram::net
