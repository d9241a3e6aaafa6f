// Findings as a line of text, for the tests of rules.
#pragma once

#include <string>
#include <vector>

#include "hal/model/alarm_book.hpp"

namespace tram::hal::fixture {

// "disk.hot warning limit=60 value=61, disk.worn value=104"
inline std::string told(const std::vector<Finding>& findings) {
    std::string text;
    for (const auto& finding : findings) {
        if (!text.empty()) text += ", ";
        text += infoOf(finding.condition).name;
        if (finding.severity) text += " " + std::string(name(*finding.severity));
        for (const auto& [key, value] : finding.arguments) text += " " + key + "=" + value;
    }
    return text;
}

}  // namespace tram::hal::fixture
