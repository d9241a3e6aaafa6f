#include "cli/import_plan.hpp"

#include <map>
#include <set>

#include "cli/directory_lookup.hpp"
#include "cli/directory_names.hpp"
#include "province/agency_name.hpp"
#include "province/local_part.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;

std::string describeFault(const Session& session, const sheet::RosterFault& fault) {
    const auto text = [&]() -> Text {
        switch (fault.kind) {
            case sheet::RosterFault::Kind::missing:
                return {"is missing", "còn thiếu"};
            case sheet::RosterFault::Kind::badRole:
                return {"is no role", "không phải vai trò"};
            case sheet::RosterFault::Kind::badNumber:
                return {"is no number", "không phải số"};
            case sheet::RosterFault::Kind::badDate:
                return {"is no date", "không phải ngày"};
            case sheet::RosterFault::Kind::badVerb:
                return {"says neither make, change nor close", "không rõ yêu cầu gì"};
            case sheet::RosterFault::Kind::tooLong:
                return {"is too long", "quá dài"};
            case sheet::RosterFault::Kind::noColumn:
                break;
        }
        return {"there is no such column", "không có cột này"};
    }();
    return (fault.cell.empty() ? "" : fault.cell + ": ") + std::string(text.in(session.language));
}

std::unique_ptr<schema::BasisT> basisFrom(const std::string& number, std::optional<std::int32_t> day) {
    if (number.empty() && !day) return nullptr;
    auto basis = std::make_unique<schema::BasisT>();
    basis->number = number;
    basis->day = day.value_or(0);
    return basis;
}

// Agencies by their name in NFC with single spaces: one that is there, or a row of the import.
class Known {
public:
    explicit Known(Session& session) {
        for (const auto& [id, agency] : agencies(session)) {
            if (agency.state != schema::AgencyState::active) continue;
            const auto [at, isNew] = there_.emplace(agency.name, id);
            if (!isNew) at->second = 0;  // of several: no telling which
        }
    }
    void add(const std::string& name, std::int32_t row) { rows_.emplace(normal(name), row); }
    // False where there is none of that name, or more than one.
    bool find(const std::string& name, std::uint64_t& id, std::int32_t& row) const {
        const auto wanted = normal(name);
        if (const auto among = rows_.find(wanted); among != rows_.end()) {
            row = among->second;
            return true;
        }
        const auto at = there_.find(wanted);
        if (at == there_.end() || at->second == 0) return false;
        id = at->second;
        return true;
    }

private:
    static std::string normal(const std::string& name) { return province::parseAgencyName(name).value_or(name); }
    std::map<std::string, std::uint64_t> there_;
    std::map<std::string, std::int32_t> rows_;
};

class Planner {
public:
    Planner(Session& session, Suffixes suffixes) : session_(session), suffixes_(suffixes), known_(session) {}

    void takeAgencies(const std::vector<sheet::AgencyEntry>& entries) {
        // A parent's row may stand below its children's: those that wait for none come first.
        std::set<std::string> ahead;
        for (const auto& entry : entries) ahead.insert(entry.name);
        std::vector<const sheet::AgencyEntry*> left;
        for (const auto& entry : entries) left.push_back(&entry);
        while (!left.empty()) {
            std::vector<const sheet::AgencyEntry*> later;
            for (const auto* entry : left) {
                if (ahead.contains(entry->parent) && entry->parent != entry->name) {
                    later.push_back(entry);
                    continue;
                }
                take(*entry);
            }
            for (const auto* entry : left) {
                if (std::ranges::find(later, entry) == later.end()) ahead.erase(entry->name);
            }
            if (later.size() == left.size()) {
                for (const auto* entry : later) {
                    fault(plan.agencyFaults, entry->row, entry->name, "parent",
                          {"stands below itself", "vòng lặp cấp trên"});
                }
                return;
            }
            left = std::move(later);
        }
    }

    void take(const sheet::OfficialEntry& entry) {
        auto row = std::make_unique<schema::ImportedOfficialT>();
        auto official = std::make_unique<schema::CreateOfficialT>();
        if (!known_.find(entry.agency, official->agency, row->agency_row))
            return fault(plan.officialFaults, entry.row, entry.name, "agency", noAgency, entry.agency);
        official->name = entry.name;
        official->given = entry.given;
        official->role = static_cast<schema::Role>(entry.role);
        official->job_title = entry.title;
        official->telephone = entry.telephone;
        official->basis = basisFrom(entry.decision, entry.day);
        if (!entry.quota.empty()) {
            const auto octets = parseOctets(entry.quota);
            if (!octets)
                return fault(plan.officialFaults, entry.row, entry.name, "quota",
                             {"is no size (500M, 2G)", "không phải dung lượng (500M, 2G)"}, entry.quota);
            official->quota = *octets;
        }
        official->address = addressFor(entry);
        row->official = std::move(official);
        plan.command.officials.push_back(std::move(row));
        plan.officialRows.push_back(entry.row);
    }

    void add(const std::vector<sheet::RosterFault>& faults, std::vector<ImportFault>& to) {
        for (const auto& each : faults) to.push_back({each.row, {}, each.column, describeFault(session_, each)});
    }

    ImportPlan plan;

private:
    static constexpr Text noAgency{"is the name of no agency, or of several", "không phải tên của đúng một cơ quan"};

    void take(const sheet::AgencyEntry& entry) {
        auto row = std::make_unique<schema::ImportedAgencyT>();
        auto agency = std::make_unique<schema::CreateAgencyT>();
        if (!entry.parent.empty() && !known_.find(entry.parent, agency->parent, row->parent_row))
            return fault(plan.agencyFaults, entry.row, entry.name, "parent", noAgency, entry.parent);
        const auto kind = agencyKind(entry.kind.empty() ? "unset" : entry.kind);
        if (!kind)
            return fault(plan.agencyFaults, entry.row, entry.name, "kind",
                         {"is no kind (department, unit …)", "không phải loại (department, unit …)"}, entry.kind);
        agency->name = entry.name;
        agency->kind = *kind;
        agency->domain_label = entry.label;
        agency->basis = basisFrom(entry.decision, entry.day);
        row->agency = std::move(agency);
        known_.add(entry.name, static_cast<std::int32_t>(plan.command.agencies.size()));
        plan.command.agencies.push_back(std::move(row));
        plan.agencyRows.push_back(entry.row);
    }

    // "" where the store is to say what is wrong with the name.
    std::string addressFor(const sheet::OfficialEntry& entry) {
        if (!entry.address.empty()) return entry.address;
        const auto word = entry.given == 0 ? std::nullopt : std::optional<std::size_t>(entry.given - 1U);
        const auto name = province::parsePersonalName(entry.name, word);
        if (!name) return {};
        const auto base = personalLocalPart(*name);
        auto wanted = base.text() + entry.suffix;
        if (suffixes_ == Suffixes::free && entry.suffix.empty()) {
            const auto taken = [&](std::string_view localPart) {
                return given_.contains(std::string(localPart)) || isTaken(session_, localPart) ||
                       province::isReserved(localPart);
            };
            if (taken(wanted)) {
                const auto free = proposeFree(base, taken, 1);
                if (!free.empty()) wanted = free.front();
            }
        }
        given_.insert(wanted);
        return wanted;
    }

    void fault(std::vector<ImportFault>& to, std::size_t row, const std::string& name, std::string column, Text text,
               const std::string& cell = {}) {
        to.push_back({row, name, std::move(column),
                      (cell.empty() ? "" : cell + ": ") + std::string(text.in(session_.language))});
    }

    Session& session_;
    Suffixes suffixes_;
    Known known_;
    std::set<std::string> given_;
};

}  // namespace

ImportPlan planImport(Session& session, const sheet::Roster<sheet::AgencyEntry>& agencies,
                      const sheet::Roster<sheet::OfficialEntry>& officials, Suffixes suffixes) {
    Planner planner(session, suffixes);
    planner.add(agencies.faults, planner.plan.agencyFaults);
    planner.add(officials.faults, planner.plan.officialFaults);
    planner.takeAgencies(agencies.entries);
    for (const auto& entry : officials.entries) planner.take(entry);
    return std::move(planner.plan);
}

}  // namespace tram::cli
