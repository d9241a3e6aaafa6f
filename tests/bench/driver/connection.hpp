// A TCP connection to the server under measurement, and TLS over it (the certificate is not verified: it is ours or
// the peer's own, made for the run). Blocking; one thread at a time.
#pragma once

#include <mbedtls/ssl.h>

#include <memory>
#include <span>
#include <string_view>

#include "options.hpp"

namespace tram::bench {

class FileDescriptor {
public:
    explicit FileDescriptor(int number = -1) : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor();
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

// Connected, without Nagle's delay. Throws Failure.
[[nodiscard]] FileDescriptor connectTo(const Endpoint& endpoint);

class TlsConnection {
public:
    // Connects and shakes hands. Throws Failure.
    explicit TlsConnection(const Endpoint& endpoint);
    ~TlsConnection();
    TlsConnection(const TlsConnection&) = delete;
    TlsConnection& operator=(const TlsConnection&) = delete;

    void write(std::string_view bytes);
    // At least one octet. Throws Failure at the end of the stream.
    [[nodiscard]] std::size_t read(std::span<char> into);

private:
    FileDescriptor socket_;
    mbedtls_ssl_context tls_;
};

}  // namespace tram::bench
