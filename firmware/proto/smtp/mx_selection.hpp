// From DNS answers to the hosts and addresses that a message is offered to, in order.
//
// Standards: RFC 5321 5.1 (MX, implicit MX, loops), RFC 7505 (null MX), RFC 3974 (IPv4 and IPv6), RFC 2181
// 10.3 (aliases). Purely a function of answers, our own names and a random source: the role asks the DNS.
// Exposed to remote DNS: counts are bounded.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/random.hpp"
#include "proto/smtp/address.hpp"
#include "proto/smtp/ip_address.hpp"
#include "proto/smtp/reply.hpp"

namespace tram::smtp {

enum class LookupStatus : std::uint8_t {
    answered,
    noSuchName,     // NXDOMAIN
    noData,         // the name is there, no record of this type
    serverFailure,  // SERVFAIL, REFUSED, malformed answers
    timeout,
    bogus,  // DNSSEC validation failed
};

struct MxRecord {
    std::uint16_t preference = 0;
    std::string exchange;  // ASCII, with or without a dot at the end; "" or "." is the null MX
};

struct MxAnswer {
    LookupStatus status = LookupStatus::answered;
    std::vector<MxRecord> records;
    std::string canonicalName;  // what CNAMEs led to; may be empty
};

using IpAddress = std::variant<Ipv4Octets, Ipv6Octets>;
[[nodiscard]] std::string format(const IpAddress& address);

template <class Octets>
struct AddressAnswer {
    LookupStatus status = LookupStatus::noData;
    std::vector<Octets> addresses;
    std::string canonicalName;
};

// Why nothing can be sent to a domain now, or ever.
enum class RoutingReason : std::uint8_t {
    noSuchDomain,  // 5.1.2
    nullMx,        // 5.1.10 [RFC7505 4.2]
    noAddress,     // 5.4.4: hosts without any address
    loopsBack,     // 5.4.6: we are the best exchange ourselves
    badName,       // 5.1.3: cannot be asked for
    lookupFailed,  // 4.4.3
};
struct RoutingFailure {
    RoutingReason reason;
    EnhancedCode status;  // class 5: permanent
    std::string text;

    [[nodiscard]] bool isPermanent() const noexcept { return status.statusClass == 5; }
};

// Whether 127.0.0.0/8, ::1 and the unspecified addresses are the appliance itself, as everywhere but in trials
// with a DNS of their own.
enum class Loopback : std::uint8_t { ours, allowed };

// Who we are, so that a loop is seen. Names in lower case.
struct OwnIdentity {
    std::vector<std::string> names;
    std::vector<IpAddress> addresses;
    Loopback loopback = Loopback::ours;
};

struct Exchange {
    std::uint16_t preference = 0;
    std::string host;  // lower case, no dot at the end
    enum class Kind : std::uint8_t { mx, implicit } kind = Kind::mx;

    friend bool operator==(const Exchange&, const Exchange&) = default;
};

// The exchanges of a domain by preference, equal ones in random order, ours and all not better than ours
// left out; at most limits::smtp::exchanges.
[[nodiscard]] std::expected<std::vector<Exchange>, RoutingFailure> selectExchanges(std::string_view domain,
                                                                                   const MxAnswer& answer,
                                                                                   const OwnIdentity& own,
                                                                                   Random& random);

struct ExchangeAddresses {
    Exchange exchange;
    AddressAnswer<Ipv6Octets> ipv6;
    AddressAnswer<Ipv4Octets> ipv4;
};

// One connection attempt.
struct Target {
    std::string host;  // the name that its certificate should bear
    IpAddress address;
    std::uint16_t preference = 0;

    friend bool operator==(const Target&, const Target&) = default;
};

// REQUIRES: exchanges in the order of selectExchanges. Per exchange IPv6 and IPv4 alternate; at most
// limits::smtp::exchangeAddresses of one exchange and limits::smtp::targets of all. An exchange with one of
// our addresses or aliased to one of our names is ours, and ends the list as in selectExchanges.
[[nodiscard]] std::expected<std::vector<Target>, RoutingFailure> selectTargets(
    std::string_view domain, std::span<const ExchangeAddresses> exchanges, const OwnIdentity& own);

// The target of an address literal ("user@[192.0.2.1]"); loopsBack where it is ours.
[[nodiscard]] std::expected<Target, RoutingFailure> literalTarget(const Domain& literal, const OwnIdentity& own);

}  // namespace tram::smtp
