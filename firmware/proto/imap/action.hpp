// What an IMAP session asks to be done, as values: it emits one Action, then waits for its
// ActionResult (Session::takeAction(), Session::complete()).
//
// A result's change is visible to the Backend before complete() is called: the caller compares the
// answer's journal position with its snapshots and waits.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "proto/imap/backend.hpp"
#include "proto/sasl/sasl_server.hpp"

namespace tram::imap {

// One message's bytes on their way in, in memory or in an unlinked file: the caller's own class.
class Spool {
public:
    virtual ~Spool() = default;
    enum class Written : std::uint8_t { yes, noSpace };
    [[nodiscard]] virtual Written write(ByteView bytes) = 0;
};

class SpoolSource {
public:
    virtual ~SpoolSource() = default;
    // Null where there is no room: the session answers NO [LIMIT] and swallows the literal.
    [[nodiscard]] virtual std::unique_ptr<Spool> open(std::uint64_t announcedSize) = 0;
};

enum class Failure : std::uint8_t {
    authenticationFailed,  // NO [AUTHENTICATIONFAILED]
    authorizationFailed,   // NO [AUTHORIZATIONFAILED]: may not act as the asked-for identity
    mustChangePassword,    // NO [EXPIRED]: still the hand-out password
    needsAppPassword,      // NO [ALERT]: the account has a second factor, which IMAP cannot ask for
    needsSecondFactor,     // NO [ALERT]: one is required and not set up
    tooManyAttempts,       // NO [UNAVAILABLE]
    disabled,              // NO [CONTACTADMIN]
    noSuchFolder,          // NO [NONEXISTENT]; [TRYCREATE] for the target of APPEND, COPY, MOVE
    alreadyExists,         // NO [ALREADYEXISTS]
    badName,               // NO [CANNOT]
    hasChildren,           // NO [HASCHILDREN]
    cannot,                // NO [CANNOT]: never possible, e.g. deleting the inbox
    notPermitted,          // NO [NOPERM]
    overQuota,             // NO [OVERQUOTA]
    limit,                 // NO [LIMIT]: keywords, folders, depth
    tooLarge,              // NO [TOOBIG]
    refused,               // NO [CANNOT]: the verdict on an appended message
    readOnly,              // NO [UNAVAILABLE]: the store stays read-only after a failed commit
    storeFull,             // NO [OVERQUOTA]
    unavailable,           // NO [UNAVAILABLE]: try again later
};

// ---- sign-in

// The queries of proto/sasl, with the mechanism for the journal. An empty authzid: as himself.
struct CheckPassword {
    std::string mechanism;  // "PLAIN", "LOGIN", or "command LOGIN"
    sasl::CheckPassword query;
};
struct FetchScram {
    sasl::FetchScramParameters query;
};
struct CheckScram {
    std::string mechanism;
    sasl::CheckScram query;
};

// ---- folders

struct CreateFolder {  // missing superiors are created, too
    MailboxId mailbox;
    std::string name;
    SpecialUse specialUse = SpecialUse::none;
};
struct DeleteFolder {  // one with inferiors loses its messages and becomes noSelect [RFC9051 6.3.5]
    FolderId folder;
};
struct RenameFolder {  // with inferiors; the inbox gives its messages to the new folder and stays
    FolderId folder;
    std::string name;
};
enum class Subscription : std::uint8_t { no, yes };
struct SubscribeFolder {
    MailboxId mailbox;
    std::string name;
    Subscription subscription = Subscription::yes;
};

// ---- messages

struct NewMessage {
    std::unique_ptr<Spool> bytes;
    std::uint64_t size = 0;
    std::uint32_t flags = 0;
    std::vector<std::string> keywords;
    std::optional<std::pair<std::int64_t, std::int16_t>> internalDate;  // seconds, minutes east; none: now
};
struct Append {  // all or nothing [RFC3502]
    FolderId folder;
    std::vector<NewMessage> messages;
};
enum class FlagMode : std::uint8_t { replace, add, remove };
struct StoreFlags {
    FolderId folder;
    std::vector<UidRange> uids;  // those that are gone are passed over
    FlagMode mode = FlagMode::replace;
    std::uint32_t flags = 0;
    std::vector<std::string> keywords;
    std::optional<ModSequence> unchangedSince;
};
enum class Transfer : std::uint8_t { copy, move };
struct CopyMessages {  // all or nothing; messages that are gone are passed over
    FolderId from;
    std::vector<UidRange> uids;
    FolderId to;
    Transfer transfer = Transfer::copy;
};
struct Expunge {  // only messages with \Deleted among these
    FolderId folder;
    std::vector<UidRange> uids;
};

using Action = std::variant<CheckPassword, FetchScram, CheckScram, CreateFolder, DeleteFolder, RenameFolder,
                            SubscribeFolder, Append, StoreFlags, CopyMessages, Expunge>;

// ---- results

struct Done {};    // CreateFolder, DeleteFolder, RenameFolder, SubscribeFolder, Expunge
struct SignedIn {  // CheckPassword, CheckScram
    OfficialId official;
    std::string address;
    std::array<std::uint8_t, limits::sasl::scramProof> serverSignature{};  // CheckScram only
};
using sasl::ScramParameters;  // FetchScram; for an unknown address a stable fake
struct Appended {
    std::uint32_t uidValidity = 0;
    std::vector<Uid> uids;  // in the order of Append::messages
};
struct FlagsStored {
    std::vector<Uid> modified;  // not stored because of unchangedSince
    std::vector<Uid> changed;   // now have a new mod-sequence
    ModSequence modSequence;    // theirs
};
struct Copied {
    std::uint32_t uidValidity = 0;  // of the target
    std::vector<Uid> from;          // ascending
    std::vector<Uid> to;            // to[i] is the copy of from[i]
};

using Outcome = std::variant<Done, SignedIn, ScramParameters, Appended, FlagsStored, Copied>;
using ActionResult = std::expected<Outcome, Failure>;

}  // namespace tram::imap
