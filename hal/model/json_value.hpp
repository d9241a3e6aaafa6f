// Reading values of JSON that others wrote: what is not there, or is something else, is nothing. Pure.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace tram::hal {

// One document, not deeper than sixteen; nothing where it is none.
[[nodiscard]] std::optional<boost::json::value> parseJson(std::string_view text);

// The value at a path of keys; null where it is not there.
template <class... Keys>
[[nodiscard]] const boost::json::value* at(const boost::json::value& value, Keys... keys) {
    const boost::json::value* found = &value;
    for (const std::string_view key : {std::string_view(keys)...}) {
        const auto* object = found->if_object();
        if (object == nullptr) return nullptr;
        found = object->if_contains(key);
        if (found == nullptr) return nullptr;
    }
    return found;
}

// The elements of a list; nothing where it is none.
[[nodiscard]] const boost::json::array& elementsOf(const boost::json::value* value);

// Finite numbers only.
[[nodiscard]] std::optional<double> realOf(const boost::json::value* value);
[[nodiscard]] std::optional<std::uint64_t> countOf(const boost::json::value* value);
// Microseconds since 1970.
[[nodiscard]] std::optional<SystemTime> timeOf(const boost::json::value* value);
[[nodiscard]] std::optional<bool> truthOf(const boost::json::value* value);
// "" where it is no text.
[[nodiscard]] std::string_view viewOf(const boost::json::value* value);

// A device's or process's own words, fit for a line: cut at a character, control characters become "?".
[[nodiscard]] std::string lineOf(std::string_view text, std::size_t most);

}  // namespace tram::hal
