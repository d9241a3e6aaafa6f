#include "cli/arguments.hpp"

#include <charconv>
#include <ranges>

namespace tram::cli {

namespace {

enum class Takes { nothing, value };

std::optional<Takes> find(std::string_view known, std::string_view name) {
    for (const auto part : std::views::split(known, ' ')) {
        const std::string_view option(part.begin(), part.end());
        if (option == name) return Takes::nothing;
        if (option.ends_with('=') && option.substr(0, option.size() - 1) == name) return Takes::value;
    }
    return std::nullopt;
}

}  // namespace

std::expected<Arguments, std::string> Arguments::parse(std::span<const std::string> words, std::string_view known) {
    Arguments result;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "--") {
            result.positional_.insert(result.positional_.end(), words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                      words.end());
            break;
        }
        if (!word.starts_with("--")) {
            result.positional_.emplace_back(word);
            continue;
        }
        const auto equals = word.find('=');
        const auto name = word.substr(2, equals == std::string_view::npos ? equals : equals - 2);
        const auto takes = name.empty() ? std::nullopt : find(known, name);
        if (!takes || (*takes == Takes::nothing && equals != std::string_view::npos))
            return std::unexpected(std::string(word));
        if (*takes == Takes::nothing) {
            result.options_.emplace_back(name, "");
        } else if (equals != std::string_view::npos) {
            result.options_.emplace_back(name, word.substr(equals + 1));
        } else if (i + 1 < words.size()) {
            result.options_.emplace_back(name, words[++i]);
        } else {
            return std::unexpected(std::string(word));
        }
    }
    return result;
}

std::optional<std::string> Arguments::value(std::string_view option) const {
    for (const auto& [name, value] : std::views::reverse(options_)) {
        if (name == option) return value;
    }
    return std::nullopt;
}

std::string Arguments::text(std::string_view option, std::string_view otherwise) const {
    return value(option).value_or(std::string(otherwise));
}

std::vector<std::string> Arguments::values(std::string_view option) const {
    std::vector<std::string> result;
    for (const auto& [name, value] : options_) {
        if (name == option) result.push_back(value);
    }
    return result;
}

std::optional<std::uint64_t> parseNumber(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> parseOctets(std::string_view text) {
    unsigned shift = 0;
    if (!text.empty()) {
        const auto unit = text.back();
        shift = unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : unit == 'T' ? 40 : 0;
        if (shift != 0) text.remove_suffix(1);
    }
    const auto number = parseNumber(text);
    if (!number || *number > UINT64_MAX >> shift) return std::nullopt;
    return *number << shift;
}

}  // namespace tram::cli
