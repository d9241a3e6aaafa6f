// What the appliance is made of.
//
// A part's label stands in both languages. An id comes from the bay, slot or role, never from a name that a reboot may
// change (sdX, hwmonN, mdN): a replaced disk is another serial number in the same bay. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tram::hal {

enum class Kind : std::uint8_t {
    chassis,
    disk,
    array,
    volume,
    powerSupply,
    fan,
    temperature,
    memory,
    link,
    gateway,
    ups,
    watchdog,
    clock,
    process,
    store,
    queue,
    certificate,
    backup,
};
inline constexpr int kinds = static_cast<int>(Kind::backup) + 1;

// "power-supply", as ids, SNMP and metrics have it.
[[nodiscard]] std::string_view name(Kind kind) noexcept;

// How a component, or all of the appliance, is. In the order of what a summary shows first.
enum class Health : std::uint8_t { ok, unknown, warning, critical };
[[nodiscard]] std::string_view name(Health health) noexcept;

struct Component {
    std::string id;  // "disk:3", "link:tsl-1"
    Kind kind = Kind::chassis;
    std::string parent;  // id; "" of the chassis
    std::string label;   // as a technician finds it, in English: "bay 3", "UPS A"
    std::string vendor;
    std::string model;
    std::string serial;
    std::string firmware;
    bool present = true;
    std::string labelVietnamese;  // "khay 3"; "" where it is the same

    friend bool operator==(const Component&, const Component&) = default;
};

}  // namespace tram::hal
