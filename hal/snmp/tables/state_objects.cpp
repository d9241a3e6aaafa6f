// The appliance as a whole: health, power, the store, the journal, backup, replication.
#include <array>

#include "hal/snmp/tables/own_tables.hpp"
#include "hal/snmp/tables/rows.hpp"

namespace tram::snmp {

namespace {

const hal::ComponentState* chassisOf(const Row& row) {
    const auto& components = row.view.snapshot.components;
    const auto found =
        std::ranges::find(components, hal::Kind::chassis, [](const auto& state) { return state.component.kind; });
    return found == components.end() ? nullptr : &*found;
}

template <std::string hal::Component::* field>
std::optional<Value> chassisText(const Row& row) {
    const auto* chassis = chassisOf(row);
    return chassis == nullptr ? std::nullopt : std::optional(textValue(chassis->component.*field));
}

double unacknowledged(const hal::Snapshot& snapshot) {
    return static_cast<double>(std::ranges::count(snapshot.alarms, "", &hal::Alarm::acknowledgedBy));
}

std::optional<double> clockOffset(const hal::Snapshot& snapshot) {
    for (const auto& state : snapshot.components) {
        if (state.component.kind == hal::Kind::clock) return figureOf(state, "offset_seconds");
    }
    return mostOf(snapshot, "clock_offset_seconds");
}

std::optional<double> timestamp(const Row& row, std::string_view figure) {
    return mostOf(row.view.snapshot, figure);
}

double secondsOf(SystemTime time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

// The word of the chassis, as a number from 1; the first where it says nothing.
template <std::size_t N>
Value enumerated(const Row& row, std::string_view word, const std::array<std::string_view, N>& names) {
    const auto* chassis = chassisOf(row);
    if (chassis == nullptr) return integerValue(1);
    const auto said = chassis->words.find(word);
    const auto found = said == chassis->words.end() ? names.end() : std::ranges::find(names, said->second);
    return integerValue(found == names.end() ? 1.0 : static_cast<double>(found - names.begin()) + 1);
}

constexpr std::array stateColumns{
    Column{
        1, "Health", Type::health, "",
        "The state of the whole appliance: the worst of its parts, where parts that stand in for each other count as "
        "a warning while enough of them work. unknown while the hardware daemon does not answer. At warning look "
        "into tramAlarmTable within the day, at critical at once.",
        [](const Row& row) -> std::optional<Value> { return healthValue(row.view.snapshot.overall); }},
    Column{2, "Reasons", Type::gauge, "alarms",
           "How many alarms are active: the rows of tramAlarmTable, which are the reasons of tramStateHealth.",
           [](const Row& row) -> std::optional<Value> {
               return gaugeValue(static_cast<double>(row.view.snapshot.alarms.size()));
           }},
    Column{3, "Unacknowledged", Type::gauge, "alarms",
           "How many of the active alarms nobody has taken note of yet (`tram hal acknowledge`).",
           [](const Row& row) -> std::optional<Value> { return gaugeValue(unacknowledged(row.view.snapshot)); }},
    Column{4, "Hostname", Type::text, "", "The appliance's own name on the network.",
           [](const Row& row) -> std::optional<Value> { return textValue(row.view.snapshot.hostname); }},
    Column{5, "Model", Type::text, "", "The model of the box, as its plate has it.",
           chassisText<&hal::Component::model>},
    Column{6, "Serial", Type::text, "", "The serial number of the box: have it at hand when you call the vendor.",
           chassisText<&hal::Component::serial>},
    Column{7, "Firmware", Type::text, "", "The version of the firmware that runs.",
           chassisText<&hal::Component::firmware>},
    Column{
        8, "Sequence", Type::gauge, "events",
        "The number of the last event (alarm raised, changed or cleared). Events are numbered without gaps and each "
        "notification carries its number as tramEventSequence: where it is behind this one, notifications were lost; "
        "read tramAlarmTable.",
        [](const Row& row) -> std::optional<Value> {
            return gaugeValue(static_cast<double>(row.view.snapshot.sequence));
        }},
    Column{9, "Time", Type::time, "",
           "When all of this was looked at last; some seconds ago while tramStateKnown is true.",
           [](const Row& row) { return timeValue(row.view.snapshot.time); }},
    Column{10, "Started", Type::time, "", "Since when the hardware daemon watches the appliance.",
           [](const Row& row) { return timeValue(row.view.snapshot.started); }},
    Column{11, "Known", Type::truth, "",
           "Whether the hardware daemon answers. While false, figures of this module are the last that were heard, and "
           "every health is unknown: look at the processes of the appliance.",
           [](const Row& row) -> std::optional<Value> { return truthValue(row.view.known); }},
    Column{
        12, "ClockOffset", Type::integer, "milliseconds",
        "How far the appliance's clock is ahead of the time servers (behind: below 0). Beyond a second signatures and "
        "second factors start to fail: look whether the time servers can be reached.",
        [](const Row& row) {
            return made(clockOffset(row.view.snapshot), [](double seconds) { return integerValue(seconds * 1000); });
        }},
};

constexpr std::array powerColumns{
    Column{1, "Stage", Type::text, "",
           "What is being done about power: normal; shedding (what can wait is stopped); draining (no new mail is "
           "taken, what is under way ends); stopping (the box goes down in order and starts by itself when the mains "
           "are back).",
           [](const Row& row) -> std::optional<Value> { return textValue(row.view.snapshot.stage); }},
    Column{2, "Reason", Type::text, "", "Why, in a word; empty while the stage is normal.",
           [](const Row& row) -> std::optional<Value> { return textValue(row.view.snapshot.reason); }},
    Column{
        3, "Remaining", Type::gauge, "seconds",
        "How long the batteries carry the box, by what the uninterruptible supplies say. Not there while no unit says "
        "so.",
        [](const Row& row) { return made(row.view.snapshot.remainingSeconds, gaugeValue); }},
};

constexpr std::array storeColumns{
    Column{1, "Writable", Type::truth, "",
           "Whether mail can be stored. While false every sender is asked to come again later: look at the alarms of "
           "disks and space first.",
           [](const Row& row) {
               return made(sumOf(row.view.snapshot, "store_writable"), [](double on) { return truthValue(on > 0); });
           }},
    Column{2, "Space", Type::gauge, "megabytes", "Size of the volume that holds the mail.",
           totalMegabytes<"store_space_octets">},
    Column{
        3, "SpaceFree", Type::gauge, "megabytes",
        "What is free of it. Below a tenth order disks or lower quotas; at the reserve new mail is refused for a time.",
        totalMegabytes<"store_space_free_octets">},
    Column{4, "Map", Type::gauge, "megabytes", "Size of the database's map, which grows within the volume by itself.",
           totalMegabytes<"store_map_octets">},
    Column{5, "MapUsed", Type::gauge, "megabytes", "What is used of the map.", totalMegabytes<"store_map_used_octets">},
    Column{6, "CommitWorst", Type::gauge, "microseconds",
           "The slowest commit of the last minute. Some milliseconds are usual; a second and more means a failing disk "
           "or an array that is being rebuilt.",
           [](const Row& row) {
               return made(mostOf(row.view.snapshot, "store_commit_seconds"),
                           [](double seconds) { return gaugeValue(seconds * 1e6); });
           }},
    Column{7, "Commits", Type::counter, "commits", "Commits since the store started.",
           totalCounter<"store_commits_total">},
    Column{8, "Delivered", Type::counter, "messages", "Messages put into mailboxes since the store started.",
           totalCounter<"store_delivered_messages_total">},
    Column{
        9, "ScrubErrors", Type::counter, "messages",
        "Stored messages that did not match their checksums. Anything above 0 is serious: run `tram store check` and "
        "restore them from the backup.",
        totalCounter<"scrub_errors_total">},
};

constexpr std::array journalColumns{
    Column{1, "Position", Type::counter, "records",
           "The position of the journal's head: every change of mail, directory, queue and settings is a record. It "
           "grows as long as the appliance works.",
           totalCounter<"journal_position">},
};

constexpr std::array backupColumns{
    Column{1, "LastSuccess", Type::time, "", "When a backup last succeeded. Not there where none ever did.",
           [](const Row& row) -> std::optional<Value> {
               const auto at = timestamp(row, "backup_last_success_timestamp_seconds");
               return at ? timeValue(ofTimestamp(*at)) : std::nullopt;
           }},
    Column{
        2, "Age", Type::gauge, "seconds",
        "How long ago that was. More than 26 hours means that last night's backup failed: look at its target and its "
        "log.",
        [](const Row& row) {
            return made(timestamp(row, "backup_last_success_timestamp_seconds"),
                        [&](double at) { return gaugeValue(secondsOf(row.view.snapshot.time) - at); });
        }},
};

constexpr std::array replicationColumns{
    Column{
        1, "Role", Type::role, "",
        "What this box does: active takes and gives mail, standby holds a copy of it and waits. A box without a pair "
        "is active.",
        [](const Row& row) -> std::optional<Value> {
            return enumerated(row, "role", std::array<std::string_view, 2>{"active", "standby"});
        }},
    Column{2, "Peer", Type::peer, "",
           "The pair's other box: none where there is no pair; connected and up to date; behind, being brought up to "
           "date; lost, so that this box works alone and another failure may lose mail.",
           [](const Row& row) -> std::optional<Value> {
               return enumerated(row, "peer", std::array<std::string_view, 4>{"none", "connected", "behind", "lost"});
           }},
};

constexpr std::array tables{
    Table{1, "State", "The state of the appliance as a whole.", "", "", stateColumns, onlyRow},
    Table{2, "Power", "What is being done about power.", "", "", powerColumns, onlyRow},
    Table{3, "Store", "The store of mail.", "", "", storeColumns, onlyRow},
    Table{4, "Journal", "The journal of all changes.", "", "", journalColumns, onlyRow},
    Table{5, "Backup", "The backup.", "", "", backupColumns, onlyRow},
    Table{6, "Replication", "The pair of boxes.", "", "", replicationColumns, onlyRow},
};

}  // namespace

std::span<const Table> stateObjects() {
    return tables;
}

}  // namespace tram::snmp
