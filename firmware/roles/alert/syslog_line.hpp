// An event of an alarm as a syslog message, and its frame on a TLS connection. [RFC5424] [RFC5425 4.3]
//
//   <26>1 2030-09-02T00:15:00.250Z mail.example tram-alert - disk.failing [tram@32473 code="disk.failing" …] Đĩa ở …
//
// Facility 3 (system daemons); severity critical (2), warning (4), and notice (5) for what is over. MSG is UTF-8 with
// BOM: Vietnamese, then English. Pure. Texts hold words of devices: they make no fields and no lines.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "hal/model/alarm_book.hpp"

namespace tram::roles {

// At most longestSyslogLine octets; what MSG has above it is cut at a character.
[[nodiscard]] Bytes syslogLine(const hal::AlarmEvent& event, std::string_view hostname);

// "86 <26>1 …"
[[nodiscard]] Bytes syslogFrame(ByteView line);

// Every receiver takes so much. [RFC5425 4.3.1]
constexpr std::size_t longestSyslogLine = 2048;

}  // namespace tram::roles
