// DNS by libunbound: caching, validating, asynchronous. /etc/hosts is not read.
//
// Threads: create and use on one executor that runs on one thread. libunbound works on a thread of its
// own. Exposure: answers come from strangers; names and record data are checked before they are used.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/net_error.hpp"
#include "net/stream.hpp"

namespace tram::net {

enum class DnsErrorKind : std::uint8_t {
    noSuchName,  // NXDOMAIN: permanent
    noData,      // the name is there, no record of this type: permanent
    serverFailure,
    timeout,
    bogus,      // DNSSEC says the answer is forged, or the zone is broken
    malformed,  // the name cannot be asked for, or the answer's data is not what its type demands
    cancelled,
};

struct DnsError {
    DnsErrorKind kind = DnsErrorKind::serverFailure;
    std::string detail;
};

enum class DnsSecurity : std::uint8_t { insecure, secure };

template <class Record>
struct DnsAnswer {
    std::vector<Record> records;  // never empty
    std::string canonicalName;    // what CNAMEs led to, lower case, no dot at the end
    DnsSecurity security = DnsSecurity::insecure;
    std::chrono::seconds ttl{0};
};

template <class Record>
using DnsResult = std::expected<DnsAnswer<Record>, DnsError>;

// A null MX is a single record with an empty exchange. [RFC7505]
struct MxRecord {
    std::uint16_t preference = 0;
    std::string exchange;  // lower case, no dot at the end
};

struct TlsaRecord {
    std::uint8_t usage = 0;
    std::uint8_t selector = 0;
    std::uint8_t matching = 0;
    std::string data;
};

struct ResolverOptions {
    // Ask these servers (recursive ones) and nobody else; empty: from the root servers down.
    std::vector<Endpoint> forwarders = {};
    std::optional<std::filesystem::path> rootHints = {};
    // DNSSEC is validated where an anchor is given; else nothing is ever `secure`.
    std::optional<std::filesystem::path> trustAnchors = {};
    // The address that questions leave from (the zone's).
    std::optional<boost::asio::ip::address> localAddress = {};
    // Answers are kept no longer than this; 0 asks anew each time.
    std::chrono::seconds cacheMaximum = std::chrono::hours{24};
};

class Resolver {
public:
    template <class Record>
    using Result = boost::asio::awaitable<DnsResult<Record>>;

    // notFound, permission: a file of the options cannot be read; malformed: an option makes no sense.
    [[nodiscard]] static std::expected<std::unique_ptr<Resolver>, NetError> create(
        boost::asio::any_io_executor executor, ResolverOptions options);
    virtual ~Resolver() = default;

    // Names in ASCII (A-labels), with or without a dot at the end. Records in the order of the answer, but
    // MX by preference.
    virtual Result<MxRecord> mx(std::string name, Deadline deadline) = 0;
    virtual Result<boost::asio::ip::address_v4> a(std::string name, Deadline deadline) = 0;
    virtual Result<boost::asio::ip::address_v6> aaaa(std::string name, Deadline deadline) = 0;
    // The strings of a record joined. [RFC7208 3.3]
    virtual Result<std::string> txt(std::string name, Deadline deadline) = 0;
    // The names of an address.
    virtual Result<std::string> ptr(boost::asio::ip::address address, Deadline deadline) = 0;
    // name: "_25._tcp.mx.example". [RFC6698]
    virtual Result<TlsaRecord> tlsa(std::string name, Deadline deadline) = 0;
    virtual Result<std::string> cname(std::string name, Deadline deadline) = 0;
};

}  // namespace tram::net
