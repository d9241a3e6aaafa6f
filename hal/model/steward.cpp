#include "hal/model/steward.hpp"

#include <algorithm>

namespace tram::hal {

namespace {

// Of a part that is replaced every year in each of eight bays: enough for the box's life.
constexpr std::size_t keptReplacements = 100;

// A door that hangs is not waited for any longer than this.
constexpr auto longestWaking = std::chrono::seconds(60);

}  // namespace

Steward::Steward(Board board, StewardRules rules, StewardMemory memory)
    : board_(std::move(board)),
      rules_(std::move(rules)),
      box_(Inventory{memory.components, {}}, AlarmBook(memory.alarms, memory.sequence)),
      debouncer_(memory.alarms),
      disks_(board_, memory.components, std::move(memory.disks)),
      arrays_(board_, std::move(memory.arrays)),
      chassis_(board_, memory.components),
      power_(rules_.power),
      links_(board_),
      service_(rules_.service),
      replacements_(std::move(memory.replacements)),
      signalled_(memory.signalled) {}

bool Steward::mayCheck(SystemTime now) const {
    const auto local = now + rules_.timeZone;
    const auto hour = local - std::chrono::floor<std::chrono::days>(local);
    const bool isLate = hour >= rules_.quietFrom;
    const bool isEarly = hour < rules_.quietUntil;
    const bool isQuiet = rules_.quietFrom <= rules_.quietUntil ? isLate && isEarly : isLate || isEarly;
    return power_.stage() == PowerPlan::Stage::normal && isQuiet;
}

void Steward::wake(const Sights& sights, Look& look) {
    const auto wasRead = [](const auto&... sight) { return ((sight.read != SteadyTime{}) && ...); };
    const auto isAsked = [&](const DiskSight& disk) { return sights.smart.contains(disk.device); };
    isAwake_ = isAwake_ || look.awake > longestWaking ||
               (sights.disks.value && std::ranges::all_of(*sights.disks.value, isAsked) &&
                wasRead(sights.machine, sights.disks, sights.arrays, sights.sensors, sights.controller, sights.memory,
                        sights.links, sights.gateways, sights.ups, sights.watchdog));
    if (isAwake_) return;
    for (const auto& component : box_.inventory().components) look.unreadable.insert(component.id);
}

// At each new critical alarm; what somebody else made the light show is left alone.
void Steward::signal(std::vector<Action>& actions) {
    if (!rules_.signals) return;
    const auto waiting = static_cast<std::size_t>(std::ranges::count_if(box_.alarms().active(), [](const Alarm& alarm) {
        return alarm.severity == Health::critical && alarm.acknowledgedBy.empty();
    }));
    if (waiting > signalled_) actions.push_back({Action::What::signalOn, "", "", "chassis"});
    if (waiting == 0 && signalled_ > 0) actions.push_back({Action::What::signalOff, "", "", "chassis"});
    signalled_ = waiting;
}

StewardOutcome Steward::look(const Sights& sights, Moment now) {
    Look look;
    look.now = now;
    if (!first_) first_ = now.steady;
    look.awake = now.steady - *first_;
    const bool isQuiet = mayCheck(now.system);
    disks_.look(sights, look);
    arrays_.look(sights, disks_, isQuiet, look);
    disks_.testThemselves(isQuiet && !arrays_.isBusy(), look);
    chassis_.look(sights, look);
    power_.look(sights, chassis_.isEmergency(), look);
    links_.look(sights, look);
    service_.look(sights, look);
    wake(sights, look);

    Inventory inventory;
    for (const auto& state : look.components) inventory.components.push_back(state.component);
    inventory.redundancies = look.redundancies;
    auto findings = debouncer_.update(std::move(look.findings), look.unreadable, now.steady);
    StewardOutcome outcome;
    outcome.changes = box_.update(std::move(inventory), std::move(findings), look.unreadable, now.system);
    outcome.actions = std::move(look.actions);
    signal(outcome.actions);
    for (const auto& replacement : outcome.changes.replacements) replacements_.push_back(replacement);
    if (replacements_.size() > keptReplacements)
        replacements_.erase(replacements_.begin(), replacements_.end() - static_cast<std::ptrdiff_t>(keptReplacements));
    last_ = std::move(look);
    return outcome;
}

Steward::Done Steward::acknowledge(std::uint64_t alarm, const std::string& who) {
    if (!box_.acknowledge(alarm, who)) return std::unexpected("no-such");
    return {};
}

Steward::Done Steward::adopt(const std::string& component) {
    const auto* disk = disks_.find(component);
    if (disk == nullptr) return std::unexpected("no-such");
    return arrays_.adopt(*disk);
}

Steward::Done Steward::forget(const std::string& component) {
    if (!box_.forget(component)) return std::unexpected("no-such");
    disks_.forget(component);
    return {};
}

Steward::Done Steward::check(const std::string& component, bool on) {
    if (!arrays_.check(component, on)) return std::unexpected("no-such");
    return {};
}

std::expected<Action, std::string> Steward::identify(const std::string& component, bool on) const {
    const auto* disk = disks_.find(component);
    if (disk == nullptr) return std::unexpected("no-such");
    return Action{on ? Action::What::locateOn : Action::What::locateOff, disk->device, "", component};
}

Snapshot Steward::snapshot(const Sights& sights) const {
    Snapshot snapshot;
    snapshot.time = last_.now.system;
    const auto health = box_.health();
    snapshot.overall = health.overall;
    snapshot.stage = name(power_.stage());
    snapshot.reason = power_.reason();
    if (const auto left = power_.plan().remaining()) snapshot.remainingSeconds = static_cast<double>(left->count());
    for (const auto& component : box_.inventory().components) {
        ComponentState state;
        const auto seen = std::ranges::find_if(
            last_.components, [&](const ComponentState& each) { return each.component.id == component.id; });
        if (seen != last_.components.end()) state = *seen;
        state.component = component;
        const auto found = health.components.find(component.id);
        state.health = found == health.components.end() ? Health::unknown : found->second;
        for (const auto& alarm : box_.alarms().active()) {
            if (alarm.component == component.id && (!state.since || alarm.raised < *state.since))
                state.since = alarm.raised;
        }
        snapshot.components.push_back(std::move(state));
    }
    std::ranges::stable_sort(snapshot.components, {}, [](const ComponentState& state) { return state.component.kind; });
    const auto active = box_.alarms().active();
    snapshot.alarms.assign(active.begin(), active.end());
    snapshot.replacements = replacements_;
    snapshot.sequence = box_.alarms().sequence();
    for (const auto& [process, sight] : sights.reports) snapshot.reports.push_back(sight.report);
    return snapshot;
}

StewardMemory Steward::memory() const {
    const auto active = box_.alarms().active();
    return {box_.inventory().components,
            {active.begin(), active.end()},
            box_.alarms().sequence(),
            replacements_,
            disks_.memory(),
            arrays_.memory(),
            signalled_};
}

}  // namespace tram::hal
