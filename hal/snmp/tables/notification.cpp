#include "hal/snmp/tables/notification.hpp"

#include <array>

#include "hal/snmp/tables/enterprise.hpp"
#include "hal/snmp/tables/rows.hpp"

namespace tram::snmp {

namespace {

enum EventObject : std::uint32_t {
    alarmNumber = 1,
    code = 2,
    severity = 3,
    component = 4,
    label = 5,
    serial = 6,
    text = 7,
    textVi = 8,
    todo = 9,
    todoVi = 10,
    sequence = 11,
    time = 12,
    repeated = 13,
    hostname = 14,
    health = 15,
    active = 16,
    labelVi = 17,
};

constexpr std::array objects{
    Column{alarmNumber, "Alarm", Type::gauge, "",
           "The alarm's number: the same when it is raised and when it is cleared, and its row in tramAlarmTable."},
    Column{code, "Code", Type::text, "", "The condition's name: disk.failing."},
    Column{
        severity, "Severity", Type::health, "",
        "warning: within days, mail is not at risk yet. critical: now, or another failure may stop or lose mail. Of a "
        "cleared alarm what it was."},
    Column{component, "Component", Type::text, "", "The component's name: a row of tramComponentTable."},
    Column{label, "Label", Type::text, "", "How a technician before the box finds it: bay 3."},
    Column{serial, "Serial", Type::text, "", "Its serial number; empty where it has none."},
    Column{text, "Text", Type::text, "", "What is the matter, in English."},
    Column{textVi, "TextVi", Type::text, "", "What is the matter, in Vietnamese (UTF-8)."},
    Column{todo, "Todo", Type::text, "", "What to do, in English."},
    Column{todoVi, "TodoVi", Type::text, "", "What to do, in Vietnamese (UTF-8)."},
    Column{sequence, "Sequence", Type::gauge, "",
           "The event's number. Numbers have no gaps: where one is missing a notification was lost. A repeated "
           "notification has the number of the event that raised the alarm."},
    Column{time, "Time", Type::time, "", "When it happened."},
    Column{repeated, "Repeated", Type::truth, "",
           "true: the alarm was told before and is still active. That is done every hour and after a loss of contact."},
    Column{hostname, "Hostname", Type::text, "", "The appliance's own name on the network."},
    Column{health, "Health", Type::health, "", "The state of the whole appliance."},
    Column{active, "Active", Type::gauge, "alarms", "How many alarms are active."},
    Column{labelVi, "LabelVi", Type::text, "", "How a technician finds it, in Vietnamese (UTF-8)."},
};

constexpr std::array<std::uint32_t, 5> objectsOfHere{hostname, health, active, sequence, time};

class Writer {
public:
    explicit Writer(Oid name) : notification_{std::move(name), {}} {}

    void put(std::uint32_t number, Value value) {
        notification_.objects.emplace_back(oidOf(tramRoot, {objectsBranch, eventBranch, number, 0}), std::move(value));
    }
    void put(std::uint32_t number, std::optional<Value> value) {
        if (value) put(number, std::move(*value));
    }
    [[nodiscard]] Notification take() { return std::move(notification_); }

private:
    Notification notification_;
};

std::string argument(const hal::Alarm& alarm, std::string_view name) {
    const auto found = alarm.arguments.find(name);
    return found == alarm.arguments.end() ? std::string() : found->second;
}

}  // namespace

std::string labelOf(const hal::Alarm& alarm, const hal::Snapshot& snapshot) {
    const auto* state = snapshot.find(alarm.component);
    return state != nullptr ? state->component.label : argument(alarm, "label");
}

std::string labelViOf(const hal::Alarm& alarm, const hal::Snapshot& snapshot) {
    const auto* state = snapshot.find(alarm.component);
    auto own = state != nullptr ? state->component.labelVietnamese : argument(alarm, "label.vi");
    return own.empty() ? labelOf(alarm, snapshot) : own;
}

std::string serialOf(const hal::Alarm& alarm, const hal::Snapshot& snapshot) {
    // The alarm's own comes first: by now another part may stand there.
    auto own = argument(alarm, "serial");
    if (!own.empty()) return own;
    const auto* state = snapshot.find(alarm.component);
    return state != nullptr ? state->component.serial : std::string();
}

Notification notificationOf(const hal::AlarmEvent& event, Telling telling, const hal::Snapshot& snapshot) {
    const auto& alarm = event.alarm;
    const auto branch = event.what == hal::AlarmEvent::What::cleared ? clearedBranch : raisedBranch;
    // The 0 before the last number is SMIv2's for notifications. [RFC 2578 8.5]
    Writer writer(oidOf(tramRoot, {branch, 0, static_cast<std::uint32_t>(alarm.condition)}));
    const auto english = hal::textOf(alarm, Language::english);
    const auto vietnamese = hal::textOf(alarm, Language::vietnamese);
    writer.put(alarmNumber, gaugeValue(static_cast<double>(alarm.id)));
    writer.put(code, textValue(hal::infoOf(alarm.condition).name));
    writer.put(severity, healthValue(alarm.severity));
    writer.put(component, textValue(alarm.component));
    writer.put(label, textValue(labelOf(alarm, snapshot)));
    writer.put(labelVi, textValue(labelViOf(alarm, snapshot)));
    writer.put(serial, textValue(serialOf(alarm, snapshot)));
    writer.put(text, textValue(english.what));
    writer.put(textVi, textValue(vietnamese.what));
    writer.put(todo, textValue(english.todo));
    writer.put(todoVi, textValue(vietnamese.todo));
    writer.put(sequence, gaugeValue(static_cast<double>(event.sequence)));
    writer.put(time, timeValue(event.time));
    writer.put(repeated, truthValue(telling == Telling::repeated));
    writer.put(hostname, textValue(snapshot.hostname));
    return writer.take();
}

Notification hereNotification(const hal::Snapshot& snapshot) {
    Writer writer(oidOf(tramRoot, {noticesBranch, 0, hereNumber}));
    writer.put(hostname, textValue(snapshot.hostname));
    writer.put(health, healthValue(snapshot.overall));
    writer.put(active, gaugeValue(static_cast<double>(snapshot.alarms.size())));
    writer.put(sequence, gaugeValue(static_cast<double>(snapshot.sequence)));
    writer.put(time, timeValue(snapshot.time));
    return writer.take();
}

std::span<const Column> eventObjects() {
    return objects;
}

std::span<const std::uint32_t> hereObjects() {
    return objectsOfHere;
}

std::string notificationStem(const hal::ConditionInfo& info) {
    std::string stem = "tram";
    bool upper = true;
    for (const char c : info.name) {
        if (c == '.' || c == '-') {
            upper = true;
            continue;
        }
        stem += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        upper = false;
    }
    return stem;
}

}  // namespace tram::snmp
