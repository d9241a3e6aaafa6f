// Who may administer what: the roles of the service, and the fine rights (powers) behind them.
//
// Nobody's role opens anybody's mail: reading is a matter of a mailbox's rights (roles.hpp), and what an
// administrator may order there needs a second person. R4.3, R16.1, R18. Pure values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "province/roles.hpp"

namespace tram::province {

// Roles that are assigned; everybody is a user besides, and the head of an agency is so by his place in it. One bit
// each; the numbers are kept in records and in the journal.
enum class Duty : std::uint16_t {
    operatorOfService = 1,       // the Centre: runs the box, decides requests (R3.2, R8, R9.4)
    securityOfficer = 2,         // passwords, sessions, duties, the second person's approval (R12.3)
    directoryAdministrator = 4,  // keeps the Directory (R16.1)
    agencyAdministrator = 8,     // his own branch only (R16.1)
    inspector = 16,              // reports of all agencies, read-only (R18.2)
    auditor = 32,                // the journal, read-only (R4.3)
};

inline constexpr std::array allDuties{Duty::operatorOfService,   Duty::securityOfficer, Duty::directoryAdministrator,
                                      Duty::agencyAdministrator, Duty::inspector,       Duty::auditor};

// "operator", "security-officer" …: in commands, JSON and logs.
[[nodiscard]] std::string_view name(Duty duty) noexcept;
// "người vận hành", "cán bộ an toàn thông tin" …
[[nodiscard]] std::string_view vietnameseName(Duty duty) noexcept;

class Duties {
public:
    constexpr Duties() = default;
    constexpr Duties(Duty duty) : bits_(static_cast<std::uint16_t>(duty)) {}
    // Bits that are no duty are dropped.
    [[nodiscard]] static constexpr Duties fromBits(std::uint16_t bits) {
        Duties duties;
        duties.bits_ = bits & allBits;
        return duties;
    }
    [[nodiscard]] constexpr std::uint16_t bits() const { return bits_; }
    [[nodiscard]] constexpr bool has(Duty duty) const { return (bits_ & static_cast<std::uint16_t>(duty)) != 0; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    friend constexpr Duties operator|(Duties a, Duties b) {
        return fromBits(static_cast<std::uint16_t>(a.bits_ | b.bits_));
    }
    friend constexpr bool operator==(Duties, Duties) = default;

private:
    static constexpr std::uint16_t allBits = 0x3f;
    std::uint16_t bits_ = 0;
};

// The names joined by commas in the order of allDuties; "" for none.
[[nodiscard]] std::string toText(Duties duties);
// Names separated by commas; "none" and "" are no duty. Nothing where a name is unknown.
[[nodiscard]] std::optional<Duties> parseDuties(std::string_view text);

enum class Power : std::uint8_t {
    useMail,               // one's own mail, and what one has rights on
    keepOwnAccount,        // one's own passwords and sessions
    askForChanges,         // requests (R8.2); everybody reports faults (R9.8)
    decideRequests,        //
    manageAgencies,        // found, rename, merge … (R8.1)
    manageOfficials,       // hire, move, retire … (R8.2, R8.3)
    delegateMailboxes,     // rights on agency mailboxes, handover (R10)
    manageLists,           // free lists and aliases
    manageQuotas,          // R3.7
    resetPasswords,        // R9.4
    endSessions,           //
    assignDuties,          //
    setPolicy,             // R12.3
    approveRemovals,       // the second person for a mailbox's removal (R8.3)
    orderContentAccess,    // for evidence (R4.3, R15)
    approveContentAccess,  // the second person
    runQueue,              // hold, release, drop
    runService,            // figures and checks of the store
    traceMail,             // what happened to a message: no content
    readDirectory,         // as an administrator sees it
    readReports,           // R18
    readJournal,           // R4.3
};

inline constexpr std::size_t powerCount = static_cast<std::size_t>(Power::readJournal) + 1;

// "use-mail", "ask-for-changes" …
[[nodiscard]] std::string_view name(Power power) noexcept;

// How far a power goes; each includes those before it.
enum class Reach : std::uint8_t {
    nothing,
    own,     // his own account, and mailboxes on which he has the right `manage`
    branch,  // an agency and its sub-units
    everywhere,
};

// What somebody is.
struct Standing {
    Duties duties;
    Role role = Role::official;  // in his agency
};

// By all that he is together.
[[nodiscard]] Reach reachOf(const Standing& standing, Power power) noexcept;

}  // namespace tram::province
