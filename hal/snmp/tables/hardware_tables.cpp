// A table for each kind of hardware: the figures and words of its components.
#include <array>

#include "hal/snmp/tables/own_tables.hpp"
#include "hal/snmp/tables/rows.hpp"

namespace tram::snmp {

namespace {

std::optional<Value> health(const Row& row) {
    return healthValue(row.state->health);
}
std::optional<Value> label(const Row& row) {
    return textValue(row.state->component.label);
}
std::optional<Value> model(const Row& row) {
    return textValue(row.state->component.model);
}
std::optional<Value> serial(const Row& row) {
    return textValue(row.state->component.serial);
}
std::optional<Value> present(const Row& row) {
    return truthValue(row.state->component.present);
}

template <hal::Kind kind>
std::vector<Row> rowsOf(const View& view) {
    return componentRows(view, kind);
}

template <bool zones>
std::vector<Row> linkRows(const View& view) {
    std::vector<Row> rows;
    for (auto& row : componentRows(view, hal::Kind::link)) {
        if (isZone(row.state->component) == zones) rows.push_back(std::move(row));
    }
    return rows;
}

constexpr Column labelColumn{1, "Label", Type::text, "", "How a technician before the box finds it.", label};
constexpr Column healthColumn{2, "Health", Type::health, "", "How it is; tramAlarmTable says why.", health};

constexpr std::array arrayColumns{
    labelColumn,
    healthColumn,
    Column{3, "Level", Type::text, "", "The RAID level: raid1, raid10.", word<"level">},
    Column{4, "State", Type::text, "", "What the kernel says of it: clean, active, readonly, inactive.", word<"state">},
    Column{5, "Disks", Type::gauge, "disks", "How many disks it should have.", gaugeFigure<"disks">},
    Column{6, "Degraded", Type::gauge, "disks",
           "How many of them are missing. Anything above 0: replace the failed disk, its own alarm names the bay.",
           gaugeFigure<"degraded">},
    Column{7, "Spares", Type::gauge, "disks", "Disks that wait to take over.", gaugeFigure<"spares">},
    Column{8, "Action", Type::text, "",
           "What goes on: idle, recover (a disk is being filled), resync, check (the monthly comparison), repair, "
           "reshape. Pull no disk while it is not idle or check.",
           word<"action">},
    Column{9, "Progress", Type::gauge, "percent", "How far that is; not there while nothing goes on.",
           [](const Row& row) {
               return made(figureOf(*row.state, "progress_ratio"),
                           [](double ratio) { return gaugeValue(ratio * 100); });
           }},
    Column{10, "Speed", Type::gauge, "kilobytes per second", "How fast it goes on.",
           [](const Row& row) {
               return made(figureOf(*row.state, "speed_octets_per_second"),
                           [](double octets) { return gaugeValue(octets / kilobyte); });
           }},
    Column{11, "Mismatches", Type::gauge, "places",
           "Where copies differed at the last check. Nothing to do by hand: the store knows which copy is right.",
           gaugeFigure<"mismatches">},
    Column{12, "Device", Type::text, "", "The kernel's name of it, which may change at a restart: md127.",
           word<"device">},
};

constexpr std::array diskColumns{
    labelColumn,
    healthColumn,
    Column{3, "Bay", Type::text, "", "The bay it sits in, as printed on the box.", word<"bay">},
    Column{4, "Serial", Type::text, "", "Its serial number; compare it before you pull a disk.", serial},
    Column{5, "Model", Type::text, "", "Its model; what to order, or one of at least the same size.", model},
    Column{6, "Size", Type::gauge, "megabytes", "Its size, in millions of octets.", megabytesFigure<"size_octets">},
    Column{7, "Protocol", Type::text, "", "ATA, SCSI or NVMe.", word<"protocol">},
    Column{
        8, "Smart", Type::text, "",
        "Its own verdict of itself: passed, failed or unknown. failed: replace it now. passed promises nothing: look "
        "at tramDiskHealth, too.",
        word<"smart">},
    Column{9, "Temperature", Type::integer, "degrees Celsius", "Its temperature.",
           integerFigure<"temperature_celsius">},
    Column{10, "PowerOnHours", Type::gauge, "hours", "How long it has run in its life.", gaugeFigure<"power_on_hours">},
    Column{11, "Reallocated", Type::counter, "sectors",
           "Sectors that it replaced by reserves. Should this grow, order a disk.",
           counterFigure<"reallocated_sectors">},
    Column{12, "Pending", Type::counter, "sectors",
           "Sectors that it could not read and has not replaced yet. Should this grow within a week, replace it.",
           counterFigure<"pending_sectors">},
    Column{13, "OfflineUncorrectable", Type::counter, "sectors", "Sectors found unreadable by its own tests.",
           counterFigure<"offline_uncorrectable">},
    Column{14, "ReportedUncorrectable", Type::counter, "errors", "Reads that it could not answer.",
           counterFigure<"reported_uncorrectable">},
    Column{15, "CommandTimeouts", Type::counter, "commands", "Commands that it did not answer in time.",
           counterFigure<"command_timeouts">},
    Column{16, "InterfaceErrors", Type::counter, "errors",
           "Faulty transfers. Growing, it is the cable or the backplane, not the disk: put the disk in anew.",
           counterFigure<"interface_errors">},
    Column{17, "GrownDefects", Type::counter, "sectors", "Of SCSI: defects found since it left the factory.",
           counterFigure<"grown_defects">},
    Column{18, "MediaErrors", Type::counter, "errors", "Of NVMe: data that it could not give back.",
           counterFigure<"media_errors">},
    Column{
        19, "Used", Type::gauge, "percent",
        "Of NVMe: how much of its life is used, as its maker counts; may exceed 100. From 90 on plan its replacement.",
        gaugeFigure<"used_percent">},
    Column{20, "Spare", Type::gauge, "percent", "Of NVMe: what is left of its reserve.", gaugeFigure<"spare_percent">},
    Column{21, "Array", Type::text, "", "The array that it is a member of; empty where it is of none.", word<"array">},
    Column{22, "Role", Type::text, "", "What it does there: member, spare, rebuilding, failed.", word<"role">},
    Column{23, "Device", Type::text, "", "The kernel's name of it, which may change at a restart: sdc.",
           word<"device">},
    Column{24, "Present", Type::truth, "", "Whether it is there.", present},
    Column{25, "SelfTest", Type::text, "",
           "Its last test of itself: running, passed or failed; empty where it never had one. It has a short one each "
           "week and a long one each month, in the quiet hours.",
           word<"self_test">},
};

constexpr std::array supplyColumns{
    labelColumn,
    healthColumn,
    Column{3, "State", Type::text, "",
           "ok, input-lost (look at its cord), failed (replace it), missing. The box runs on while one supply is ok.",
           word<"state">},
    Column{4, "Present", Type::truth, "", "Whether it is there.", present},
    Column{5, "Model", Type::text, "", "Its model; what to order when it fails.", model},
    Column{6, "Serial", Type::text, "", "Its serial number.", serial},
};

constexpr std::array fanColumns{
    labelColumn,
    healthColumn,
    Column{3, "Speed", Type::gauge, "revolutions per minute", "How fast it turns. At 0 replace it now.",
           gaugeFigure<"speed_rpm">},
    Column{4, "Present", Type::truth, "", "Whether it is there.", present},
};

constexpr std::array temperatureColumns{
    labelColumn,
    healthColumn,
    Column{
        3, "Degrees", Type::integer, "degrees Celsius",
        "The temperature at this place. When tramTemperatureHealth is not ok look at fans, air filters and the room's "
        "cooling; the box stops in order before it is damaged.",
        integerFigure<"temperature_celsius">},
};

constexpr std::array upsColumns{
    labelColumn,
    healthColumn,
    Column{3, "Status", Type::text, "",
           "What the unit says, in NUT's words separated by spaces: OL mains, OB battery, LB battery low, RB replace "
           "battery, OVER overload, BYPASS, CAL calibration, FSD it was told to cut the power.",
           word<"status">},
    Column{4, "Supply", Type::text, "", "What that means: mains, battery, exhausted, forced or unknown.",
           word<"supply">},
    Column{5, "Charge", Type::gauge, "percent", "Its battery's charge.", gaugeFigure<"charge_percent">},
    Column{6, "Runtime", Type::gauge, "seconds", "How long it can carry its load now.", gaugeFigure<"runtime_seconds">},
    Column{7, "Load", Type::gauge, "percent", "Its load; above 80 take other devices off it.",
           gaugeFigure<"load_percent">},
    Column{8, "Alarm", Type::text, "", "What it complains of, in its own words; empty while it does not.",
           word<"alarm">},
    Column{9, "Model", Type::text, "", "Its model.", model},
    Column{10, "Serial", Type::text, "", "Its serial number.", serial},
};

constexpr std::array linkColumns{
    labelColumn,
    healthColumn,
    Column{3, "Zone", Type::text, "", "The zone that it carries: tsl, internet, management.", word<"zone">},
    Column{4, "Interface", Type::text, "", "The kernel's name of it: an ifName of IF-MIB.", word<"interface">},
    Column{5, "Address", Type::text, "", "Its network address.", word<"address">},
    Column{6, "Carrier", Type::truth, "", "Whether there is a signal. Without: look at cable and switch port.",
           truthFigure<"carrier">},
    Column{7, "Speed", Type::gauge, "megabits per second", "What it runs at.", gaugeFigure<"speed_megabits">},
    Column{8, "Errors", Type::counter, "packets", "Packets lost or damaged. Growing: replace the cable.",
           counterFigure<"errors_total">},
    Column{9, "CarrierChanges", Type::counter, "changes",
           "How often the signal came or went. Growing: replace the cable.", counterFigure<"carrier_changes_total">},
    Column{10, "Bond", Type::text, "", "The bond that it is a member of; empty where it is of none.", word<"bond">},
    Column{11, "BondState", Type::text, "", "active: the bond uses it now. backup: it takes over from its partner.",
           word<"state">},
};

constexpr std::array gatewayColumns{
    labelColumn,
    healthColumn,
    Column{3, "Zone", Type::text, "", "The zone that it leads to.", word<"zone">},
    Column{4, "Address", Type::text, "", "Its network address.", word<"address">},
    Column{5, "Reachable", Type::truth, "",
           "Whether it answers. If not although the link has a signal: call who runs that network.",
           truthFigure<"reachable">},
};

constexpr std::array memoryColumns{
    labelColumn,
    healthColumn,
    Column{3, "Corrected", Type::counter, "errors",
           "Errors that were mended, since the box started. Many within an hour: replace the module at the next stop.",
           counterFigure<"corrected_errors_total">},
    Column{4, "Uncorrected", Type::counter, "errors",
           "Errors that could not be mended. Any: switch to the pair's other box and replace the module.",
           counterFigure<"uncorrected_errors_total">},
};

constexpr std::array zoneColumns{
    labelColumn,
    healthColumn,
    Column{3, "Links", Type::gauge, "links", "How many links it should have.", gaugeFigure<"links">},
    Column{4, "LinksUp", Type::gauge, "links",
           "How many of them have a signal. At 0 the zone is cut off: its mail waits, other zones go on.",
           gaugeFigure<"links_up">},
};

constexpr std::string_view byComponent = "tramComponentId";

constexpr std::array tables{
    Table{20, "Array", "The RAID arrays.", "An array.", byComponent, arrayColumns, rowsOf<hal::Kind::array>},
    Table{21, "Disk", "The disks.", "A disk, or a bay that held one.", byComponent, diskColumns,
          rowsOf<hal::Kind::disk>},
    Table{22, "Supply", "The power supplies of the box.", "A power supply.", byComponent, supplyColumns,
          rowsOf<hal::Kind::powerSupply>},
    Table{23, "Fan", "The fans.", "A fan.", byComponent, fanColumns, rowsOf<hal::Kind::fan>},
    Table{24, "Temperature", "Places whose temperature is measured.", "A place.", byComponent, temperatureColumns,
          rowsOf<hal::Kind::temperature>},
    Table{25, "Ups", "All uninterruptible power supplies; UPS-MIB has the first alone.", "A unit.", byComponent,
          upsColumns, rowsOf<hal::Kind::ups>},
    Table{26, "Link", "The network links. Octets and packets are in IF-MIB.", "A link.", byComponent, linkColumns,
          linkRows<false>},
    Table{27, "Gateway", "The gateways to the networks that the appliance stands on.", "A gateway.", byComponent,
          gatewayColumns, rowsOf<hal::Kind::gateway>},
    Table{28, "Memory", "The memory modules.", "A module, or a channel where modules are not told apart.", byComponent,
          memoryColumns, rowsOf<hal::Kind::memory>},
    Table{29, "Zone", "The zones: what the links of a network are together.", "A zone.", byComponent, zoneColumns,
          linkRows<true>},
};

}  // namespace

std::span<const Table> hardwareTables() {
    return tables;
}

}  // namespace tram::snmp
