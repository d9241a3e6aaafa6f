// Record data of DNS answers as values, and names as text; the resolver's own. Pure, linear, bounded.
// Exposure: the bytes come from strangers. [RFC1035 3.3] [RFC6698 2.1]
#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "net/resolver.hpp"

namespace tram::net {

// A name that can be asked for: labels of letters, digits, hyphen and underscore; lower case, no dot at
// the end. nullopt: it cannot be.
[[nodiscard]] std::optional<std::string> askableName(std::string_view name);

// Each: nullopt where the data is not what its type demands.
[[nodiscard]] std::optional<std::string> nameRecord(ByteView data);  // CNAME, PTR; "" is the root
[[nodiscard]] std::optional<MxRecord> mxRecord(ByteView data);
[[nodiscard]] std::optional<boost::asio::ip::address_v4> aRecord(ByteView data);
[[nodiscard]] std::optional<boost::asio::ip::address_v6> aaaaRecord(ByteView data);
[[nodiscard]] std::optional<std::string> txtRecord(ByteView data);
[[nodiscard]] std::optional<TlsaRecord> tlsaRecord(ByteView data);

// "4.3.2.1.in-addr.arpa", "...ip6.arpa". [RFC1035 3.5] [RFC3596 2.5]
[[nodiscard]] std::string reverseName(const boost::asio::ip::address& address);

}  // namespace tram::net
