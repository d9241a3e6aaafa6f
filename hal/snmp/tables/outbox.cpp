#include "hal/snmp/tables/outbox.hpp"

#include <algorithm>
#include <charconv>
#include <format>
#include <utility>

namespace tram::snmp {

Outbox::Outbox(OutboxRules rules, std::uint64_t acknowledged, SteadyTime now)
    : rules_(rules), lastAcknowledged_(acknowledged), lastAdded_(acknowledged), notBefore_(now), announced_(now) {}

void Outbox::add(const hal::AlarmEvent& event) {
    if (event.sequence <= lastAdded_) return;
    lastAdded_ = event.sequence;
    if (items_.size() >= rules_.most) {
        // Not the one that is under way: acknowledged() means that one.
        items_.erase(items_.begin() + (underWay_ ? 1 : 0));
        ++dropped_;
        mustGreet_ = true;
    }
    items_.push_back({OutboxItem::What::event, event});
}

void Outbox::present(std::uint64_t sequence) {
    if (sequence >= lastAdded_) return;
    lastAcknowledged_ = lastAdded_ = sequence;
    mustGreet_ = true;
}

void Outbox::announce(std::span<const hal::Alarm> active, SteadyTime now, bool withHere) {
    announced_ = now;
    if (withHere) items_.push_back({OutboxItem::What::here, {}});
    for (const auto& alarm : active) {
        // Not more than there is room for.
        if (items_.size() >= rules_.most) break;
        items_.push_back({OutboxItem::What::repeated, {hal::AlarmEvent::What::raised, alarm.id, alarm.raised, alarm}});
    }
}

const OutboxItem* Outbox::next(SteadyTime now, std::span<const hal::Alarm> active) {
    if (now < notBefore_) return nullptr;
    if (items_.empty()) {
        if (std::exchange(mustGreet_, false)) {
            announce(active, now, true);
        } else if (now - announced_ >= rules_.announceEvery) {
            announce(active, now, false);
        }
    }
    underWay_ = !items_.empty();
    return underWay_ ? &items_.front() : nullptr;
}

void Outbox::acknowledged(SteadyTime now) {
    if (!std::exchange(underWay_, false)) return;
    const auto& item = items_.front();
    if (item.what == OutboxItem::What::event) lastAcknowledged_ = item.event.sequence;
    items_.pop_front();
    failures_ = 0;
    notBefore_ = now;
}

void Outbox::failed(SteadyTime now) {
    // Contact is lost: who it was may have restarted and know nothing any more.
    mustGreet_ = true;
    underWay_ = false;
    const auto pause = std::min(rules_.longestPause, rules_.firstPause * (1U << std::min(failures_, 10U)));
    ++failures_;
    notBefore_ = now + pause;
}

std::string encodeMemory(const ReceiverMemory& memory) {
    std::string text;
    if (memory.acknowledged) text += std::format("acknowledged {}\n", *memory.acknowledged);
    if (!memory.engineId.empty()) {
        text += "engine ";
        for (const char c : memory.engineId) text += std::format("{:02x}", static_cast<unsigned char>(c));
        text += '\n';
    }
    return text;
}

namespace {

std::optional<std::uint64_t> numberOf(std::string_view text, int base) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// SnmpEngineID is 5 to 32 octets. [RFC 3411]
std::string engineOf(std::string_view hex) {
    if (hex.size() % 2 != 0 || hex.size() < 10 || hex.size() > 64) return {};
    std::string octets;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const auto octet = numberOf(hex.substr(i, 2), 16);
        if (!octet) return {};
        octets += static_cast<char>(*octet);
    }
    return octets;
}

}  // namespace

ReceiverMemory parseMemory(std::string_view text) {
    ReceiverMemory memory;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        const auto line = text.substr(begin, end - begin);
        constexpr std::string_view acknowledged = "acknowledged ", engine = "engine ";
        if (line.starts_with(acknowledged)) memory.acknowledged = numberOf(line.substr(acknowledged.size()), 10);
        if (line.starts_with(engine)) memory.engineId = engineOf(line.substr(engine.size()));
        begin = end + 1;
    }
    return memory;
}

}  // namespace tram::snmp
