// What TLS sessions share: certificates, trusted authorities, ciphers, tickets and saved sessions.
//
// TLS 1.2 and 1.3 by mbedTLS; ECDHE with AEAD only; ECDSA P-256 first. reload() reads the files anew:
// sessions under way keep the generation of settings they began with, later ones get the new one.
// Threads: all members may be called from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "net/net_error.hpp"

namespace tram::net {

// A certificate chain and its key, both PEM. The names it serves are those in the certificate.
struct CertificateFiles {
    std::filesystem::path chain;
    std::filesystem::path key;
};

enum class TlsVersion : std::uint8_t { tls12, tls13 };

struct TlsServerOptions {
    // The first serves clients that name no server or an unknown one. Several for one name (say ECDSA
    // and RSA) are offered by what the client can use, in this order.
    std::vector<CertificateFiles> certificates = {};
    // Protocols for ALPN in order of preference; empty: a client's ALPN is ignored. [RFC7301]
    std::vector<std::string> applicationProtocols = {};
    TlsVersion minimum = TlsVersion::tls12;
    TlsVersion maximum = TlsVersion::tls13;
    // How long a ticket resumes; its key is replaced as often. [RFC8446 4.6.1]
    std::chrono::seconds ticketLifetime = std::chrono::hours{12};
};

enum class PeerVerification : std::uint8_t {
    opportunistic,  // any certificate will do; TlsInfo says whether it was good [RFC7435]
    required,       // signed by the authorities, for the server's name, or the handshake fails
};

struct TlsClientOptions {
    PeerVerification verification = PeerVerification::required;
    // PEM bundles or folders of PEM files; none: the system's own (/etc/ssl/certs/ca-certificates.crt).
    std::vector<std::filesystem::path> authorities = {};
    std::vector<std::string> applicationProtocols = {};
    TlsVersion minimum = TlsVersion::tls12;
    TlsVersion maximum = TlsVersion::tls13;
};

// What a session settled on; for Received fields, logs and SASL.
struct TlsInfo {
    std::string version;              // "TLSv1.3"
    std::string cipher;               // the registry's name: "TLS_AES_256_GCM_SHA384"
    std::string applicationProtocol;  // empty where none was agreed on
    std::string serverName;           // what the client asked for (SNI); empty where it did not
    enum class Peer : std::uint8_t { anonymous, unverified, verified } peer = Peer::anonymous;
    enum class Resumed : bool { no, yes } resumed = Resumed::no;
};

// The room's own; defined in tls_generation.hpp.
struct TlsGeneration;

class TlsServerContext {
public:
    // notFound, permission or malformed (with the file's name): nothing is created. malformed too where
    // a key does not belong to its certificate.
    [[nodiscard]] static std::expected<std::shared_ptr<TlsServerContext>, NetError> create(TlsServerOptions options);
    ~TlsServerContext();

    // Reads the files again. On an error the settings stay as they were. Tickets stay valid.
    [[nodiscard]] std::expected<void, NetError> reload();
    [[nodiscard]] std::shared_ptr<TlsGeneration> current() const;
    // When the first of the servers' own certificates ends; nothing where there is none. [RFC5280 4.1.2.5]
    [[nodiscard]] std::optional<std::chrono::sys_seconds> validUntil() const;

private:
    struct State;
    explicit TlsServerContext(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

class TlsClientContext {
public:
    [[nodiscard]] static std::expected<std::shared_ptr<TlsClientContext>, NetError> create(TlsClientOptions options);
    ~TlsClientContext();

    [[nodiscard]] std::expected<void, NetError> reload();
    [[nodiscard]] std::shared_ptr<TlsGeneration> current() const;

    // The newest resumable session for a destination; each TLS 1.3 ticket is handed out once
    // [RFC8446 C.4]. Bounded (limits::net::savedSessions), the least recently saved goes first.
    [[nodiscard]] std::optional<Bytes> takeSession(const std::string& destination);
    void saveSession(const std::string& destination, Bytes session);

private:
    struct State;
    explicit TlsClientContext(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace tram::net
