// Links, the zones that they belong to, their addresses and gateways.
//
// A zone is down where none of its links has a carrier. Zones never stand in for each other. Pure; not for several
// threads at a time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hal/model/board.hpp"
#include "hal/model/link_health.hpp"
#include "hal/model/look.hpp"
#include "hal/model/sight.hpp"

namespace tram::hal {

class LinkSteward {
public:
    explicit LinkSteward(const Board& board) : board_(board) {}

    void look(const Sights& sights, Look& look);

private:
    struct Zone {
        std::vector<std::string> links;
        std::size_t up = 0;
        std::string bond;  // of its links; "" where they are not bonded
    };
    void lookAt(const LinkSight& sight, const BoardLink* link, std::map<std::string, Zone>& zones, Look& look);
    void lookAtRoutes(const Sights& sights, const BoardGateway& gateway, const std::string& id, Look& look);
    void lookAtGateways(const Sights& sights, const std::map<std::string, Zone>& zones, Look& look);

    const Board& board_;
    std::map<std::string, LinkWatch> watches_;  // by id
    std::map<std::string, Component> known_;
};

}  // namespace tram::hal
