#include "hal/sim/upsd_protocol.hpp"

#include <algorithm>
#include <array>
#include <format>

#include "hal/sim/script.hpp"
#include "hal/sim/tools.hpp"
#include "hal/sim/ups_units.hpp"

namespace tram::hal::sim {

namespace {

struct InstantCommand {
    std::string_view name;
    std::string_view description;
};
constexpr std::array commands{
    InstantCommand{"beeper.disable", "Disable the UPS beeper"},
    InstantCommand{"beeper.enable", "Enable the UPS beeper"},
    InstantCommand{"load.off", "Turn off the load immediately"},
    InstantCommand{"load.on", "Turn on the load immediately"},
    InstantCommand{"shutdown.return", "Turn off the load and return when power is back"},
    InstantCommand{"shutdown.stayoff", "Turn off the load and remain off"},
    InstantCommand{"test.battery.start.quick", "Start a quick battery test"},
    InstantCommand{"test.battery.stop", "Stop the battery test"},
};
// What a client may set.
constexpr std::array<std::string_view, 1> writable{"battery.charge.low"};

std::string error(std::string_view word) {
    return std::format("ERR {}\n", word);
}

Ups* findUnit(Machine& machine, std::string_view name) {
    const auto at = std::ranges::find(machine.units, name, &Ups::name);
    return at == machine.units.end() ? nullptr : &*at;
}

// Values stand in quotes. [NUT common/parseconf.c pconf_encode]
std::string inQuotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string lines(std::string_view kind, const std::vector<std::string>& rows) {
    std::string out = std::format("BEGIN LIST {}\n", kind);
    for (const auto& row : rows) out += row + "\n";
    return out + std::format("END LIST {}\n", kind);
}

std::string descriptionOf(const Ups& unit) {
    return "UPS " + unit.name.substr(4);
}

}  // namespace

std::vector<std::string> upsdWords(std::string_view line) {
    std::vector<std::string> words;
    bool inWord = false;
    bool isQuoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        char c = line[i];
        if (c == '\\' && i + 1 < line.size()) {
            c = line[++i];
        } else if (c == '"') {
            isQuoted = !isQuoted;
            if (!inWord) words.emplace_back();
            inWord = true;
            continue;
        } else if ((c == ' ' || c == '\t' || c == '\r') && !isQuoted) {
            inWord = false;
            continue;
        }
        if (!inWord) words.emplace_back();
        inWord = true;
        words.back() += c;
    }
    return words;
}

std::string UpsdSession::refusal() const {
    if (user_.empty()) return error("USERNAME-REQUIRED");
    if (password_.empty()) return error("PASSWORD-REQUIRED");
    if (user_ != "tram" || password_ != "tram") return error("ACCESS-DENIED");
    return {};
}

std::string UpsdSession::get(Machine& machine, const std::vector<std::string>& words) const {
    if (words.size() == 2 && words[1] == "TRACKING") return "OFF\n";
    if (words.size() < 3) return error("INVALID-ARGUMENT");
    const auto& kind = words[1];
    auto* unit = findUnit(machine, words[2]);
    const bool isKnown = kind == "VAR" || kind == "TYPE" || kind == "DESC" || kind == "CMDDESC";
    if (kind == "UPSDESC" || kind == "NUMLOGINS") {
        if (unit == nullptr) return error("UNKNOWN-UPS");
        if (kind == "UPSDESC") return std::format("UPSDESC {} {}\n", unit->name, inQuotes(descriptionOf(*unit)));
        return std::format("NUMLOGINS {} {}\n", unit->name, unit_ == unit->name ? 1 : 0);
    }
    if (!isKnown || words.size() < 4) return error("INVALID-ARGUMENT");
    if (unit == nullptr) return error("UNKNOWN-UPS");
    const auto& name = words[3];
    if (kind == "CMDDESC") {
        const auto at = std::ranges::find(commands, name, &InstantCommand::name);
        return std::format("CMDDESC {} {} {}\n", unit->name, name,
                           inQuotes(at == commands.end() ? "Description unavailable" : at->description));
    }
    if (kind == "DESC") return std::format("DESC {} {} \"Description unavailable\"\n", unit->name, name);
    if (!unit->fault.empty()) return error(unit->fault);
    const auto variables = variablesOf(*unit);
    const auto at = variables.find(name);
    if (at == variables.end()) return error("VAR-NOT-SUPPORTED");
    if (kind == "TYPE")
        return std::format("TYPE {} {} {}\n", unit->name, name,
                           std::ranges::contains(writable, name) ? "RW STRING:32" : "NUMBER");
    return std::format("VAR {} {} {}\n", unit->name, name, inQuotes(at->second));
}

std::string UpsdSession::list(Machine& machine, const std::vector<std::string>& words) const {
    if (words.size() < 2) return error("INVALID-ARGUMENT");
    const auto& kind = words[1];
    std::vector<std::string> rows;
    if (kind == "UPS") {
        for (const auto& unit : machine.units)
            rows.push_back(std::format("UPS {} {}", unit.name, inQuotes(descriptionOf(unit))));
        return lines("UPS", rows);
    }
    if ((kind != "VAR" && kind != "RW" && kind != "CMD" && kind != "CLIENT") || words.size() < 3)
        return error("INVALID-ARGUMENT");
    const auto* unit = findUnit(machine, words[2]);
    if (unit == nullptr) return error("UNKNOWN-UPS");
    if (!unit->fault.empty() && kind != "CLIENT") return error(unit->fault);
    if (kind == "CMD") {
        for (const auto& command : commands) rows.push_back(std::format("CMD {} {}", unit->name, command.name));
    } else if (kind == "CLIENT") {
        if (unit_ == unit->name) rows.push_back(std::format("CLIENT {} 127.0.0.1", unit->name));
    } else {
        for (const auto& [name, value] : variablesOf(*unit)) {
            if (kind == "VAR" || std::ranges::contains(writable, name))
                rows.push_back(std::format("{} {} {} {}", kind, unit->name, name, inQuotes(value)));
        }
    }
    return lines(kind + " " + unit->name, rows);
}

std::string UpsdSession::login(Machine& machine, const std::vector<std::string>& words) {
    if (words.size() < 2) return error("INVALID-ARGUMENT");
    if (auto no = refusal(); !no.empty()) return no;
    if (words[0] == "LOGIN" && !unit_.empty()) return error("ALREADY-LOGGED-IN");
    auto* unit = findUnit(machine, words[1]);
    if (unit == nullptr) return error("UNKNOWN-UPS");
    if (words[0] == "PRIMARY") return "OK PRIMARY-GRANTED\n";
    if (words[0] == "MASTER") return "OK MASTER-GRANTED\n";
    if (words[0] == "FSD") {
        unit->forced = true;
        record(machine, {"upsd", "FSD", unit->name});
        return "OK FSD-SET\n";
    }
    unit_ = unit->name;
    return "OK\n";
}

std::string UpsdSession::command(Machine& machine, const std::vector<std::string>& words) const {
    if (words.size() < 3) return error("INVALID-ARGUMENT");
    if (auto no = refusal(); !no.empty()) return no;
    auto* unit = findUnit(machine, words[1]);
    if (unit == nullptr) return error("UNKNOWN-UPS");
    if (!unit->fault.empty()) return error(unit->fault);
    const auto& name = words[2];
    if (std::ranges::find(commands, name, &InstantCommand::name) == commands.end()) return error("CMD-NOT-SUPPORTED");
    record(machine, {"upsd", "INSTCMD", unit->name, name});
    if (name == "load.off" || name == "shutdown.stayoff") unit->supply = "off";
    if (name == "load.on") unit->supply = "on-line";
    if (name == "test.battery.start.quick") unit->supply = "calibrating";
    if (name == "test.battery.stop" && unit->supply == "calibrating") unit->supply = "on-line";
    return "OK\n";
}

std::string UpsdSession::answer(Machine& machine, std::string_view line) {
    const auto words = upsdWords(line);
    const std::string verb = words.empty() ? "" : words[0];
    if (verb == "VER") return "Network UPS Tools upsd 2.8.1 - https://www.networkupstools.org/\n";
    if (verb == "NETVER" || verb == "PROTVER") return "1.3\n";
    if (verb == "HELP") return "Commands: HELP VER GET LIST SET INSTCMD LOGIN LOGOUT USERNAME PASSWORD STARTTLS\n";
    if (verb == "STARTTLS") return error("FEATURE-NOT-CONFIGURED");
    if (verb == "GET") return get(machine, words);
    if (verb == "LIST") return list(machine, words);
    if (verb == "USERNAME" || verb == "PASSWORD") {
        auto& kept = verb == "USERNAME" ? user_ : password_;
        if (words.size() != 2) return error("INVALID-ARGUMENT");
        if (!kept.empty()) return error("ALREADY-SET-" + verb);
        kept = words[1];
        return "OK\n";
    }
    if (verb == "LOGIN" || verb == "PRIMARY" || verb == "MASTER" || verb == "FSD") return login(machine, words);
    if (verb == "INSTCMD") return command(machine, words);
    if (verb == "SET") {
        if (words.size() == 3 && words[1] == "TRACKING") return "OK\n";
        if (words.size() != 5 || words[1] != "VAR") return error("INVALID-ARGUMENT");
        if (auto no = refusal(); !no.empty()) return no;
        auto* unit = findUnit(machine, words[2]);
        if (unit == nullptr) return error("UNKNOWN-UPS");
        if (!unit->fault.empty()) return error(unit->fault);
        if (!variablesOf(*unit).contains(words[3])) return error("VAR-NOT-SUPPORTED");
        if (!std::ranges::contains(writable, words[3])) return error("READONLY");
        const auto percent = countOfWord(words[4]);
        if (!percent || *percent > 100) return error("INVALID-VALUE");
        unit->chargeLow = static_cast<double>(*percent);
        record(machine, {"upsd", "SET", unit->name, words[3], words[4]});
        return "OK\n";
    }
    if (verb == "LOGOUT") {
        over_ = true;
        return "OK Goodbye\n";
    }
    return error("UNKNOWN-COMMAND");
}

}  // namespace tram::hal::sim
