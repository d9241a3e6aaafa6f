// Where things lie in a page of LMDB's file. [LMDB 0.9.31, mdb.c: MDB_page, MDB_node]
//
// Exposure: none of these checks anything: the page must be sound, or checked by the caller.
#pragma once

#include <cstdint>
#include <cstring>

#include "base/bytes.hpp"

namespace tram::store::page {

// All numbers are in the machine's order.
constexpr std::size_t pageHeader = 16;
constexpr std::size_t nodeHeader = 8;
constexpr std::uint16_t branchFlag = 0x01;
constexpr std::uint16_t leafFlag = 0x02;
constexpr std::uint16_t overflowFlag = 0x04;
// Flags that say something of a page in memory only.
constexpr std::uint16_t passingFlags = 0x10 | 0x4000 | 0x8000;

template <class Number>
[[nodiscard]] Number numberAt(ByteView bytes, std::size_t offset) {
    Number number{};
    std::memcpy(&number, bytes.data() + offset, sizeof number);
    return number;
}

[[nodiscard]] inline std::uint16_t kindOf(ByteView page) {
    return static_cast<std::uint16_t>(numberAt<std::uint16_t>(page, 10) & ~passingFlags);
}
[[nodiscard]] inline std::size_t rowsOf(ByteView page) {
    return (numberAt<std::uint16_t>(page, 12) - pageHeader) / 2;
}
[[nodiscard]] inline std::size_t nodeAt(ByteView page, std::size_t index) {
    return numberAt<std::uint16_t>(page, pageHeader + 2 * index);
}

[[nodiscard]] inline ByteView keyAt(ByteView page, std::size_t index) {
    const auto node = nodeAt(page, index);
    return page.substr(node + nodeHeader, numberAt<std::uint16_t>(page, node + 6));
}

[[nodiscard]] inline std::uint64_t childAt(ByteView page, std::size_t index) {
    const auto node = nodeAt(page, index);
    return numberAt<std::uint32_t>(page, node) | std::uint64_t{numberAt<std::uint16_t>(page, node + 4)} << 32;
}

}  // namespace tram::store::page
