#include "net/listener.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <charconv>
#include <utility>

#include "base/limits.hpp"
#include "net/essential.hpp"

namespace tram::net {

namespace asio = boost::asio;
using boost::system::error_code;
using Acceptor = asio::ip::tcp::acceptor;

namespace {

constexpr auto asValue = asio::as_tuple(asio::use_awaitable);

UniqueFd openReserve() {
    return UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

std::string textOf(const Endpoint& endpoint) {
    const auto address = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

}  // namespace

struct Listener::Core {
    Core(asio::any_io_executor executor, Sessions& where, ListenerOptions given)
        : acceptor(executor), pause(executor), sessions(where), options(std::move(given)), reserve(openReserve()) {}

    static asio::awaitable<void> run(std::shared_ptr<Core> core);
    static asio::awaitable<void> session(std::shared_ptr<Core> core, Stream stream, Admission::Ticket ticket);
    // errno of an accept that brought nothing, 0 otherwise.
    int acceptOne(const std::shared_ptr<Core>& self);
    static int acceptOneOrNone(const std::shared_ptr<Core>& core);
    void dropOne();
    void refuse(const UniqueFd& socket) const;

    Acceptor acceptor;
    asio::steady_timer pause;
    Sessions& sessions;
    ListenerOptions options;
    UniqueFd reserve;
    Endpoint local;
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> refused{0};
    std::atomic<std::uint64_t> exhausted{0};
    bool stopped = false;
};

asio::awaitable<void> Listener::Core::session(std::shared_ptr<Core> core, Stream stream, Admission::Ticket ticket) {
    const auto held = std::move(ticket);
    co_await core->options.session(std::move(stream));
}

void Listener::Core::refuse(const UniqueFd& socket) const {
    if (!options.refusal.empty())
        (void)::send(socket.get(), options.refusal.data(), options.refusal.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)::shutdown(socket.get(), SHUT_WR);
}

int Listener::Core::acceptOne(const std::shared_ptr<Core>& self) {
    Endpoint peer;
    socklen_t size = static_cast<socklen_t>(peer.capacity());
    UniqueFd socket(::accept4(acceptor.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) return errno;
    peer.resize(size);
    auto ticket = options.admission->admit(peer.address());
    if (!ticket) {
        ++refused;
        refuse(socket);
        return 0;
    }
    const auto executor = options.placement();
    Stream::Socket adopted(executor);
    error_code error;
    adopted.assign(peer.protocol(), socket.get(), error);
    if (error) return error.value();
    (void)socket.release();
    ++accepted;
    Stream stream(std::move(adopted));
    const auto waker = stream.waker();
    sessions.start(executor, options.what, waker, session(self, std::move(stream), std::move(*ticket)));
    return 0;
}

// No descriptor is left: the reserve takes a waiting client off the backlog, who else would wait there
// until his own deadline.
void Listener::Core::dropOne() {
    ++exhausted;
    reserve.reset();
    {
        const UniqueFd socket(::accept4(acceptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket) refuse(socket);
    }
    reserve = openReserve();
}

// Without memory for a session its client is let go; the door stays open for others.
int Listener::Core::acceptOneOrNone(const std::shared_ptr<Core>& core) {
    try {
        return core->acceptOne(core);
    } catch (const std::bad_alloc&) {
        return ENOMEM;
    }
}

asio::awaitable<void> Listener::Core::run(std::shared_ptr<Core> core) {
    while (!core->stopped) {
        const auto [error] = co_await core->acceptor.async_wait(Acceptor::wait_read, asValue);
        if (core->stopped) co_return;
        if (error) continue;
        for (unsigned row = 0; row < limits::net::acceptsInARow; ++row) {
            const int failed = acceptOneOrNone(core);
            if (failed == 0 || failed == EINTR || failed == ECONNABORTED || failed == EPROTO) continue;
            if (failed == EAGAIN || failed == EWOULDBLOCK) break;
            if (failed == EMFILE || failed == ENFILE) core->dropOne();
            core->pause.expires_after(limits::net::acceptPause);
            co_await core->pause.async_wait(asValue);
            break;
        }
    }
}

Listener::Listener(std::shared_ptr<Core> core) : core_(std::move(core)) {}
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&& other) noexcept {
    if (this != &other) {
        if (core_) stop();
        core_ = std::move(other.core_);
    }
    return *this;
}
Listener::~Listener() {
    if (core_) stop();
}

std::expected<Listener, NetError> Listener::open(asio::any_io_executor executor, Endpoint address, Sessions& sessions,
                                                 ListenerOptions options) {
    auto core = std::make_shared<Core>(std::move(executor), sessions, std::move(options));
    auto& acceptor = core->acceptor;
    error_code error;
    const auto failure = [&] { return std::unexpected(netErrorOf(error.value(), "listen on " + textOf(address))); };
    acceptor.open(address.protocol(), error);
    if (error) return failure();
    acceptor.set_option(Acceptor::reuse_address(true), error);
    if (error) return failure();
    if (address.address().is_v6()) {
        acceptor.set_option(asio::ip::v6_only(true), error);
        if (error) return failure();
    }
    acceptor.bind(address, error);
    if (error) return failure();
    acceptor.listen(SOMAXCONN, error);
    if (error) return failure();
    acceptor.native_non_blocking(true, error);
    if (error) return failure();
    core->local = acceptor.local_endpoint(error);
    return Listener(std::move(core));
}

std::expected<Listener, NetError> Listener::adopt(asio::any_io_executor executor, UniqueFd socket, Sessions& sessions,
                                                  ListenerOptions options) {
    auto core = std::make_shared<Core>(std::move(executor), sessions, std::move(options));
    Endpoint local;
    socklen_t size = static_cast<socklen_t>(local.capacity());
    if (::getsockname(socket.get(), local.data(), &size) != 0)
        return std::unexpected(netErrorOf(errno, "passed socket"));
    const auto family = local.data()->sa_family;
    int listening = 0;
    socklen_t listeningSize = sizeof(listening);
    if ((family != AF_INET && family != AF_INET6) ||
        ::getsockopt(socket.get(), SOL_SOCKET, SO_ACCEPTCONN, &listening, &listeningSize) != 0 || listening == 0)
        return std::unexpected(NetError{NetErrorKind::malformed, "the passed socket does not listen on TCP"});
    local.resize(size);
    error_code error;
    core->acceptor.assign(local.protocol(), socket.get(), error);
    if (error) return std::unexpected(netErrorOf(error.value(), "passed socket"));
    (void)socket.release();
    core->acceptor.native_non_blocking(true, error);
    core->local = local;
    return Listener(std::move(core));
}

void Listener::start() {
    asio::co_spawn(core_->acceptor.get_executor(), Core::run(core_), essential);
}

void Listener::stop() {
    asio::dispatch(core_->acceptor.get_executor(), [core = core_] {
        core->stopped = true;
        error_code ignored;
        core->acceptor.close(ignored);
        core->pause.cancel();
    });
}

Endpoint Listener::local() const {
    return core_->local;
}

ListenerCounts Listener::counts() const {
    return {core_->accepted.load(), core_->refused.load(), core_->exhausted.load()};
}

std::expected<Endpoint, NetError> parseEndpoint(std::string_view text) {
    const auto malformed = [&] {
        return std::unexpected(NetError{NetErrorKind::malformed, "not an address and port: " + std::string(text)});
    };
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return malformed();
    std::string_view host = text.substr(0, colon);
    const std::string_view portText = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, failed] = std::from_chars(portText.data(), portText.data() + portText.size(), port);
    if (failed != std::errc{} || end != portText.data() + portText.size()) return malformed();
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error || address.is_v6() != bracketed) return malformed();
    return Endpoint(address, port);
}

}  // namespace tram::net
