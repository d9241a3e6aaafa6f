#include "hal/snmp/tables/view.hpp"

#include <gtest/gtest.h>

#include "hal/snmp/tables/enterprise.hpp"
#include "hal/snmp/tables/notification.hpp"
#include "hal/snmp/tables/view_fixture.hpp"

namespace tram::snmp {

namespace {

using fixture::appliance;
using fixture::noon;

// sysUpTime was 0 half a minute after noon.
constexpr SystemTime agentStart = noon + std::chrono::seconds(30);

ObjectMap objects(const hal::Snapshot& snapshot, bool known = true) {
    return objectsOf({snapshot, snapshot.time, agentStart, known});
}

const Table& tableNamed(std::string_view name) {
    return *std::ranges::find(ownTables(), name, &Table::name);
}

Oid ownOid(std::string_view table, std::string_view column, const Oid& index) {
    const auto& found = tableNamed(table);
    return oidOf(found.columnOid(std::ranges::find(found.columns, column, &Column::name)->number), index);
}

Oid named(std::string_view text) {
    Oid index;
    appendText(index, text);
    return index;
}

std::string shown(const Value* value) {
    if (value == nullptr) return "-";
    switch (value->syntax) {
        case Syntax::octets:
            return value->octets;
        case Syntax::objectIdentifier:
            return toText(value->oid);
        default:
            return std::to_string(static_cast<std::int64_t>(value->number));
    }
}

struct OwnRow {
    const char* table;
    const char* column;
    Oid index;
    const char* expected;
};

TEST(OwnTables, ShowWhatTheSnapshotHas) {
    const auto box = appliance();
    const auto map = objects(box);
    const std::vector<OwnRow> rows{
        {"State", "Health", {0}, "3"},
        {"State", "Reasons", {0}, "2"},
        {"State", "Unacknowledged", {0}, "1"},
        {"State", "Hostname", {0}, "mail.example"},
        {"State", "Serial", {0}, "BOX1"},
        {"State", "Firmware", {0}, "1.2"},
        {"State", "Sequence", {0}, "9"},
        {"State", "Known", {0}, "1"},
        {"State", "ClockOffset", {0}, "-"},
        {"Power", "Stage", {0}, "normal"},
        {"Power", "Remaining", {0}, "1800"},
        {"Store", "Writable", {0}, "1"},
        {"Store", "CommitWorst", {0}, "12500"},
        {"Store", "Space", {0}, "-"},
        {"Journal", "Position", {0}, "5000000000"},
        {"Backup", "Age", {0}, "100"},
        {"Replication", "Role", {0}, "1"},
        {"Replication", "Peer", {0}, "1"},
        {"Component", "Kind", named("power-supply:1"), "power-supply"},
        {"Component", "Present", named("disk:3"), "2"},
        {"Component", "Health", named("disk:2"), "4"},
        {"Component", "Since", named("disk:1"), "-"},
        {"Alarm", "Code", {9}, "disk.failing"},
        {"Alarm", "Condition", {9}, "3"},
        {"Alarm", "Label", {9}, "bay 2"},
        {"Alarm", "Serial", {9}, "S2"},
        {"Alarm", "Text", {9}, "The disk in bay 2 (serial S2) is about to fail: pending."},
        {"Alarm", "TextVi", {9}, "Đĩa ở bay 2 (số sê-ri S2) sắp hỏng: pending."},
        {"Alarm", "AcknowledgedBy", {9}, "an"},
        {"Array", "Progress", named("array:mail"), "13"},
        {"Array", "Action", named("array:mail"), "check"},
        {"Disk", "Size", named("disk:1"), "4000000"},
        {"Disk", "Temperature", named("disk:1"), "32"},
        {"Disk", "Temperature", named("disk:2"), "-"},
        {"Disk", "Smart", named("disk:1"), "passed"},
        {"Supply", "State", named("power-supply:1"), "ok"},
        {"Fan", "Speed", named("fan:1"), "5400"},
        {"Temperature", "Degrees", named("temperature:inlet"), "24"},
        {"Ups", "Status", named("ups:a"), "OB DISCHRG"},
        {"Ups", "Runtime", named("ups:a"), "1859"},
        {"Ups", "Status", named("ups:b"), "OL"},
        {"Link", "Carrier", named("link:tsl-1"), "1"},
        {"Link", "Zone", named("link:tsl-1"), "tsl"},
        {"Zone", "LinksUp", named("zone:tsl"), "1"},
        {"Link", "Zone", named("zone:tsl"), "-"},
        {"Component", "LabelVi", named("disk:2"), "khay 2"},
        {"Component", "LabelVi", named("disk:1"), "bay 1"},
        {"Process", "Up", named("tram-store"), "1"},
        {"Process", "Up", named("tram-smtp"), "1"},
        {"Process", "Up", named("tram-relay"), "2"},  // silent for 90 s
        {"Queue", "Messages", named("tsl"), "3"},
        {"Queue", "Volume", named("tsl"), "6"},
        {"Queue", "Oldest", named("tsl"), "76"},
        {"Queue", "Sent", named("tsl"), "5"},
        {"Session", "Open", named("submission"), "4"},
        {"Session", "SignIns", named("submission"), "8"},
        {"Session", "Refused", named("submission"), "2"},
        {"Certificate", "DaysLeft", named("mail"), "10"},
        {"Replacement", "Before", oidOf(Oid{1'700'000'000}, named("disk:1")), "OLD"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(shown(map.find(ownOid(row.table, row.column, row.index))), row.expected)
            << row.table << row.column << " " << toText(row.index);
}

TEST(OwnTables, EveryColumnGivesTheTypeThatTheModuleSays) {
    const auto box = appliance();
    const View view{box, box.time, agentStart, true};
    for (const auto& table : ownTables()) {
        for (const auto& row : table.rows(view)) {
            for (const auto& column : table.columns) {
                const auto value = column.of != nullptr ? column.of(row) : std::nullopt;
                if (value) {
                    EXPECT_EQ(value->syntax, syntaxOf(column.type)) << table.name << column.name;
                }
            }
        }
    }
    const auto event = notificationOf({hal::AlarmEvent::What::raised, 9, noon, box.alarms[1]}, Telling::first, box);
    for (const auto& [name, value] : event.objects) {
        const auto& column = eventObjects()[name[name.size() - 2] - 1];
        EXPECT_EQ(value.syntax, syntaxOf(column.type)) << column.name;
    }
}

TEST(OwnTables, NumbersAndNamesAreUsedOnce) {
    std::set<std::uint32_t> numbers;
    std::set<std::string> names;
    for (const auto& table : ownTables()) {
        EXPECT_TRUE(numbers.insert(table.number).second) << table.name;
        std::set<std::uint32_t> columns;
        for (const auto& column : table.columns) {
            EXPECT_TRUE(columns.insert(column.number).second) << table.name << column.name;
            EXPECT_TRUE(names.insert(std::string(table.name) + std::string(column.name)).second) << column.name;
        }
    }
}

TEST(Views, AllStandsInARegisteredSubtree) {
    const auto box = appliance();
    const auto map = objects(box);
    for (const auto& [oid, value] : map.all()) {
        EXPECT_TRUE(std::ranges::any_of(subtrees(), [&](const Oid& root) { return isBelow(oid, root); }))
            << toText(oid);
    }
}

TEST(Views, AnEmptySnapshotHasItsScalarsAndTheBox) {
    const auto map = objects(hal::Snapshot{}, false);
    EXPECT_EQ(shown(map.find(ownOid("State", "Health", {0}))), "2");
    EXPECT_EQ(shown(map.find(ownOid("State", "Known", {0}))), "2");
    EXPECT_EQ(shown(map.find(ownOid("State", "Time", {0}))), "-");
    EXPECT_EQ(shown(map.find(oidOf(mib2, {47, 1, 1, 1, 1, 5, 1951870143}))), "3") << "the chassis";
}

TEST(Views, WhatIsNotKnownIsNotWell) {
    const auto box = asUnknown(appliance());
    const auto map = objects(box, false);
    EXPECT_EQ(shown(map.find(ownOid("State", "Health", {0}))), "2");
    EXPECT_EQ(shown(map.find(ownOid("Component", "Health", named("fan:1")))), "2");
    EXPECT_EQ(shown(map.find(ownOid("Alarm", "Code", {9}))), "disk.failing") << "alarms stay";
}

struct StandardRow {
    const char* name;
    Oid oid;  // below mib-2
    const char* expected;
};

TEST(StandardModules, ShowWhatTheSnapshotHas) {
    const auto box = appliance();
    const auto map = objects(box);
    const auto disk1 = 427918033U, disk2 = 377585176U, chassis = 1951870143U;
    const auto fan = stableNumbers(std::vector<std::string>{"fan:1"}).front();
    const auto fanSpeed = stableNumbers(std::vector<std::string>{"fan:1/speed"}).front();
    const auto inlet = stableNumbers(std::vector<std::string>{"temperature:inlet"}).front();
    const std::vector<StandardRow> rows{
        {"applName of the service", {27, 1, 1, 2, 1}, "Trạm: mail.example"},
        {"applName of tram-store", {27, 1, 1, 2, 11}, "tram-store"},
        {"applVersion", {27, 1, 1, 4, 11}, "1.2"},
        {"applUptime, before the agent", {27, 1, 1, 5, 11}, "0"},
        {"applOperStatus up", {27, 1, 1, 6, 11}, "1"},
        {"applOperStatus down", {27, 1, 1, 6, 13}, "2"},
        {"applInboundAssociations", {27, 1, 1, 8, 12}, "2"},
        {"mtaReceivedMessages", {28, 1, 1, 1, 1}, "42"},
        {"mtaStoredMessages", {28, 1, 1, 2, 1}, "3"},
        {"mtaTransmittedMessages, relayed and delivered", {28, 1, 1, 3, 1}, "45"},
        {"mtaReceivedVolume in K-octets", {28, 1, 1, 4, 1}, "20"},
        {"mtaStoredVolume", {28, 1, 1, 5, 1}, "6"},
        {"mtaStoredRecipients is not known", {28, 1, 1, 8, 1}, "-"},
        {"mtaLoopsDetected", {28, 1, 1, 12, 1}, "1"},
        {"mtaGroupName of tsl in", {28, 2, 1, 25, 1, 11}, "tsl in"},
        {"mtaGroupReceivedMessages", {28, 2, 1, 2, 1, 11}, "12"},
        {"mtaGroupReceivedMessages of internet", {28, 2, 1, 2, 1, 21}, "30"},
        {"mtaGroupStoredMessages of what only receives", {28, 2, 1, 4, 1, 11}, "-"},
        {"mtaGroupStoredMessages of tsl out", {28, 2, 1, 4, 1, 12}, "3"},
        {"mtaGroupOldestMessageStored", {28, 2, 1, 12, 1, 12}, "7550"},
        {"mtaGroupMailProtocol", {28, 2, 1, 24, 1, 12}, "1.3.6.1.2.1.27.4.25"},
        {"delivery", {28, 2, 1, 5, 1, 1}, "40"},
        {"upsIdentModel of the first", {33, 1, 1, 2, 0}, "SMT1500"},
        {"upsBatteryStatus", {33, 1, 2, 1, 0}, "2"},
        {"upsSecondsOnBattery", {33, 1, 2, 2, 0}, "60"},
        {"upsEstimatedMinutesRemaining", {33, 1, 2, 3, 0}, "30"},
        {"upsEstimatedChargeRemaining", {33, 1, 2, 4, 0}, "87"},
        {"upsOutputSource", {33, 1, 4, 1, 0}, "5"},
        {"upsOutputPercentLoad", {33, 1, 4, 4, 1, 5, 1}, "23"},
        {"upsAlarmsPresent", {33, 1, 6, 1, 0}, "1"},
        {"upsAlarmDescr", {33, 1, 6, 2, 1, 2, 7}, "1.3.6.1.2.1.33.1.6.3.2"},
        {"upsAlarmTime", {33, 1, 6, 2, 1, 3, 7}, "1000"},
        {"entPhysicalClass of the chassis", {47, 1, 1, 1, 1, 5, chassis}, "3"},
        {"entPhysicalContainedIn of the chassis", {47, 1, 1, 1, 1, 4, chassis}, "0"},
        {"entPhysicalContainedIn of a disk", {47, 1, 1, 1, 1, 4, disk1}, "1951870143"},
        {"entPhysicalClass of a disk", {47, 1, 1, 1, 1, 5, disk1}, "15"},
        {"entPhysicalParentRelPos", {47, 1, 1, 1, 1, 6, disk2}, "2"},
        {"entPhysicalSerialNum", {47, 1, 1, 1, 1, 11, disk2}, "S2"},
        {"entPhySensorType of a fan", {99, 1, 1, 1, 1, fanSpeed}, "10"},
        {"entPhySensorValue of a fan", {99, 1, 1, 1, 4, fanSpeed}, "5400"},
        {"entPhySensorType of a temperature", {99, 1, 1, 1, 1, inlet}, "8"},
        {"entPhySensorPrecision", {99, 1, 1, 1, 3, inlet}, "1"},
        {"entPhySensorValue of a temperature", {99, 1, 1, 1, 4, inlet}, "243"},
        {"entPhySensorOperStatus", {99, 1, 1, 1, 5, inlet}, "1"},
        {"a fan is no sensor", {99, 1, 1, 1, 1, fan}, "-"},
        {"entStateOper of a good disk", {131, 1, 1, 1, 3, disk1}, "3"},
        {"entStateOper of a bad disk", {131, 1, 1, 1, 3, disk2}, "2"},
        {"entStateAlarm of a bad disk", {131, 1, 1, 1, 5, disk2}, "\x20"},
        {"entStateStandby of a spare", {131, 1, 1, 1, 6, disk2}, "2"},
        {"entStateUsage of the chassis", {131, 1, 1, 1, 4, chassis}, "3"},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(shown(map.find(oidOf(mib2, row.oid))), row.expected) << row.name;
    }
    EXPECT_EQ(shown(map.find(oidOf(mib2, {47, 1, 1, 1, 1, 4, fanSpeed}))), std::to_string(fan));
    EXPECT_EQ(map.find(oidOf(mib2, {131, 1, 1, 1, 5, disk1}))->octets, std::string(1, '\0'));
}

TEST(StandardModules, AnArrayOrAZoneIsNoPhysicalThing) {
    const auto box = appliance();
    const auto map = objects(box);
    for (const auto& [oid, value] : map.all()) {
        EXPECT_FALSE(isBelow(oid, oidOf(mib2, {47, 1, 1, 1, 1, 7})) &&
                     (value.octets == "mail" || value.octets == "tsl"));
    }
}

}  // namespace

}  // namespace tram::snmp
