// An entry of the Directory as it is given away: to a spreadsheet, an LDAP server, an address book. R3.6.1, R5.5
//
// Values; what of it whom concerns the giver decides.
#pragma once

#include <string>

namespace tram::sheet {

struct DirectoryEntry {
    enum class Kind { person, office } kind = Kind::person;
    std::string id;  // unique for all time within the appliance: "official-4711"
    std::string name;
    std::string givenName;   // of a person; with familyName it makes the name up
    std::string familyName;  // with the middle names
    std::string address;
    std::string agency;  // of a person: his; of an office: the one above it
    std::string title;
    std::string telephone;
};

}  // namespace tram::sheet
