// A value as SNMP has them. Numbers outside a type's range become its nearest; counters wrap. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "hal/snmp/tables/oid.hpp"

namespace tram::snmp {

// What stands on the wire. [RFC 3416 2]
enum class Syntax : std::uint8_t { integer32, gauge32, counter32, timeTicks, counter64, octets, objectIdentifier };

struct Value {
    Syntax syntax{};
    std::uint64_t number = 0;  // of integer32 its 64-bit two's complement
    std::string octets;
    Oid oid;

    friend bool operator==(const Value&, const Value&) = default;
};

// Our own texts; SnmpAdminString ends at 255.
constexpr std::size_t textOctets = 1023;
constexpr std::size_t adminStringOctets = 255;

[[nodiscard]] Value integerValue(double number);
[[nodiscard]] Value gaugeValue(double number);
[[nodiscard]] Value counter32Value(double number);
[[nodiscard]] Value counter64Value(double number);
// Hundredths of a second; nothing below zero.
[[nodiscard]] Value ticksValue(std::chrono::microseconds duration);
[[nodiscard]] Value truthValue(bool truth);
// One line of UTF-8, cut at a character.
[[nodiscard]] Value textValue(std::string_view text, std::size_t most = textOctets);
[[nodiscard]] Value oidValue(Oid oid);
[[nodiscard]] Value octetsValue(std::string octets);
// DateAndTime in UTC [RFC 2579]; nothing of a time that was never set.
[[nodiscard]] std::optional<Value> timeValue(SystemTime time);

}  // namespace tram::snmp
