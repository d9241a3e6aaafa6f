#include <format>

#include "hal/sim/smart_document.hpp"

namespace tram::hal::sim {

namespace {

namespace json = boost::json;

json::object errors(std::uint64_t corrected, std::string_view gigabytes, std::uint64_t uncorrected) {
    return {{"errors_corrected_by_eccfast", 0},
            {"errors_corrected_by_eccdelayed", corrected},
            {"errors_corrected_by_rereads_rewrites", corrected},
            {"total_errors_corrected", corrected},
            {"correction_algorithm_invocations", corrected * 2},
            {"gigabytes_processed", gigabytes},
            {"total_uncorrected_errors", uncorrected}};
}

// [SPC-5, "Self-Test Results log page"]
void addSelfTests(const Disk& disk, json::object& out, int& status) {
    std::size_t number = 0;
    for (const auto& test : disk.tests) {
        if (number == 20) break;
        const bool runs = test.result == "running";
        const int value = runs ? 15 : test.result == "passed" ? 0 : test.result == "failed" ? 7 : 1;
        const char* text = value == 15  ? "Self test in progress ..."
                           : value == 0 ? "Completed"
                           : value == 7 ? "Failed in segment"
                                        : "Aborted (by user command)";
        json::object row{{"code", json::object{{"value", test.kind},
                                               {"string", test.kind == 1 ? "Background short" : "Background long"}}},
                         {"result", json::object{{"value", value}, {"string", text}}}};
        if (runs) {
            row["self_test_in_progress"] = true;
        } else {
            if (value == 7) row["failed_segment"] = json::object{{"value", 4}, {"aka", "self_test_number"}};
            row["power_on_time"] = json::object{{"hours", test.hours}, {"aka", "accumulated_power_on_hours"}};
        }
        if (value == 7) {
            status |= smart_bit::selfTestLog;
            row["lba_first_failure"] = json::object{{"value", 402'115'616}, {"string", "402115616"}};
        }
        out[std::format("scsi_self_test_{}", number++)] = std::move(row);
    }
}

json::object phy(const Disk& disk, unsigned port, bool attached) {
    const auto address = std::stoull(disk.wwn, nullptr, 16) + 1 + port;
    return {
        {"phy_0",
         json::object{{"identifier", port},
                      {"attached_device_type", attached ? "SAS or SATA device" : "no device attached"},
                      {"attached_reason", attached ? "loss of dword synchronization" : "unknown"},
                      {"reason", "unknown"},
                      {"negotiated_logical_link_rate", attached ? "phy enabled; 12 Gbps" : "phy enabled; unknown"},
                      {"attached_initiator_port",
                       json::object{{"ssp", attached ? 1 : 0}, {"stp", attached ? 1 : 0}, {"smp", attached ? 1 : 0}}},
                      {"attached_target_port", json::object{{"ssp", 0}, {"stp", 0}, {"smp", 0}}},
                      {"sas_address", std::format("0x{:x}", address)},
                      {"attached_sas_address", attached ? "0x500605b00abcdef0" : "0x0"},
                      {"attached_phy_identifier", 0},
                      {"invalid_dword_count", 0},
                      {"running_disparity_error_count", 0},
                      {"loss_of_dword_synchronization_count", attached ? 1 : 0},
                      {"phy_reset_problem_count", 0}}},
        {"relative_target_port_id", port + 1},
        {"generation_code", 1},
        {"number_of_phys", 1}};
}

}  // namespace

SmartAnswer scsiDocument(const Disk& disk) {
    SmartAnswer answer;
    auto& out = answer.document;
    out["scsi_vendor"] = disk.vendor;
    out["scsi_product"] = disk.model;
    out["scsi_model_name"] = disk.vendor + " " + disk.model;
    out["scsi_revision"] = disk.firmware;
    out["scsi_version"] = "SPC-4";
    out["user_capacity"] = {{"blocks", disk.sectors()}, {"bytes", disk.octets}};
    out["logical_block_size"] = 512;
    out["physical_block_size"] = 4096;
    out["rotation_rate"] = disk.rotation;
    out["form_factor"] = {{"scsi_value", 2}, {"name", "3.5 inches"}};
    out["logical_unit_id"] = "0x" + disk.wwn;
    out["serial_number"] = disk.serial;
    out["device_type"] = {{"scsi_terminology", "Peripheral Device Type [PDT]"}, {"scsi_value", 0}, {"name", "disk"}};
    out["scsi_transport_protocol"] = {{"name", "SAS (SPL-4)"}, {"value", 6}};
    out["smart_support"] = {{"available", true}, {"enabled", true}};
    out["temperature_warning"] = {{"enabled", true}};
    out["read_lookahead"] = {{"enabled", true}};
    out["write_cache"] = {{"enabled", false}};
    if (disk.passed) {
        out["smart_status"] = {{"passed", true}};
    } else {
        answer.status |= smart_bit::failing;
        out["smart_status"] = {
            {"passed", false},
            {"scsi",
             json::object{
                 {"asc", 93}, {"ascq", 16}, {"ie_string", "HARDWARE IMPENDING FAILURE GENERAL HARD DRIVE FAILURE"}}}};
    }
    out["temperature"] = {{"current", static_cast<int>(disk.celsius)}, {"drive_trip", 65}};
    out["power_on_time"] = {{"hours", figure(disk, "hours")}, {"minutes", 29}};
    out["scsi_start_stop_cycle_counter"] = {{"year_of_manufacture", "2024"},
                                            {"week_of_manufacture", "17"},
                                            {"specified_cycle_count_over_device_lifetime", 50'000},
                                            {"accumulated_start_stop_cycles", 22},
                                            {"specified_load_unload_count_over_device_lifetime", 600'000},
                                            {"accumulated_load_unload_cycles", 1'491}};
    out["scsi_grown_defect_list"] = figure(disk, "grown_defects");
    const auto uncorrected = figure(disk, "uncorrected");
    out["scsi_error_counter_log"] = {{"read", errors(4, "152108.436", uncorrected)},
                                     {"write", errors(0, "56643.667", 0)},
                                     {"verify", errors(0, "17765.741", 0)}};
    out["scsi_pending_defects"] = {{"count", 0}};
    addSelfTests(disk, out, answer.status);
    out["scsi_extended_self_test_seconds"] = 42'780;
    out["scsi_background_scan"] = {{"status", json::object{{"value", 0},
                                                           {"string", "no scans active"},
                                                           {"number_scans_performed", 102},
                                                           {"scan_progress", "0.00%"},
                                                           {"number_medium_scans_performed", 102}}}};
    out["scsi_sas_port_0"] = phy(disk, 0, true);
    out["scsi_sas_port_1"] = phy(disk, 1, false);
    return answer;
}

}  // namespace tram::hal::sim
