// The Directory given away: as spreadsheets that `tram import` reads, as LDIF, vCards and JSON. R3.6.1
#include <algorithm>
#include <array>
#include <ostream>

#include "cli/directory_lookup.hpp"
#include "cli/directory_names.hpp"
#include "cli/verbs.hpp"
#include "province/basis.hpp"
#include "roles/directory_entry/directory_entry.hpp"
#include "sheet/csv.hpp"
#include "sheet/ldif.hpp"
#include "sheet/roster.hpp"
#include "sheet/vcard.hpp"

namespace tram::cli {

namespace {

namespace schema = store::schema;
using sheet::DirectoryEntry;

struct Directory {
    std::map<std::uint64_t, schema::AgencyRecordT> agencies;  // active ones
    std::vector<store::ListedOfficial> officials;             // active ones
    std::map<std::uint64_t, schema::MailboxRecordT> mailboxes;
};

Directory readDirectory(Session& session) {
    Directory directory;
    directory.agencies = agencies(session);
    std::erase_if(directory.agencies,
                  [](const auto& each) { return each.second.state != schema::AgencyState::active; });
    const auto& environment = session.reader().environment();
    directory.officials = listed(store::listOfficials(environment));
    std::erase_if(directory.officials,
                  [](const auto& each) { return each.official.state != schema::OfficialState::active; });
    for (auto& [id, mailbox, usage] : listed(store::listMailboxes(environment)))
        directory.mailboxes.emplace(id.value, std::move(mailbox));
    return directory;
}

std::string addressOf(const Directory& directory, std::uint64_t mailbox) {
    const auto at = directory.mailboxes.find(mailbox);
    return at == directory.mailboxes.end() ? std::string() : at->second.address;
}

std::vector<DirectoryEntry> entriesOf(const Directory& directory) {
    std::vector<DirectoryEntry> entries;
    for (const auto& [id, agency] : directory.agencies) {
        entries.push_back(roles::officeEntry(AgencyId{id}, agency, addressOf(directory, agency.mailbox),
                                             nameIn(directory.agencies, agency.parent)));
    }
    for (const auto& [id, official] : directory.officials) {
        entries.push_back(roles::personEntry(id, official, nameIn(directory.agencies, official.agency)));
    }
    return entries;
}

std::string numberOrNone(std::uint64_t number) {
    return number == 0 ? std::string() : std::to_string(number);
}

void writeOfficials(std::ostream& out, const Directory& directory) {
    out << sheet::csvRow(sheet::officialHeadings());
    for (const auto& [id, official] : directory.officials) {
        const std::vector<std::string> cells{official.name,
                                             nameIn(directory.agencies, official.agency),
                                             std::string(nameOf(official.role)),
                                             "",
                                             official.address,
                                             numberOrNone(official.given),
                                             official.job_title,
                                             official.telephone,
                                             "",
                                             "",
                                             ""};
        out << sheet::csvRow(cells);
    }
}

void writeAgencies(std::ostream& out, const Directory& directory) {
    out << sheet::csvRow(sheet::agencyHeadings());
    for (const auto& [id, agency] : directory.agencies) {
        const auto address = addressOf(directory, agency.mailbox);
        const std::vector<std::string> cells{agency.name,
                                             std::string(nameOf(agency.kind)),
                                             nameIn(directory.agencies, agency.parent),
                                             address.substr(0, address.find('@')),
                                             agency.decision,
                                             province::isoDay(agency.decision_day)};
        out << sheet::csvRow(cells);
    }
}

void writeJson(Session& session, const std::vector<DirectoryEntry>& entries) {
    Rows rows;
    for (const auto& entry : entries) {
        rows.push_back({{"id", entry.id},
                        {"kind", entry.kind == DirectoryEntry::Kind::person ? "person" : "office"},
                        {"name", entry.name},
                        {"address", entry.address},
                        {"agency", entry.agency},
                        {"title", entry.title},
                        {"telephone", entry.telephone}});
    }
    printRows(session.out, Format::json, session.language, {}, rows);
}

Exit exportDirectory(Session& session, const Arguments& arguments) {
    const auto& what = arguments.positional()[0];
    const auto directory = readDirectory(session);
    if (what == "officials") {
        writeOfficials(session.out, directory);
    } else if (what == "agencies") {
        writeAgencies(session.out, directory);
    } else if (what == "ldif") {
        session.out << sheet::toLdif(entriesOf(directory), sheet::baseOf(session.domain()));
    } else if (what == "vcard") {
        session.out << sheet::toVcards(entriesOf(directory));
    } else if (what == "json") {
        writeJson(session, entriesOf(directory));
    } else {
        session.usage(
            {"what: officials, agencies, ldif, vcard or json", "loại: officials, agencies, ldif, vcard hoặc json"});
    }
    return Exit::ok;
}

constexpr std::array table{
    Verb{
        "export",
        "officials|agencies|ldif|vcard|json",
        "",
        1,
        1,
        {"prints the Directory as it stands; officials, agencies: CSV as `tram import` reads it; ldif, vcard, json: "
         "both, "
         "for other systems",
         "in danh bạ hiện tại; officials, agencies: CSV như `tram import` đọc; ldif, vcard, json: cả hai, cho hệ thống "
         "khác"},
        "tram export officials > canbo.csv",
        exportDirectory},
};

}  // namespace

std::span<const Verb> exportVerbs() {
    return table;
}

}  // namespace tram::cli
