// tram-smtp: receives mail. Port 25 of each zone, submission on 587 and 465.
#include <algorithm>
#include <deque>
#include <optional>
#include <thread>

#include "base/limits.hpp"
#include "roles/smtp/session.hpp"
#include "roles/smtp/store_questions.hpp"
#include "store/credentials/digest.hpp"

namespace {

using namespace tram;

constexpr auto tooMany = "421 4.7.0 Too many connections; try again later\r\n";

std::size_t loopCount(const roles::Settings& settings) {
    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    return std::clamp<std::size_t>(settings.number("smtp.loops", std::max(1U, cores / 4)), 1, 64);
}

int run(roles::ProcessContext& context) {
    credentials::startSodium();
    const auto& settings = context.settings;
    const RealClock clock;
    credentials::SecureRandom random;
    roles::SpoolBudget budget{limits::smtp::spooledInMemory};
    net::HandshakePool judges{1, 256};
    const auto connections = settings.number("smtp.connections", limits::smtp::connectionsPerZone);
    net::Admission strangers(
        {connections, settings.number("smtp.connections.client", limits::smtp::connectionsPerStranger)});
    std::vector<roles::RecipientMemory> memories;
    std::deque<roles::SessionRegistry> registries;
    std::vector<roles::Door> doors;
    std::deque<roles::DoorFigures> figures;  // one a door
    std::optional<roles::SmtpParts> parts;

    const auto open = [&](roles::Service& service) {
        auto read = roles::readDoors(settings);
        if (!read) return service.fail(read.error());
        doors = std::move(*read);
        const auto offset = roles::parseZoneOffset(settings.text("timezone", "+07:00"));
        if (!offset) return service.fail("timezone: " + settings.text("timezone", ""));
        if (!service.readCertificate()) return false;
        memories.resize(service.runtime().loops());
        for (std::size_t i = 0; i < service.runtime().loops(); ++i) registries.emplace_back(random, clock);
        service.linkToStore(store::schema::CommitTopic::directory | store::schema::CommitTopic::sessions,
                            [&](std::size_t loop, const store::schema::Committed* event, JournalPosition) {
                                if (event == nullptr || event->directory()) memories[loop].forgetAll();
                                registries[loop].committed(event);
                            });
        parts.emplace(roles::SmtpParts{service, judges, budget, clock, random, strangers, memories, registries,
                                       roles::hostnameOf(settings), roles::accountPageOf(settings),
                                       settings.text("domain", "localhost"),
                                       settings.text("spool.folder", (context.folder / "spool").string()), *offset,
                                       roles::SignInFigures(service.counters(), roles::submissionProtocol)});
        service.counters().ask("sessions", {{"protocol", "smtp"}},
                               [&service] { return static_cast<double>(service.sessions().count()); });
        std::vector<roles::ListeningDoor> listening;
        for (const auto& door : doors) {
            const bool hidden = door.tls == roles::Door::Tls::fromTheStart;
            auto& counted = figures.emplace_back(service.counters(), door);
            listening.push_back(
                {door.name, door.addresses, connections, hidden ? "" : tooMany,
                 [&](net::Stream stream) { return roles::serveSmtp(*parts, door, counted, std::move(stream)); }});
        }
        return service.openDoors(std::move(listening));
    };
    return roles::serve(context, {.loops = loopCount(settings)}, open, [&] { judges.join(); });
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-smtp", run);
}
