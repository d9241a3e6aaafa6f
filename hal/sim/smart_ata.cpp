#include <algorithm>
#include <boost/json/array.hpp>
#include <format>

#include "hal/sim/smart_document.hpp"

namespace tram::hal::sim {

namespace {

namespace json = boost::json;

json::object entry(std::uint64_t value, std::string_view text) {
    return {{"value", value}, {"string", text}};
}

// The flags of an attribute, as bits and as `-f brief` writes them.
json::object flagsOf(unsigned bits) {
    constexpr std::string_view letters = "POSRCK";
    std::string text;
    for (unsigned i = 0; i < letters.size(); ++i) text += (bits >> i & 1U) != 0 ? letters[i] : '-';
    const auto bit = [&](unsigned i) { return (bits >> i & 1U) != 0; };
    return {{"value", bits},         {"string", text + ' '}, {"prefailure", bit(0)},  {"updated_online", bit(1)},
            {"performance", bit(2)}, {"error_rate", bit(3)}, {"event_count", bit(4)}, {"auto_keep", bit(5)}};
}

class Attributes {
public:
    explicit Attributes(const Disk& disk) : disk_(disk) {}

    void add(unsigned id, std::string_view name, unsigned flags, unsigned value, unsigned worst, unsigned threshold,
             std::uint64_t raw, std::string text = {}) {
        const bool isNow = threshold > 0 && value <= threshold;
        if (isNow && (flags & 1U) != 0) isPrefail = true;
        table.push_back(json::object{{"id", id},
                                     {"name", name},
                                     {"value", value},
                                     {"worst", std::min(worst, value)},
                                     {"thresh", threshold},
                                     {"when_failed", isNow ? "now" : ""},
                                     {"flags", flagsOf(flags)},
                                     {"raw", entry(raw, text.empty() ? std::to_string(raw) : text)}});
    }
    // A count that the disk would rather not have: the more, the lower its value.
    void count(unsigned id, std::string_view name, unsigned flags, unsigned best, unsigned threshold) {
        const auto raw = figure(disk_, std::to_string(id));
        const auto value = best - static_cast<unsigned>(std::min<std::uint64_t>(raw / 8, best - 1));
        add(id, name, flags, value, value, threshold, raw);
    }

    json::array table;
    bool isPrefail = false;

private:
    const Disk& disk_;
};

// Those of a Seagate Exos 7E10.
Attributes attributesOf(const Disk& disk) {
    Attributes out(disk);
    const auto hours = figure(disk, "hours");
    const auto celsius = static_cast<std::uint64_t>(disk.celsius);
    out.add(1, "Raw_Read_Error_Rate", 15, 83, 64, 44, 219'381'234);
    out.add(3, "Spin_Up_Time", 3, 96, 96, 0, 0);
    out.add(4, "Start_Stop_Count", 50, 100, 100, 20, 14);
    // A disk that has given up says so by this one.
    if (disk.passed) {
        out.count(5, "Reallocated_Sector_Ct", 51, 100, 10);
    } else {
        const auto moved = std::max<std::uint64_t>(figure(disk, "5"), 1);
        out.add(5, "Reallocated_Sector_Ct", 51, 1, 1, 10, moved);
    }
    out.add(7, "Seek_Error_Rate", 15, 90, 60, 45, 986'532'117);
    out.add(9, "Power_On_Hours", 50, 86, 86, 0, hours);
    out.add(10, "Spin_Retry_Count", 19, 100, 100, 97, 0);
    out.add(12, "Power_Cycle_Count", 50, 100, 100, 20, 14);
    out.add(18, "Head_Health", 11, 100, 100, 50, 0);
    out.count(187, "Reported_Uncorrect", 50, 100, 0);
    // Three counts in one: all, those above 5 s, those above 7.5 s.
    const auto timeouts = figure(disk, "188") & 0xffffU;
    out.add(188, "Command_Timeout", 50, 100, 100, 0, timeouts | timeouts << 16U | timeouts << 32U);
    out.add(190, "Airflow_Temperature_Cel", 34, static_cast<unsigned>(100 - std::min<std::uint64_t>(celsius, 99)), 55,
            0, celsius | 28U << 16U | 36U << 24U, std::format("{} (Min/Max 28/36)", celsius));
    out.add(192, "Power-Off_Retract_Count", 50, 100, 100, 0, 11);
    out.add(193, "Load_Cycle_Count", 50, 100, 100, 0, 1'204);
    out.add(194, "Temperature_Celsius", 34, static_cast<unsigned>(celsius), 45, 0, celsius | 14ULL << 32U,
            std::format("{} (0 14 0 0 0)", celsius));
    out.count(197, "Current_Pending_Sector", 18, 100, 0);
    out.count(198, "Offline_Uncorrectable", 16, 100, 0);
    out.count(199, "UDMA_CRC_Error_Count", 62, 200, 0);
    out.add(200, "Pressure_Limit", 35, 100, 100, 1, 0);
    out.add(240, "Head_Flying_Hours", 0, 100, 253, 0, hours - 20, std::format("{}h+10m+32.417s", hours - 20));
    out.add(241, "Total_LBAs_Written", 0, 100, 253, 0, 61'203'984'121);
    out.add(242, "Total_LBAs_Read", 0, 100, 253, 0, 148'554'020'913);
    return out;
}

json::object selfTestStatus(const Disk& disk) {
    if (const auto* running = runningTest(disk)) {
        const auto left = remainingPercent(*running) / 10;
        auto status = entry(0xf0U + left, std::format("in progress, {}0% remaining", left));
        status["remaining_percent"] = left * 10;
        return status;
    }
    if (disk.tests.empty() || disk.tests.front().result == "passed") {
        auto status = entry(0, "completed without error");
        status["passed"] = true;
        return status;
    }
    if (disk.tests.front().result == "aborted") return entry(0x19, "was aborted by the host");
    auto status = entry(0x79, "completed with error (read test element)");
    status["passed"] = false;
    return status;
}

json::object selfTestLog(const Disk& disk, int& status) {
    json::array table;
    unsigned failed = 0;
    for (const auto& test : disk.tests) {
        if (test.result == "running" || table.size() == 19) continue;
        json::object row{{"type", entry(test.kind, test.kind == 1 ? "Short offline" : "Extended offline")}};
        if (test.result == "passed") {
            row["status"] = json::object{{"value", 0}, {"string", "Completed without error"}, {"passed", true}};
        } else if (test.result == "aborted") {
            row["status"] = json::object{{"value", 0x19}, {"string", "Aborted by host"}, {"remaining_percent", 90}};
        } else {
            ++failed;
            row["status"] = json::object{
                {"value", 0x79}, {"string", "Completed: read failure"}, {"remaining_percent", 90}, {"passed", false}};
        }
        row["lifetime_hours"] = test.hours;
        if (test.result == "failed") row["lba"] = 402'115'616;
        table.push_back(std::move(row));
    }
    if (failed > 0 && !disk.tests.empty()) status |= smart_bit::selfTestLog;
    const auto count = table.size();
    return {{"extended", json::object{{"revision", 1},
                                      {"sectors", 1},
                                      {"table", std::move(table)},
                                      {"count", count},
                                      {"error_count_total", failed},
                                      {"error_count_outdated", 0}}}};
}

// One entry stands for all: the registers of the newest are shown.
json::object errorLog(const Disk& disk, int& status) {
    const auto count = figure(disk, "187");
    json::object log{{"revision", 1}, {"sectors", 5}, {"count", count}};
    if (count > 0) {
        status |= smart_bit::errorLog;
        const json::object command{{"registers", json::object{{"command", 96},
                                                              {"features", 8},
                                                              {"count", 0},
                                                              {"lba", 402'115'616},
                                                              {"device", 64},
                                                              {"device_control", 0}}},
                                   {"powerup_milliseconds", 2'101'337'220},
                                   {"command_name", "READ FPDMA QUEUED"}};
        log["logged_count"] = 1;
        log["table"] = json::array{json::object{{"error_number", count},
                                                {"log_index", (count - 1) % 20},
                                                {"lifetime_hours", figure(disk, "hours") - 1},
                                                {"device_state", entry(3, "active or idle")},
                                                {"completion_registers", json::object{{"error", 64},
                                                                                      {"status", 65},
                                                                                      {"count", 8},
                                                                                      {"lba", 402'115'616},
                                                                                      {"device", 0},
                                                                                      {"device_control", 0}}},
                                                {"error_description", "Error: UNC at LBA = 0x17f7c420 = 402115616"},
                                                {"previous_commands", json::array{command}}}};
    }
    return {{"extended", std::move(log)}};
}

json::object logDirectory() {
    json::array table;
    const auto add = [&](unsigned address, std::string_view name, bool write, unsigned gp, unsigned smart) {
        json::object row{{"address", address}, {"name", name}, {"read", true}, {"write", write}};
        if (gp > 0) row["gp_sectors"] = gp;
        if (smart > 0) row["smart_sectors"] = smart;
        table.push_back(std::move(row));
    };
    add(0, "Log Directory", false, 1, 1);
    add(1, "Summary SMART error log", false, 0, 1);
    add(2, "Comprehensive SMART error log", false, 0, 5);
    add(3, "Ext. Comprehensive SMART error log", false, 5, 0);
    add(4, "Device Statistics log", false, 256, 8);
    add(6, "SMART self-test log", false, 0, 1);
    add(7, "Extended self-test log", false, 1, 0);
    add(9, "Selective self-test log", true, 0, 1);
    add(12, "Pending Defects log", false, 2'048, 0);
    add(16, "NCQ Command Error log", false, 1, 0);
    add(17, "SATA Phy Event Counters log", false, 1, 0);
    add(48, "IDENTIFY DEVICE data log", false, 9, 9);
    for (unsigned address = 128; address < 160; ++address) add(address, "Host vendor specific log", true, 16, 16);
    add(224, "SCT Command/Status", true, 1, 1);
    add(225, "SCT Data Transfer", true, 1, 1);
    return {
        {"gp_dir_version", 1}, {"smart_dir_version", 1}, {"smart_dir_multi_sector", true}, {"table", std::move(table)}};
}

json::object statistic(unsigned offset, std::string_view name, unsigned size, std::uint64_t value) {
    return {{"offset", offset},
            {"name", name},
            {"size", size},
            {"value", value},
            {"flags", json::object{{"value", 0xc0},
                                   {"string", "V---"},
                                   {"valid", true},
                                   {"normalized", false},
                                   {"supports_dsn", false},
                                   {"monitored_condition_met", false}}}};
}

json::object statistics(const Disk& disk) {
    const auto page = [](unsigned number, std::string_view name, json::array table) {
        return json::object{{"number", number}, {"name", name}, {"revision", 1}, {"table", std::move(table)}};
    };
    return {
        {"pages", json::array{page(1, "General Statistics",
                                   {statistic(8, "Lifetime Power-On Resets", 4, 14),
                                    statistic(16, "Power-on Hours", 4, figure(disk, "hours")),
                                    statistic(24, "Logical Sectors Written", 6, 61'203'984'121),
                                    statistic(40, "Logical Sectors Read", 6, 148'554'020'913)}),
                              page(3, "Rotating Media Statistics",
                                   {statistic(32, "Number of Reallocated Logical Sectors", 4, figure(disk, "5"))}),
                              page(4, "General Errors Statistics",
                                   {statistic(8, "Number of Reported Uncorrectable Errors", 4, figure(disk, "187"))}),
                              page(5, "Temperature Statistics",
                                   {statistic(8, "Current Temperature", 1, static_cast<std::uint64_t>(disk.celsius)),
                                    statistic(88, "Specified Maximum Operating Temperature", 1, 60)}),
                              page(6, "Transport Statistics",
                                   {statistic(24, "Number of Interface CRC Errors", 4, figure(disk, "199"))})}}};
}

json::object phyCounters(const Disk& disk) {
    json::array table;
    const auto add = [&](unsigned id, std::string_view name, std::uint64_t value) {
        table.push_back(json::object{{"id", id}, {"name", name}, {"size", 2}, {"value", value}, {"overflow", false}});
    };
    add(1, "Command failed due to ICRC error", figure(disk, "199"));
    add(2, "R_ERR response for data FIS", figure(disk, "199"));
    add(3, "R_ERR response for device-to-host data FIS", 0);
    add(4, "R_ERR response for host-to-device data FIS", figure(disk, "199"));
    add(5, "R_ERR response for non-data FIS", 0);
    add(6, "R_ERR response for device-to-host non-data FIS", 0);
    add(7, "R_ERR response for host-to-device non-data FIS", 0);
    add(9, "Transition from drive PhyRdy to drive PhyNRdy", 2);
    add(10, "Device-to-host register FISes sent due to a COMRESET", 2);
    add(11, "CRC errors within host-to-device FIS", figure(disk, "199"));
    return {{"table", std::move(table)}, {"reset", false}};
}

json::object sctStatus(const Disk& disk) {
    return {{"format_version", 3},
            {"sct_version", 522},
            {"device_state", entry(0, "Active")},
            {"temperature", json::object{{"current", static_cast<int>(disk.celsius)},
                                         {"power_cycle_min", 28},
                                         {"power_cycle_max", 36},
                                         {"lifetime_min", 14},
                                         {"lifetime_max", 45},
                                         {"op_limit_max", 60},
                                         {"under_limit_count", 0},
                                         {"over_limit_count", 0}}},
            {"smart_status", json::object{{"passed", disk.passed}}}};
}

json::object temperatureHistory(const Disk& disk) {
    return {
        {"version", 2},
        {"sampling_period_minutes", 3},
        {"logging_interval_minutes", 94},
        {"temperature", json::object{{"op_limit_min", 14}, {"op_limit_max", 55}, {"limit_min", 10}, {"limit_max", 60}}},
        {"size", 128},
        {"index", 80},
        {"table", json::array(128, static_cast<int>(disk.celsius))}};
}

json::object selectiveLog() {
    json::array table;
    for (int span = 0; span < 5; ++span)
        table.push_back(json::object{{"lba_min", 0}, {"lba_max", 0}, {"status", entry(0, "Not_testing")}});
    return {{"revision", 1},
            {"table", std::move(table)},
            {"flags", json::object{{"value", 0}, {"remainder_scan_enabled", false}}},
            {"power_up_scan_resume_minutes", 0}};
}

json::object capabilities() {
    return {{"values", json::array{123, 3}},
            {"exec_offline_immediate_supported", true},
            {"offline_is_aborted_upon_new_cmd", false},
            {"offline_surface_scan_supported", true},
            {"self_tests_supported", true},
            {"conveyance_self_test_supported", true},
            {"selective_self_test_supported", true},
            {"attribute_autosave_enabled", true},
            {"error_logging_supported", true},
            {"gp_logging_supported", true}};
}

json::object speed(unsigned value) {
    return {{"sata_value", value}, {"string", "6.0 Gb/s"}, {"units_per_second", 60}, {"bits_per_unit", 100'000'000}};
}

}  // namespace

SmartAnswer ataDocument(const Disk& disk) {
    SmartAnswer answer;
    auto& out = answer.document;
    out["model_family"] = "Seagate Exos 7E10";
    out["model_name"] = disk.model;
    out["serial_number"] = disk.serial;
    const auto wwn = std::stoull(disk.wwn, nullptr, 16);
    out["wwn"] = {{"naa", wwn >> 60U}, {"oui", wwn >> 36U & 0xffffffU}, {"id", wwn & 0xfffffffffU}};
    out["firmware_version"] = disk.firmware;
    out["user_capacity"] = {{"blocks", disk.sectors()}, {"bytes", disk.octets}};
    out["logical_block_size"] = 512;
    out["physical_block_size"] = 4096;
    out["rotation_rate"] = disk.rotation;
    out["form_factor"] = {{"ata_value", 2}, {"name", "3.5 inches"}};
    out["trim"] = {{"supported", false}};
    out["in_smartctl_database"] = true;
    out["ata_version"] = {
        {"string", "ACS-4 (minor revision not indicated)"}, {"major_value", 4064}, {"minor_value", 65535}};
    out["sata_version"] = {{"string", "SATA 3.3"}, {"value", 511}};
    out["interface_speed"] = {{"max", speed(14)}, {"current", speed(3)}};
    out["smart_support"] = {{"available", true}, {"enabled", true}};
    out["read_lookahead"] = {{"enabled", true}};
    out["write_cache"] = {{"enabled", true}};
    out["ata_dsn"] = {{"enabled", false}};
    out["ata_security"] = {{"state", 41}, {"string", "Disabled, frozen [SEC2]"}, {"enabled", false}, {"frozen", true}};
    out["smart_status"] = {{"passed", disk.passed}};
    if (!disk.passed) answer.status |= smart_bit::failing;
    out["ata_smart_data"] = {
        {"offline_data_collection",
         json::object{
             {"status", json::object{{"value", 130}, {"string", "was completed without error"}, {"passed", true}}},
             {"completion_seconds", 567}}},
        {"self_test",
         json::object{{"status", selfTestStatus(disk)},
                      {"polling_minutes", json::object{{"short", 1}, {"extended", 372}, {"conveyance", 2}}}}},
        {"capabilities", capabilities()}};
    out["ata_sct_capabilities"] = {{"value", 20669},
                                   {"error_recovery_control_supported", true},
                                   {"feature_control_supported", true},
                                   {"data_table_supported", true}};
    auto attributes = attributesOf(disk);
    if (attributes.isPrefail) answer.status |= smart_bit::prefail;
    out["ata_smart_attributes"] = {{"revision", 10}, {"table", std::move(attributes.table)}};
    out["power_on_time"] = {{"hours", figure(disk, "hours")}};
    out["power_cycle_count"] = 14;
    out["temperature"] = {{"current", static_cast<int>(disk.celsius)},
                          {"power_cycle_min", 28},
                          {"power_cycle_max", 36},
                          {"lifetime_min", 14},
                          {"lifetime_max", 45},
                          {"op_limit_min", 14},
                          {"op_limit_max", 60},
                          {"limit_min", 10},
                          {"limit_max", 60}};
    out["ata_log_directory"] = logDirectory();
    out["ata_smart_error_log"] = errorLog(disk, answer.status);
    out["ata_smart_self_test_log"] = selfTestLog(disk, answer.status);
    out["ata_smart_selective_self_test_log"] = selectiveLog();
    out["ata_sct_status"] = sctStatus(disk);
    out["ata_sct_temperature_history"] = temperatureHistory(disk);
    out["ata_sct_erc"] = {{"read", json::object{{"enabled", true}, {"deciseconds", 100}}},
                          {"write", json::object{{"enabled", true}, {"deciseconds", 100}}}};
    out["ata_device_statistics"] = statistics(disk);
    out["ata_pending_defects_log"] = {{"size", 8'190}, {"count", figure(disk, "197")}};
    out["sata_phy_event_counters"] = phyCounters(disk);
    return answer;
}

}  // namespace tram::hal::sim
