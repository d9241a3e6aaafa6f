// What the appliance is made of, what is the matter with it, what was replaced.
#include <array>

#include "hal/model/json_value.hpp"
#include "hal/snmp/tables/notification.hpp"
#include "hal/snmp/tables/own_tables.hpp"
#include "hal/snmp/tables/rows.hpp"

namespace tram::snmp {

namespace {

template <std::string hal::Component::* field>
std::optional<Value> componentText(const Row& row) {
    return textValue(row.state->component.*field);
}

constexpr std::array componentColumns{
    Column{
        1, "Id", Type::name, "",
        "The component's name, which `tram hal` takes: disk:3, power-supply:1, link:tsl-1. It comes from the bay, slot "
        "or role and stays when the part is replaced; the tables of disks, fans and so on are indexed by it too."},
    Column{2, "Kind", Type::text, "",
           "What it is: chassis, disk, array, volume, power-supply, fan, temperature and so on.",
           [](const Row& row) -> std::optional<Value> { return textValue(name(row.state->component.kind)); }},
    Column{3, "Label", Type::text, "", "How a technician before the box finds it: bay 3, UPS A.",
           componentText<&hal::Component::label>},
    Column{4, "Parent", Type::text, "", "The component that it is a part of; empty of the chassis.",
           componentText<&hal::Component::parent>},
    Column{5, "Vendor", Type::text, "", "Who made it; empty where it does not say.",
           componentText<&hal::Component::vendor>},
    Column{6, "Model", Type::text, "", "Its model; what to order when it fails.",
           componentText<&hal::Component::model>},
    Column{7, "Serial", Type::text, "",
           "Its serial number. Compare it with the one printed on the part before you pull anything.",
           componentText<&hal::Component::serial>},
    Column{8, "Firmware", Type::text, "", "The version of its own firmware.", componentText<&hal::Component::firmware>},
    Column{9, "Present", Type::truth, "",
           "Whether it is there. One that was there and is gone stays listed, with an alarm.",
           [](const Row& row) -> std::optional<Value> { return truthValue(row.state->component.present); }},
    Column{10, "Health", Type::health, "", "How it is: the worst of its alarms and of its parts.",
           [](const Row& row) -> std::optional<Value> { return healthValue(row.state->health); }},
    Column{11, "Since", Type::time, "", "Since when it is not well; not there while it is.",
           [](const Row& row) { return row.state->since ? timeValue(*row.state->since) : std::nullopt; }},
    Column{12, "LabelVi", Type::text, "", "How a technician finds it, in Vietnamese (UTF-8).",
           [](const Row& row) -> std::optional<Value> {
               const auto& component = row.state->component;
               return textValue(component.labelVietnamese.empty() ? component.label : component.labelVietnamese);
           }},
};

std::vector<Row> allComponents(const View& view) {
    return componentRows(view, std::nullopt);
}

std::vector<Row> alarmRows(const View& view) {
    std::vector<Row> rows;
    for (const auto& alarm : view.snapshot.alarms) {
        Row row{view, {static_cast<std::uint32_t>(alarm.id)}};
        row.alarm = &alarm;
        row.state = view.snapshot.find(alarm.component);
        rows.push_back(std::move(row));
    }
    return rows;
}

constexpr std::array alarmColumns{
    Column{1, "Number", Type::gauge, "", "The alarm's number: that of the event that raised it."},
    Column{
        2, "Condition", Type::gauge, "", "The number of the condition: that of its notifications.",
        [](const Row& row) -> std::optional<Value> { return gaugeValue(static_cast<double>(row.alarm->condition)); }},
    Column{3, "Code", Type::text, "", "The condition's name, as metrics and `tram hal` have it: disk.failing.",
           [](const Row& row) -> std::optional<Value> { return textValue(hal::infoOf(row.alarm->condition).name); }},
    Column{4, "Severity", Type::health, "",
           "warning: within days, mail is not at risk yet. critical: now, or another failure may stop or lose mail.",
           [](const Row& row) -> std::optional<Value> { return healthValue(row.alarm->severity); }},
    Column{5, "Component", Type::text, "", "The component's name: a row of tramComponentTable.",
           [](const Row& row) -> std::optional<Value> { return textValue(row.alarm->component); }},
    Column{6, "Label", Type::text, "", "How a technician before the box finds it.",
           [](const Row& row) -> std::optional<Value> { return textValue(labelOf(*row.alarm, row.view.snapshot)); }},
    Column{7, "Serial", Type::text, "", "Its serial number; empty where it has none.",
           [](const Row& row) -> std::optional<Value> { return textValue(serialOf(*row.alarm, row.view.snapshot)); }},
    Column{8, "Text", Type::text, "", "What is the matter, in English.",
           [](const Row& row) -> std::optional<Value> {
               return textValue(hal::textOf(*row.alarm, Language::english).what);
           }},
    Column{9, "TextVi", Type::text, "", "What is the matter, in Vietnamese (UTF-8).",
           [](const Row& row) -> std::optional<Value> {
               return textValue(hal::textOf(*row.alarm, Language::vietnamese).what);
           }},
    Column{10, "Todo", Type::text, "", "What to do, in English.",
           [](const Row& row) -> std::optional<Value> {
               return textValue(hal::textOf(*row.alarm, Language::english).todo);
           }},
    Column{11, "TodoVi", Type::text, "", "What to do, in Vietnamese (UTF-8).",
           [](const Row& row) -> std::optional<Value> {
               return textValue(hal::textOf(*row.alarm, Language::vietnamese).todo);
           }},
    Column{12, "Raised", Type::time, "", "When it was raised.",
           [](const Row& row) { return timeValue(row.alarm->raised); }},
    Column{13, "Changed", Type::time, "", "When its severity last changed.",
           [](const Row& row) { return timeValue(row.alarm->changed); }},
    Column{14, "AcknowledgedBy", Type::text, "",
           "Who took note of it; empty while nobody did. That lowers the noise, not the health.",
           [](const Row& row) -> std::optional<Value> { return textValue(row.alarm->acknowledgedBy); }},
    Column{15, "LabelVi", Type::text, "", "How a technician finds it, in Vietnamese (UTF-8).",
           [](const Row& row) -> std::optional<Value> { return textValue(labelViOf(*row.alarm, row.view.snapshot)); }},
};

std::vector<Row> replacementRows(const View& view) {
    std::vector<Row> rows;
    for (const auto& replacement : view.snapshot.replacements) {
        const auto seconds = replacement.time.time_since_epoch() / std::chrono::seconds(1);
        Row row{view, {static_cast<std::uint32_t>(seconds)}};
        appendText(row.index, hal::lineOf(replacement.component, nameOctets));
        row.replacement = &replacement;
        rows.push_back(std::move(row));
    }
    return rows;
}

constexpr std::array replacementColumns{
    Column{1, "At", Type::gauge, "seconds", "When, in seconds since 1970."},
    Column{2, "Component", Type::name, "", "Where: the component's name, as in tramComponentTable."},
    Column{3, "Label", Type::text, "", "How a technician before the box finds the place.",
           [](const Row& row) -> std::optional<Value> { return textValue(row.replacement->label); }},
    Column{4, "Before", Type::text, "", "The serial number of the part that was there.",
           [](const Row& row) -> std::optional<Value> { return textValue(row.replacement->before); }},
    Column{5, "After", Type::text, "", "The serial number of the part that took its place.",
           [](const Row& row) -> std::optional<Value> { return textValue(row.replacement->after); }},
    Column{6, "Time", Type::time, "", "When it was seen.",
           [](const Row& row) { return timeValue(row.replacement->time); }},
};

constexpr std::array tables{
    Table{10, "Component", "All that the appliance is made of, parts and services alike.", "A part or service.",
          "tramComponentId", componentColumns, allComponents},
    Table{
        11, "Alarm",
        "The active alarms, in the order in which they were raised. Empty while all is well. It is what to read after "
        "notifications may have been lost.",
        "An active alarm.", "tramAlarmNumber", alarmColumns, alarmRows},
    Table{12, "Replacement", "Parts that were replaced: another serial number stands where one was.", "A replacement.",
          "tramReplacementAt, tramReplacementComponent", replacementColumns, replacementRows},
};

}  // namespace

std::span<const Table> alarmTables() {
    return tables;
}

}  // namespace tram::snmp
