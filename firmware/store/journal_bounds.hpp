// How large the journal may become, in the database and in its sealed files.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/limits.hpp"

namespace tram::store {

struct JournalBounds {
    // A segment is sealed when its day is over, or at so many octets of records.
    std::uint64_t segmentOctets = 256 * limits::MiB;
    // Sealed records leave the database at this age, or sooner where the table is larger than so many octets.
    std::chrono::microseconds keptFor = std::chrono::days(7);
    std::uint64_t keptOctets = 4 * limits::GiB;
    // Sealed files are given up at this age, or sooner where they are more octets together; 0: a tenth of the volume.
    std::chrono::microseconds filesFor = std::chrono::days(2 * 366);
    std::uint64_t filesOctets = 0;
    // The province's time less UTC: when a day begins.
    std::chrono::microseconds zone = std::chrono::hours(7);
};

}  // namespace tram::store
