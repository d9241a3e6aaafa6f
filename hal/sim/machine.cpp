#include "hal/sim/machine.hpp"

#include <algorithm>
#include <format>
#include <ranges>

#include "hal/sim/md_engine.hpp"

namespace tram::hal::sim {

namespace {

// What members of 1.2 metadata keep for themselves. [mdadm super1.c]
constexpr std::uint64_t dataOffset = 264'192;

constexpr std::uint64_t fnv(std::string_view text, std::uint64_t hash) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

void putDisk(Machine& machine, unsigned bay, std::string serial) {
    auto& place = machine.bays[bay - 1];
    place.disk = makeDisk(place.bus, std::move(serial));
    place.disk->name = freeName(machine, place.bus);
}

void makeArray(Machine& machine, std::string name, std::string label, std::string level,
               std::initializer_list<unsigned> bays, std::initializer_list<unsigned> spares) {
    Array array;
    array.name = std::move(name);
    array.label = std::move(label);
    array.level = std::move(level);
    array.disks = static_cast<unsigned>(bays.size());
    array.uuid = uuidOf(machine.serial + array.label);
    // What every disk of its kind has room for, whole chunks of it.
    array.sectors = (machine.bays[*bays.begin() - 1].disk->sectors() - dataOffset) / 2048 * 2048;
    unsigned slot = 0;
    const auto add = [&](unsigned bay, std::optional<unsigned> role) {
        Member member;
        member.bay = bay;
        member.device = machine.bays[bay - 1].disk->name;
        member.slot = role;
        member.inSync = role.has_value();
        array.members.push_back(member);
        writeSuperblock(array, *machine.bays[bay - 1].disk, role);
    };
    for (const auto bay : bays) add(bay, slot++);
    for (const auto bay : spares) add(bay, std::nullopt);
    machine.arrays.push_back(std::move(array));
}

std::vector<std::string> diskNames(Machine& machine) {
    std::vector<std::string> names;
    for (const auto& bay : machine.bays) {
        if (bay.disk) names.push_back(bay.disk->name);
    }
    for (const auto& array : machine.arrays) {
        for (const auto& member : array.members) names.push_back(member.device);
    }
    return names;
}

std::string nameOf(Bus bus, unsigned number) {
    if (bus == Bus::nvme) return std::format("nvme{}n1", number);
    return std::format("sd{}", static_cast<char>('a' + number));
}

}  // namespace

std::string uuidOf(std::string_view text) {
    const auto high = fnv(text, 0xcbf29ce484222325U);
    const auto low = fnv(text, high ^ 0x9e3779b97f4a7c15U);
    return std::format("{:08x}:{:08x}:{:08x}:{:08x}", high >> 32U, high & 0xffffffffU, low >> 32U, low & 0xffffffffU);
}

std::string dashedUuid(std::string_view uuid) {
    std::string digits(uuid);
    std::erase(digits, ':');
    for (const std::size_t at : {20U, 16U, 12U, 8U}) digits.insert(at, "-");
    return digits;
}

Disk makeDisk(Bus bus, std::string serial) {
    Disk disk;
    disk.bus = bus;
    disk.wwn = std::format("5000c5{:010x}", fnv(serial, 0xcbf29ce484222325U) & 0xffffffffffU);
    disk.serial = std::move(serial);
    switch (bus) {
        case Bus::ata:
            disk.model = "ST4000NM000B-2TF100";
            disk.firmware = "TN02";
            disk.octets = 4'000'787'030'016;
            disk.rotation = 7200;
            disk.figures = {{"5", 0}, {"187", 0}, {"188", 0}, {"197", 0}, {"198", 0}, {"199", 0}, {"hours", 12'431}};
            break;
        case Bus::nvme:
            disk.model = "SAMSUNG MZQL21T9HCJR-00A07";
            disk.firmware = "GDC5602Q";
            disk.octets = 1'920'383'410'176;
            disk.celsius = 36;
            disk.figures = {{"critical_warning", 0}, {"available_spare", 100}, {"available_spare_threshold", 10},
                            {"percentage_used", 3},  {"media_errors", 0},      {"hours", 13'113}};
            break;
        case Bus::scsi:
            disk.vendor = "TOSHIBA";
            disk.model = "MG08SCA800E";
            disk.firmware = "0104";
            disk.octets = 8'001'563'222'016;
            disk.rotation = 7200;
            disk.figures = {{"grown_defects", 0}, {"uncorrected", 0}, {"hours", 9'876}};
            break;
    }
    disk.tests.push_back({2, "passed", 0, 0, disk.figures["hours"] - 300});
    disk.tests.insert(disk.tests.begin(), {1, "passed", 0, 0, disk.figures["hours"] - 12});
    return disk;
}

Machine makeMachine() {
    Machine machine;
    machine.serial = "TRAM-SIM-0001";
    for (unsigned number = 1; number <= 8; ++number) {
        Bay bay;
        bay.number = number;
        bay.bus = number <= 2 ? Bus::nvme : number <= 6 ? Bus::ata : Bus::scsi;
        machine.bays.push_back(std::move(bay));
    }
    const char* serials[] = {"S64GNE0R100001", "S64GNE0R100002", "WX10A1AA",    "WX10A1BB",
                             "WX10A1CC",       "WX10A1DD",       "71F0A01EFVGG"};
    for (unsigned number = 1; number <= 7; ++number) putDisk(machine, number, serials[number - 1]);
    makeArray(machine, "md0", "system", "raid1", {1, 2}, {});
    makeArray(machine, "md1", "mail", "raid10", {3, 4, 5, 6}, {7});

    const auto link = [&](const char* name, const char* zone, const char* address, const char* gateway,
                          unsigned mbits) {
        Link made;
        made.name = name;
        made.zone = zone;
        made.address = address;
        made.gateway = gateway;
        made.megabits = mbits;
        made.mac = std::format("3c:ec:ef:12:34:{:02x}", 0x50 + machine.links.size());
        machine.links.push_back(std::move(made));
    };
    link("eno1", "tsl", "10.64.1.2", "10.64.1.1", 1000);
    link("eno2", "tsl-2", "10.64.2.2", "10.64.2.1", 1000);
    link("eno3", "internet", "203.0.113.2", "203.0.113.1", 1000);
    link("eno4", "management", "192.168.100.2", "192.168.100.1", 1000);

    for (unsigned number = 1; number <= 4; ++number)
        machine.fans.push_back({std::format("FAN{}", number), 4'200 + 100 * (number % 3), "ok"});
    machine.thermometers = {
        {"package", "Package id 0", 44, 84, 100, true}, {"core-0", "Core 0", 42, 84, 100, true},
        {"core-1", "Core 1", 43, 84, 100, true},        {"core-2", "Core 2", 41, 84, 100, true},
        {"core-3", "Core 3", 42, 84, 100, true},        {"board", "SYSTIN", 34, 70, 80, true},
        {"inlet", "Inlet Temp", 24, 40, 45, true},      {"cpu", "CPU Temp", 44, 90, 95, true},
        {"system", "System Temp", 34, 80, 85, true},    {"dimm", "DIMMA-D Temp", 37, 80, 85, true},
    };
    for (const char* slot : {"DIMMA1", "DIMMB1", "DIMMC1", "DIMMD1"}) machine.dimms.push_back({slot, 0, 0});
    machine.supplies = {"ok", "ok"};
    for (const char letter : {'a', 'b'}) {
        Ups unit;
        unit.name = std::format("ups-{}", letter);
        unit.serial = std::format("G117L4{}031", letter == 'a' ? 5 : 6);
        machine.units.push_back(std::move(unit));
    }
    return machine;
}

Bay* findBay(Machine& machine, unsigned number) {
    return number >= 1 && number <= machine.bays.size() ? &machine.bays[number - 1] : nullptr;
}

Bay* findDisk(Machine& machine, std::string_view name) {
    const auto at =
        std::ranges::find_if(machine.bays, [&](const Bay& bay) { return bay.disk && bay.disk->name == name; });
    return at == machine.bays.end() ? nullptr : &*at;
}

Array* findArray(Machine& machine, std::string_view name) {
    const auto at = std::ranges::find_if(machine.arrays,
                                         [&](const Array& array) { return array.name == name || array.label == name; });
    return at == machine.arrays.end() ? nullptr : &*at;
}

std::optional<Membership> membershipOf(Machine& machine, std::string_view device) {
    for (auto& array : machine.arrays) {
        if (array.condition == "stopped") continue;
        for (auto& member : array.members) {
            if (member.device == device) return Membership{&array, &member};
        }
    }
    return std::nullopt;
}

std::string freeName(Machine& machine, Bus bus) {
    const auto taken = diskNames(machine);
    for (unsigned number = 0;; ++number) {
        auto name = nameOf(bus, number);
        if (!std::ranges::contains(taken, name)) return name;
    }
}

void renumber(Machine& machine) {
    ++machine.starts;
    for (const bool nvme : {true, false}) {
        std::vector<Bay*> bays;
        for (auto& bay : machine.bays) {
            if (bay.disk && (bay.disk->bus == Bus::nvme) == nvme) bays.push_back(&bay);
        }
        for (std::size_t i = 0; i < bays.size(); ++i)
            bays[i]->disk->name = nameOf(bays[i]->disk->bus, static_cast<unsigned>((i + machine.starts) % bays.size()));
    }
    for (std::size_t i = 0; i < machine.arrays.size(); ++i) {
        auto& array = machine.arrays[i];
        array.name = std::format("md{}", machine.starts % 2 == 1 ? 127 - i : i);
        // A start assembles from what is there.
        std::erase_if(array.members, [](const Member& member) { return member.detached || member.faulty; });
        for (auto& member : array.members) member.device = machine.bays[member.bay - 1].disk->name;
        array.recoveryDisabled = false;
        if (array.condition == "running" && !hasEveryBlock(array)) array.condition = "inactive";
        if (array.condition == "running") array.broken = false;
    }
    for (auto& dimm : machine.dimms) dimm.corrected = dimm.uncorrected = 0;
    for (auto& link : machine.links) link.carrierChanges = 1;
}

}  // namespace tram::hal::sim
