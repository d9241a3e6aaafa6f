#include "proto/smtp/mx_selection.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/limits.hpp"

namespace tram::smtp {
namespace {

std::string normalised(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    std::string out{name};
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

// A name whose addresses can be asked for. Numbers in place of a name are a common mistake; nobody has them
// as a top-level domain.
bool isHostName(std::string_view name) {
    if (name.empty() || name.size() > limits::smtp::domain || parseIpv4(name)) return false;
    std::size_t label = 0;
    for (const auto c : name) {
        if (c == '.') {
            if (label == 0) return false;
            label = 0;
            continue;
        }
        const auto isLetter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!isLetter || ++label > limits::smtp::domainLabel) return false;
    }
    return label > 0;
}

bool isOurName(const OwnIdentity& own, std::string_view name) {
    return std::ranges::find(own.names, name) != own.names.end();
}

bool isLoopback(const Ipv4Octets& address) {
    return address[0] == 127 || address[0] == 0;
}
bool isLoopback(const Ipv6Octets& address) {
    if (std::all_of(address.begin(), address.begin() + 15, [](std::uint8_t octet) { return octet == 0; }) &&
        address[15] <= 1) {
        return true;
    }
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(mapped.begin(), mapped.end(), address.begin()) &&
           isLoopback(Ipv4Octets{address[12], address[13], address[14], address[15]});
}

bool isOurAddress(const OwnIdentity& own, const IpAddress& address) {
    if (own.loopback == Loopback::ours && std::visit([](const auto& octets) { return isLoopback(octets); }, address))
        return true;
    return std::ranges::find(own.addresses, address) != own.addresses.end();
}

// The domain's name for messages; it may be what a stranger wrote.
std::unexpected<RoutingFailure> failure(RoutingReason reason, std::string_view domain, std::string_view detail = {}) {
    std::string name{domain.substr(0, limits::smtp::domain)};
    std::ranges::replace_if(name, [](char c) { return static_cast<std::uint8_t>(c) < 0x20 || c == 0x7f; }, '?');
    switch (reason) {
        case RoutingReason::noSuchDomain:
            return std::unexpected{
                RoutingFailure{reason, {5, 1, 2}, "the domain " + name + " does not exist or has no host for mail"}};
        case RoutingReason::nullMx:
            return std::unexpected{
                RoutingFailure{reason, {5, 1, 10}, "the domain " + name + " accepts no mail (null MX)"}};
        case RoutingReason::noAddress:
            return std::unexpected{RoutingFailure{reason, {5, 4, 4}, "no mail host of " + name + " has an address"}};
        case RoutingReason::loopsBack:
            return std::unexpected{
                RoutingFailure{reason, {5, 4, 6}, "mail for " + name + " would come back to this server"}};
        case RoutingReason::badName:
            return std::unexpected{RoutingFailure{reason, {5, 1, 3}, name + " is not a domain name"}};
        case RoutingReason::lookupFailed:
            break;
    }
    return std::unexpected{
        RoutingFailure{reason, {4, 4, 3}, "the DNS gave no answer about " + name + ": " + std::string{detail}}};
}

// Empty where the question was answered, if only by "no".
std::string_view temporaryTrouble(LookupStatus status) {
    switch (status) {
        case LookupStatus::answered:
        case LookupStatus::noSuchName:
        case LookupStatus::noData:
            return {};
        case LookupStatus::serverFailure:
            return "server failure";
        case LookupStatus::timeout:
            return "timed out";
        case LookupStatus::bogus:
            return "DNSSEC validation failed";
    }
    return {};
}

// Better than ours only: else mail would go in circles. [RFC5321 5.1]
template <class Entry, class Preference>
void keepBetterThan(std::vector<Entry>& entries, std::uint32_t ours, Preference preference) {
    std::erase_if(entries, [&](const Entry& entry) { return preference(entry) >= ours; });
}

constexpr std::uint32_t notOurs = 65'536;

template <class Sequence>
void shuffle(Sequence& sequence, Random& random) {
    for (auto left = sequence.size(); left > 1; --left) {
        std::swap(sequence[left - 1], sequence[static_cast<std::size_t>(random.next() % left)]);
    }
}

std::vector<IpAddress> interleaved(const ExchangeAddresses& answers) {
    std::vector<IpAddress> out;
    const auto& six = answers.ipv6.addresses;
    const auto& four = answers.ipv4.addresses;
    for (std::size_t i = 0; i < std::max(six.size(), four.size()) && out.size() < limits::smtp::exchangeAddresses;
         ++i) {
        if (i < six.size()) out.emplace_back(six[i]);
        if (i < four.size()) out.emplace_back(four[i]);
    }
    if (out.size() > limits::smtp::exchangeAddresses) out.resize(limits::smtp::exchangeAddresses);
    return out;
}

bool isOurs(const ExchangeAddresses& answers, const OwnIdentity& own) {
    const auto hasOurAddress = [&](const auto& list) {
        return std::ranges::any_of(list, [&](const auto& octets) { return isOurAddress(own, octets); });
    };
    return isOurName(own, answers.exchange.host) || isOurName(own, normalised(answers.ipv4.canonicalName)) ||
           isOurName(own, normalised(answers.ipv6.canonicalName)) || hasOurAddress(answers.ipv4.addresses) ||
           hasOurAddress(answers.ipv6.addresses);
}

}  // namespace

std::string format(const IpAddress& address) {
    if (const auto* const four = std::get_if<Ipv4Octets>(&address)) return formatIpv4(*four);
    return formatIpv6(std::get<Ipv6Octets>(address));
}

std::expected<std::vector<Exchange>, RoutingFailure> selectExchanges(std::string_view domain, const MxAnswer& answer,
                                                                     const OwnIdentity& own, Random& random) {
    auto name = normalised(domain);
    if (!isHostName(name)) return failure(RoutingReason::badName, domain);
    if (answer.status == LookupStatus::noSuchName) return failure(RoutingReason::noSuchDomain, domain);
    if (const auto trouble = temporaryTrouble(answer.status); !trouble.empty()) {
        return failure(RoutingReason::lookupFailed, domain, trouble);
    }
    if (answer.status == LookupStatus::noData || answer.records.empty()) {
        // The domain itself, or what it is an alias of, is the host. [RFC5321 5.1]
        const auto canonical = normalised(answer.canonicalName);
        if (isHostName(canonical)) name = canonical;
        if (isOurName(own, name)) return failure(RoutingReason::loopsBack, domain);
        return std::vector{Exchange{0, std::move(name), Exchange::Kind::implicit}};
    }

    std::vector<Exchange> exchanges;
    auto ours = notOurs;
    auto onlyNull = true;
    for (const auto& record : answer.records) {
        auto host = normalised(record.exchange);
        if (host.empty()) continue;
        onlyNull = false;
        if (isOurName(own, host)) ours = std::min<std::uint32_t>(ours, record.preference);
        if (isHostName(host)) exchanges.push_back({record.preference, std::move(host), Exchange::Kind::mx});
    }
    if (onlyNull) return failure(RoutingReason::nullMx, domain);
    shuffle(exchanges, random);
    std::ranges::stable_sort(exchanges, {}, &Exchange::preference);
    std::set<std::string, std::less<>> seen;
    std::erase_if(exchanges, [&](const Exchange& exchange) { return !seen.insert(exchange.host).second; });
    keepBetterThan(exchanges, ours, [](const Exchange& exchange) { return exchange.preference; });
    if (exchanges.empty())
        return failure(ours != notOurs ? RoutingReason::loopsBack : RoutingReason::noAddress, domain);
    if (exchanges.size() > limits::smtp::exchanges) exchanges.resize(limits::smtp::exchanges);
    return exchanges;
}

std::expected<std::vector<Target>, RoutingFailure> selectTargets(std::string_view domain,
                                                                 std::span<const ExchangeAddresses> exchanges,
                                                                 const OwnIdentity& own) {
    std::vector<Target> targets;
    auto ours = notOurs;
    auto implicit = false;
    std::string_view trouble;
    for (const auto& answers : exchanges) {
        const auto& exchange = answers.exchange;
        implicit = implicit || exchange.kind == Exchange::Kind::implicit;
        for (const auto status : {answers.ipv6.status, answers.ipv4.status}) {
            if (trouble.empty()) trouble = temporaryTrouble(status);
        }
        if (isOurs(answers, own)) {
            ours = std::min<std::uint32_t>(ours, exchange.preference);
            continue;
        }
        for (auto& address : interleaved(answers)) targets.push_back({exchange.host, address, exchange.preference});
    }
    keepBetterThan(targets, ours, [](const Target& target) { return target.preference; });
    if (targets.size() > limits::smtp::targets) targets.resize(limits::smtp::targets);
    if (!targets.empty()) return targets;
    // A better exchange than ourselves may only be out of sight for now.
    if (!trouble.empty()) return failure(RoutingReason::lookupFailed, domain, trouble);
    if (ours != notOurs) return failure(RoutingReason::loopsBack, domain);
    return failure(implicit ? RoutingReason::noSuchDomain : RoutingReason::noAddress, domain);
}

std::expected<Target, RoutingFailure> literalTarget(const Domain& literal, const OwnIdentity& own) {
    const auto octets = literal.literalOctets();
    if (!octets) return failure(RoutingReason::badName, literal.text);
    IpAddress address;
    if (literal.kind == DomainKind::ipv4) {
        address = Ipv4Octets{(*octets)[0], (*octets)[1], (*octets)[2], (*octets)[3]};
    } else {
        address = Ipv6Octets{*octets};
    }
    if (isOurAddress(own, address)) return failure(RoutingReason::loopsBack, literal.text);
    return Target{literal.text, address, 0};
}

}  // namespace tram::smtp
