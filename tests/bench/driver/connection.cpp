#include "connection.hpp"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <psa/crypto.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "failure.hpp"

namespace tram::bench {

namespace {

// What all connections share. AES-GCM comes first, which both sides' libraries do in hardware.
struct ClientTls {
    ClientTls() {
        if (psa_crypto_init() != PSA_SUCCESS) throw Failure("psa_crypto_init");
        mbedtls_entropy_init(&entropy);
        mbedtls_ctr_drbg_init(&random);
        mbedtls_ssl_config_init(&configuration);
        if (mbedtls_ctr_drbg_seed(&random, mbedtls_entropy_func, &entropy, nullptr, 0) != 0 ||
            mbedtls_ssl_config_defaults(&configuration, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                        MBEDTLS_SSL_PRESET_DEFAULT) != 0) {
            throw Failure("TLS settings");
        }
        mbedtls_ssl_conf_rng(&configuration, mbedtls_ctr_drbg_random, &random);
        mbedtls_ssl_conf_authmode(&configuration, MBEDTLS_SSL_VERIFY_OPTIONAL);
        mbedtls_ssl_conf_ciphersuites(&configuration, suites.data());
    }
    ~ClientTls() {
        mbedtls_ssl_config_free(&configuration);
        mbedtls_ctr_drbg_free(&random);
        mbedtls_entropy_free(&entropy);
    }
    ClientTls(const ClientTls&) = delete;
    ClientTls& operator=(const ClientTls&) = delete;

    static constexpr std::array suites{MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
                                       MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                                       MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 0};
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_ssl_config configuration;
};

const ClientTls& clientTls() {
    static const ClientTls shared;
    return shared;
}

[[noreturn]] void failTls(const char* what, int code) {
    std::array<char, 160> words{};
    mbedtls_strerror(code, words.data(), words.size());
    throw Failure(std::string(what) + ": " + words.data());
}

int sendBytes(void* context, const unsigned char* bytes, std::size_t length) {
    const auto sent = send(static_cast<const FileDescriptor*>(context)->number(), bytes, length, MSG_NOSIGNAL);
    if (sent < 0) return errno == EINTR ? MBEDTLS_ERR_SSL_WANT_WRITE : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    return static_cast<int>(sent);
}

int receiveBytes(void* context, unsigned char* bytes, std::size_t length) {
    const auto got = recv(static_cast<const FileDescriptor*>(context)->number(), bytes, length, 0);
    if (got < 0) return errno == EINTR ? MBEDTLS_ERR_SSL_WANT_READ : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    return static_cast<int>(got);
}

bool goesOn(int code) {
    return code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE ||
           code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

FileDescriptor::~FileDescriptor() {
    if (number_ >= 0) close(number_);
}

FileDescriptor connectTo(const Endpoint& endpoint) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int status = getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &found);
    if (status != 0) throw Failure(endpoint.host + ": " + gai_strerror(status));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
    FileDescriptor socket(::socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, found->ai_protocol));
    if (socket.number() < 0 || connect(socket.number(), found->ai_addr, found->ai_addrlen) != 0) {
        throw Failure(endpoint.host + ":" + endpoint.port + ": " + std::strerror(errno));
    }
    const int yes = 1;
    setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return socket;
}

TlsConnection::TlsConnection(const Endpoint& endpoint) : socket_(connectTo(endpoint)) {
    mbedtls_ssl_init(&tls_);
    int status = mbedtls_ssl_setup(&tls_, &clientTls().configuration);
    if (status == 0) status = mbedtls_ssl_set_hostname(&tls_, nullptr);
    mbedtls_ssl_set_bio(&tls_, &socket_, sendBytes, receiveBytes, nullptr);
    if (status == 0) {
        do {
            status = mbedtls_ssl_handshake(&tls_);
        } while (status != 0 && goesOn(status));
    }
    if (status != 0) {
        mbedtls_ssl_free(&tls_);
        failTls("TLS handshake", status);
    }
}

TlsConnection::~TlsConnection() {
    mbedtls_ssl_free(&tls_);
}

void TlsConnection::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const int sent = mbedtls_ssl_write(&tls_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
        if (sent < 0 && goesOn(sent)) continue;
        if (sent <= 0) failTls("writing", sent);
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::size_t TlsConnection::read(std::span<char> into) {
    while (true) {
        const int got = mbedtls_ssl_read(&tls_, reinterpret_cast<unsigned char*>(into.data()), into.size());
        if (got < 0 && goesOn(got)) continue;
        if (got == 0) throw Failure("the server closed the connection");
        if (got < 0) failTls("reading", got);
        return static_cast<std::size_t>(got);
    }
}

}  // namespace tram::bench
