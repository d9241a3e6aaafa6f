// One generation of TLS settings, as mbedTLS wants them; the room's own. Never changed once built, so
// sessions of all threads read it; whoever uses it holds it by shared_ptr.
#pragma once

#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ticket.h>
#include <mbedtls/x509_crt.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/net_error.hpp"
#include "net/tls_context.hpp"

namespace tram::net {

// The kernel's random, in the form mbedTLS calls it: no state, no lock.
int kernelRandom(void* unused, unsigned char* out, std::size_t size);

// PSA is started once a process; every entry of this room into mbedTLS calls this first.
[[nodiscard]] std::expected<void, NetError> startCrypto();

// mbedTLS's return code in words.
[[nodiscard]] std::string mbedtlsWords(int code);

// The key that tickets are sealed with; outlives reloads. mbedTLS locks it.
struct TicketKeys {
    TicketKeys() { mbedtls_ssl_ticket_init(&context); }
    ~TicketKeys() { mbedtls_ssl_ticket_free(&context); }
    TicketKeys(const TicketKeys&) = delete;
    TicketKeys& operator=(const TicketKeys&) = delete;
    mbedtls_ssl_ticket_context context;
};

struct TlsIdentity {
    TlsIdentity();
    ~TlsIdentity();
    TlsIdentity(const TlsIdentity&) = delete;
    TlsIdentity& operator=(const TlsIdentity&) = delete;

    // Host names compared without case; "*.example" serves one label. [RFC6125 6.4]
    [[nodiscard]] bool serves(std::string_view name) const;
    // Of the first certificate of the chain, which is the server's own.
    [[nodiscard]] std::chrono::sys_seconds validUntil() const;

    mbedtls_x509_crt chain;
    mbedtls_pk_context key;
    std::vector<std::string> names;  // lower case
};

struct TlsGeneration {
    TlsGeneration();
    ~TlsGeneration();
    TlsGeneration(const TlsGeneration&) = delete;
    TlsGeneration& operator=(const TlsGeneration&) = delete;

    mbedtls_ssl_config config;
    std::vector<std::unique_ptr<TlsIdentity>> identities;
    mbedtls_x509_crt authorities;
    std::vector<std::string> protocols;
    std::vector<const char*> protocolPointers;
    std::shared_ptr<TicketKeys> tickets;
};

[[nodiscard]] std::expected<std::shared_ptr<TlsGeneration>, NetError> buildServerGeneration(
    const TlsServerOptions& options, std::shared_ptr<TicketKeys> tickets);
[[nodiscard]] std::expected<std::shared_ptr<TlsGeneration>, NetError> buildClientGeneration(
    const TlsClientOptions& options);

}  // namespace tram::net
