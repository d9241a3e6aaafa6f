// What address a name makes. R3.4, R3.5
#include <array>
#include <ostream>

#include "cli/directory_lookup.hpp"
#include "cli/verbs.hpp"
#include "province/agency_name.hpp"
#include "province/local_part.hpp"
#include "province/personal_name.hpp"

namespace tram::cli {

namespace {

// The address by the rule on the first line; where it is taken, free ones on the lines after.
Exit say(Session& session, const std::string& localPart, bool taken, const std::vector<std::string>& free) {
    if (session.format == Format::json) {
        boost::json::array proposals;
        for (const auto& each : free) proposals.emplace_back(session.fullAddress(each));
        session.facts({{"address", session.fullAddress(localPart)},
                       {"taken", taken},
                       {"reserved", province::isReserved(localPart)},
                       {"free", std::move(proposals)}});
        return Exit::ok;
    }
    session.out << session.fullAddress(localPart) << '\n';
    for (const auto& each : free) session.out << session.fullAddress(each) << '\n';
    return Exit::ok;
}

Exit nameAgency(Session& session, const std::string& text, const Arguments& arguments) {
    const auto name = province::parseAgencyName(text);
    if (!name) throw EndOfCommand{Exit::refused, text + ": " + std::string(province::name(name.error()))};
    const auto label = province::agencyLabel(*name, arguments.text("label"));
    // Initials that are a word of the service: the agency needs a label of its own.
    if (!label) throw EndOfCommand{Exit::refused, text + ": " + std::string(province::name(label.error()))};
    // An agency chooses another label rather than a suffix; what is proposed is one that nobody has.
    const bool taken = isTaken(session, *label) || isTaken(session, province::clerkLocalPart(*label));
    return say(session, *label, taken, taken ? freeBeside(session, *label, {}) : std::vector<std::string>{});
}

Exit nameAddress(Session& session, const Arguments& arguments) {
    const auto& text = arguments.positional()[0];
    if (arguments.has("agency")) return nameAgency(session, text, arguments);
    const auto name = personalName(text, givenOf(session, arguments));
    const auto rule = province::personalLocalPart(name);
    const bool taken = province::isReserved(rule.text()) || isTaken(session, rule.text());
    return say(session, rule.text(), taken,
               taken ? freeBeside(session, rule.given, rule.initials) : std::vector<std::string>{});
}

constexpr std::array table{
    Verb{"name",
         "NAME [--given N] | --agency NAME [--label LABEL]",
         "agency given= label=",
         1,
         1,
         {"prints the address that a name makes by the rule (R3.4, R3.5); where it is taken, free ones on the lines "
          "after",
          "in địa chỉ theo quy tắc đặt tên (R3.4, R3.5); nếu đã có người dùng, các dòng sau là địa chỉ còn trống"},
         "tram name 'Nguyễn Văn Hùng'",
         nameAddress},
};

}  // namespace

std::span<const Verb> nameVerbs() {
    return table;
}

}  // namespace tram::cli
