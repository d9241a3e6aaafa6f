#include <boost/json/array.hpp>

#include "hal/sim/smart_document.hpp"

namespace tram::hal::sim {

namespace {

namespace json = boost::json;

// [NVM Express Base 2.0, 5.16.1.7]
json::object selfTestLog(const Disk& disk, int& status) {
    json::object log{{"nsid", -1}};
    if (const auto* running = runningTest(disk)) {
        log["current_self_test_operation"] = json::object{
            {"value", running->kind},
            {"string", running->kind == 1 ? "Short self-test in progress" : "Extended self-test in progress"}};
        log["current_self_test_completion_percent"] = 100 - remainingPercent(*running);
    } else {
        log["current_self_test_operation"] = json::object{{"value", 0}, {"string", "No self-test in progress"}};
    }
    json::array table;
    bool isNewest = true;
    for (const auto& test : disk.tests) {
        if (test.result == "running" || table.size() == 20) continue;
        const bool failed = test.result == "failed";
        const int value = test.result == "passed" ? 0 : failed ? 7 : 1;
        const char* text = value == 0   ? "Completed without error"
                           : value == 1 ? "Aborted: Self-test command"
                                        : "Completed: failed segments";
        json::object row{
            {"self_test_code", json::object{{"value", test.kind}, {"string", test.kind == 1 ? "Short" : "Extended"}}},
            {"self_test_result", json::object{{"value", value}, {"string", text}}},
            {"power_on_hours", test.hours}};
        if (failed) {
            row["segment"] = 4;
            row["nsid"] = 1;
            row["lba"] = 402'115'616;
        }
        if (failed && isNewest) status |= smart_bit::selfTestLog;
        isNewest = false;
        table.push_back(std::move(row));
    }
    if (!table.empty()) log["table"] = std::move(table);
    return log;
}

json::object flags(std::uint64_t value, std::initializer_list<std::pair<std::string_view, bool>> bits) {
    json::object out{{"value", value}};
    for (const auto& [name, is] : bits) out[name] = is;
    out["other"] = 0;
    return out;
}

json::object powerState() {
    return {{"non_operational_state", false},
            {"relative_read_latency", 0},
            {"relative_read_throughput", 0},
            {"relative_write_latency", 0},
            {"relative_write_throughput", 0},
            {"entry_latency_us", 70},
            {"exit_latency_us", 70},
            {"max_power", json::object{{"value", 2500}, {"scale", 2}, {"units_per_watt", 100}}},
            {"active_power", json::object{{"value", 1400}, {"scale", 2}, {"units_per_watt", 100}}},
            {"idle_power", json::object{{"value", 400}, {"scale", 2}, {"units_per_watt", 100}}}};
}

json::object nameSpace(const Disk& disk) {
    const json::object size{{"blocks", disk.sectors()}, {"bytes", disk.octets}};
    return {{"id", 1},
            {"size", size},
            {"capacity", size},
            {"utilization", json::object{{"blocks", disk.sectors() / 3}, {"bytes", disk.sectors() / 3 * 512}}},
            {"formatted_lba_size", 512},
            {"eui64", json::object{{"oui", 9528}, {"ext_id", std::stoull(disk.wwn.substr(7), nullptr, 16)}}},
            {"features", flags(26, {{"thin_provisioning", false},
                                    {"na_fields", true},
                                    {"dealloc_or_unwritten_block_error", false},
                                    {"uid_reuse", true},
                                    {"np_fields", true}})},
            {"lba_formats",
             json::array{json::object{
                 {"formatted", true}, {"data_bytes", 512}, {"metadata_bytes", 0}, {"relative_performance", 0}}}}};
}

json::object healthLog(const Disk& disk) {
    const auto celsius = static_cast<int>(disk.celsius);
    return {{"critical_warning", figure(disk, "critical_warning")},
            {"temperature", celsius},
            {"available_spare", figure(disk, "available_spare")},
            {"available_spare_threshold", figure(disk, "available_spare_threshold")},
            {"percentage_used", figure(disk, "percentage_used")},
            {"data_units_read", 70'487'783},
            {"data_units_written", 267'397'176},
            {"host_reads", 1'980'393'839},
            {"host_writes", 9'358'693'660},
            {"controller_busy_time", 3'970},
            {"power_cycles", 63},
            {"power_on_hours", figure(disk, "hours")},
            {"unsafe_shutdowns", 34},
            {"media_errors", figure(disk, "media_errors")},
            {"num_err_log_entries", figure(disk, "media_errors")},
            {"warning_temp_time", 0},
            {"critical_comp_time", 0},
            {"temperature_sensors", json::array{celsius, celsius + 7}}};
}

}  // namespace

SmartAnswer nvmeDocument(const Disk& disk) {
    SmartAnswer answer;
    auto& out = answer.document;
    out["model_name"] = disk.model;
    out["serial_number"] = disk.serial;
    out["firmware_version"] = disk.firmware;
    out["nvme_pci_vendor"] = {{"id", 5197}, {"subsystem_id", 5197}};
    out["nvme_ieee_oui_identifier"] = 9528;
    out["nvme_total_capacity"] = disk.octets;
    out["nvme_unallocated_capacity"] = 0;
    out["nvme_controller_id"] = 6;
    out["nvme_version"] = {{"string", "1.4"}, {"value", 66560}};
    out["nvme_number_of_namespaces"] = 32;
    out["nvme_namespaces"] = json::array{nameSpace(disk)};
    out["user_capacity"] = {{"blocks", disk.sectors()}, {"bytes", disk.octets}};
    out["logical_block_size"] = 512;
    out["smart_support"] = {{"available", true}, {"enabled", true}};
    out["nvme_firmware_update_capabilities"] = {{"value", 23},
                                                {"slots", 3},
                                                {"first_slot_is_read_only", true},
                                                {"activiation_without_reset", true},
                                                {"multiple_update_detection", false},
                                                {"other", 0}};
    out["nvme_optional_admin_commands"] = flags(95, {{"security_send_receive", true},
                                                     {"format_nvm", true},
                                                     {"firmware_download", true},
                                                     {"namespace_management", true},
                                                     {"self_test", true},
                                                     {"directives", false},
                                                     {"mi_send_receive", true},
                                                     {"virtualization_management", false},
                                                     {"doorbell_buffer_config", false},
                                                     {"get_lba_status", false},
                                                     {"command_and_feature_lockdown", false}});
    out["nvme_optional_nvm_commands"] = flags(95, {{"compare", true},
                                                   {"write_uncorrectable", true},
                                                   {"dataset_management", true},
                                                   {"write_zeroes", true},
                                                   {"save_select_feature_nonzero", true},
                                                   {"reservations", false},
                                                   {"timestamp", true},
                                                   {"verify", false},
                                                   {"copy", false}});
    out["nvme_log_page_attributes"] = flags(14, {{"smart_health_per_namespace", false},
                                                 {"commands_effects_log", true},
                                                 {"extended_get_log_page_cmd", true},
                                                 {"telemetry_log", true},
                                                 {"persistent_event_log", false},
                                                 {"supported_log_pages_log", false},
                                                 {"telemetry_data_area_4", false}});
    out["nvme_maximum_data_transfer_pages"] = 512;
    out["nvme_composite_temperature_threshold"] = {{"warning", 80}, {"critical", 85}};
    out["temperature"] = {
        {"op_limit_max", 80}, {"critical_limit_max", 85}, {"current", static_cast<int>(disk.celsius)}};
    out["nvme_power_states"] = json::array{powerState()};
    const auto warning = figure(disk, "critical_warning");
    const bool passed = disk.passed && warning == 0;
    if (!passed) answer.status |= smart_bit::failing;
    out["smart_status"] = {{"passed", passed}, {"nvme", json::object{{"value", warning}}}};
    out["nvme_smart_health_information_log"] = healthLog(disk);
    out["power_cycle_count"] = 63;
    out["power_on_time"] = {{"hours", figure(disk, "hours")}};
    json::object errors{{"size", 64}, {"read", 16}, {"unread", 0}};
    if (const auto count = figure(disk, "media_errors"); count > 0) {
        answer.status |= smart_bit::errorLog;
        errors["table"] = json::array{json::object{{"error_count", count},
                                                   {"submission_queue_id", 4},
                                                   {"command_id", 24'593},
                                                   {"status_field", json::object{{"value", 0x281},
                                                                                 {"do_not_retry", false},
                                                                                 {"status_code_type", 2},
                                                                                 {"status_code", 0x81},
                                                                                 {"string", "Unrecovered Read Error"}}},
                                                   {"phase_tag", false},
                                                   {"lba", json::object{{"value", 402'115'616}}},
                                                   {"nsid", 1}}};
    }
    out["nvme_error_information_log"] = std::move(errors);
    out["nvme_self_test_log"] = selfTestLog(disk, answer.status);
    return answer;
}

}  // namespace tram::hal::sim
