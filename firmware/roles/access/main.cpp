// tram-access: IMAP, in the clear with STARTTLS and under TLS.
#include <algorithm>
#include <thread>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "roles/access/imap_session.hpp"
#include "store/credentials/digest.hpp"

namespace {

using namespace tram;

int run(roles::ProcessContext& context) {
    credentials::startSodium();
    const auto& settings = context.settings;
    const RealClock clock;
    credentials::SecureRandom random;
    roles::SpoolBudget budget(limits::smtp::spooledInMemory);
    std::optional<store::Reader> reader;
    std::vector<roles::FolderWatch> watches;
    std::deque<roles::SessionRegistry> registries;
    std::optional<roles::AccessParts> parts;

    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    net::RuntimeOptions options;
    options.loops = std::clamp<std::size_t>(settings.number("access.loops", std::max(1U, cores / 2)), 1, 64);
    return roles::serve(context, options, [&](roles::Service& service) {
        auto opened = store::Reader::open(settings.text("store.folder", (context.folder / "store").string()));
        if (!opened) return service.fail("store: " + opened.error().detail);
        reader.emplace(std::move(*opened));
        reader->warm();
        if (!service.readCertificate({"imap"})) return false;
        if (!service.tls()) return service.fail("IMAP is not served without a certificate: tls.certificate, tls.key");
        watches.resize(service.runtime().loops());
        for (std::size_t i = 0; i < service.runtime().loops(); ++i) registries.emplace_back(random, clock);
        service.linkToStore(store::schema::CommitTopic::folders | store::schema::CommitTopic::sessions,
                            [&](std::size_t loop, const store::schema::Committed* event, JournalPosition) {
                                if (event == nullptr) {
                                    watches[loop].anythingChanged();
                                } else if (event->folders() != nullptr) {
                                    for (const auto folder : *event->folders()) watches[loop].changed(FolderId{folder});
                                }
                                registries[loop].committed(event);
                            });
        parts.emplace(roles::AccessParts{service, *reader, clock, random, roles::hostnameOf(settings),
                                         settings.text("spool.folder", (context.folder / "spool").string()), budget,
                                         watches, registries, roles::accountPageOf(settings),
                                         roles::SignInFigures(service.counters(), "imap")});
        service.counters().ask("sessions", {{"protocol", "imap"}},
                               [&service] { return static_cast<double>(service.sessions().count()); });
        const auto connections = settings.number("access.connections", 10'000);
        std::vector<roles::ListeningDoor> doors;
        doors.push_back({"imap", settings.list("imap.listen"), connections,
                         "* BYE [UNAVAILABLE] Too many connections; try again later\r\n", [&](net::Stream stream) {
                             return roles::serveImap(*parts, roles::ImapDoor::startTls, std::move(stream));
                         }});
        doors.push_back({"imaps", settings.list("imaps.listen"), connections, {}, [&](net::Stream stream) {
                             return roles::serveImap(*parts, roles::ImapDoor::implicitTls, std::move(stream));
                         }});
        return service.openDoors(std::move(doors));
    });
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-access", run);
}
