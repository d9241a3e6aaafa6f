#include "net/tls_session.hpp"

#include <mbedtls/net_sockets.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "net/tls_generation.hpp"

namespace tram::net {

namespace {

// mbedTLS's "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256" and "TLS1-3-AES-128-GCM-SHA256" as the registry has them.
std::string registryName(const char* name) {
    if (name == nullptr) return {};
    std::string text(name);
    constexpr std::string_view prefix13 = "TLS1-3-";
    if (text.starts_with(prefix13)) text.replace(0, prefix13.size(), "TLS-");
    std::ranges::replace(text, '-', '_');
    return text;
}

std::string verificationWords(std::uint32_t flags) {
    std::array<char, 512> text{};
    if (mbedtls_x509_crt_verify_info(text.data(), text.size(), "", flags) < 0) return "certificate not verified";
    std::string words(text.data());
    while (!words.empty() && words.back() == '\n') words.pop_back();
    std::ranges::replace(words, '\n', ';');
    return words;
}

}  // namespace

TlsSession::TlsSession(std::shared_ptr<TlsServerContext> context, SocketState& socket)
    : generation_(context->current()), socket_(socket) {
    setUp();
}

TlsSession::TlsSession(std::shared_ptr<TlsClientContext> context, const std::string& serverName,
                       std::string destination, SocketState& socket)
    : generation_(context->current()),
      client_(std::move(context)),
      destination_(std::move(destination)),
      socket_(socket),
      asked_(serverName) {
    setUp();
    if (setUpCode_ != 0) return;
    setUpCode_ = mbedtls_ssl_set_hostname(&ssl_, serverName.c_str());
    if (setUpCode_ != 0) return;
    if (auto saved = client_->takeSession(destination_)) {
        mbedtls_ssl_session session;
        mbedtls_ssl_session_init(&session);
        // A session that cannot be used means a full handshake, nothing worse.
        if (mbedtls_ssl_session_load(&session, reinterpret_cast<const unsigned char*>(saved->data()), saved->size()) ==
            0)
            (void)mbedtls_ssl_set_session(&ssl_, &session);
        mbedtls_ssl_session_free(&session);
    }
}

TlsSession::~TlsSession() {
    mbedtls_ssl_free(&ssl_);
}

void TlsSession::setUp() {
    mbedtls_ssl_init(&ssl_);
    setUpCode_ = mbedtls_ssl_setup(&ssl_, &generation_->config);
    mbedtls_ssl_set_bio(&ssl_, this, transmit, receive, nullptr);
    if (!client_) mbedtls_ssl_set_user_data_p(&ssl_, &asked_);
}

Attempt TlsSession::handshake() {
    if (setUpCode_ != 0) return outcomeOf(setUpCode_, "TLS set-up");
    while (mbedtls_ssl_is_handshake_over(&ssl_) == 0) {
        // Only a full handshake comes through this state: that is how a resumed one is told.
        if (ssl_.MBEDTLS_PRIVATE(state) == MBEDTLS_SSL_SERVER_CERTIFICATE) certificateSeen_ = true;
        socketEmpty_ = false;
        const int code = mbedtls_ssl_handshake_step(&ssl_);
        if (code == MBEDTLS_ERR_SSL_WANT_READ && !socketEmpty_) continue;
        if (code != 0) return outcomeOf(code, "TLS handshake");
    }
    // TLS 1.3: the server's tickets.
    if (const int code = mbedtls_ssl_handshake(&ssl_); code != 0) return outcomeOf(code, "TLS handshake");
    if (client_ && mbedtls_ssl_get_version_number(&ssl_) == MBEDTLS_SSL_VERSION_TLS1_2) saveSession();
    return Attempt::done(0);
}

TlsInfo TlsSession::info() const {
    TlsInfo info;
    info.version = mbedtls_ssl_get_version(&ssl_);
    info.cipher = registryName(mbedtls_ssl_get_ciphersuite(&ssl_));
    if (!generation_->protocols.empty())
        if (const char* protocol = mbedtls_ssl_get_alpn_protocol(&ssl_); protocol != nullptr)
            info.applicationProtocol = protocol;
    info.serverName = asked_;
    info.resumed = certificateSeen_ ? TlsInfo::Resumed::no : TlsInfo::Resumed::yes;
    if (client_)
        info.peer = mbedtls_ssl_get_verify_result(&ssl_) == 0 ? TlsInfo::Peer::verified : TlsInfo::Peer::unverified;
    return info;
}

Attempt TlsSession::read(std::span<char> into) {
    for (;;) {
        socketEmpty_ = false;
        const int code = mbedtls_ssl_read(&ssl_, reinterpret_cast<unsigned char*>(into.data()), into.size());
        if (code > 0) return Attempt::done(static_cast<std::size_t>(code));
        if (code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) {
            saveSession();
            continue;
        }
        // After a message that is no data (a ticket) mbedTLS says WANT_READ without having looked for more,
        // which may be here already and would then never wake us.
        if (code == MBEDTLS_ERR_SSL_WANT_READ && !socketEmpty_) continue;
        return outcomeOf(code == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : code, "TLS read");
    }
}

Attempt TlsSession::write(ByteView bytes) {
    const int code = mbedtls_ssl_write(&ssl_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    if (code >= 0) return Attempt::done(static_cast<std::size_t>(code));
    return outcomeOf(code, "TLS write");
}

Attempt TlsSession::closeNotify() {
    const int code = mbedtls_ssl_close_notify(&ssl_);
    return code == 0 ? Attempt::done(0) : outcomeOf(code, "TLS close");
}

std::size_t TlsSession::buffered() const {
    return mbedtls_ssl_get_bytes_avail(&ssl_) + (ahead_ ? ahead_->bytes().size() - aheadTaken_ : 0);
}

std::optional<std::array<std::uint8_t, 32>> TlsSession::exporterBinding() {
    if (mbedtls_ssl_get_version_number(&ssl_) != MBEDTLS_SSL_VERSION_TLS1_3) return std::nullopt;
    constexpr std::string_view label = "EXPORTER-Channel-Binding";
    std::array<std::uint8_t, 32> value{};
    if (mbedtls_ssl_export_keying_material(&ssl_, value.data(), value.size(), label.data(), label.size(), nullptr, 0,
                                           0) != 0)
        return std::nullopt;
    return value;
}

Attempt TlsSession::outcomeOf(int code, const char* doing) {
    const auto failed = [&](NetErrorKind kind, const std::string& words) {
        return Attempt::failed({kind, std::string(doing) + ": " + words});
    };
    switch (code) {
        case MBEDTLS_ERR_SSL_WANT_READ:
            return {Attempt::Outcome::wantRead, 0, {}};
        case MBEDTLS_ERR_SSL_WANT_WRITE:
            return {Attempt::Outcome::wantWrite, 0, {}};
        case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
            return failed(NetErrorKind::closed, "the peer said close_notify");
        case MBEDTLS_ERR_SSL_CONN_EOF:
            return failed(NetErrorKind::truncated, "the peer ended the connection without close_notify");
        case MBEDTLS_ERR_NET_CONN_RESET:
        case MBEDTLS_ERR_NET_RECV_FAILED:
        case MBEDTLS_ERR_NET_SEND_FAILED:
            return Attempt::failed(netErrorOf(socketError_, doing));
        case MBEDTLS_ERR_X509_CERT_VERIFY_FAILED:
            return failed(NetErrorKind::untrusted, verificationWords(mbedtls_ssl_get_verify_result(&ssl_)));
        default:
            return failed(NetErrorKind::tls, mbedtlsWords(code));
    }
}

void TlsSession::saveSession() {
    mbedtls_ssl_session session;
    mbedtls_ssl_session_init(&session);
    std::size_t size = 0;
    if (mbedtls_ssl_get_session(&ssl_, &session) == 0 &&
        mbedtls_ssl_session_save(&session, nullptr, 0, &size) == MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL) {
        Bytes bytes(size, '\0');
        if (mbedtls_ssl_session_save(&session, reinterpret_cast<unsigned char*>(bytes.data()), size, &size) == 0)
            client_->saveSession(destination_, std::move(bytes));
    }
    mbedtls_ssl_session_free(&session);
}

int TlsSession::receive(void* self, unsigned char* into, std::size_t size) {
    auto& session = *static_cast<TlsSession*>(self);
    const auto empty = [&session] {
        session.socketEmpty_ = true;
        return MBEDTLS_ERR_SSL_WANT_READ;
    };
    if (!session.ahead_) {
        if (session.socket_.drained) return empty();
        session.ahead_.emplace();
        session.aheadTaken_ = 0;
        const auto space = session.ahead_->space();
        const ssize_t got = ::recv(session.socket_.fd, space.data(), space.size(), MSG_DONTWAIT);
        if (got <= 0) {
            session.ahead_.reset();
            if (got == 0) return 0;
            if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return empty();
            session.socketError_ = errno;
            return MBEDTLS_ERR_NET_RECV_FAILED;
        }
        session.ahead_->setSize(static_cast<std::size_t>(got));
        session.socket_.drained = static_cast<std::size_t>(got) < space.size();
    }
    const ByteView bytes = session.ahead_->bytes().substr(session.aheadTaken_);
    const std::size_t taken = std::min(size, bytes.size());
    std::memcpy(into, bytes.data(), taken);
    session.aheadTaken_ += taken;
    if (taken == bytes.size()) session.ahead_.reset();
    return static_cast<int>(taken);
}

int TlsSession::transmit(void* self, const unsigned char* from, std::size_t size) {
    auto& session = *static_cast<TlsSession*>(self);
    const ssize_t sent = ::send(session.socket_.fd, from, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) return static_cast<int>(sent);
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return MBEDTLS_ERR_SSL_WANT_WRITE;
    session.socketError_ = errno;
    return MBEDTLS_ERR_NET_SEND_FAILED;
}

}  // namespace tram::net
