// Our own objects, described once: from the same description come the module's text (module_text.hpp) and what the
// agent answers, so that the two cannot differ.
//
// A group of scalars is a table of one row. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hal/model/snapshot.hpp"
#include "hal/snmp/tables/object_map.hpp"

namespace tram::snmp {

// What is shown: a snapshot, and what it takes to show it.
struct View {
    const hal::Snapshot& snapshot;
    SystemTime now{};
    // When the agent's sysUpTime was 0: times of the standard modules are measured from there.
    SystemTime uptimeStart{};
    // False while tram-hal does not answer and the snapshot is old.
    bool known = true;
};

// What a row is of; an index and the parts that its columns look at.
struct Row {
    const View& view;
    Oid index;
    const hal::ComponentState* state = nullptr;
    const hal::Alarm* alarm = nullptr;
    const hal::Replacement* replacement = nullptr;
    const hal::ProcessReport* report = nullptr;
    std::string key = {};  // a process, zone, protocol or certificate
};

// As the module says it.
enum class Type : std::uint8_t { text, name, health, role, peer, truth, integer, gauge, counter, time };
[[nodiscard]] Syntax syntaxOf(Type type);

struct Column {
    std::uint32_t number = 0;
    std::string_view name;  // after the table's
    Type type{};
    std::string_view units;  // "": none
    std::string_view says;
    // Nothing where the row has no such value. Null: it is part of the index and not read by itself.
    std::optional<Value> (*of)(const Row&) = nullptr;
};

struct Table {
    std::uint32_t number = 0;  // below the objects' branch
    std::string_view name;     // "Disk": tramDiskTable, tramDiskEntry
    std::string_view says;
    std::string_view row;    // what one row is; "" of scalars
    std::string_view index;  // "tramComponentId"; "" of scalars
    std::span<const Column> columns;
    std::vector<Row> (*rows)(const View&) = nullptr;

    [[nodiscard]] bool isScalars() const { return index.empty(); }
    [[nodiscard]] Oid root() const;
    // Of the column, before the index.
    [[nodiscard]] Oid columnOid(std::uint32_t column) const;
};

// In the order of their numbers.
[[nodiscard]] std::span<const Table> ownTables();

void putOwnTables(ObjectMap& map, const View& view);

}  // namespace tram::snmp
