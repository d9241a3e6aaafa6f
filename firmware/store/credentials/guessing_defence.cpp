#include "store/credentials/guessing_defence.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/limits.hpp"

namespace tram::credentials {
namespace {

constexpr std::size_t mostEntries = limits::credentials::guessingEntries;

using Seconds = std::chrono::duration<double>;

// Makes room in a full table: the quarter with the lowest worth goes, so that the work is shared by as many
// insertions.
template <class Table, class Worth>
void dropLeastQuarter(Table& table, Worth worth) {
    std::vector<std::pair<double, std::string>> ranked;
    ranked.reserve(table.size());
    for (const auto& [key, value] : table) ranked.emplace_back(worth(value), key);
    const auto quarter = ranked.begin() + static_cast<std::ptrdiff_t>(ranked.size() / 4);
    std::nth_element(ranked.begin(), quarter, ranked.end());
    std::for_each(ranked.begin(), quarter, [&](const auto& least) { table.erase(least.second); });
}

std::string pairKey(std::string_view account, std::string_view network) {
    std::string key{account};
    key += '\0';
    key += network;
    return key;
}

std::string printed(int family, const void* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(family, address, text.data(), text.size()) != nullptr ? text.data() : "";
}

}  // namespace

double BackOff::failuresAt(SteadyTime now, const BackOffPolicy& policy) const {
    if (now <= last) return failures;
    return failures * std::exp2(-(Seconds{now - last} / Seconds{policy.halfLife}));
}

std::chrono::nanoseconds BackOff::wait(SteadyTime now) const {
    return openAt > now ? openAt - now : std::chrono::nanoseconds{0};
}

void BackOff::failed(SteadyTime now, const BackOffPolicy& policy) {
    failures = failuresAt(now, policy) + 1;
    last = std::max(last, now);
    if (failures <= policy.free) return;
    // Doubled for each whole failure above the free ones; capped before it is made an integer.
    const double doublings = std::floor(failures - policy.free);
    const double delay =
        std::min(Seconds{policy.first}.count() * std::exp2(doublings), Seconds{policy.longest}.count());
    openAt = std::max(openAt, now + std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds{delay}));
}

std::optional<std::string> networkOf(std::string_view address) {
    if (address.size() >= INET6_ADDRSTRLEN) return std::nullopt;
    const std::string text{address};
    if (in_addr four{}; ::inet_pton(AF_INET, text.c_str(), &four) == 1) return printed(AF_INET, &four) + "/32";
    in6_addr six{};
    if (::inet_pton(AF_INET6, text.c_str(), &six) != 1) return std::nullopt;
    if (IN6_IS_ADDR_V4MAPPED(&six)) return printed(AF_INET, &six.s6_addr[12]) + "/32";
    std::fill(std::begin(six.s6_addr) + 8, std::end(six.s6_addr), std::uint8_t{0});
    return printed(AF_INET6, &six) + "/64";
}

std::chrono::nanoseconds GuessingDefence::wait(std::string_view account, std::string_view network,
                                               SteadyTime now) const {
    std::chrono::nanoseconds longest{0};
    if (const auto found = networks_.find(std::string{network}); found != networks_.end()) {
        longest = found->second.wait(now);
    }
    if (const auto found = accounts_.find(std::string{account});
        found != accounts_.end() && found->second.wait(now) > longest && !isFamiliar(account, network, now)) {
        longest = found->second.wait(now);
    }
    return longest;
}

void GuessingDefence::failed(std::string_view account, std::string_view network, std::uint64_t attempt,
                             SteadyTime now) {
    auto& ofAccount = entry(accounts_, account, now, policies_.account);
    if (attempt != 0 && attempt == ofAccount.attempt) return;
    ofAccount.attempt = attempt;
    ofAccount.failed(now, policies_.account);
    entry(networks_, network, now, policies_.network).failed(now, policies_.network);
}

void GuessingDefence::succeeded(std::string_view account, std::string_view network, SteadyTime now) {
    auto key = pairKey(account, network);
    if (familiar_.size() >= mostEntries && !familiar_.contains(key)) {
        dropLeastQuarter(familiar_, [](SteadyTime last) { return Seconds{last.time_since_epoch()}.count(); });
    }
    familiar_.insert_or_assign(std::move(key), now);
}

BackOff& GuessingDefence::entry(Table& table, std::string_view key, SteadyTime now, const BackOffPolicy& policy) {
    if (const auto found = table.find(std::string{key}); found != table.end()) return found->second;
    if (table.size() >= mostEntries) {
        dropLeastQuarter(table, [&](const BackOff& value) { return value.failuresAt(now, policy); });
    }
    return table[std::string{key}];
}

bool GuessingDefence::isFamiliar(std::string_view account, std::string_view network, SteadyTime now) const {
    const auto found = familiar_.find(pairKey(account, network));
    return found != familiar_.end() && now - found->second <= policies_.familiar;
}

}  // namespace tram::credentials
