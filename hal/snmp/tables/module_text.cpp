#include "hal/snmp/tables/module_text.hpp"

#include <format>

#include "hal/snmp/tables/enterprise.hpp"
#include "hal/snmp/tables/notification.hpp"
#include "hal/snmp/tables/table.hpp"

namespace tram::snmp {

namespace {

// When the module's meaning last changed: edit it together with the tables.
constexpr std::string_view revised = "202611270000Z";

// [RFC 2578 3.1.1] takes ASCII without double quotes.
std::string ascii(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with("\u00b0C")) {
            result += "degrees C";
            i += std::string_view("\u00b0C").size() - 1;
        } else if (text[i] == '"') {
            result += '\'';
        } else {
            result += static_cast<unsigned char>(text[i]) < 0x80 ? text[i] : '?';
        }
    }
    return result;
}

// Words in lines of at most 100 characters, all lines but the first indented.
std::string wrapped(std::string_view text, std::size_t indent) {
    constexpr std::size_t width = 100;
    std::string result;
    std::size_t column = indent;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(' ', begin), text.size());
        const auto word = text.substr(begin, end - begin);
        if (!result.empty() && column + 1 + word.size() > width) {
            result += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (!result.empty()) {
            result += ' ';
            ++column;
        }
        result += word;
        column += word.size();
        begin = end + 1;
    }
    return result;
}

std::string description(std::string_view text) {
    return std::format("    DESCRIPTION\n        \"{}\"\n", wrapped(ascii(text), 9));
}

std::string_view syntaxText(Type type) {
    switch (type) {
        case Type::text:
            return "TramText";
        case Type::name:
            return "TramName";
        case Type::health:
            return "TramHealth";
        case Type::role:
            return "TramRole";
        case Type::peer:
            return "TramPeer";
        case Type::truth:
            return "TruthValue";
        case Type::integer:
            return "Integer32";
        case Type::gauge:
            return "Gauge32";
        case Type::counter:
            return "Counter64";
        case Type::time:
            return "DateAndTime";
    }
    return "";
}

// Of numbers in an index, which a gauge cannot be. [RFC 2578 7.7]
std::string_view syntaxText(const Column& column, bool inIndex) {
    return inIndex && column.type == Type::gauge ? "Unsigned32 (1..4294967295)" : syntaxText(column.type);
}

std::string objectText(const std::string& name, std::string_view syntax, std::string_view units,
                       std::string_view access, std::string_view says, const std::string& parent,
                       std::uint32_t number) {
    return std::format(
        "{} OBJECT-TYPE\n    SYNTAX      {}\n{}    MAX-ACCESS  {}\n    STATUS      current\n{}    ::= {{ {} {} }}\n\n",
        name, syntax, units.empty() ? "" : std::format("    UNITS       \"{}\"\n", units), access, description(says),
        parent, number);
}

std::string nameOf(const Table& table, const Column& column) {
    return std::format("tram{}{}", table.name, column.name);
}

std::string tableText(const Table& table) {
    const auto stem = std::format("tram{}", table.name);
    if (table.isScalars()) {
        auto text = std::format("{} OBJECT IDENTIFIER ::= {{ tramObjects {} }}\n\n", stem, table.number);
        for (const auto& column : table.columns)
            text += objectText(nameOf(table, column), syntaxText(column.type), column.units, "read-only", column.says,
                               stem, column.number);
        return text;
    }
    const auto row = std::format("Tram{}Entry", table.name);
    auto text =
        objectText(stem + "Table", "SEQUENCE OF " + row, "", "not-accessible", table.says, "tramObjects", table.number);
    text += std::format(
        "{}Entry OBJECT-TYPE\n    SYNTAX      {}\n    MAX-ACCESS  not-accessible\n    STATUS      current\n"
        "{}    INDEX       {{ {} }}\n    ::= {{ {}Table 1 }}\n\n",
        stem, row, description(table.row), table.index, stem);
    text += std::format("{} ::= SEQUENCE {{\n", row);
    for (const auto& column : table.columns) {
        const auto syntax = syntaxText(column, column.of == nullptr);
        text += std::format("    {} {}{}\n", nameOf(table, column), syntax.substr(0, syntax.find(' ')),
                            &column == &table.columns.back() ? "" : ",");
    }
    text += "}\n\n";
    for (const auto& column : table.columns) {
        const bool inIndex = column.of == nullptr;
        text += objectText(nameOf(table, column), syntaxText(column, inIndex), column.units,
                           inIndex ? "not-accessible" : "read-only", column.says, stem + "Entry", column.number);
    }
    return text;
}

// "a,\n b": a list within braces.
std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return wrapped(text, 18);
}

std::string eventName(const Column& column) {
    return std::format("tramEvent{}", column.name);
}

std::string notificationText(const std::string& name, const std::vector<std::string>& objects, std::string_view says,
                             std::string_view parent, std::uint32_t number) {
    return std::format(
        "{} NOTIFICATION-TYPE\n    OBJECTS     {{ {} }}\n    STATUS      current\n{}    ::= {{ {} {} }}\n\n", name,
        list(objects), description(says), parent, number);
}

std::vector<std::string> objectsOfAlarms() {
    std::vector<std::string> names;
    for (const auto& object : eventObjects()) {
        if (object.name != "Health" && object.name != "Active") names.push_back(eventName(object));
    }
    return names;
}

std::vector<std::string> objectsOfHere() {
    std::vector<std::string> names;
    for (const auto number : hereObjects()) names.push_back(eventName(eventObjects()[number - 1]));
    return names;
}

std::string eventsText() {
    auto text = std::format("-- What notifications carry.\n\ntramEvent OBJECT IDENTIFIER ::= {{ tramObjects {} }}\n\n",
                            eventBranch);
    for (const auto& object : eventObjects())
        text += objectText(eventName(object), syntaxText(object.type), object.units, "accessible-for-notify",
                           object.says, "tramEvent", object.number);
    return text;
}

std::string notificationsText() {
    std::string text =
        "-- Notifications: for each condition one when it is raised, or its severity changes, and one when\n"
        "-- it is over. They are sent as InformRequests over SNMPv3 until each receiver has them.\n\n";
    text +=
        "tramRaisedEvents OBJECT IDENTIFIER ::= { tramRaised 0 }\n"
        "tramClearedEvents OBJECT IDENTIFIER ::= { tramCleared 0 }\n"
        "tramNoticeEvents OBJECT IDENTIFIER ::= { tramNotices 0 }\n\n";
    text += notificationText("tramHere", objectsOfHere(),
                             "The appliance has started, or can reach this receiver again after a loss of contact. The "
                             "alarms that are active follow, marked as repeated; take all others for cleared.",
                             "tramNoticeEvents", hereNumber);
    for (const auto& info : hal::conditions()) {
        const auto stem = notificationStem(info);
        const auto number = static_cast<std::uint32_t>(info.condition);
        text += notificationText(stem + "Raised", objectsOfAlarms(),
                                 std::format("{} ({}): {} What to do: {}", info.name, hal::name(info.severity),
                                             info.what.english, info.todo.english),
                                 "tramRaisedEvents", number);
        text += notificationText(stem + "Cleared", objectsOfAlarms(),
                                 std::format("{} is over. tramEventText says what it was.", info.name),
                                 "tramClearedEvents", number);
    }
    return text;
}

std::string groupText(const std::string& name, std::string_view macro, std::string_view clause,
                      const std::vector<std::string>& members, std::string_view says, std::uint32_t number) {
    return std::format("{} {}\n    {} {{ {} }}\n    STATUS      current\n{}    ::= {{ tramGroups {} }}\n\n", name,
                       macro, clause, list(members), description(says), number);
}

std::string conformanceText() {
    std::string groups;
    std::vector<std::string> names;
    std::uint32_t number = 0;
    for (const auto& table : ownTables()) {
        std::vector<std::string> members;
        for (const auto& column : table.columns) {
            if (column.of != nullptr) members.push_back(nameOf(table, column));
        }
        names.push_back(std::format("tram{}Group", table.name));
        groups += groupText(names.back(), "OBJECT-GROUP", "OBJECTS    ", members, table.says, ++number);
    }
    std::vector<std::string> events;
    for (const auto& object : eventObjects()) events.push_back(eventName(object));
    names.emplace_back("tramEventGroup");
    groups += groupText(names.back(), "OBJECT-GROUP", "OBJECTS    ", events, "What notifications carry.", ++number);
    std::vector<std::string> notifications{"tramHere"};
    for (const auto& info : hal::conditions()) {
        notifications.push_back(notificationStem(info) + "Raised");
        notifications.push_back(notificationStem(info) + "Cleared");
    }
    names.emplace_back("tramNotificationGroup");
    groups +=
        groupText(names.back(), "NOTIFICATION-GROUP", "NOTIFICATIONS", notifications, "All notifications.", ++number);
    auto text = std::string(
        "-- Conformance.\n\ntramCompliances OBJECT IDENTIFIER ::= { tramConformance 1 }\n"
        "tramGroups OBJECT IDENTIFIER ::= { tramConformance 2 }\n\n");
    text += std::format(
        "tramCompliance MODULE-COMPLIANCE\n    STATUS      current\n{}    MODULE\n        MANDATORY-GROUPS {{ {} }}\n"
        "    ::= {{ tramCompliances 1 }}\n\n",
        description("What every appliance has."), list(names));
    return text + groups;
}

constexpr std::string_view head = R"(TRAM-MIB DEFINITIONS ::= BEGIN

-- Made from the tables of the agent and its catalogue of conditions; a test compares. Do not edit by hand.

IMPORTS
    MODULE-IDENTITY, OBJECT-TYPE, NOTIFICATION-TYPE, Integer32, Unsigned32, Gauge32, Counter64, enterprises
        FROM SNMPv2-SMI
    TEXTUAL-CONVENTION, TruthValue, DateAndTime
        FROM SNMPv2-TC
    MODULE-COMPLIANCE, OBJECT-GROUP, NOTIFICATION-GROUP
        FROM SNMPv2-CONF;

)";

constexpr std::string_view conventions = R"(TramText ::= TEXTUAL-CONVENTION
    DISPLAY-HINT "1023t"
    STATUS      current
    DESCRIPTION
        "A line for people, in UTF-8."
    SYNTAX      OCTET STRING (SIZE (0..1023))

TramName ::= TEXTUAL-CONVENTION
    DISPLAY-HINT "64t"
    STATUS      current
    DESCRIPTION
        "A name that rows are indexed by. It stays the same over restarts and when a part is replaced."
    SYNTAX      OCTET STRING (SIZE (0..64))

TramHealth ::= TEXTUAL-CONVENTION
    STATUS      current
    DESCRIPTION
        "How something is. unknown: it cannot be read at the moment, which is not the same as ok.
         warning: look at it within days. critical: now."
    SYNTAX      INTEGER { ok(1), unknown(2), warning(3), critical(4) }

TramRole ::= TEXTUAL-CONVENTION
    STATUS      current
    DESCRIPTION
        "What a box of a pair does."
    SYNTAX      INTEGER { active(1), standby(2) }

TramPeer ::= TEXTUAL-CONVENTION
    STATUS      current
    DESCRIPTION
        "How the pair's other box stands."
    SYNTAX      INTEGER { none(1), connected(2), behind(3), lost(4) }

)";

std::string identityText() {
    return std::format(R"(tram MODULE-IDENTITY
    LAST-UPDATED "{0}"
    ORGANIZATION "Tram"
    CONTACT-INFO
        "The vendor of the appliance; its address is on the box."
    DESCRIPTION
        "The Tram mail appliance: what it is made of, how that is, what is the matter and what to do about
         it, and how the mail service does. Read-only. What standard modules have is not repeated: see
         IF-MIB, HOST-RESOURCES-MIB, ENTITY-MIB, ENTITY-SENSOR-MIB, ENTITY-STATE-MIB, UPS-MIB,
         NETWORK-SERVICES-MIB and MTA-MIB, which the appliance serves too.

         Where to begin: watch tramStateHealth, and read tramAlarmTable when it is not ok(1)."
    REVISION    "{0}"
    DESCRIPTION
        "The first version."
    ::= {{ tramEnterprise {2} }}

-- The one place of the number.
tramEnterprise OBJECT IDENTIFIER ::= {{ enterprises {1} }}

tramObjects OBJECT IDENTIFIER ::= {{ tram {3} }}
tramRaised OBJECT IDENTIFIER ::= {{ tram {4} }}
tramCleared OBJECT IDENTIFIER ::= {{ tram {5} }}
tramNotices OBJECT IDENTIFIER ::= {{ tram {6} }}
tramConformance OBJECT IDENTIFIER ::= {{ tram {7} }}

)",
                       revised, enterpriseNumber, tramRoot.back(), objectsBranch, raisedBranch, clearedBranch,
                       noticesBranch, conformanceBranch);
}

}  // namespace

std::string moduleText() {
    std::string text(head);
    text += identityText();
    text += conventions;
    for (const auto& table : ownTables()) text += tableText(table);
    text += eventsText() + notificationsText() + conformanceText() + "END\n";
    return text;
}

}  // namespace tram::snmp
