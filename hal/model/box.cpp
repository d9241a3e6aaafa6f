#include "hal/model/box.hpp"

#include <algorithm>
#include <utility>

namespace tram::hal {

const Component* Box::find(const std::string& id) const {
    const auto found = std::ranges::find(inventory_.components, id, &Component::id);
    return found == inventory_.components.end() ? nullptr : &*found;
}

BoxChanges Box::update(Inventory seen, std::vector<Finding> findings, const std::set<std::string>& unreadable,
                       SystemTime now) {
    BoxChanges changes;
    for (auto& component : seen.components) {
        const auto* before = find(component.id);
        if (before == nullptr) continue;
        // What is silent for a moment is still the part that it was.
        if (component.present && component.serial.empty() && unreadable.contains(component.id)) {
            component.serial = before->serial;
            component.model = before->model;
        }
        if (!component.present && component.serial.empty()) component.serial = before->serial;
        if (component.present && !component.serial.empty() && !before->serial.empty() &&
            component.serial != before->serial)
            changes.replacements.push_back({component.id, component.label, before->serial, component.serial, now});
    }
    for (const auto& before : inventory_.components) {
        if (std::ranges::find(seen.components, before.id, &Component::id) != seen.components.end()) continue;
        seen.components.push_back(before);
        if (!unreadable.contains(before.id)) seen.components.back().present = false;
    }
    inventory_ = std::move(seen);
    for (auto& finding : findings) {
        const auto* component = find(finding.component);
        finding.arguments.try_emplace("id", finding.component);
        finding.arguments.try_emplace(
            "label", component == nullptr || component->label.empty() ? finding.component : component->label);
        if (component != nullptr && !component->labelVietnamese.empty())
            finding.arguments.try_emplace("label.vi", component->labelVietnamese);
        finding.arguments.try_emplace("serial", component == nullptr ? "" : component->serial);
    }
    changes.events = alarms_.update(findings, unreadable, now);
    return changes;
}

bool Box::forget(const std::string& component) {
    return std::erase_if(inventory_.components,
                         [&](const Component& each) { return each.id == component && !each.present; }) > 0;
}

RolledUp Box::health() const {
    return rollUp(inventory_.components, alarms_.active(), inventory_.redundancies);
}

}  // namespace tram::hal
