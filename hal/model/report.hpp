// What a process of the appliance says of itself every few seconds: figures under Prometheus' names without "tram_".
//
// A report is one datagram to tram-hal's socket: it never makes a process wait, and a lost one does no harm. Names that
// end in "_total" count since the process started; all others are what is so now. Units stand in the name: seconds,
// octets, ratio, timestamp_seconds. Pure. Exposure: processes of the appliance, some of which read strangers' bytes.
#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace tram::hal {

using Labels = std::map<std::string, std::string, std::less<>>;

struct Figure {
    std::string name;  // "queue_oldest_seconds"
    Labels labels;     // zone, protocol, result: never a user or an address
    double value = 0;

    friend bool operator==(const Figure&, const Figure&) = default;
};

struct ProcessReport {
    std::string process;  // "tram-smtp"
    SystemTime started{};
    SystemTime time{};
    std::vector<Figure> figures;

    // The first of the name; nothing where there is none.
    [[nodiscard]] std::optional<double> find(std::string_view name) const;

    friend bool operator==(const ProcessReport&, const ProcessReport&) = default;
};

enum class ReportError {
    malformed,  // not JSON, or not of this shape
    tooLarge,   // beyond limits::hal
    badName,    // a name or label that Prometheus does not take
};

// As part of a larger document.
[[nodiscard]] boost::json::value toJson(const ProcessReport& report);
[[nodiscard]] std::expected<ProcessReport, ReportError> reportOf(const boost::json::value& value);

[[nodiscard]] std::string encodeReport(const ProcessReport& report);
[[nodiscard]] std::expected<ProcessReport, ReportError> parseReport(std::string_view datagram);

}  // namespace tram::hal
