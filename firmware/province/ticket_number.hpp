// How people name a ticket: "HT-12" (hỗ trợ), in a subject "[HT-12] Xin cấp hộp thư". R8.2, R9.8
//
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tram::province {

[[nodiscard]] std::string ticketText(std::uint64_t number);
// "HT-12", "ht-12" or "12"; nothing where it is no such number, or 0.
[[nodiscard]] std::optional<std::uint64_t> parseTicket(std::string_view text);
// The first "[HT-12]" in a subject, whatever "Re:" and "Fwd:" stand before it.
[[nodiscard]] std::optional<std::uint64_t> ticketInSubject(std::string_view subject);

}  // namespace tram::province
