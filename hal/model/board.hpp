// What is known of a kind of box before it is looked at: which bay is behind which connector, which sensor belongs to
// which supply, and what the site has made of its links. A JSON document (hal/model/README.md) that comes with the
// image, or was made at commissioning.
//
// A box without one works: parts then bear the names of their connectors. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tram::hal {

struct Bay {
    unsigned number = 0;
    std::string place;  // as BlockDisk::place: "pci-0000:00:17.0-ata-3"
};

struct BoardSupply {
    unsigned number = 0;
    std::string sensor;  // of the management controller: "PS1 Status"
    std::string ups;     // NUT's name of the unit that feeds it; "": none is known to
};

struct BoardLink {
    std::string place;  // of its device: "pci-0000:3d:00.0"; a link is known by it, not by its interface's name
    std::string zone;   // "tsl", "internet", "management"
    std::string label;  // as it stands beside the socket: "LAN 1"
    std::optional<std::int64_t> megabits;
    std::vector<std::string> addresses;  // that the site has given it: "10.1.2.3/24"
};

struct BoardGateway {
    std::string zone;
    std::string address;
    std::vector<std::string> routes;  // that should lead over it: "default", "10.0.0.0/8"
};

struct BoardArray {
    std::string name;  // as mdadm made it: "mail"
    unsigned spares = 0;
};

struct Board {
    std::string model;
    std::vector<Bay> bays;
    std::vector<BoardSupply> supplies;
    std::vector<BoardLink> links;
    std::vector<BoardGateway> gateways;
    std::vector<BoardArray> arrays;
    bool hasController = false;  // IPMI

    [[nodiscard]] std::optional<unsigned> bayAt(std::string_view place) const;
};

// The reason, for whoever wrote it: "bays[2]: a number and a place are needed".
[[nodiscard]] std::expected<Board, std::string> parseBoard(std::string_view json);

}  // namespace tram::hal
