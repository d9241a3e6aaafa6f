// The words of `tram hal sim`: what a developer or a test does to the machine by hand.
//
// An answer is text for the terminal, a failure says what is wrong and which words there are.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hal/sim/machine.hpp"

namespace tram::hal::sim {

using Outcome = std::expected<std::string, std::string>;
using Words = std::span<const std::string>;

// One command: its name, then its words. Changes the machine only; showing it is the caller's.
[[nodiscard]] Outcome runScript(Machine& machine, Words words);

struct ScriptCommand {
    std::string_view name;
    std::string_view usage;  // the words behind the name
    std::string_view help;
    Outcome (*run)(Machine&, Words);
};
[[nodiscard]] std::vector<ScriptCommand> diskCommands();
[[nodiscard]] std::vector<ScriptCommand> arrayCommands();
[[nodiscard]] std::vector<ScriptCommand> powerCommands();
[[nodiscard]] std::vector<ScriptCommand> boardCommands();

// What the commands read their words with.
[[nodiscard]] std::optional<std::uint64_t> countOfWord(std::string_view word);
[[nodiscard]] std::optional<double> numberOfWord(std::string_view word);
// Takes "--name VALUE" out of the words; "" where it is not there.
[[nodiscard]] std::string takeOption(std::vector<std::string>& words, std::string_view name);
[[nodiscard]] std::unexpected<std::string> wrongWord(std::string_view what, std::string_view word,
                                                     std::span<const std::string_view> valid);

}  // namespace tram::hal::sim
