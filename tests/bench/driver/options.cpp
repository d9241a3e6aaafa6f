#include "options.hpp"

#include <charconv>
#include <fstream>

#include "failure.hpp"

namespace tram::bench {

Options::Options(int count, char** words) {
    if (count < 2) throw Failure("which workload?");
    workload_ = words[1];
    for (int i = 2; i < count; i += 2) {
        const std::string name = words[i];
        if (!name.starts_with("--") || i + 1 == count) throw Failure(name + ": expected --name value");
        values_[name.substr(2)] = words[i + 1];
    }
}

const std::string& Options::text(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) throw Failure("--" + name + " is missing");
    return found->second;
}

std::string Options::text(const std::string& name, const std::string& otherwise) const {
    const auto found = values_.find(name);
    return found == values_.end() ? otherwise : found->second;
}

std::uint64_t Options::number(const std::string& name, std::uint64_t otherwise) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return otherwise;
    const auto& value = found->second;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size()) throw Failure("--" + name + ": not a number");
    return number;
}

Endpoint Options::endpoint(const std::string& name) const {
    const auto& value = text(name);
    const auto colon = value.rfind(':');
    if (colon == std::string::npos) throw Failure("--" + name + " is HOST:PORT");
    return {value.substr(0, colon), value.substr(colon + 1)};
}

std::vector<Account> Options::accounts(const std::string& name) const {
    std::ifstream file(text(name));
    std::vector<Account> accounts;
    for (std::string line; std::getline(file, line);) {
        const auto tab = line.find('\t');
        accounts.push_back({line.substr(0, tab), tab == std::string::npos ? "" : line.substr(tab + 1)});
    }
    if (accounts.empty()) throw Failure("--" + name + ": no accounts in " + text(name));
    return accounts;
}

}  // namespace tram::bench
