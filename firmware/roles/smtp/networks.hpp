// Lists of networks from the settings: "127.0.0.0/8, 10.0.0.0/8, fd00::/8, 192.0.2.7".
#pragma once

#include <boost/asio/ip/address.hpp>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace tram::roles {

// An IPv4 address that came in over an IPv6 socket is that IPv4 address.
[[nodiscard]] boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

class Networks {
public:
    // The error is the word that is no network.
    [[nodiscard]] static std::expected<Networks, std::string> parse(const std::vector<std::string>& words);
    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const;

private:
    struct Network {
        boost::asio::ip::address_v6::bytes_type octets;  // IPv4 as mapped
        unsigned prefix;                                 // of 128 bits
    };
    std::vector<Network> networks_;
};

}  // namespace tram::roles
