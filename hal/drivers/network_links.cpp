#include "hal/drivers/network_links.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "hal/drivers/block_disks.hpp"
#include "hal/model/json_value.hpp"

namespace tram::hal {

namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr auto quick = seconds(5);
constexpr std::size_t addressesOfALink = 64;
constexpr std::size_t mostRoutes = 1000;

std::uint64_t countOf(const Sysfs& sysfs, const fs::path& file) {
    const auto count = sysfs.number(file);
    return count && *count > 0 ? static_cast<std::uint64_t>(*count) : 0;
}

}  // namespace

std::map<std::string, std::vector<std::string>> parseAddresses(std::string_view text) {
    std::map<std::string, std::vector<std::string>> result;
    const auto root = parseJson(text);
    if (!root) return result;
    for (const auto& link : elementsOf(&*root)) {
        const auto interface = lineOf(viewOf(at(link, "ifname")), limits::hal::figureName);
        if (interface.empty()) continue;
        auto& addresses = result[interface];
        for (const auto& info : elementsOf(at(link, "addr_info"))) {
            const auto address = viewOf(at(info, "local"));
            const auto length = countOf(at(info, "prefixlen"));
            // Each port makes itself one of these.
            if (address.empty() || !length || viewOf(at(info, "scope")) == "link") continue;
            if (addresses.size() < addressesOfALink)
                addresses.push_back(lineOf(address, limits::hal::figureName) + "/" + std::to_string(*length));
        }
    }
    return result;
}

std::vector<RouteSight> parseRoutes(std::string_view text) {
    std::vector<RouteSight> routes;
    const auto root = parseJson(text);
    if (!root) return routes;
    const auto add = [&](std::string_view to, std::string_view via) {
        if (to.empty() || via.empty() || routes.size() >= mostRoutes) return;
        routes.push_back({lineOf(to, limits::hal::figureName), lineOf(via, limits::hal::figureName)});
    };
    for (const auto& route : elementsOf(&*root)) {
        const auto to = viewOf(at(route, "dst"));
        add(to, viewOf(at(route, "gateway")));
        for (const auto& hop : elementsOf(at(route, "nexthops"))) add(to, viewOf(at(hop, "gateway")));
    }
    return routes;
}

std::expected<std::vector<RouteSight>, std::string> readRoutes(const Tools& tools) {
    std::vector<RouteSight> routes;
    for (const auto* version : {"-4", "-6"}) {
        const auto told = tools.run({"ip", "-json", version, "route", "show"}, quick);
        if (!told) return std::unexpected("ip: " + std::string(name(told.error())));
        if (told->status != 0) return std::unexpected("ip: status " + std::to_string(told->status));
        for (auto& route : parseRoutes(told->output)) routes.push_back(std::move(route));
    }
    return routes;
}

std::vector<LinkSight> readLinks(const Sysfs& sysfs, const Tools& tools) {
    std::vector<LinkSight> links;
    const auto told = tools.run({"ip", "-json", "address", "show"}, quick);
    const auto addresses =
        told && told->status == 0 ? parseAddresses(told->output) : std::map<std::string, std::vector<std::string>>();
    const fs::path all = "sys/class/net";
    for (const auto& interface : sysfs.names(all)) {
        const auto folder = all / interface;
        const auto device = sysfs.resolved(folder / "device");
        if (!device) continue;
        LinkSight link;
        link.interface = interface;
        link.place = placeOf(sysfs, *device);
        link.hardware = sysfs.read(folder / "address").value_or("");
        if (const auto driver = sysfs.resolved(folder / "device/driver"))
            link.driver = fs::path(*driver).filename().string();
        // Of a port that is switched off the kernel refuses to tell the carrier: it has none.
        link.reading.carrier = sysfs.number(folder / "carrier").value_or(0) == 1;
        if (const auto speed = sysfs.number(folder / "speed"); speed && *speed > 0) link.reading.megabits = *speed;
        link.reading.carrierChanges = countOf(sysfs, folder / "carrier_changes");
        link.reading.errors =
            countOf(sysfs, folder / "statistics/rx_errors") + countOf(sysfs, folder / "statistics/tx_errors");
        if (const auto found = addresses.find(interface); found != addresses.end()) link.addresses = found->second;
        // [Linux Documentation/networking/bonding.rst] A bridge's members have no such folder.
        const auto inBond = folder / "bonding_slave";
        if (const auto state = sysfs.read(inBond / "state")) {
            if (const auto bond = sysfs.resolved(folder / "master")) link.bond = fs::path(*bond).filename().string();
            link.isActive = *state == "active";
            link.isOut = sysfs.read(inBond / "mii_status").value_or("up") == "down";
            if (const auto found = addresses.find(link.bond); found != addresses.end())
                link.addresses.insert(link.addresses.end(), found->second.begin(), found->second.end());
        }
        links.push_back(std::move(link));
    }
    return links;
}

std::vector<GatewaySight> readGateways(const Tools& tools, const Board& board, std::span<const LinkSight> links) {
    std::vector<GatewaySight> gateways;
    for (const auto& gateway : board.gateways) {
        GatewaySight sight{gateway.zone, gateway.address, false};
        for (const auto& link : links) {
            const auto known = std::ranges::find(board.links, link.place, &BoardLink::place);
            if (known == board.links.end() || known->zone != gateway.zone || !link.reading.carrier) continue;
            const auto& from = link.bond.empty() ? link.interface : link.bond;
            const auto answer =
                tools.run({"ping", "-n", "-q", "-c", "1", "-W", "1", "-I", from, gateway.address}, quick);
            sight.answers = answer && answer->status == 0;
            if (sight.answers) break;
        }
        gateways.push_back(std::move(sight));
    }
    return gateways;
}

}  // namespace tram::hal
