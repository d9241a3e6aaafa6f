// Network ports, their addresses and whether their gateways answer. [Linux Documentation/ABI/testing/sysfs-class-net;
// ip-address(8) "-json"; ping(8)]
//
// Threads: any; readGateways blocks for a second for each that does not answer.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hal/access/sysfs.hpp"
#include "hal/access/tool.hpp"
#include "hal/model/board.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

// Ports that are devices; bridges, tunnels and the loopback are none. Without addresses where `ip` does not tell them.
[[nodiscard]] std::vector<LinkSight> readLinks(const Sysfs& sysfs, const Tools& tools);

// Asked from an interface of its own zone, so that no other zone answers for it.
[[nodiscard]] std::vector<GatewaySight> readGateways(const Tools& tools, const Board& board,
                                                     std::span<const LinkSight> links);

// Those over gateways, of both versions of IP; the reason where they are not told.
[[nodiscard]] std::expected<std::vector<RouteSight>, std::string> readRoutes(const Tools& tools);
// Of `ip -json route show`.
[[nodiscard]] std::vector<RouteSight> parseRoutes(std::string_view json);

// "10.1.2.3/24" by interfaces, of `ip -json address show`.
[[nodiscard]] std::map<std::string, std::vector<std::string>> parseAddresses(std::string_view json);

}  // namespace tram::hal
