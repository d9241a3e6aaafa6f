#include "roles/smtp/networks.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <charconv>

namespace tram::roles {

namespace ip = boost::asio::ip;

namespace {

ip::address_v6::bytes_type octetsOf(const ip::address& address) {
    if (address.is_v6()) return address.to_v6().to_bytes();
    return ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes();
}

}  // namespace

ip::address unmapped(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

std::expected<Networks, std::string> Networks::parse(const std::vector<std::string>& words) {
    Networks result;
    for (const auto& word : words) {
        const auto slash = word.find('/');
        boost::system::error_code problem;
        const auto address = ip::make_address(word.substr(0, slash), problem);
        if (problem) return std::unexpected(word);
        const unsigned bits = address.is_v4() ? 32 : 128;
        unsigned prefix = bits;
        if (slash != std::string::npos) {
            const auto* const end = word.data() + word.size();
            const auto [stop, error] = std::from_chars(word.data() + slash + 1, end, prefix);
            if (error != std::errc{} || stop != end || prefix > bits) return std::unexpected(word);
        }
        result.networks_.push_back({octetsOf(address), 128 - bits + prefix});
    }
    return result;
}

bool Networks::contains(const ip::address& address) const {
    const auto octets = octetsOf(address);
    for (const auto& network : networks_) {
        bool same = true;
        for (unsigned bit = 0; same && bit < network.prefix; ++bit) {
            const auto mask = static_cast<unsigned>(0x80U >> (bit % 8));
            same = ((octets[bit / 8] ^ network.octets[bit / 8]) & mask) == 0;
        }
        if (same) return true;
    }
    return false;
}

}  // namespace tram::roles
