// Address lists of header fields.
//
// Standards: RFC 5322 3.4 with the obsolete syntax of 4.4 (routes, empty members, dots and spaces in
// phrases), RFC 6532 (UTF-8 anywhere). What is malformed is given its best reading, nothing fails.
// Hostile input: linear, comments nest without recursion; at most limits::mime::addresses items.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace tram::mime {

struct Address {
    enum class Kind : std::uint8_t {
        mailbox,
        groupStart,  // name holds the group's name; IMAP: mailbox = name, all else NIL
        groupEnd,    // all empty
    };

    Kind kind = Kind::mailbox;
    std::string name;       // display name or, without one, the comment behind the address; quoting removed,
                            // encoded-words as they are; empty: none (NIL)
    std::string route;      // obsolete source route "@a,@b" (IMAP's at-domain-list); empty: none (NIL)
    std::string localPart;  // quoting removed
    std::string domain;     // with the brackets of a literal; empty where there was none: IMAP writes "",
                            // since a NIL host would say "group"

    friend bool operator==(const Address&, const Address&) = default;
};

// A field's value, raw or unfolded.
[[nodiscard]] std::vector<Address> parseAddressList(ByteView fieldValue);

// The name with encoded-words decoded, as UTF-8 in NFC.
[[nodiscard]] std::string displayName(const Address& address);

// localPart@domain with the quoting that it needs [RFC5322 3.4.1]; without a domain the local part alone.
[[nodiscard]] std::string addressSpec(const Address& address);

// For a header field to be sent: "Name" <local@domain>; the name as encoded-words where it is not ASCII.
[[nodiscard]] std::string formatAddress(ByteView nameUtf8, ByteView addressSpec);

}  // namespace tram::mime
