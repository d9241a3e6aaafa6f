#include "net/tls_generation.hpp"

#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <psa/crypto.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace tram::net {

namespace {

constexpr const char* systemAuthorities = "/etc/ssl/certs/ca-certificates.crt";

// Forward secrecy and AEAD only; AES-128 first, since it is the fastest with the processor's help and
// nobody can break it. The server's order decides.
constexpr std::array strictCiphers = {
    MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
    MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
    MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    0,
};

// Where the alternative is mail in the clear, an old server's ciphers are better than none. [RFC7435 1.2]
constexpr std::array opportunisticCiphers = {
    MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
    MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
    MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    0,
};

constexpr std::array<std::uint16_t, 5> groups = {
    MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, MBEDTLS_SSL_IANA_TLS_GROUP_X25519, MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
    MBEDTLS_SSL_IANA_TLS_GROUP_SECP521R1, MBEDTLS_SSL_IANA_TLS_GROUP_NONE,
};

std::unexpected<NetError> failure(NetErrorKind kind, const std::string& doing, int code) {
    return std::unexpected(NetError{kind, doing + ": " + mbedtlsWords(code)});
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& octet : out)
        if (octet >= 'A' && octet <= 'Z') octet = static_cast<char>(octet - 'A' + 'a');
    return out;
}

// PEM for mbedTLS: with the NUL at the end that its parser wants.
std::expected<std::string, NetError> readPem(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::unexpected(netErrorOf(errno, "open " + path.native()));
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad()) return std::unexpected(netErrorOf(EIO, "read " + path.native()));
    text.push_back('\0');
    return text;
}

const unsigned char* octets(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

void collectNames(TlsIdentity& identity) {
    for (const auto* entry = &identity.chain.subject_alt_names; entry != nullptr; entry = entry->next) {
        const auto type = entry->buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK;
        if (entry->buf.p != nullptr && type == MBEDTLS_X509_SAN_DNS_NAME)
            identity.names.push_back(lower({reinterpret_cast<const char*>(entry->buf.p), entry->buf.len}));
    }
}

std::expected<std::unique_ptr<TlsIdentity>, NetError> readIdentity(const CertificateFiles& files) {
    auto identity = std::make_unique<TlsIdentity>();
    const auto chain = readPem(files.chain);
    if (!chain) return std::unexpected(chain.error());
    const auto key = readPem(files.key);
    if (!key) return std::unexpected(key.error());
    if (const int code = mbedtls_x509_crt_parse(&identity->chain, octets(*chain), chain->size()); code != 0)
        return failure(NetErrorKind::malformed, files.chain.native(), code);
    if (const int code =
            mbedtls_pk_parse_key(&identity->key, octets(*key), key->size(), nullptr, 0, kernelRandom, nullptr);
        code != 0)
        return failure(NetErrorKind::malformed, files.key.native(), code);
    if (const int code = mbedtls_pk_check_pair(&identity->chain.pk, &identity->key, kernelRandom, nullptr); code != 0)
        return failure(NetErrorKind::malformed, files.key.native() + " is not the key of " + files.chain.native(),
                       code);
    collectNames(*identity);
    return identity;
}

// Called by mbedTLS within the ClientHello, with the handshake's own SSL context.
int chooseCertificate(void* parameter, mbedtls_ssl_context* ssl, const unsigned char* name, std::size_t length) {
    const auto* generation = static_cast<const TlsGeneration*>(parameter);
    const std::string wanted = lower({reinterpret_cast<const char*>(name), length});
    if (auto* asked = static_cast<std::string*>(mbedtls_ssl_get_user_data_p(ssl)); asked != nullptr) *asked = wanted;
    for (const auto& identity : generation->identities) {
        if (!identity->serves(wanted)) continue;
        if (const int code = mbedtls_ssl_set_hs_own_cert(ssl, &identity->chain, &identity->key); code != 0) return code;
    }
    // A name we have no certificate for gets the default one: mail clients often ask for the domain.
    return 0;
}

std::expected<void, NetError> configure(TlsGeneration& generation, int endpoint, TlsVersion minimum, TlsVersion maximum,
                                        const std::vector<std::string>& protocols) {
    auto& config = generation.config;
    if (const int code =
            mbedtls_ssl_config_defaults(&config, endpoint, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
        code != 0)
        return failure(NetErrorKind::internal, "TLS settings", code);
    const auto versionOf = [](TlsVersion version) {
        return version == TlsVersion::tls13 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2;
    };
    mbedtls_ssl_conf_min_tls_version(&config, versionOf(minimum));
    mbedtls_ssl_conf_max_tls_version(&config, versionOf(maximum));
    mbedtls_ssl_conf_rng(&config, kernelRandom, nullptr);
    mbedtls_ssl_conf_ciphersuites(&config, strictCiphers.data());
    mbedtls_ssl_conf_groups(&config, groups.data());
    mbedtls_ssl_conf_renegotiation(&config, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
    // Resumption always with a fresh key agreement. [RFC8446 2.2]
    mbedtls_ssl_conf_tls13_key_exchange_modes(&config, MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL);
    if (protocols.empty()) return {};
    generation.protocols = protocols;
    for (const auto& protocol : generation.protocols) generation.protocolPointers.push_back(protocol.c_str());
    generation.protocolPointers.push_back(nullptr);
    if (const int code = mbedtls_ssl_conf_alpn_protocols(&config, generation.protocolPointers.data()); code != 0)
        return failure(NetErrorKind::malformed, "ALPN", code);
    return {};
}

std::expected<void, NetError> readAuthorities(mbedtls_x509_crt& authorities,
                                              const std::vector<std::filesystem::path>& paths) {
    for (const auto& path : paths) {
        std::error_code error;
        if (std::filesystem::is_directory(path, error)) {
            if (const int code = mbedtls_x509_crt_parse_path(&authorities, path.c_str()); code < 0)
                return failure(NetErrorKind::malformed, path.native(), code);
            continue;
        }
        const auto text = readPem(path);
        if (!text) return std::unexpected(text.error());
        // A positive result counts certificates of a bundle that mbedTLS does not understand; the rest serve.
        if (const int code = mbedtls_x509_crt_parse(&authorities, octets(*text), text->size()); code < 0)
            return failure(NetErrorKind::malformed, path.native(), code);
    }
    return {};
}

}  // namespace

int kernelRandom(void* /*unused*/, unsigned char* out, std::size_t size) {
    while (size != 0) {
        const ssize_t got = ::getrandom(out, size, 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            return MBEDTLS_ERR_ERROR_GENERIC_ERROR;
        }
        out += got;
        size -= static_cast<std::size_t>(got);
    }
    return 0;
}

std::expected<void, NetError> startCrypto() {
    static const psa_status_t status = psa_crypto_init();
    if (status == PSA_SUCCESS) return {};
    return std::unexpected(NetError{NetErrorKind::internal, "psa_crypto_init: " + std::to_string(status)});
}

std::string mbedtlsWords(int code) {
    std::array<char, 160> text{};
    mbedtls_strerror(code, text.data(), text.size());
    return text.data();
}

TlsIdentity::TlsIdentity() {
    mbedtls_x509_crt_init(&chain);
    mbedtls_pk_init(&key);
}

TlsIdentity::~TlsIdentity() {
    mbedtls_pk_free(&key);
    mbedtls_x509_crt_free(&chain);
}

bool TlsIdentity::serves(std::string_view name) const {
    return std::ranges::any_of(names, [&](const std::string& own) {
        if (own == name) return true;
        if (!own.starts_with("*.")) return false;
        const auto dot = name.find('.');
        return dot != std::string_view::npos && dot != 0 && name.substr(dot) == std::string_view(own).substr(1);
    });
}

std::chrono::sys_seconds TlsIdentity::validUntil() const {
    const auto& end = chain.valid_to;
    const std::chrono::year_month_day day{std::chrono::year(end.year),
                                          std::chrono::month(static_cast<unsigned>(end.mon)),
                                          std::chrono::day(static_cast<unsigned>(end.day))};
    return std::chrono::sys_days(day) + std::chrono::hours(end.hour) + std::chrono::minutes(end.min) +
           std::chrono::seconds(end.sec);
}

TlsGeneration::TlsGeneration() {
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&authorities);
}

TlsGeneration::~TlsGeneration() {
    mbedtls_ssl_config_free(&config);
    mbedtls_x509_crt_free(&authorities);
}

std::expected<std::shared_ptr<TlsGeneration>, NetError> buildServerGeneration(const TlsServerOptions& options,
                                                                              std::shared_ptr<TicketKeys> tickets) {
    auto generation = std::make_shared<TlsGeneration>();
    if (options.certificates.empty())
        return std::unexpected(NetError{NetErrorKind::malformed, "a TLS server needs a certificate"});
    if (auto done = configure(*generation, MBEDTLS_SSL_IS_SERVER, options.minimum, options.maximum,
                              options.applicationProtocols);
        !done)
        return std::unexpected(done.error());
    for (const auto& files : options.certificates) {
        auto identity = readIdentity(files);
        if (!identity) return std::unexpected(identity.error());
        // Those that serve the first one's name are the default set (ECDSA and RSA side by side).
        const bool first = generation->identities.empty();
        const bool sameName = !first && !generation->identities.front()->names.empty() &&
                              (*identity)->serves(generation->identities.front()->names.front());
        if (first || sameName) {
            if (const int code = mbedtls_ssl_conf_own_cert(&generation->config, &(*identity)->chain, &(*identity)->key);
                code != 0)
                return failure(NetErrorKind::internal, "own certificate", code);
        }
        generation->identities.push_back(std::move(*identity));
    }
    mbedtls_ssl_conf_sni(&generation->config, chooseCertificate, generation.get());
    generation->tickets = std::move(tickets);
    mbedtls_ssl_conf_session_tickets_cb(&generation->config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse,
                                        &generation->tickets->context);
    // One ticket a connection: a client that opens several at once makes a full handshake for the others.
    mbedtls_ssl_conf_new_session_tickets(&generation->config, 1);
    return generation;
}

std::expected<std::shared_ptr<TlsGeneration>, NetError> buildClientGeneration(const TlsClientOptions& options) {
    auto generation = std::make_shared<TlsGeneration>();
    if (auto done = configure(*generation, MBEDTLS_SSL_IS_CLIENT, options.minimum, options.maximum,
                              options.applicationProtocols);
        !done)
        return std::unexpected(done.error());
    auto paths = options.authorities;
    std::error_code error;
    if (paths.empty() && std::filesystem::exists(systemAuthorities, error)) paths.emplace_back(systemAuthorities);
    if (auto done = readAuthorities(generation->authorities, paths); !done) return std::unexpected(done.error());
    mbedtls_ssl_conf_ca_chain(&generation->config, &generation->authorities, nullptr);
    if (options.verification == PeerVerification::opportunistic) {
        mbedtls_ssl_conf_authmode(&generation->config, MBEDTLS_SSL_VERIFY_OPTIONAL);
        mbedtls_ssl_conf_ciphersuites(&generation->config, opportunisticCiphers.data());
    } else {
        mbedtls_ssl_conf_authmode(&generation->config, MBEDTLS_SSL_VERIFY_REQUIRED);
    }
    mbedtls_ssl_conf_session_tickets(&generation->config, MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
    mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(&generation->config,
                                                             MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
    return generation;
}

}  // namespace tram::net
