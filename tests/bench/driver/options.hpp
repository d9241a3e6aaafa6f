// The command line: a workload's name, then pairs of --name value.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tram::bench {

struct Endpoint {
    std::string host;
    std::string port;
};

// A mailbox that can be signed in to.
struct Account {
    std::string address;
    std::string password;
};

class Options {
public:
    // Throws Failure where a name has no value.
    Options(int count, char** words);

    [[nodiscard]] const std::string& workload() const { return workload_; }
    // Throws Failure where it is missing.
    [[nodiscard]] const std::string& text(const std::string& name) const;
    [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise) const;
    [[nodiscard]] std::uint64_t number(const std::string& name, std::uint64_t otherwise) const;
    // HOST:PORT.
    [[nodiscard]] Endpoint endpoint(const std::string& name) const;
    // A file of lines "address<TAB>password"; a line without a tab has no password.
    [[nodiscard]] std::vector<Account> accounts(const std::string& name) const;

private:
    std::string workload_;
    std::map<std::string, std::string> values_;
};

}  // namespace tram::bench
