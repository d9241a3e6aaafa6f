// An uninterruptible power supply as NUT's upsd shows it. [NUT developer guide, "Variables" and "status data"]
//
// Pure. Units differ in what they know and in the words they use: unknown words are kept and mean nothing.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hal/model/alarm_book.hpp"

namespace tram::hal {

struct UpsReading {
    std::string id;  // of its component
    // Why nothing is known, in upsd's words ("DATA-STALE", "DRIVER-NOT-CONNECTED"); "" where it answers.
    std::string fault;
    std::set<std::string, std::less<>> status;  // OL OB LB HB RB CAL OFF OVER BYPASS FSD …
    std::optional<double> charge;               // per cent
    std::optional<double> chargeLow;            // its own setting for LB
    std::optional<double> runtime;              // seconds
    std::optional<double> load;                 // per cent of what it can carry
    std::string alarm;                          // its own words

    [[nodiscard]] bool has(std::string_view word) const { return status.contains(word); }
};

// "OL CHRG"
[[nodiscard]] std::set<std::string, std::less<>> parseUpsStatus(std::string_view text);
// A variable's number within bounds; nothing where it is none: some units send "" or 65535.
[[nodiscard]] std::optional<double> parseUpsNumber(std::string_view text, double most);

// How a unit stands, of what it said last and says now. Kept from reading to reading.
class UpsState {
public:
    enum class Supply {
        unknown,    // nothing was heard of it, or it is lost and had mains before
        mains,      //
        battery,    //
        exhausted,  // on battery and nearly empty, or lost while it was on battery
        forced,     // it was told to cut the power: nothing takes that back
    };

    // One poll.
    void update(const UpsReading& reading);

    [[nodiscard]] Supply supply() const { return supply_; }
    [[nodiscard]] const UpsReading& reading() const { return reading_; }

private:
    UpsReading reading_;
    Supply supply_ = Supply::unknown;
    unsigned low_ = 0;   // polls in a row that say so
    unsigned lost_ = 0;  // polls in a row without an answer
};

// What one poll says, still to be debounced: `ups.lost` and `ups.on-battery` above all.
[[nodiscard]] std::vector<Finding> upsFindings(const UpsState& state);

}  // namespace tram::hal
