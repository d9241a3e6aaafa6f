#include "roles/access/imap_session.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <variant>

#include "base/limits.hpp"

namespace tram::roles {

namespace asio = boost::asio;

namespace {

constexpr auto writePatience = std::chrono::minutes(5);
constexpr auto handshakePatience = std::chrono::seconds(30);
constexpr auto farewell = std::chrono::seconds(5);
// Work without a pause, before other sessions of the loop have their turn.
constexpr int stepsAtOnce = 4;

sasl::ChannelBinding bindingOf(const net::Stream& stream) {
    sasl::ChannelBinding binding;
    if (const auto exporter = stream.tlsExporterBinding()) {
        binding.exporter = std::string(asBytes(*exporter));
        binding.announced = sasl::ChannelBinding::Announced::yes;
    }
    return binding;
}

// An answer that the store did not give says nothing of the client.
void countSignIn(SignInFigures& figures, const imap::ActionResult& result) {
    if (result) {
        figures.ok.add();
    } else if (result.error() != imap::Failure::unavailable && result.error() != imap::Failure::readOnly &&
               result.error() != imap::Failure::storeFull) {
        figures.refused.add();
    }
}

SessionFacts factsOf(const AccessParts& parts, const net::Stream& stream) {
    SessionFacts facts;
    facts.client = stream.remote().address().to_string();
    facts.spoolFolder = parts.spoolFolder;
    facts.spoolBudget = &parts.budget;
    return facts;
}

}  // namespace

ImapSession::ImapSession(AccessParts& parts, net::Stream& stream, imap::SessionConfig config)
    : parts_(parts),
      stream_(stream),
      link_(parts.service.linkOf(stream.get_executor())),
      watch_(parts.watches[parts.service.loopOf(stream.get_executor())]),
      facts_(factsOf(parts, stream)),
      backend_(parts.reader, facts_.client, [this](store::schema::EventUnion event) { observe(std::move(event)); }),
      spools_(parts.spoolFolder, parts.budget),
      engine_(std::move(config), backend_, spools_, parts.random, parts.clock) {}

ImapSession::~ImapSession() {
    watch_.watch(*this, watched_, {});
}

void ImapSession::folderChanged(FolderId folder) {
    engine_.folderChanged(folder);
    if (reading_) stream_.waker().wake();
}

void ImapSession::over() {
    over_ = true;
    // What the client is slow to take is not his any more.
    if (writing_) stream_.waker().abort();
    if (reading_) stream_.waker().wake();
}

void ImapSession::rightsChanged() {
    engine_.rightsChanged();
    if (reading_) stream_.waker().wake();
}

void ImapSession::endIfOver() {
    if (!over_ || ending_) return;
    ending_ = true;
    engine_.end("Your session was ended; sign in again | Phien lam viec da ket thuc, xin dang nhap lai");
}

asio::awaitable<void> ImapSession::announce() {
    place_ = parts_.registries[parts_.service.loopOf(stream_.get_executor())].enter(
        *this, link_, stream_.get_executor(), {facts_.actor, facts_.protocol, facts_.client, facts_.appPassword});
    if (!co_await place_.announce()) over_ = true;
}

void ImapSession::observe(store::schema::EventUnion event) {
    auto observed = std::make_unique<store::schema::ObservedEventT>();
    observed->event = std::move(event);
    observed_.events.push_back(std::move(observed));
    if (observed_.events.size() >= limits::imap::observedTogether) tellObserved();
}

void ImapSession::tellObserved() {
    if (observed_.events.empty()) return;
    link_.tell(store::encodeRequest(std::exchange(observed_, {}), facts_.actor));
}

void ImapSession::followFolder() {
    const auto wanted = engine_.watchedFolder();
    if (wanted == watched_) return;
    watch_.watch(*this, watched_, wanted);
    watched_ = wanted;
}

asio::awaitable<bool> ImapSession::write() {
    while (engine_.hasOutput()) {
        const auto output = engine_.takeOutput();
        writing_ = true;
        const auto written = co_await stream_.writeAll(output, net::after(writePatience));
        writing_ = false;
        if (!written) co_return false;
    }
    co_return true;
}

asio::awaitable<bool> ImapSession::startTls() {
    // What the client sent before the handshake might be an attacker's.
    if (stream_.buffered() != 0) co_return false;
    const auto info = co_await stream_.handshakeServer(parts_.service.tls(), parts_.service.runtime().handshakes(),
                                                       net::after(handshakePatience));
    if (!info) co_return false;
    engine_.tlsStarted(bindingOf(stream_));
    co_return true;
}

asio::awaitable<bool> ImapSession::read() {
    const bool idling = engine_.idling();
    const auto patience = idling ? std::chrono::seconds(limits::imap::idleKeepAlive) : engine_.patience();
    reading_ = true;
    auto chunk = co_await stream_.readChunk(net::after(patience));
    reading_ = false;
    if (chunk) {
        engine_.feed(chunk->bytes());
        co_return true;
    }
    switch (chunk.error().kind) {
        case net::NetErrorKind::interrupted:
            if (parts_.service.sessions().stopping() && !ending_) {
                ending_ = true;
                engine_.end("Server is shutting down");
            }
            co_return true;
        case net::NetErrorKind::timeout:
            if (idling) {
                engine_.keepAlive();
            } else if (!ending_) {
                ending_ = true;
                engine_.end("Autologout; idle for too long");
            } else {
                co_return false;
            }
            co_return true;
        default:
            co_return false;
    }
}

asio::awaitable<bool> ImapSession::work() {
    for (int steps = 0; !over_ && engine_.step() == imap::Session::Progress::again;) {
        followFolder();
        if (!co_await write()) {
            tellObserved();
            co_return false;
        }
        if (++steps % stepsAtOnce == 0) co_await asio::post(asio::use_awaitable);
    }
    followFolder();
    tellObserved();
    co_return true;
}

asio::awaitable<void> ImapSession::run() {
    for (;;) {
        if (!co_await work()) co_return;
        if (!place_ && engine_.official()) co_await announce();
        endIfOver();
        if (auto action = over_ ? std::nullopt : engine_.takeAction()) {
            if (!co_await write()) co_return;
            const bool signsIn = std::holds_alternative<imap::CheckPassword>(*action) ||
                                 std::holds_alternative<imap::CheckScram>(*action);
            auto result = co_await perform(link_, facts_, std::move(*action));
            if (signsIn) countSignIn(parts_.signIns, result);
            engine_.complete(std::move(result));
            continue;
        }
        if (!co_await write()) co_return;
        if (engine_.wantsClose()) {
            std::ignore = co_await stream_.shutdown(net::after(farewell));
            co_return;
        }
        if (engine_.wantsStartTls()) {
            if (!co_await startTls()) co_return;
            continue;
        }
        if (!engine_.wantsInput() && !engine_.idling()) continue;
        if (!co_await read()) co_return;
    }
}

asio::awaitable<void> serveImap(AccessParts& parts, ImapDoor door, net::Stream stream) {
    imap::SessionConfig config;
    config.hostName = parts.hostname;
    config.accountPage = parts.accountPage;
    if (door == ImapDoor::implicitTls) {
        const auto info = co_await stream.handshakeServer(parts.service.tls(), parts.service.runtime().handshakes(),
                                                          net::after(handshakePatience));
        if (!info) co_return;
        config.transport = imap::Transport::tls;
        config.channelBinding = bindingOf(stream);
    }
    ImapSession session(parts, stream, std::move(config));
    co_await session.run();
}

}  // namespace tram::roles
