#include "hal/model/json_value.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cmath>

namespace tram::hal {

namespace json = boost::json;

std::optional<json::value> parseJson(std::string_view text) {
    json::parse_options options;
    options.max_depth = 16;
    options.numbers = json::number_precision::precise;
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, options);
    if (error) return std::nullopt;
    return value;
}

const json::array& elementsOf(const json::value* value) {
    static const json::array none;
    return value != nullptr && value->is_array() ? value->get_array() : none;
}

std::optional<double> realOf(const json::value* value) {
    if (value == nullptr) return std::nullopt;
    if (value->is_int64()) return static_cast<double>(value->get_int64());
    if (value->is_uint64()) return static_cast<double>(value->get_uint64());
    if (value->is_double() && std::isfinite(value->get_double())) return value->get_double();
    return std::nullopt;
}

std::optional<std::uint64_t> countOf(const json::value* value) {
    if (value == nullptr) return std::nullopt;
    if (value->is_uint64()) return value->get_uint64();
    if (value->is_int64() && value->get_int64() >= 0) return static_cast<std::uint64_t>(value->get_int64());
    return std::nullopt;
}

std::optional<SystemTime> timeOf(const json::value* value) {
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    return SystemTime{std::chrono::microseconds(value->get_int64())};
}

std::optional<bool> truthOf(const json::value* value) {
    if (value == nullptr || !value->is_bool()) return std::nullopt;
    return value->get_bool();
}

std::string_view viewOf(const json::value* value) {
    if (value == nullptr || !value->is_string()) return {};
    return value->get_string();
}

std::string lineOf(std::string_view text, std::size_t most) {
    std::string line(text.substr(0, most));
    if (text.size() > most) {
        while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xc0U) == 0x80U) line.pop_back();
        if (!line.empty() && static_cast<unsigned char>(line.back()) >= 0xc0U) line.pop_back();
    }
    std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return line;
}

}  // namespace tram::hal
