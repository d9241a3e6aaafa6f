// tram-alert: tells how the appliance is, and sends its alarms out.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <optional>

#include "net/essential.hpp"
#include "roles/alert/alarm_paths.hpp"
#include "roles/alert/alert_settings.hpp"
#include "roles/alert/hal_link.hpp"
#include "roles/alert/http_session.hpp"
#include "roles/alert/mail_sender.hpp"
#include "roles/alert/store_probe.hpp"
#include "roles/alert/syslog_sender.hpp"
#include "roles/alert/webhook_sender.hpp"
#include "roles/service/service.hpp"
#include "store/credentials/digest.hpp"

namespace {

using namespace tram;
namespace asio = boost::asio;

// Load balancers, Prometheus, a few people.
constexpr std::size_t connections = 64;

std::expected<std::shared_ptr<net::TlsClientContext>, net::NetError> clientContext(
    const std::vector<std::filesystem::path>& authorities) {
    net::TlsClientOptions options;
    options.verification = net::PeerVerification::required;
    options.authorities = authorities;
    return net::TlsClientContext::create(std::move(options));
}

// A host as part of a file's name.
std::string fileName(std::string host) {
    std::ranges::replace_if(
        host,
        [](char c) {
            return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.');
        },
        '-');
    return host;
}

// What the process is made of. It outlives the loops, but for what stands on them.
struct Alert {
    roles::ProcessContext& context;
    roles::AlertSettings settings;
    RealClock clock = {};
    credentials::SecureRandom random = {};
    asio::thread_pool disk{1};
    std::unique_ptr<net::Resolver> resolver = {};
    roles::AlarmPaths paths = {};
    std::shared_ptr<roles::HalLink> hal = {};
    std::shared_ptr<roles::StoreProbe> store = {};
    std::optional<roles::HttpParts> http = {};

    bool open(roles::Service& service);
    bool openPaths(roles::Service& service);
    void addPath(roles::Service& service, const std::string& name, const std::string& file,
                 std::unique_ptr<roles::AlarmSender> sender);
    roles::HealthView view() const;
    void leave();
};

std::function<void(const std::string&)> complain(roles::ProcessContext& context, const std::string& about) {
    return [&context, about](const std::string& text) { context.log.warning(about + text); };
}

void Alert::addPath(roles::Service& service, const std::string& name, const std::string& file,
                    std::unique_ptr<roles::AlarmSender> sender) {
    const auto loop = service.runtime().main();
    const auto tell = complain(context, name + ": ");
    auto spool = std::make_shared<roles::EventSpool>(loop, disk, roles::SpoolFile(settings.folder, file), tell);
    auto path = std::make_shared<roles::AlarmPath>(
        roles::AlarmPath::Parts{loop, name, std::move(spool), std::move(sender), clock, tell});
    paths.add(path);
    asio::co_spawn(loop, path->run(path), net::essential);
}

bool Alert::openPaths(roles::Service& service) {
    const auto loop = service.runtime().main();
    if (settings.needsDns()) {
        auto made = net::Resolver::create(loop, settings.dns);
        if (!made) return service.fail("DNS: " + made.error().detail);
        resolver = std::move(*made);
    }
    if (!settings.syslog.empty()) {
        const auto tls = clientContext(settings.syslogAuthorities);
        if (!tls) return service.fail("alert.syslog.ca: " + tls.error().detail);
        for (const auto& place : settings.syslog) {
            const roles::Outward outward({loop, service.runtime().handshakes(), resolver.get(), *tls});
            const auto port = std::to_string(place.port);
            addPath(service, "syslog " + place.host + ":" + port, "syslog-" + fileName(place.host) + "-" + port,
                    std::make_unique<roles::SyslogSender>(outward, place, settings.hostname));
        }
    }
    if (const auto& url = settings.webhook) {
        std::shared_ptr<net::TlsClientContext> tls;
        if (url->scheme == roles::WebhookUrl::Scheme::https) {
            auto made = clientContext(settings.webhookAuthorities);
            if (!made) return service.fail("alert.webhook.ca: " + made.error().detail);
            tls = std::move(*made);
        }
        const roles::Outward outward({loop, service.runtime().handshakes(), resolver.get(), tls});
        // Its path may hold a secret.
        addPath(service, "webhook " + url->authority(), "webhook",
                std::make_unique<roles::WebhookSender>(outward, *url, settings.hostname));
    }
    if (!settings.mail.empty()) {
        addPath(service, "mail", "mail",
                std::make_unique<roles::MailSender>(roles::MailSenderParts{
                    service.linkOf(loop), clock, random, settings.hostname, "postmaster@" + settings.domain,
                    settings.mail, complain(context, "mail: ")}));
    }
    return true;
}

roles::HealthView Alert::view() const {
    // Until there is a pair, this box is the active one.
    return {settings.hostname, clock.now(), true, hal->view(), store->view(), paths.views()};
}

bool Alert::open(roles::Service& service) {
    const auto loop = service.runtime().main();
    if (settings.tls == roles::AlertSettings::Tls::on) {
        if (!service.readCertificate({"http/1.1"})) return false;
        if (!service.tls()) return service.fail("alert.tls: there is no certificate");
    }
    std::error_code failed;
    std::filesystem::create_directories(settings.folder, failed);
    if (failed) return service.fail(settings.folder.string() + ": " + failed.message());
    service.linkToStore(store::schema::CommitTopic{},
                        [](std::size_t, const store::schema::Committed*, JournalPosition) {});
    if (!openPaths(service)) return false;
    hal = std::make_shared<roles::HalLink>(roles::HalLinkParts{loop, settings.halSocket, paths, complain(context, "")});
    asio::co_spawn(loop, hal->run(hal), net::essential);
    store = std::make_shared<roles::StoreProbe>(loop, service.linkOf(loop), clock);
    asio::co_spawn(loop, store->run(store), net::essential);
    http.emplace(service.tls(), service.runtime().handshakes(), [this] { return view(); }, TRAM_VERSION);
    roles::ListeningDoor door;
    door.name = "health";
    door.addresses = settings.listen;
    door.connections = connections;
    if (!service.tls()) door.refusal = roles::httpRefusal();
    door.session = [this](net::Stream stream) { return roles::serveHttp(std::move(stream), *http); };
    std::vector<roles::ListeningDoor> doors;
    doors.push_back(std::move(door));
    return service.openDoors(std::move(doors));
}

void Alert::leave() {
    disk.join();
    if (store) store->leave();
    paths.clear();
    hal.reset();
    store.reset();
    resolver.reset();
}

int run(roles::ProcessContext& context) {
    credentials::startSodium();
    auto settings = roles::readAlertSettings(context.settings, context.folder);
    if (!settings) {
        context.log.fatal("settings: " + settings.error());
        return 2;
    }
    Alert alert{context, std::move(*settings)};
    return roles::serve(
        context, {.loops = 1, .handshakeThreads = 1}, [&](roles::Service& service) { return alert.open(service); },
        [&] { alert.leave(); });
}

}  // namespace

int main(int argc, char** argv) {
    return tram::roles::runProcess(argc, argv, "tram-alert", run);
}
