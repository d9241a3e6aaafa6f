#include "hal/sim/script.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <format>

#include "hal/sim/machine_json.hpp"
#include "hal/sim/passage.hpp"

namespace tram::hal::sim {

namespace {

Outcome journal(Machine& machine, Words words) {
    if (words.size() == 1 && words[0] == "clear") {
        machine.journal.clear();
        return "";
    }
    std::string out;
    for (const auto& line : machine.journal) out += line + "\n";
    return out;
}

Outcome state(Machine& machine, Words) {
    return boost::json::serialize(toJson(machine)) + "\n";
}

Outcome reset(Machine& machine, Words) {
    const auto born = machine.born;
    machine = makeMachine();
    machine.born = born;
    return "";
}

std::optional<double> secondsOf(Words words) {
    const auto seconds = words.size() == 1 ? numberOfWord(words[0]) : std::nullopt;
    return seconds && *seconds > 0 && *seconds <= 10 * 86'400 ? seconds : std::nullopt;
}

Outcome rebuildTime(Machine& machine, Words words) {
    const auto seconds = secondsOf(words);
    if (!seconds) return std::unexpected("SECONDS is a number above 0");
    machine.rebuildSeconds = *seconds;
    return "";
}

Outcome selfTestTime(Machine& machine, Words words) {
    const auto seconds = secondsOf(words);
    if (!seconds) return std::unexpected("SECONDS is a number above 0");
    machine.selfTestSeconds = *seconds;
    return "";
}

Outcome pass(Machine& machine, Words words) {
    const auto seconds = secondsOf(words);
    if (!seconds) return std::unexpected("SECONDS is a number above 0");
    // In steps, so that what follows from an end happens at its time.
    constexpr std::chrono::milliseconds step{1'000};
    for (double left = *seconds * 1000; left > 0; left -= static_cast<double>(step.count())) {
        advance(machine, std::min(step, std::chrono::milliseconds{static_cast<std::int64_t>(left) + 1}));
    }
    return "";
}

Outcome help(Machine&, Words);

const std::vector<ScriptCommand>& allCommands() {
    static const auto all = [] {
        std::vector<ScriptCommand> list;
        for (const auto& part : {diskCommands(), arrayCommands(), powerCommands(), boardCommands()})
            list.insert(list.end(), part.begin(), part.end());
        list.push_back({"journal", "[clear]", "what systemctl, upsmon, ledctl, mdadm and others were told", journal});
        list.push_back({"rebuild-time", "SECONDS", "what a whole pass over an array takes", rebuildTime});
        list.push_back(
            {"selftest-time", "SECONDS", "what a short self-test takes; a long one six times as long", selfTestTime});
        list.push_back({"pass", "SECONDS", "let so much time pass at once", pass});
        list.push_back({"state", "", "the whole machine as JSON", state});
        list.push_back({"reset", "", "as it left the works", reset});
        list.push_back({"help", "", "this list", help});
        return list;
    }();
    return all;
}

Outcome help(Machine&, Words) {
    std::string out;
    for (const auto& command : allCommands())
        out += std::format("{} {}\n    {}\n", command.name, command.usage, command.help);
    return out;
}

}  // namespace

std::optional<std::uint64_t> countOfWord(std::string_view word) {
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || stop != word.data() + word.size()) return std::nullopt;
    return value;
}

std::optional<double> numberOfWord(std::string_view word) {
    double value = 0;
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || stop != word.data() + word.size()) return std::nullopt;
    return value;
}

std::string takeOption(std::vector<std::string>& words, std::string_view name) {
    const auto at = std::ranges::find(words, name);
    if (at == words.end() || at + 1 == words.end()) return {};
    auto value = *(at + 1);
    words.erase(at, at + 2);
    return value;
}

std::unexpected<std::string> wrongWord(std::string_view what, std::string_view word,
                                       std::span<const std::string_view> valid) {
    std::string list;
    for (const auto each : valid) list += std::format("{}{}", list.empty() ? "" : ", ", each);
    return std::unexpected(word.empty() ? std::format("{} is missing: {}", what, list)
                                        : std::format("\"{}\" is no {}: {}", word, what, list));
}

Outcome runScript(Machine& machine, Words words) {
    std::vector<std::string_view> names;
    for (const auto& command : allCommands()) names.push_back(command.name);
    const auto& all = allCommands();
    const auto at = words.empty() ? all.end() : std::ranges::find(all, words[0], &ScriptCommand::name);
    if (at == all.end()) return wrongWord("command", words.empty() ? "" : words[0], names);
    auto outcome = at->run(machine, words.subspan(1));
    if (!outcome) return std::unexpected(std::format("{}\nusage: {} {}", outcome.error(), at->name, at->usage));
    return outcome;
}

}  // namespace tram::hal::sim
