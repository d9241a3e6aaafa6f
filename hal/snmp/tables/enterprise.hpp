// Where our objects hang, below the enterprise number. The module's text is made from it too. Pure.
#pragma once

#include <array>
#include <cstdint>

#include "hal/model/enterprise.hpp"

namespace tram::snmp {

using hal::enterpriseNumber;

constexpr std::array<std::uint32_t, 8> tramRoot{1, 3, 6, 1, 4, 1, enterpriseNumber, 1};
// Below tramRoot.
constexpr std::uint32_t objectsBranch = 1;
constexpr std::uint32_t raisedBranch = 2;
constexpr std::uint32_t clearedBranch = 3;
constexpr std::uint32_t noticesBranch = 4;
constexpr std::uint32_t conformanceBranch = 5;

constexpr std::array<std::uint32_t, 6> mib2{1, 3, 6, 1, 2, 1};

}  // namespace tram::snmp
