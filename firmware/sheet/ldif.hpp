// Directory entries as LDIF, for an LDAP server or an address book. [RFC2849, RFC2798 inetOrgPerson]
//
// People are inetOrgPerson, offices organizationalUnit. Values that LDIF cannot hold as they are go as base64; lines
// are folded at 76 octets. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sheet/directory_entry.hpp"

namespace tram::sheet {

// `base`: the distinguished name under which they stand, "dc=tinh,dc=gov,dc=vn".
[[nodiscard]] std::string toLdif(std::span<const DirectoryEntry> entries, std::string_view base);
// "tinh.gov.vn" as a distinguished name. [RFC2247]
[[nodiscard]] std::string baseOf(std::string_view domain);

}  // namespace tram::sheet
