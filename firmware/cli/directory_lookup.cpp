#include "cli/directory_lookup.hpp"

#include "province/basis.hpp"
#include "province/local_part.hpp"

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

std::string agencyName(Session& session, std::uint64_t id) {
    const auto known = agencies(session);
    const auto found = known.find(id);
    return found == known.end() ? std::string() : found->second.name;
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

bool isTaken(Session& session, std::string_view localPart) {
    schema::FindAddressT query;
    query.address = localPart;
    query.given_up = true;
    return session.anyAnswerTo(store::encodeRequest(std::move(query)), Session::ordinaryWait)
               .answer->body_as_SignIn() != nullptr;
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
