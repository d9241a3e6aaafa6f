// The words behind a verb: options and what is left. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tram::cli {

class Arguments {
public:
    // `known`: option names separated by spaces, with '=' behind those that take a value ("all to= reason=").
    // "--name value" and "--name=value" are the same; "--" ends the options. The error names the word at fault.
    [[nodiscard]] static std::expected<Arguments, std::string> parse(std::span<const std::string> words,
                                                                     std::string_view known);

    [[nodiscard]] const std::vector<std::string>& positional() const { return positional_; }
    [[nodiscard]] bool has(std::string_view option) const { return value(option).has_value(); }
    // The last one given; "" for an option without a value.
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
    [[nodiscard]] std::string text(std::string_view option, std::string_view otherwise = {}) const;
    [[nodiscard]] std::vector<std::string> values(std::string_view option) const;

private:
    std::vector<std::string> positional_;
    std::vector<std::pair<std::string, std::string>> options_;
};

// A whole number; nothing where it is none or does not fit.
[[nodiscard]] std::optional<std::uint64_t> parseNumber(std::string_view text);
// Octets: "1073741824", "512K", "500M", "1G", in powers of 1024.
[[nodiscard]] std::optional<std::uint64_t> parseOctets(std::string_view text);

}  // namespace tram::cli
