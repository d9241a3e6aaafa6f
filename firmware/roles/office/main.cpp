// tram-office: what happens by itself.
#include <boost/asio/co_spawn.hpp>
#include <optional>

#include "net/essential.hpp"
#include "roles/office/clockwork.hpp"
#include "roles/office/group_delivery.hpp"
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
    std::optional<roles::Clockwork> clockwork;
    const net::RuntimeOptions options{.loops = 1, .handshakeThreads = 0};
    return roles::serve(
        context, options,
        [&](roles::Service& service) {
            auto opened = store::Reader::open(settings.text("store.folder", (context.folder / "store").string()));
            if (!opened) return service.fail("store: " + opened.error().detail);
            reader.emplace(std::move(*opened));
            service.linkToStore(store::schema::CommitTopic::expansions,
                                [&](std::size_t, const store::schema::Committed*, JournalPosition) {
                                    if (groups) groups->wake();
                                });
            const auto loop = service.runtime().main();
            const auto domain = settings.text("domain", "localhost");
            groups.emplace(roles::GroupDeliveryParts{loop, service.linkOf(loop), *reader, clock, random,
                                                     roles::hostnameOf(settings), domain});
            boost::asio::co_spawn(loop, groups->run(), net::essential);
            const std::chrono::seconds interval(settings.number("office.interval", 60));
            clockwork.emplace(
                roles::ClockworkParts{loop, service.linkOf(loop), *reader, clock, random, domain, interval});
            boost::asio::co_spawn(loop, clockwork->run(), net::essential);
            return true;
        },
        [&] { groups.reset(); });
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-office", run);
}
