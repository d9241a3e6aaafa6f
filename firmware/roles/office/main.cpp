// tram-office: what happens by itself.
#include <boost/asio/co_spawn.hpp>
#include <optional>

#include "net/essential.hpp"
#include "roles/office/clockwork.hpp"
#include "roles/office/group_delivery.hpp"
#include "roles/office/public_feed.hpp"
#include "roles/office/support_desk.hpp"
#include "roles/service/service.hpp"
#include "store/credentials/digest.hpp"

namespace {

using namespace tram;

int run(roles::ProcessContext& context) {
    credentials::startSodium();
    const auto& settings = context.settings;
    const RealClock clock;
    credentials::SecureRandom random;
    std::optional<store::Reader> reader;
    std::optional<roles::GroupDelivery> groups;
    roles::Gauge lastRun;
    std::optional<roles::Clockwork> clockwork;
    std::optional<roles::PublicFeed> feed;
    std::optional<roles::SupportDesk> desk;
    province::PublicityPolicy publicity;
    if (const auto words = settings.find("directory.public")) {
        const auto policy = province::parsePublicityPolicy(settings.list("directory.public"));
        if (!policy) {
            context.log.fatal("settings: directory.public is none or names agencies, head, clerk, official: " + *words);
            return 2;
        }
        publicity = *policy;
    }
    const net::RuntimeOptions options{.loops = 1, .handshakeThreads = 0};
    return roles::serve(
        context, options,
        [&](roles::Service& service) {
            auto opened = store::Reader::open(settings.text("store.folder", (context.folder / "store").string()));
            if (!opened) return service.fail("store: " + opened.error().detail);
            reader.emplace(std::move(*opened));
            using store::schema::CommitTopic;
            service.linkToStore(CommitTopic::expansions | CommitTopic::directory | CommitTopic::tickets,
                                [&](std::size_t, const store::schema::Committed* event, JournalPosition) {
                                    if (groups) groups->wake();
                                    if (feed && (event == nullptr || event->directory())) feed->wake();
                                    if (desk && (event == nullptr || event->tickets())) desk->wake();
                                });
            const auto loop = service.runtime().main();
            const auto domain = settings.text("domain", "localhost");
            groups.emplace(roles::GroupDeliveryParts{loop, service.linkOf(loop), *reader, clock, random,
                                                     roles::hostnameOf(settings), domain});
            boost::asio::co_spawn(loop, groups->run(), net::essential);
            const std::chrono::seconds interval(settings.number("office.interval", 60));
            clockwork.emplace(
                roles::ClockworkParts{loop, service.linkOf(loop), *reader, clock, random, domain, interval, lastRun});
            service.counters().ask("office_last_run_timestamp_seconds", {}, [&lastRun]() -> std::optional<double> {
                const auto time = lastRun.value();
                return time != 0 ? std::optional(static_cast<double>(time)) : std::nullopt;
            });
            boost::asio::co_spawn(loop, clockwork->run(), net::essential);
            feed.emplace(roles::PublicFeedParts{
                loop, *reader, clock, publicity, settings.text("public.folder", (context.folder / "public").string()),
                domain, settings.text("directory.public_base", "https://" + roles::hostnameOf(settings) + "/danh-ba/"),
                [&context](const std::string& text) { context.log.warning(text); }});
            boost::asio::co_spawn(loop, feed->run(), net::essential);
            desk.emplace(roles::SupportDeskParts{
                loop, service.linkOf(loop), *reader, clock, random, domain,
                settings.text("scan.socket", (context.folder / "sockets" / "scan.sock").string()),
                [&context](const std::string& text) { context.log.warning(text); }});
            boost::asio::co_spawn(loop, desk->run(), net::essential);
            return true;
        },
        [&] {
            groups.reset();
            feed.reset();
            desk.reset();
        });
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-office", run);
}
