#include "hal/model/smart.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "hal/model/json_value.hpp"

namespace tram::hal {

namespace {

namespace json = boost::json;

// Bits of smartctl's exit status. [smartctl(8) "EXIT STATUS"]
constexpr std::uint64_t commandLineBit = 1;
constexpr std::uint64_t openFailedBit = 2;

constexpr std::size_t textOctets = 128;
constexpr std::size_t tableRows = 256;

// What no thermometer shows stands for "none", as -128 and 255 do.
std::optional<double> celsiusOf(const json::value* value) {
    const auto degrees = realOf(value);
    if (!degrees || *degrees < -60 || *degrees > 200) return std::nullopt;
    return degrees;
}

// A limit of nought is how some say that they have none.
std::optional<double> limitOf(const json::value* value) {
    const auto degrees = celsiusOf(value);
    return degrees && *degrees > 0 ? degrees : std::nullopt;
}

// A disk's own words.
std::string textOf(const json::value* value) {
    return lineOf(viewOf(value), textOctets);
}

DiskProtocol protocolOf(std::string_view text) {
    if (text == "ATA") return DiskProtocol::ata;
    if (text == "NVMe") return DiskProtocol::nvme;
    if (text == "SCSI") return DiskProtocol::scsi;
    return DiskProtocol::unknown;
}

// Vendors pack several counts into one number; smartctl's text begins with the one that counts.
std::optional<std::uint64_t> rawOf(const json::value& attribute) {
    const auto text = viewOf(at(attribute, "raw", "string"));
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && (stop == text.data() + text.size() || *stop == ' ')) return value;
    return countOf(at(attribute, "raw", "value"));
}

void readAttributes(const json::value& root, SmartReading& reading) {
    std::size_t rows = 0;
    for (const auto& attribute : elementsOf(at(root, "ata_smart_attributes", "table"))) {
        if (++rows > tableRows) break;
        const auto id = countOf(at(attribute, "id"));
        if (!id) continue;
        switch (*id) {
            case 5:
                reading.reallocatedSectors = rawOf(attribute);
                break;
            case 187:
                reading.reportedUncorrectable = rawOf(attribute);
                break;
            case 188:
                // Three counts of 16 bits; the lowest is of all timeouts.
                if (const auto raw = rawOf(attribute)) reading.commandTimeouts = *raw & 0xffffU;
                break;
            case 197:
                reading.pendingSectors = rawOf(attribute);
                break;
            case 198:
                reading.offlineUncorrectable = rawOf(attribute);
                break;
            case 199:
                reading.interfaceErrors = rawOf(attribute);
                break;
            default:
                break;
        }
    }
}

// Newest first; one that was broken off says nothing.
std::optional<bool> ataSelfTest(const json::value& root) {
    for (const auto* log : {"extended", "standard"}) {
        for (const auto& test : elementsOf(at(root, "ata_smart_self_test_log", log, "table"))) {
            if (const auto passed = truthOf(at(test, "status", "passed"))) return passed;
        }
    }
    return std::nullopt;
}

// [NVM Express Base 2.0, 5.16.1.7 "Device Self-test"]: 0 went well, 5 to 7 found something, others were broken off.
std::optional<bool> nvmeSelfTest(const json::value& root) {
    for (const auto& test : elementsOf(at(root, "nvme_self_test_log", "table"))) {
        const auto result = countOf(at(test, "self_test_result", "value"));
        if (result == 0U) return true;
        if (result && *result >= 5 && *result <= 7) return false;
    }
    return std::nullopt;
}

// [SPC-5, "Self-Test Results log page"]: 0 went well, 3 to 7 found something, 1, 2 and 15 say nothing.
std::optional<bool> scsiSelfTest(const json::value& root) {
    for (int number = 0; number < 20; ++number) {
        const auto key = "scsi_self_test_" + std::to_string(number);
        const auto result = countOf(at(root, key, "result", "value"));
        if (result == 0U) return true;
        if (result && *result >= 3 && *result <= 7) return false;
    }
    return std::nullopt;
}

// [ACS-4 9.17.4.1] gives 15 in the upper half while a test runs, NVMe what runs, SPC-5 15 as its result.
void readSelfTests(const json::value& root, SmartReading& reading) {
    switch (reading.protocol) {
        case DiskProtocol::nvme: {
            const auto* log = at(root, "nvme_self_test_log");
            reading.selfTestPassed = nvmeSelfTest(root);
            reading.hasSelfTests = log != nullptr;
            reading.selfTestRuns =
                countOf(at(root, "nvme_self_test_log", "current_self_test_operation", "value")).value_or(0) != 0;
            return;
        }
        case DiskProtocol::scsi:
            reading.selfTestPassed = scsiSelfTest(root);
            reading.hasSelfTests =
                at(root, "scsi_self_test_0") != nullptr || at(root, "scsi_extended_self_test_seconds") != nullptr;
            reading.selfTestRuns = countOf(at(root, "scsi_self_test_0", "result", "value")) == 15U;
            return;
        default:
            reading.selfTestPassed = ataSelfTest(root);
            reading.hasSelfTests =
                truthOf(at(root, "ata_smart_data", "capabilities", "self_tests_supported")).value_or(false);
            reading.selfTestRuns =
                countOf(at(root, "ata_smart_data", "self_test", "status", "value")).value_or(0) >> 4U == 15U;
    }
}

std::optional<std::uint64_t> scsiUncorrected(const json::value& root) {
    std::optional<std::uint64_t> sum;
    for (const auto* log : {"read", "write", "verify"}) {
        if (const auto errors = countOf(at(root, "scsi_error_counter_log", log, "total_uncorrected_errors")))
            sum = sum.value_or(0) + std::min(*errors, UINT64_MAX - sum.value_or(0));
    }
    return sum;
}

bool isAsleep(const json::value& root) {
    return std::ranges::any_of(elementsOf(at(root, "smartctl", "messages")), [](const json::value& message) {
        const auto text = viewOf(at(message, "string"));
        return text.contains("in STANDBY") || text.contains("in SLEEP") || text.contains("in IDLE");
    });
}

const json::value* firstOf(const json::value* a, const json::value* b) {
    return a != nullptr ? a : b;
}

}  // namespace

std::string_view name(SmartError error) noexcept {
    switch (error) {
        case SmartError::notJson:
            return "not-json";
        case SmartError::tooLarge:
            return "too-large";
        case SmartError::newer:
            return "newer";
        case SmartError::noDevice:
            return "no-device";
        case SmartError::asleep:
            return "asleep";
        case SmartError::toolFailed:
            return "tool-failed";
    }
    return "?";
}

std::expected<SmartReading, SmartError> parseSmart(std::string_view text) {
    if (text.size() > smartOctets) return std::unexpected(SmartError::tooLarge);
    const auto parsed = parseJson(text);
    if (!parsed || !parsed->is_object()) return std::unexpected(SmartError::notJson);
    const auto& root = *parsed;
    const auto* versions = at(root, "json_format_version");
    if (versions == nullptr || !versions->is_array() || versions->get_array().empty())
        return std::unexpected(SmartError::notJson);
    if (countOf(versions->get_array().if_contains(0)) != 1U) return std::unexpected(SmartError::newer);

    const auto status = countOf(at(root, "smartctl", "exit_status")).value_or(0);
    if (isAsleep(root)) return std::unexpected(SmartError::asleep);
    const auto* disk = firstOf(at(root, "model_name"), at(root, "scsi_model_name"));
    const bool isKnown = disk != nullptr || at(root, "serial_number") != nullptr;
    if (!isKnown && (status & (commandLineBit | openFailedBit)) != 0) return std::unexpected(SmartError::noDevice);
    if (!isKnown) return std::unexpected(SmartError::toolFailed);

    SmartReading reading;
    reading.protocol = protocolOf(viewOf(at(root, "device", "protocol")));
    reading.vendor = textOf(firstOf(at(root, "scsi_vendor"), at(root, "vendor")));
    reading.model = textOf(disk);
    reading.serial = textOf(at(root, "serial_number"));
    reading.firmware = textOf(firstOf(at(root, "firmware_version"), at(root, "scsi_revision")));
    reading.octets = countOf(firstOf(at(root, "user_capacity", "bytes"), at(root, "nvme_total_capacity")));
    reading.passed = truthOf(at(root, "smart_status", "passed"));
    reading.celsius = celsiusOf(at(root, "temperature", "current"));
    // A SCSI disk without a thermometer says nought. [SPC-5 7.3.21]
    if (reading.protocol == DiskProtocol::scsi && reading.celsius == 0.0) reading.celsius.reset();
    reading.celsiusWarning = limitOf(at(root, "temperature", "op_limit_max"));
    reading.celsiusCritical =
        limitOf(firstOf(at(root, "temperature", "critical_limit_max"), at(root, "temperature", "drive_trip")));
    reading.powerOnHours = countOf(at(root, "power_on_time", "hours"));
    readAttributes(root, reading);
    const auto health = [&](const char* key) { return countOf(at(root, "nvme_smart_health_information_log", key)); };
    reading.criticalWarning = health("critical_warning");
    reading.spare = health("available_spare");
    reading.spareThreshold = health("available_spare_threshold");
    reading.used = health("percentage_used");
    reading.mediaErrors = health("media_errors");
    reading.grownDefects = countOf(at(root, "scsi_grown_defect_list"));
    reading.uncorrected = scsiUncorrected(root);
    readSelfTests(root, reading);
    return reading;
}

}  // namespace tram::hal
