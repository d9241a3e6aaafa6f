#include "roles/directory_entry/directory_entry.hpp"

#include <tuple>
#include <utility>

#include "province/personal_name.hpp"

namespace tram::roles {

sheet::DirectoryEntry officeEntry(AgencyId id, const store::schema::AgencyRecordT& agency, std::string address,
                                  std::string parent) {
    sheet::DirectoryEntry entry;
    entry.kind = sheet::DirectoryEntry::Kind::office;
    entry.id = "agency-" + std::to_string(id.value);
    entry.name = agency.name;
    entry.address = std::move(address);
    entry.agency = std::move(parent);
    return entry;
}

sheet::DirectoryEntry personEntry(OfficialId id, const store::schema::OfficialRecordT& official, std::string agency) {
    sheet::DirectoryEntry entry;
    entry.id = "official-" + std::to_string(id.value);
    entry.name = official.name;
    entry.address = official.address;
    entry.agency = std::move(agency);
    entry.title = official.job_title;
    entry.telephone = official.telephone;
    const auto word = official.given == 0 ? std::nullopt : std::optional<std::size_t>(official.given - 1U);
    if (const auto name = province::parsePersonalName(official.name, word))
        std::tie(entry.givenName, entry.familyName) = givenAndFamily(*name);
    return entry;
}

}  // namespace tram::roles
