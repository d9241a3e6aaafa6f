#include <algorithm>
#include <format>

#include "hal/sim/picture.hpp"

namespace tram::hal::sim {

// [Linux Documentation/ABI/testing/sysfs-class-net]
void paintLinks(const Machine& machine, Picture& picture) {
    picture.folder("sys/class/net");
    picture.folder("sys/bus/pci/drivers/igb");
    for (std::size_t i = 0; i < machine.links.size(); ++i) {
        const auto& link = machine.links[i];
        const auto device = std::format("sys/devices/pci0000:00/0000:00:1c.0/0000:05:00.{}", i);
        const auto folder = device + "/net/" + link.name;
        picture.linkTo("sys/class/net/" + link.name, folder);
        picture.linkTo(folder + "/device", device);
        picture.linkTo(device + "/driver", "sys/bus/pci/drivers/igb");
        picture.number(device + "/numa_node", 0);
        picture.file(device + "/vendor", "0x8086");
        picture.file(device + "/device", "0x1521");
        picture.file(folder + "/address", link.mac);
        picture.file(folder + "/operstate", link.up ? "up" : "down");
        picture.number(folder + "/carrier", link.up ? 1 : 0);
        picture.number(folder + "/speed", link.up ? static_cast<std::int64_t>(link.megabits) : -1);
        if (!link.bond.empty()) {
            // The first that can carries, as in the mode active-backup.
            const auto carries = [&](const Link& each) { return each.bond == link.bond && each.up && !each.isOut; };
            const auto active = std::ranges::find_if(machine.links, carries);
            const bool isActive = active != machine.links.end() && &*active == &link;
            picture.folder("sys/devices/virtual/net/" + link.bond);
            picture.linkTo("sys/class/net/" + link.bond, "sys/devices/virtual/net/" + link.bond);
            picture.linkTo(folder + "/master", "sys/devices/virtual/net/" + link.bond);
            picture.file(folder + "/bonding_slave/state", isActive ? "active" : "backup");
            picture.file(folder + "/bonding_slave/mii_status", link.up && !link.isOut ? "up" : "down");
        }
        picture.file(folder + "/duplex", link.up ? "full" : "unknown");
        picture.count(folder + "/carrier_changes", link.carrierChanges);
        picture.count(folder + "/carrier_up_count", (link.carrierChanges + (link.up ? 1 : 0)) / 2);
        picture.count(folder + "/carrier_down_count", (link.carrierChanges + (link.up ? 0 : 1)) / 2);
        picture.count(folder + "/ifindex", i + 2);
        picture.number(folder + "/mtu", 1'500);
        picture.number(folder + "/type", 1);
        picture.file(folder + "/flags", "0x1003");
        const auto statistics = folder + "/statistics/";
        // They move in steps, so that few files are written anew.
        constexpr std::uint64_t step = 250'000;
        const auto in = static_cast<std::uint64_t>(link.octetsIn) / step * step;
        const auto out = static_cast<std::uint64_t>(link.octetsOut) / step * step;
        picture.count(statistics + "rx_bytes", in);
        picture.count(statistics + "tx_bytes", out);
        picture.count(statistics + "rx_packets", in / 800);
        picture.count(statistics + "tx_packets", out / 600);
        picture.count(statistics + "rx_errors", link.errors);
        picture.count(statistics + "rx_crc_errors", link.errors);
        for (const char* name : {"tx_errors", "rx_dropped", "tx_dropped", "collisions", "rx_over_errors",
                                 "rx_missed_errors", "tx_carrier_errors", "multicast"})
            picture.number(statistics + name, 0);
    }
}

}  // namespace tram::hal::sim
