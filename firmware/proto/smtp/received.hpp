// Trace fields: the Received line we add, and counting those that are there.
//
// Standards: RFC 5321 4.4 (form), 6.3 (loops); RFC 3848 and RFC 6531 4.3 ("with"); RFC 8314 4.3 ("tls").
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "proto/smtp/address.hpp"

namespace tram::smtp {

struct ReceivedFacts {
    std::string clientName;     // the argument of EHLO
    std::string clientAddress;  // "192.0.2.1" or "2001:db8::1"; empty where it shall not be told
    std::string reverseName;    // PTR that was verified; empty if none
    std::string hostname;       // we
    std::string protocol;       // ServerSession::protocolName()
    std::string zone;           // "tsl"
    std::string tlsVersion;     // empty without TLS
    std::string tlsCipher;
    std::string id;                    // ours, for tracing
    std::optional<Mailbox> recipient;  // only when there is one, so that no one learns of Bcc
    SystemTime time;
    std::chrono::minutes offset{7 * 60};  // of the local time zone
};

// The whole field with its CRLF, folded. Octets of the facts that would break a header are left out.
[[nodiscard]] std::string composeReceived(const ReceivedFacts& facts);
// "Return-Path: <...>" with its CRLF, as final delivery adds it. [RFC5321 4.4]
[[nodiscard]] std::string composeReturnPath(const ReversePath& path);

// Received fields in a message's header section; reads no further than its end or limits::smtp::headerSection.
[[nodiscard]] std::uint32_t countReceived(ByteView message) noexcept;

}  // namespace tram::smtp
