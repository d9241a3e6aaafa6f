#include "province/administration.hpp"

#include <algorithm>

namespace tram::province {
namespace {

struct Row {
    Power power;
    std::string_view name;
    Reach user;
    Reach head;
    Reach agencyAdministrator;
    Reach directoryAdministrator;
    Reach operatorOfService;
    Reach securityOfficer;
    Reach inspector;
    Reach auditor;
};

constexpr auto no = Reach::nothing;
constexpr auto own = Reach::own;
constexpr auto branch = Reach::branch;
constexpr auto all = Reach::everywhere;

// clang-format off
constexpr std::array<Row, powerCount> table{{
    //                                                    user  head    agency  dir.   oper.  sec.   insp.  audit
    {Power::useMail,              "use-mail",               own, own,    own,    own,   own,   own,   own,   own},
    {Power::keepOwnAccount,       "keep-own-account",       own, own,    own,    own,   own,   own,   own,   own},
    {Power::askForChanges,        "ask-for-changes",        own, branch, branch, all,   all,   own,   own,   own},
    {Power::decideRequests,       "decide-requests",        no,  no,     no,     all,   all,   no,    no,    no},
    {Power::manageAgencies,       "manage-agencies",        no,  no,     no,     all,   all,   no,    no,    no},
    {Power::manageOfficials,      "manage-officials",       no,  no,     no,     all,   all,   no,    no,    no},
    {Power::delegateMailboxes,    "delegate-mailboxes",     own, branch, no,     all,   all,   no,    no,    no},
    {Power::manageLists,          "manage-lists",           own, branch, branch, all,   all,   no,    no,    no},
    {Power::manageQuotas,         "manage-quotas",          no,  no,     no,     all,   all,   no,    no,    no},
    {Power::resetPasswords,       "reset-passwords",        no,  no,     no,     no,    all,   all,   no,    no},
    {Power::endSessions,          "end-sessions",           own, own,    own,    own,   all,   all,   own,   own},
    {Power::assignDuties,         "assign-duties",          no,  no,     no,     no,    no,    all,   no,    no},
    {Power::setPolicy,            "set-policy",             no,  no,     no,     no,    no,    all,   no,    no},
    {Power::approveRemovals,      "approve-removals",       no,  no,     no,     all,   all,   all,   no,    no},
    {Power::orderContentAccess,   "order-content-access",   no,  no,     no,     no,    all,   no,    no,    no},
    {Power::approveContentAccess, "approve-content-access", no,  no,     no,     no,    no,    all,   no,    no},
    {Power::runQueue,             "run-queue",              no,  no,     no,     no,    all,   no,    no,    no},
    {Power::runService,           "run-service",            no,  no,     no,     no,    all,   no,    no,    no},
    {Power::traceMail,            "trace-mail",             no,  no,     no,     no,    all,   all,   no,    all},
    {Power::readDirectory,        "read-directory",         no,  branch, branch, all,   all,   all,   all,   all},
    {Power::readReports,          "read-reports",           no,  branch, branch, all,   all,   all,   all,   all},
    {Power::readJournal,          "read-journal",           no,  no,     no,     no,    no,    all,   no,    all},
}};
// clang-format on
static_assert([] {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].power) != i) return false;
    }
    return true;
}());

const Row& rowOf(Power power) {
    return table[std::min(static_cast<std::size_t>(power), powerCount - 1)];
}

Reach reachOf(Duty duty, const Row& row) {
    switch (duty) {
        case Duty::operatorOfService:
            return row.operatorOfService;
        case Duty::securityOfficer:
            return row.securityOfficer;
        case Duty::directoryAdministrator:
            return row.directoryAdministrator;
        case Duty::agencyAdministrator:
            return row.agencyAdministrator;
        case Duty::inspector:
            return row.inspector;
        case Duty::auditor:
            return row.auditor;
    }
    return Reach::nothing;
}

}  // namespace

std::string_view name(Duty duty) noexcept {
    switch (duty) {
        case Duty::operatorOfService:
            return "operator";
        case Duty::securityOfficer:
            return "security-officer";
        case Duty::directoryAdministrator:
            return "directory-administrator";
        case Duty::agencyAdministrator:
            return "agency-administrator";
        case Duty::inspector:
            return "inspector";
        case Duty::auditor:
            return "auditor";
    }
    return "unknown";
}

std::string_view vietnameseName(Duty duty) noexcept {
    switch (duty) {
        case Duty::operatorOfService:
            return "người vận hành";
        case Duty::securityOfficer:
            return "cán bộ an toàn thông tin";
        case Duty::directoryAdministrator:
            return "quản trị danh bạ";
        case Duty::agencyAdministrator:
            return "quản trị cơ quan";
        case Duty::inspector:
            return "thanh tra";
        case Duty::auditor:
            return "kiểm toán";
    }
    return "không rõ";
}

std::string toText(Duties duties) {
    std::string text;
    for (const auto duty : allDuties) {
        if (!duties.has(duty)) continue;
        if (!text.empty()) text += ',';
        text += name(duty);
    }
    return text;
}

std::optional<Duties> parseDuties(std::string_view text) {
    Duties duties;
    if (text.empty() || text == "none") return duties;
    for (bool more = true; more;) {
        const auto comma = text.find(',');
        const auto word = text.substr(0, comma);
        more = comma != std::string_view::npos;
        if (more) text.remove_prefix(comma + 1);
        const auto* found = std::ranges::find(allDuties, word, [](Duty duty) { return name(duty); });
        if (found == allDuties.end()) return std::nullopt;
        duties = duties | *found;
    }
    return duties;
}

std::string_view name(Power power) noexcept {
    return rowOf(power).name;
}

Reach reachOf(const Standing& standing, Power power) noexcept {
    const auto& row = rowOf(power);
    auto reach = standing.role == Role::head ? std::max(row.user, row.head) : row.user;
    for (const auto duty : allDuties) {
        if (standing.duties.has(duty)) reach = std::max(reach, reachOf(duty, row));
    }
    return reach;
}

}  // namespace tram::province
