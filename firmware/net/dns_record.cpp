#include "net/dns_record.hpp"

#include <algorithm>
#include <cstdint>

namespace tram::net {

namespace {

constexpr std::size_t nameLimit = 253;  // as text without the last dot [RFC1035 2.3.4]
constexpr std::size_t labelLimit = 63;  // [RFC1035 2.3.4]

bool isNameOctet(char octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet == '-' || octet == '_';
}

char lowerOctet(char octet) {
    return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
}

std::uint8_t octetAt(ByteView data, std::size_t at) {
    return static_cast<std::uint8_t>(data[at]);
}

}  // namespace

std::optional<std::string> askableName(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.empty() || name.size() > nameLimit) return std::nullopt;
    std::string lower;
    lower.reserve(name.size());
    std::size_t label = 0;
    for (const char given : name) {
        const char octet = lowerOctet(given);
        if (octet == '.') {
            if (label == 0) return std::nullopt;
            label = 0;
        } else if (!isNameOctet(octet) || ++label > labelLimit) {
            return std::nullopt;
        }
        lower.push_back(octet);
    }
    if (label == 0) return std::nullopt;
    return lower;
}

std::optional<std::string> nameRecord(ByteView data) {
    std::string name;
    for (std::size_t at = 0; at < data.size();) {
        const std::size_t length = octetAt(data, at++);
        if (length == 0) return at == data.size() ? std::optional(name) : std::nullopt;
        if (length > labelLimit || data.size() - at < length) return std::nullopt;
        if (!name.empty()) name.push_back('.');
        for (const char given : data.substr(at, length)) {
            const char octet = lowerOctet(given);
            if (!isNameOctet(octet)) return std::nullopt;
            name.push_back(octet);
        }
        if (name.size() > nameLimit) return std::nullopt;
        at += length;
    }
    return std::nullopt;
}

std::optional<MxRecord> mxRecord(ByteView data) {
    if (data.size() < 3) return std::nullopt;
    auto exchange = nameRecord(data.substr(2));
    if (!exchange) return std::nullopt;
    return MxRecord{static_cast<std::uint16_t>(octetAt(data, 0) << 8 | octetAt(data, 1)), std::move(*exchange)};
}

std::optional<boost::asio::ip::address_v4> aRecord(ByteView data) {
    boost::asio::ip::address_v4::bytes_type bytes{};
    if (data.size() != bytes.size()) return std::nullopt;
    std::ranges::copy(asOctets(data), bytes.begin());
    return boost::asio::ip::address_v4(bytes);
}

std::optional<boost::asio::ip::address_v6> aaaaRecord(ByteView data) {
    boost::asio::ip::address_v6::bytes_type bytes{};
    if (data.size() != bytes.size()) return std::nullopt;
    std::ranges::copy(asOctets(data), bytes.begin());
    return boost::asio::ip::address_v6(bytes);
}

std::optional<std::string> txtRecord(ByteView data) {
    if (data.empty()) return std::nullopt;
    std::string text;
    for (std::size_t at = 0; at < data.size();) {
        const std::size_t length = octetAt(data, at++);
        if (data.size() - at < length) return std::nullopt;
        text += data.substr(at, length);
        at += length;
    }
    return text;
}

std::optional<TlsaRecord> tlsaRecord(ByteView data) {
    if (data.size() < 4) return std::nullopt;
    return TlsaRecord{octetAt(data, 0), octetAt(data, 1), octetAt(data, 2), std::string(data.substr(3))};
}

std::string reverseName(const boost::asio::ip::address& address) {
    std::string name;
    if (address.is_v4()) {
        const auto bytes = address.to_v4().to_bytes();
        for (auto at = bytes.rbegin(); at != bytes.rend(); ++at) name += std::to_string(*at) + ".";
        return name + "in-addr.arpa";
    }
    constexpr std::string_view digits = "0123456789abcdef";
    const auto bytes = address.to_v6().to_bytes();
    for (auto at = bytes.rbegin(); at != bytes.rend(); ++at) {
        name += {digits[*at & 0x0fU], '.'};
        name += {digits[*at >> 4U], '.'};
    }
    return name + "ip6.arpa";
}

}  // namespace tram::net
