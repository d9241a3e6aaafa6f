// The record of a handover: what it says of a mailbox's passing from one official to another, to be signed. R10.2
//
// Text for people in both languages, a line a fact. The state of each folder tells whether what the successor got is
// what the predecessor had. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace tram::province {

// Texts are of one line each (UTF-8).
struct HandoverRecord {
    std::string appliance;  // its hostname
    std::string mailbox;    // its address
    std::string agency;
    std::string from;  // "Nguyễn Văn Hùng <hungnv@tinh.gov.vn>"
    std::string to;
    std::string rights;    // as rights' toText() writes them
    std::string decision;  // number
    std::int32_t day = 0;  // its date: days since 1970-01-01
    std::string by;        // who carried it out
    SystemTime time;
    std::uint64_t position = 0;  // in the journal

    struct Folder {
        std::string name;
        std::uint32_t uidValidity = 0;
        std::uint32_t uidNext = 0;
        std::uint32_t messages = 0;
        std::uint64_t octets = 0;
        std::uint64_t highestModSequence = 0;
    };
    std::vector<Folder> folders;
};

// What the text begins with.
inline constexpr std::string_view handoverHeading = "TRAM HANDOVER 1\n";

[[nodiscard]] std::string toText(const HandoverRecord& record);

}  // namespace tram::province
