#include "hal/drivers/block_disks.hpp"

#include <algorithm>
#include <ranges>
#include <set>
#include <sstream>

#include "base/limits.hpp"
#include "hal/model/disk_steward.hpp"
#include "hal/model/json_value.hpp"

namespace tram::hal {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t sector = 512;  // the kernel's unit, whatever the disk's is

bool isDisk(std::string_view name) {
    for (const auto* prefix : {"sd", "vd", "hd", "xvd"}) {
        if (name.starts_with(prefix)) return true;
    }
    // Not the paths of a multi-path name space: nvme0c0n1.
    return name.starts_with("nvme") && name.contains('n') && !name.substr(4).contains('c');
}

bool isPciAddress(std::string_view part) {
    return part.size() == 12 && part[4] == ':' && part[7] == ':' && part[10] == '.';
}

// "3" of "ata3".
std::string_view numberAfter(std::string_view part, std::string_view prefix) {
    if (!part.starts_with(prefix)) return {};
    const auto number = part.substr(prefix.size());
    return !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos ? number
                                                                                               : std::string_view{};
}

// The serial number of a SCSI device: its page 0x80, behind a header of four octets. [SPC-5 7.7.16]
std::string serialOfPage(const Sysfs& sysfs, const fs::path& device) {
    const auto page = sysfs.read(device / "vpd_pg80");
    if (!page || page->size() <= 4) return {};
    const auto serial = std::string_view(*page).substr(4);
    const auto first = serial.find_first_not_of(" \0");
    return first == std::string_view::npos ? std::string() : lineOf(serial.substr(first), limits::hal::figureName);
}

std::string textOf(const Sysfs& sysfs, const fs::path& file) {
    const auto text = sysfs.read(file).value_or("");
    const auto first = text.find_first_not_of(' ');
    return first == std::string::npos ? std::string()
                                      : lineOf(std::string_view(text).substr(first), limits::hal::figureName);
}

// The devices that something is mounted from, or swapped to.
std::set<std::string> mountedDevices(const Sysfs& sysfs) {
    std::set<std::string> devices;
    for (const auto* table : {"proc/self/mounts", "proc/swaps"}) {
        std::istringstream lines(sysfs.read(table).value_or(""));
        for (std::string line; std::getline(lines, line);) {
            constexpr std::string_view folder = "/dev/";
            if (!line.starts_with(folder)) continue;
            const auto device = std::string_view(line).substr(folder.size());
            devices.emplace(diskOfPartition(device.substr(0, device.find_first_of(" \t"))));
        }
    }
    return devices;
}

// Held by device-mapper or the like. Arrays hold their members too: those are told as members.
bool isHeld(const Sysfs& sysfs, const fs::path& folder) {
    const auto holders = sysfs.names(folder / "holders");
    return std::ranges::any_of(holders, [](const std::string& holder) { return !holder.starts_with("md"); });
}

}  // namespace

std::string placeOf(const Sysfs& sysfs, const std::string& devicePath) {
    std::string pci;
    std::string rest;
    fs::path walked;
    for (const auto& part : fs::path(devicePath)) {
        walked /= part;
        const auto name = part.string();
        if (isPciAddress(name)) {
            pci = name;
            rest.clear();
        } else if (const auto ata = numberAfter(name, "ata"); !ata.empty()) {
            // The kernel numbers ports as it finds controllers; the port's own number stays.
            const auto port = sysfs.number(fs::path("sys/class/ata_port") / name / "port_no");
            rest = "-ata-" + (port ? std::to_string(*port) : std::string(ata));
        } else if (name.starts_with("end_device-")) {
            const auto bay = sysfs.number(fs::path("sys/class/sas_device") / name / "bay_identifier");
            if (bay) rest = "-bay-" + std::to_string(*bay);
        } else if (name == "nvme" || !numberAfter(name, "nvme").empty()) {
            rest = "-nvme";
        } else if (rest.empty() && std::ranges::count(name, ':') == 3 && !name.contains("target")) {
            // host:channel:target:lun, of which the host's number moves.
            rest = "-scsi" + ("-" + name.substr(name.find(':') + 1));
        }
    }
    return pci.empty() ? std::string() : "pci-" + pci + rest;
}

std::vector<DiskSight> readDisks(const Sysfs& sysfs) {
    std::vector<DiskSight> disks;
    const auto mounted = mountedDevices(sysfs);
    for (const auto& name : sysfs.names("sys/block")) {
        if (!isDisk(name)) continue;
        const auto folder = fs::path("sys/block") / name;
        const auto path = sysfs.resolved(folder);
        const auto sectors = sysfs.number(folder / "size");
        // One that goes while it is looked at is gone; one without a medium is none.
        if (!path || !sectors || *sectors <= 0) continue;
        // A stick, or what a management controller lends: none of the box's disks.
        if (sysfs.number(folder / "removable").value_or(0) == 1) continue;
        const auto device = folder / "device";
        DiskSight disk;
        disk.device = name;
        disk.place = placeOf(sysfs, *path);
        disk.octets = static_cast<std::uint64_t>(*sectors) * sector;
        disk.vendor = textOf(sysfs, device / "vendor");
        disk.model = textOf(sysfs, device / "model");
        disk.serial = textOf(sysfs, device / "serial");
        if (disk.serial.empty()) disk.serial = serialOfPage(sysfs, device);
        disk.firmware = textOf(sysfs, device / "firmware_rev");
        if (disk.firmware.empty()) disk.firmware = textOf(sysfs, device / "rev");
        // What libata calls every disk, and a PCI number, say nothing.
        if (disk.vendor == "ATA" || disk.vendor.starts_with("0x")) disk.vendor.clear();
        // One that cannot be written is nobody's spare.
        disk.isInUse = mounted.contains(name) || sysfs.number(folder / "ro").value_or(0) == 1 ||
                       isHeld(sysfs, folder) || std::ranges::any_of(sysfs.names(folder), [&](const std::string& part) {
                           return part.starts_with(name) && isHeld(sysfs, folder / part);
                       });
        disks.push_back(std::move(disk));
    }
    return disks;
}

}  // namespace tram::hal
