#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <format>

#include "hal/sim/tools.hpp"

namespace tram::hal::sim {

namespace {

namespace json = boost::json;

Link* findLink(Machine& machine, std::string_view name) {
    const auto at = std::ranges::find_if(machine.links, [&](const Link& link) {
        return link.name == name || (link.hasAddress && link.address == name);
    });
    return at == machine.links.end() ? nullptr : &*at;
}

// The network of an address: all of this machine's are of 256.
std::string networkOf(const std::string& address) {
    return address.substr(0, address.rfind('.') + 1);
}

json::object addressOf(const Link& link) {
    return {{"family", "inet"},
            {"local", link.address},
            {"prefixlen", 24},
            {"broadcast", networkOf(link.address) + "255"},
            {"scope", "global"},
            {"label", link.name},
            {"valid_life_time", 4'294'967'295U},
            {"preferred_life_time", 4'294'967'295U}};
}

json::object loopback() {
    return {{"ifindex", 1},
            {"ifname", "lo"},
            {"flags", json::array{"LOOPBACK", "UP", "LOWER_UP"}},
            {"mtu", 65536},
            {"qdisc", "noqueue"},
            {"operstate", "UNKNOWN"},
            {"group", "default"},
            {"txqlen", 1000},
            {"link_type", "loopback"},
            {"address", "00:00:00:00:00:00"},
            {"broadcast", "00:00:00:00:00:00"},
            {"addr_info", json::array{json::object{{"family", "inet"},
                                                   {"local", "127.0.0.1"},
                                                   {"prefixlen", 8},
                                                   {"scope", "host"},
                                                   {"label", "lo"},
                                                   {"valid_life_time", 4'294'967'295U},
                                                   {"preferred_life_time", 4'294'967'295U}}}}};
}

json::array addresses(const Machine& machine, const std::string& only) {
    json::array out;
    if (only.empty() || only == "lo") out.push_back(loopback());
    for (std::size_t i = 0; i < machine.links.size(); ++i) {
        const auto& link = machine.links[i];
        if (!only.empty() && only != link.name) continue;
        json::array list;
        if (link.hasAddress && link.bond.empty()) list.push_back(addressOf(link));
        out.push_back(json::object{{"ifindex", i + 2},
                                   {"ifname", link.name},
                                   {"flags", link.up ? json::array{"BROADCAST", "MULTICAST", "UP", "LOWER_UP"}
                                                     : json::array{"NO-CARRIER", "BROADCAST", "MULTICAST", "UP"}},
                                   {"mtu", 1500},
                                   {"qdisc", "mq"},
                                   {"operstate", link.up ? "UP" : "DOWN"},
                                   {"group", "default"},
                                   {"txqlen", 1000},
                                   {"link_type", "ether"},
                                   {"address", link.mac},
                                   {"broadcast", "ff:ff:ff:ff:ff:ff"},
                                   {"addr_info", std::move(list)}});
    }
    for (const auto& link : machine.links) {
        if (link.bond.empty() || !link.hasAddress || (!only.empty() && only != link.bond)) continue;
        out.push_back(json::object{{"ifname", link.bond}, {"addr_info", json::array{addressOf(link)}}});
    }
    return out;
}

json::array routes(const Machine& machine) {
    json::array out;
    const auto flags = [](const Link& link) { return link.up ? json::array{} : json::array{"linkdown"}; };
    for (const auto& link : machine.links) {
        if (link.hasAddress && link.hasRoute && (link.zone == "internet" || link.zone == "tsl"))
            out.push_back(json::object{{"dst", link.zone == "internet" ? "default" : "10.0.0.0/8"},
                                       {"gateway", link.gateway},
                                       {"dev", link.bond.empty() ? link.name : link.bond},
                                       {"protocol", "static"},
                                       {"flags", flags(link)}});
    }
    for (const auto& link : machine.links) {
        if (link.hasAddress)
            out.push_back(json::object{{"dst", networkOf(link.address) + "0/24"},
                                       {"dev", link.name},
                                       {"protocol", "kernel"},
                                       {"scope", "link"},
                                       {"prefsrc", link.address},
                                       {"flags", flags(link)}});
    }
    return out;
}

}  // namespace

ToolAnswer ping(Machine& machine, const Arguments& arguments) {
    std::string interface;
    std::string target;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        if (argument == "-c" || argument == "-W" || argument == "-w" || argument == "-I" || argument == "-s" ||
            argument == "-i") {
            if (i + 1 == arguments.size())
                return failed(2, std::format("ping: option requires an argument -- '{}'", argument.back()));
            if (argument == "-I") interface = arguments[i + 1];
            ++i;
        } else if (argument == "-n" || argument == "-q" || argument == "-4") {
            continue;
        } else if (argument.starts_with("-")) {
            return failed(2, std::format("ping: invalid option -- '{}'", argument[1]));
        } else {
            target = argument;
        }
    }
    if (target.empty()) return failed(1, "ping: usage error: Destination address required");
    auto* link = findLink(machine, interface);
    if (link == nullptr && !interface.empty()) {
        const auto member = std::ranges::find_if(
            machine.links, [&](const Link& each) { return each.bond == interface && each.up && !each.isOut; });
        if (member != machine.links.end()) link = &*member;
    }
    if (link == nullptr && interface.empty()) {
        const auto at = std::ranges::find_if(
            machine.links, [&](const Link& each) { return networkOf(each.address) == networkOf(target); });
        link = at == machine.links.end() ? nullptr : &*at;
        if (link == nullptr) return failed(2, "ping: connect: Network is unreachable");
    }
    if (link == nullptr) return failed(2, std::format("ping: SO_BINDTODEVICE {}: No such device", interface));
    ToolAnswer answer;
    const bool answers = link->up && link->hasAddress && (link->gatewayUp || target != link->gateway) &&
                         (target == link->gateway || link->gatewayUp || networkOf(target) == networkOf(link->address));
    answer.output = std::format("PING {0} ({0}) from {1} {2}: 56(84) bytes of data.\n\n--- {0} ping statistics ---\n",
                                target, link->hasAddress ? link->address : "0.0.0.0", link->name);
    if (answers) {
        answer.output +=
            "1 packets transmitted, 1 received, 0% packet loss, time 0ms\n"
            "rtt min/avg/max/mdev = 0.431/0.431/0.431/0.000 ms\n";
    } else {
        answer.status = 1;
        answer.output += "1 packets transmitted, 0 received, 100% packet loss, time 0ms\n\n";
    }
    return answer;
}

ToolAnswer ip(Machine& machine, const Arguments& arguments) {
    std::vector<std::string> words;
    bool asJson = false;
    bool isSix = false;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        if (arguments[i] == "-json" || arguments[i] == "-j") {
            asJson = true;
        } else if (arguments[i] == "-6") {
            isSix = true;
        } else if (arguments[i] != "-4" && arguments[i] != "-details" && arguments[i] != "-d") {
            words.push_back(arguments[i]);
        }
    }
    const auto isWord = [&](std::size_t i, std::string_view full) {
        return words.size() > i && !words[i].empty() && full.starts_with(words[i]);
    };
    if (words.empty() || !asJson) return failed(255, "Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }");
    const bool isAddress = isWord(0, "address");
    if (!isAddress && !isWord(0, "route")) return failed(1, "Object \"" + words[0] + "\" is unknown, try \"ip help\".");
    if (words.size() > 1 && !isWord(1, "show") && !isWord(1, "list"))
        return failed(255, "Command \"" + words[1] + "\" is unknown, try \"ip " + words[0] + " help\".");
    std::string only;
    if (words.size() > 2) only = words.back();
    if (!only.empty() && only != "lo" && findLink(machine, only) == nullptr)
        return failed(1, "Device \"" + only + "\" does not exist.");
    // Without a line's end where it goes into a pipe.
    if (isSix && !isAddress) return {0, "[]", {}, false};
    return {0, json::serialize(isAddress ? addresses(machine, only) : routes(machine)), {}, false};
}

ToolAnswer systemctl(Machine& machine, const Arguments& arguments) {
    constexpr std::array<std::string_view, 9> verbs{"start",  "stop", "restart", "reload", "poweroff",
                                                    "reboot", "halt", "kexec",   "isolate"};
    const auto verb = std::ranges::find_if(arguments.begin() + 1, arguments.end(),
                                           [](const std::string& word) { return !word.starts_with("-"); });
    if (verb == arguments.end()) return {};
    if (*verb == "is-active") return {0, "active\n", {}, false};
    if (*verb == "is-system-running") return {0, "running\n", {}, false};
    if (!std::ranges::contains(verbs, *verb)) return failed(1, "Unknown command verb '" + *verb + "'.");
    record(machine, arguments);
    return {};
}

ToolAnswer upsmon(Machine& machine, const Arguments& arguments) {
    if (arguments.size() != 3 || arguments[1] != "-c")
        return failed(1, "Network UPS Tools upsmon 2.8.1\nusage: upsmon [OPTIONS]");
    if (arguments[2] != "fsd" && arguments[2] != "stop" && arguments[2] != "reload")
        return failed(1, "Invalid command '" + arguments[2] + "'");
    record(machine, arguments);
    // The primary sets it on all units that it watches.
    if (arguments[2] == "fsd") {
        for (auto& unit : machine.units) unit.forced = true;
    }
    return {0, "Network UPS Tools upsmon 2.8.1\n", {}, false};
}

ToolAnswer upsdrvctl(Machine& machine, const Arguments& arguments) {
    constexpr std::string_view banner = "Network UPS Tools - UPS driver controller 2.8.1\n";
    if (arguments.size() < 2) return failed(1, std::string(banner) + "Error: no command given");
    if (arguments[1] != "shutdown" && arguments[1] != "start" && arguments[1] != "stop")
        return {1, std::string(banner), "Error: unrecognized command [" + arguments[1] + "]\n", false};
    record(machine, arguments);
    return {0, std::string(banner), {}, false};
}

}  // namespace tram::hal::sim
