#include "store/credentials/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace tram::credentials {
namespace {

using Octets = std::array<std::uint8_t, 16>;

constexpr std::array<std::uint8_t, 12> mappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned mappedBits = 96;

bool isMapped(const Octets& octets) {
    return std::equal(mappedPrefix.begin(), mappedPrefix.end(), octets.begin());
}

std::optional<Octets> parseAddress(std::string_view text) {
    if (text.size() >= INET6_ADDRSTRLEN || text.contains('\0')) return std::nullopt;
    const std::string copy(text);
    Octets octets{};
    if (::inet_pton(AF_INET6, copy.c_str(), octets.data()) == 1) return octets;
    std::ranges::copy(mappedPrefix, octets.begin());
    if (::inet_pton(AF_INET, copy.c_str(), octets.data() + mappedPrefix.size()) == 1) return octets;
    return std::nullopt;
}

Octets masked(Octets octets, unsigned prefix) {
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const auto kept = std::clamp(static_cast<int>(prefix) - static_cast<int>(8 * i), 0, 8);
        octets[i] = static_cast<std::uint8_t>(octets[i] & 0xff00U >> static_cast<unsigned>(kept));
    }
    return octets;
}

}  // namespace

std::optional<Network> parseNetwork(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parseAddress(text.substr(0, slash));
    if (!address) return std::nullopt;
    const unsigned before = text.substr(0, slash).contains(':') ? 0 : mappedBits;
    unsigned prefix = 128 - before;
    if (slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
        if (error != std::errc{} || end != digits.data() + digits.size() || prefix > 128 - before) return std::nullopt;
    }
    const Network network{*address, static_cast<std::uint8_t>(prefix + before)};
    if (masked(network.address, network.prefix) != network.address) return std::nullopt;
    return network;
}

std::string toText(const Network& network) {
    const bool isFour = isMapped(network.address) && network.prefix >= mappedBits;
    std::array<char, INET6_ADDRSTRLEN> text{};
    const auto* from = network.address.data() + (isFour ? mappedPrefix.size() : 0);
    if (::inet_ntop(isFour ? AF_INET : AF_INET6, from, text.data(), text.size()) == nullptr) return {};
    std::string result = text.data();
    if (network.prefix < 128) result += "/" + std::to_string(network.prefix - (isFour ? mappedBits : 0));
    return result;
}

bool contains(const Network& network, std::string_view address) {
    const auto octets = parseAddress(address);
    return octets && masked(*octets, network.prefix) == network.address;
}

}  // namespace tram::credentials
