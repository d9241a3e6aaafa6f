#include <array>
#include <format>

#include "hal/sim/picture.hpp"

namespace tram::hal::sim {

namespace {

// What stands around the block device: the folder of the SCSI device, or of the NVMe controller.
std::string deviceFolder(const Bay& bay, const std::string& name) {
    const auto number = bay.number;
    switch (bay.bus) {
        case Bus::nvme:
            return std::format("sys/devices/pci0000:00/0000:00:1b.{}/0000:{:02x}:00.0/nvme/{}", number - 1, number + 1,
                               name.substr(0, name.rfind('n')));
        case Bus::ata:
            return std::format("sys/devices/pci0000:00/0000:00:17.0/ata{0}/host{1}/target{1}:0:0/{1}:0:0:0", number,
                               number - 1);
        case Bus::scsi:
            return std::format(
                "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/host8/port-8:{0}/end_device-8:{0}/"
                "target8:0:{0}/8:0:{0}:0",
                number - 7);
    }
    return {};
}

// Model fields of SCSI are blanks to sixteen characters.
std::string padded(std::string text, std::size_t width) {
    text.resize(width, ' ');
    return text;
}

// VPD page 0x80: four octets, then the serial number. [SPC-5 7.7.20]
std::string serialPage(const Disk& disk) {
    const auto serial = disk.bus == Bus::ata ? std::format("{:>20}", disk.serial) : disk.serial;
    return std::string("\0\x80\0", 3) + static_cast<char>(serial.size()) + serial;
}

void paintScsi(const std::string& folder, const Disk& disk, Picture& picture) {
    const bool isAta = disk.bus == Bus::ata;
    picture.file(folder + "/vendor", padded(isAta ? "ATA" : disk.vendor, 8));
    picture.file(folder + "/model", padded(disk.model, 16));
    // libata shows the end of a firmware's eight characters.
    picture.file(folder + "/rev", isAta ? disk.firmware.substr(disk.firmware.size() - 4) : disk.firmware);
    picture.number(folder + "/type", 0);
    picture.number(folder + "/scsi_level", isAta ? 6 : 7);
    picture.writable(folder + "/state", disk.dead ? "offline" : "running");
    picture.writable(folder + "/timeout", "30");
    picture.writable(folder + "/eh_timeout", "10");
    picture.writable(folder + "/queue_depth", isAta ? "32" : "64");
    picture.file(folder + "/wwid", "naa." + disk.wwn);
    picture.bare(folder + "/vpd_pg80", serialPage(disk));
    picture.file(folder + "/ioerr_cnt", disk.dead ? "0x2f" : "0x0");
}

void paintNvme(const Machine& machine, const std::string& folder, const Bay& bay, Picture& picture) {
    const auto& disk = *bay.disk;
    picture.file(folder + "/model", padded(disk.model, 40));
    picture.file(folder + "/serial", padded(disk.serial, 20));
    picture.file(folder + "/firmware_rev", padded(disk.firmware, 8));
    picture.file(folder + "/state", disk.dead ? "dead" : "live");
    picture.file(folder + "/transport", "pcie");
    picture.number(folder + "/cntlid", 6);
    // The driver's own thermometer.
    const auto hwmon = std::format("{}/hwmon{}", folder, (bay.number + 1 + machine.starts) % 4);
    picture.file(hwmon + "/name", "nvme");
    picture.linkTo(hwmon + "/device", folder);
    picture.number(hwmon + "/temp1_input", static_cast<std::int64_t>(disk.celsius * 1000) - 150);
    picture.file(hwmon + "/temp1_label", "Composite");
    picture.number(hwmon + "/temp1_max", 79'850);
    picture.number(hwmon + "/temp1_min", -273'150);
    picture.number(hwmon + "/temp1_crit", 84'850);
    picture.number(hwmon + "/temp1_alarm", (disk.figures.find("critical_warning")->second & 2U) != 0 ? 1 : 0);
    picture.linkTo("sys/class/hwmon/" + hwmon.substr(hwmon.rfind('/') + 1), hwmon);
    const auto controller = folder.substr(folder.rfind('/') + 1);
    picture.linkTo("sys/class/nvme/" + controller, folder);
}

// Fields of Documentation/block/stat.rst.
std::string statOf(const Disk& disk) {
    // They move in steps, so that few files are written anew.
    constexpr std::uint64_t step = 4'000;
    const auto reads = disk.reads / step * step;
    const auto writes = disk.writes / step * step;
    const std::array<std::uint64_t, 17> fields{reads / 64,
                                               reads / 512,
                                               reads,
                                               reads / 80,
                                               writes / 32,
                                               writes / 256,
                                               writes,
                                               writes / 60,
                                               0,
                                               (reads + writes) / 90,
                                               (reads + writes) / 70,
                                               0,
                                               0,
                                               0,
                                               0,
                                               writes / 4096,
                                               writes / 5000};
    std::string line;
    for (const auto field : fields) line += std::format("{:>8} ", field);
    line.pop_back();
    return line;
}

// What the connectors say of themselves: a port of a SATA controller is there without a disk, a SAS device with one
// only.
void paintConnector(const Bay& bay, Picture& picture) {
    if (bay.bus == Bus::ata) {
        const auto port = std::format("ata{}", bay.number);
        const auto folder = std::format("sys/devices/pci0000:00/0000:00:17.0/{0}/ata_port/{0}", port);
        picture.linkTo("sys/class/ata_port/" + port, folder);
        picture.number(folder + "/port_no", bay.number - 3);
        picture.number(folder + "/idle_irq", 0);
        picture.number(folder + "/nr_pmp_links", 0);
    } else if (bay.bus == Bus::scsi && bay.disk) {
        const auto device = std::format("end_device-8:{}", bay.number - 7);
        const auto folder =
            std::format("sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/host8/port-8:{0}/{1}/sas_device/{1}",
                        bay.number - 7, device);
        picture.linkTo("sys/class/sas_device/" + device, folder);
        picture.number(folder + "/bay_identifier", bay.number - 7);
        picture.file(folder + "/enclosure_identifier", "0x500605b00abcdef0");
        picture.file(folder + "/sas_address", "0x" + bay.disk->wwn);
        picture.file(folder + "/device_type", "end device");
    }
}

// What hangs on the arrays, as the kernel tells every process.
void paintMounts(const Machine& machine, Picture& picture) {
    std::string mounts =
        "sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0\nproc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n";
    for (const auto& array : machine.arrays) {
        if (array.condition == "running")
            mounts += std::format("/dev/{} {} ext4 rw,relatime 0 0\n", array.name,
                                  array.label == "system" ? "/" : "/srv/" + array.label);
    }
    picture.bare("proc/self/mounts", mounts);
    picture.file("proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority");
}

}  // namespace

std::string diskPath(const Bay& bay, const std::string& name) {
    const auto folder = deviceFolder(bay, name);
    return bay.bus == Bus::nvme ? folder + "/" + name : folder + "/block/" + name;
}

void paintDisks(const Machine& machine, Picture& picture) {
    picture.folder("sys/block");
    paintMounts(machine, picture);
    for (const auto& bay : machine.bays) paintConnector(bay, picture);
    for (const auto& bay : machine.bays) {
        if (!bay.disk) continue;
        const auto& disk = *bay.disk;
        const auto folder = deviceFolder(bay, disk.name);
        const auto block = diskPath(bay, disk.name);
        picture.linkTo("sys/block/" + disk.name, block);
        picture.linkTo("sys/class/block/" + disk.name, block);
        picture.count(block + "/size", disk.sectors());
        picture.number(block + "/ro", 0);
        picture.number(block + "/removable", 0);
        picture.number(block + "/hidden", 0);
        picture.file(block + "/stat", statOf(disk));
        picture.file(block + "/inflight", "       0        0");
        picture.number(block + "/queue/rotational", disk.rotation > 0 ? 1 : 0);
        picture.number(block + "/queue/logical_block_size", 512);
        picture.number(block + "/queue/physical_block_size", disk.bus == Bus::nvme ? 512 : 4096);
        picture.linkTo(block + "/device", folder);
        // A disk of an array is known as such by what holds it.
        for (const auto& array : machine.arrays) {
            if (array.condition == "stopped") continue;
            for (const auto& member : array.members) {
                if (member.device == disk.name && !member.detached)
                    picture.linkTo(block + "/holders/" + array.name, arrayPath(array));
            }
        }
        if (disk.bus == Bus::nvme) {
            picture.file(block + "/wwid", "eui.0025384" + disk.wwn.substr(7));
            picture.number(block + "/nsid", 1);
            paintNvme(machine, folder, bay, picture);
        } else {
            paintScsi(folder, disk, picture);
        }
    }
}

}  // namespace tram::hal::sim
