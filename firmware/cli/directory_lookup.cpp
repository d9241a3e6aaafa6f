#include "cli/directory_lookup.hpp"

#include "province/basis.hpp"
#include "province/local_part.hpp"
#include "province/publicity.hpp"

namespace tram::cli {

namespace schema = store::schema;

std::map<std::uint64_t, schema::AgencyRecordT> agencies(Session& session) {
    std::map<std::uint64_t, schema::AgencyRecordT> result;
    for (auto& entry : listed(store::listAgencies(session.reader().environment())))
        result.emplace(entry.id.value, std::move(entry.agency));
    return result;
}

std::uint64_t agencyId(Session& session, const std::string& wanted) {
    const auto number = parseNumber(wanted);
    std::vector<std::uint64_t> found;
    for (const auto& [id, agency] : agencies(session)) {
        const bool named = agency.name == wanted && agency.state == schema::AgencyState::active;
        if (named || number == id) found.push_back(id);
    }
    if (found.size() == 1) return found.front();
    const auto text = found.empty() ? Text{"there is no agency ", "không có cơ quan "}
                                    : Text{"several agencies are called ", "nhiều cơ quan có tên "};
    throw EndOfCommand{Exit::refused, std::string(text.in(session.language)) + wanted};
}

std::string nameIn(const std::map<std::uint64_t, schema::AgencyRecordT>& agencies, std::uint64_t id) {
    const auto found = agencies.find(id);
    return found == agencies.end() ? std::string() : found->second.name;
}

std::unique_ptr<schema::BasisT> basisOf(const Session& session, const Arguments& arguments) {
    const auto number = arguments.value("decision");
    const auto date = arguments.value("dated");
    if (!number && !date) return nullptr;
    auto basis = std::make_unique<schema::BasisT>();
    basis->number = number.value_or(std::string());
    if (date) {
        const auto day = province::parseDay(*date);
        if (!day)
            session.usage({"--dated is a day, such as 22/5/2013 or 2013-05-22",
                           "--dated là ngày ký, ví dụ 22/5/2013 hoặc 2013-05-22"});
        basis->day = *day;
    }
    return basis;
}

std::uint64_t quotaOf(const Session& session, const Arguments& arguments) {
    const auto text = arguments.value("quota");
    if (!text) return 0;
    const auto octets = parseOctets(*text);
    if (!octets || *octets == 0) session.usage({"--quota is a size, such as 2G", "--quota là dung lượng, ví dụ 2G"});
    return *octets;
}

std::uint8_t givenOf(const Session& session, const Arguments& arguments) {
    const auto text = arguments.value("given");
    if (!text) return 0;
    const auto word = parseNumber(*text);
    if (!word || *word == 0 || *word > UINT8_MAX)
        session.usage({"--given is the number of a word, from 1", "--given là thứ tự của từ, từ 1"});
    return static_cast<std::uint8_t>(*word);
}

province::PersonalName personalName(const std::string& text, std::uint8_t given) {
    auto name = province::parsePersonalName(
        text, given == 0 ? std::nullopt : std::optional<std::size_t>(static_cast<std::size_t>(given) - 1));
    if (!name) throw EndOfCommand{Exit::refused, text + ": " + std::string(province::name(name.error()))};
    return std::move(*name);
}

schema::Publicity publicityOf(const Session& session, const std::string& text) {
    const auto publicity = province::parsePublicity(text);
    if (!publicity) session.usage({"policy, shown or hidden", "policy, shown hoặc hidden"});
    return static_cast<schema::Publicity>(*publicity);
}

std::string required(const Session& session, const Arguments& arguments, std::string_view option) {
    const auto value = arguments.value(option);
    if (value) return *value;
    const auto name = "--" + std::string(option);
    throw EndOfCommand{Exit::usage, session.language == Language::vietnamese ? "thiếu " + name : name + " is missing"};
}

std::string addressOf(Session& session, std::uint64_t official) {
    const auto record = session.reader().official(OfficialId{official});
    return record ? record->address : std::string();
}

std::string freeFor(Session& session, const std::string& name, std::uint8_t given) {
    const auto word = given == 0 ? std::nullopt : std::optional<std::size_t>(given - 1U);
    const auto parsed = province::parsePersonalName(name, word);
    if (!parsed) return {};
    const auto rule = personalLocalPart(*parsed);
    std::string free;
    for (const auto& each : freeBeside(session, rule.given, rule.initials)) free += (free.empty() ? "" : ", ") + each;
    return std::string(Text{"; free: ", "; còn trống: "}.in(session.language)) + free;
}

bool isTaken(Session& session, std::string_view localPart) {
    return listed(
        store::addressIsTaken(session.reader().environment(), session.fullAddress(localPart), RealClock().now()));
}

std::vector<std::string> freeBeside(Session& session, std::string_view given, std::string_view initials) {
    constexpr std::size_t proposals = 3;
    return province::proposeFree(
        {std::string(given), std::string(initials)},
        [&](std::string_view localPart) { return isTaken(session, localPart); }, proposals);
}

void sayMade(Session& session, std::uint64_t id, const std::string& address) {
    boost::json::object made{{"id", id}};
    if (!address.empty()) made["address"] = address;
    session.facts(made);
}

std::string basisText(std::string_view number, std::int32_t day) {
    std::string text(number);
    if (day != 0) text += (text.empty() ? "" : ", ") + province::vietnameseDay(day);
    return text;
}

}  // namespace tram::cli
