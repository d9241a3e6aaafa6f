#include "hal/model/link_steward.hpp"

#include <algorithm>

namespace tram::hal {

namespace {

using std::chrono::seconds;

constexpr auto linksFresh = seconds(60);
constexpr auto gatewaysFresh = seconds(60);

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace

void LinkSteward::lookAt(const LinkSight& sight, const BoardLink* link, std::map<std::string, Zone>& zones,
                         Look& look) {
    const auto label = link == nullptr || link->label.empty() ? sight.interface : link->label;
    // A link that the site does not use says how it is, and raises nothing.
    const auto id = "link:" + (link == nullptr ? sight.interface : label);
    Component component;
    component.id = id;
    component.kind = Kind::link;
    component.parent = "chassis";
    component.label = label;
    component.model = sight.driver;
    component.serial = sight.hardware;
    known_.insert_or_assign(id, component);
    auto& state = look.add(std::move(component));
    state.words["interface"] = sight.interface;
    state.words["place"] = sight.place;
    if (link != nullptr) state.words["zone"] = link->zone;
    if (!sight.addresses.empty()) state.words["address"] = joined(sight.addresses);
    state.figures["carrier"] = sight.reading.carrier ? 1 : 0;
    if (sight.reading.megabits) state.figures["speed_megabits"] = static_cast<double>(*sight.reading.megabits);
    state.figures["errors_total"] = static_cast<double>(sight.reading.errors);
    state.figures["carrier_changes_total"] = static_cast<double>(sight.reading.carrierChanges);
    if (!sight.bond.empty()) {
        state.words["bond"] = sight.bond;
        state.words["state"] = sight.isActive ? "active" : "backup";
    }
    if (link == nullptr) return;

    auto& watch = watches_.try_emplace(id, id, link->megabits).first->second;
    for (auto& finding : watch.update(sight.reading, look.now.steady)) look.findings.push_back(std::move(finding));
    auto& zone = zones[link->zone];
    zone.links.push_back(id);
    if (sight.reading.carrier) ++zone.up;
    if (!sight.bond.empty()) zone.bond = sight.bond;
    if (sight.reading.carrier && sight.isOut) look.find(Condition::linkLeftBond, id, {{"value", sight.bond}});
    for (const auto& address : link->addresses) {
        if (!std::ranges::contains(sight.addresses, address))
            look.find(Condition::addressMissing, id, {{"value", address}});
    }
}

void LinkSteward::lookAtRoutes(const Sights& sights, const BoardGateway& gateway, const std::string& id, Look& look) {
    if (gateway.routes.empty() || !sights.routes.isFresh(look.now.steady, gatewaysFresh)) return;
    std::vector<std::string> missing;
    for (const auto& wanted : gateway.routes) {
        const auto leads = [&](const RouteSight& route) { return route.to == wanted && route.via == gateway.address; };
        if (std::ranges::none_of(*sights.routes.value, leads)) missing.push_back(wanted);
    }
    if (!missing.empty()) look.find(Condition::routeMissing, id, {{"value", joined(missing)}});
}

void LinkSteward::lookAtGateways(const Sights& sights, const std::map<std::string, Zone>& zones, Look& look) {
    const bool areFresh = sights.gateways.isFresh(look.now.steady, gatewaysFresh);
    for (const auto& gateway : board_.gateways) {
        Component component;
        component.id = "gateway:" + gateway.zone;
        component.kind = Kind::gateway;
        component.parent = "chassis";
        component.label = gateway.zone;
        const auto id = component.id;
        auto& state = look.add(std::move(component));
        state.words["zone"] = gateway.zone;
        state.words["address"] = gateway.address;
        if (!areFresh) {
            look.unreadable.insert(id);
            continue;
        }
        const auto asked = std::ranges::find_if(*sights.gateways.value, [&](const GatewaySight& sight) {
            return sight.zone == gateway.zone && sight.address == gateway.address;
        });
        const bool answers = asked != sights.gateways.value->end() && asked->answers;
        state.figures["reachable"] = answers ? 1 : 0;
        // Behind a dead link it is the link that is told.
        const auto zone = zones.find(gateway.zone);
        const bool hasLink = zone == zones.end() || zone->second.up > 0;
        if (!answers && hasLink) look.find(Condition::gatewayUnreachable, id);
        lookAtRoutes(sights, gateway, id, look);
    }
}

void LinkSteward::look(const Sights& sights, Look& look) {
    std::map<std::string, Zone> zones;
    if (!sights.links.isFresh(look.now.steady, linksFresh)) {
        for (const auto& [id, component] : known_) look.unreadable.insert(id);
        return;
    }
    for (const auto& link : board_.links) zones.try_emplace(link.zone);
    for (const auto& sight : *sights.links.value) {
        const auto link = std::ranges::find(board_.links, sight.place, &BoardLink::place);
        lookAt(sight, link == board_.links.end() ? nullptr : &*link, zones, look);
    }
    // A port whose device is gone has no carrier either.
    for (const auto& link : board_.links) {
        if (std::ranges::contains(*sights.links.value, link.place, &LinkSight::place)) continue;
        LinkSight gone;
        gone.place = link.place;
        gone.interface = link.label.empty() ? link.place : link.label;
        lookAt(gone, &link, zones, look);
        look.components.back().component.present = false;
    }
    // One of a bonded zone that is no member at all carries nothing either.
    for (const auto& sight : *sights.links.value) {
        const auto link = std::ranges::find(board_.links, sight.place, &BoardLink::place);
        if (link == board_.links.end() || !sight.bond.empty() || !sight.reading.carrier) continue;
        const auto& zone = zones[link->zone];
        if (zone.bond.empty()) continue;
        const auto label = link->label.empty() ? sight.interface : link->label;
        look.find(Condition::linkLeftBond, "link:" + label, {{"value", zone.bond}});
    }
    for (const auto& [zone, state] : zones) {
        Component component;
        component.id = "zone:" + zone;
        component.kind = Kind::link;
        component.parent = "chassis";
        component.label = zone;
        auto& told = look.add(std::move(component));
        told.words["zone"] = zone;
        told.figures["links"] = static_cast<double>(state.links.size());
        told.figures["links_up"] = static_cast<double>(state.up);
        if (state.up == 0) {
            look.find(Condition::zoneDown, "zone:" + zone);
        } else if (state.up == 1 && state.links.size() > 1) {
            look.find(Condition::zoneLinkLost, "zone:" + zone);
        }
        if (state.links.size() > 1) look.redundancies.push_back({"zone:" + zone, state.links, 1});
    }
    lookAtGateways(sights, zones, look);
}

}  // namespace tram::hal
