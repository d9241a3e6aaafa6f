#include "hal/model/roll_up.hpp"

#include <algorithm>

namespace tram::hal {

namespace {

// Deeper trees than this are cycles.
constexpr int deepest = 8;

class RollUp {
public:
    RollUp(std::span<const Component> components, std::span<const Alarm> alarms,
           std::span<const Redundancy> redundancies)
        : components_(components), redundancies_(redundancies) {
        for (const auto& component : components) own_.emplace(component.id, Health::ok);
        for (const auto& alarm : alarms) {
            auto& health = own_[alarm.component];
            health = std::max(health, alarm.severity);
        }
    }

    RolledUp result() {
        RolledUp result;
        for (const auto& component : components_) result.components.emplace(component.id, healthOf(component.id, 0));
        for (const auto& [id, health] : own_) result.overall = std::max(result.overall, contribution(id, health));
        for (const auto& redundancy : redundancies_)
            result.overall = std::max(result.overall, healthOfGroup(redundancy, 0));
        return result;
    }

private:
    [[nodiscard]] bool isInAGroup(const std::string& id) const {
        return std::ranges::any_of(redundancies_, [&](const Redundancy& redundancy) {
            return std::ranges::find(redundancy.members, id) != redundancy.members.end();
        });
    }

    // To the whole: members of groups count through their groups.
    [[nodiscard]] Health contribution(const std::string& id, Health health) const {
        return isInAGroup(id) ? std::min(health, Health::warning) : health;
    }

    Health healthOfGroup(const Redundancy& redundancy, int depth) {
        std::size_t working = 0;
        auto worst = Health::ok;
        for (const auto& member : redundancy.members) {
            const auto health = healthOf(member, depth);
            if (health != Health::critical) ++working;
            worst = std::max(worst, health);
        }
        if (worst != Health::critical) return worst;
        return working >= redundancy.needed ? Health::warning : Health::critical;
    }

    Health healthOf(const std::string& id, int depth) {
        const auto found = own_.find(id);
        auto health = found == own_.end() ? Health::unknown : found->second;
        if (depth == deepest) return health;
        for (const auto& component : components_) {
            if (component.parent == id && !isInAGroup(component.id))
                health = std::max(health, healthOf(component.id, depth + 1));
        }
        for (const auto& redundancy : redundancies_) {
            if (redundancy.parent == id) health = std::max(health, healthOfGroup(redundancy, depth + 1));
        }
        return health;
    }

    std::span<const Component> components_;
    std::span<const Redundancy> redundancies_;
    std::map<std::string, Health> own_;
};

}  // namespace

RolledUp rollUp(std::span<const Component> components, std::span<const Alarm> alarms,
                std::span<const Redundancy> redundancies) {
    return RollUp(components, alarms, redundancies).result();
}

}  // namespace tram::hal
