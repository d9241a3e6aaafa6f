// The commands of a client as values, as command_parser.hpp and append_parser.hpp read them.
//
// Standards: RFC 9051 6 and 9, RFC 3501; the extensions are named at their fields. Mailbox names are
// UTF-8 here, whatever the client's encoding. Views do not occur: a command outlives its input.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "proto/imap/action.hpp"
#include "proto/imap/selected_mailbox.hpp"
#include "proto/imap/sequence_set.hpp"

namespace tram::imap {

// How mailbox names are encoded. [RFC9051 5.1, RFC6855 3]
enum class NameEncoding : std::uint8_t {
    modifiedUtf7,  // IMAP4rev1; UTF-8 is taken, too
    utf8,          // after ENABLE IMAP4rev2 or UTF8=ACCEPT
};

// ---- messages

enum class Numbering : std::uint8_t { sequence, uid };

// ---- any state

struct CapabilityCommand {};
struct Noop {};
struct Check {};  // [RFC3501 6.4.1]
struct Logout {};
struct Id {};  // what a client says of itself is not kept [RFC2971]

// ---- not authenticated

struct StartTls {};
struct Authenticate {
    std::string mechanism;
    std::optional<std::string> initialResponse;  // [RFC4959]
};
struct Login {
    std::string user;
    std::string password;
};

// ---- authenticated

struct Enable {
    std::vector<std::string> capabilities;  // upper case
};
struct QresyncParameters {  // [RFC7162 3.2.5]
    std::uint32_t uidValidity = 0;
    std::uint64_t modSequence = 0;
    std::optional<SequenceSet> knownUids;
    std::optional<SequenceSet> matchNumbers;
    std::optional<SequenceSet> matchUids;
};
struct Select {
    Access access = Access::readWrite;
    std::string mailbox;
    bool condstore = false;
    std::optional<QresyncParameters> qresync;
};
struct Create {
    std::string mailbox;
    std::vector<SpecialUse> uses;  // [RFC6154 3]; SpecialUse::none for one that is not known
};
struct Delete {
    std::string mailbox;
};
struct Rename {
    std::string from;
    std::string to;
};
struct Subscribe {
    std::string mailbox;
    Subscription subscription = Subscription::yes;
};
struct NamespaceCommand {};
struct Idle {};
struct GetQuota {
    std::string root;
};
struct GetQuotaRoot {
    std::string mailbox;
};
struct SetQuota {  // [RFC9208 4.1.1]
    std::string root;
    std::vector<std::pair<std::string, std::uint64_t>> limits;  // resource in upper case
};

enum class StatusItem : std::uint8_t {
    messages,
    recent,
    uidNext,
    uidValidity,
    unseen,
    deleted,
    size,
    highestModSequence,
    appendLimit,
    deletedStorage,
};
struct Status {
    std::string mailbox;
    std::vector<StatusItem> items;
};
struct List {  // [RFC5258, RFC5819, RFC6154]
    enum class Form : std::uint8_t { list, extended, lsub };
    Form form = Form::list;
    bool selectSubscribed = false;
    bool selectSpecialUse = false;
    bool recursiveMatch = false;
    std::string reference;
    std::vector<std::string> patterns;
    bool returnSubscribed = false;
    bool returnSpecialUse = false;
    bool returnChildren = false;
    std::vector<StatusItem> returnStatus;
};

// ---- selected

struct Close {};
struct Unselect {};
struct ExpungeCommand {
    std::optional<SequenceSet> uids;  // UID EXPUNGE [RFC4315]
};
struct Section {
    enum class Text : std::uint8_t { none, header, headerFields, headerFieldsNot, text, mime };
    std::vector<std::uint32_t> part;
    Text text = Text::none;
    std::vector<std::string> fields;
};
struct FetchItem {
    enum class Kind : std::uint8_t {
        flags,
        uid,
        internalDate,
        size,
        envelope,
        body,
        bodyStructure,
        modSequence,
        section,  // BODY[...]
        binary,   // [RFC3516]
        binarySize,
        rfc822,
        rfc822Header,
        rfc822Text,
    };
    Kind kind = Kind::flags;
    Section section;
    bool peek = false;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> partial;  // <origin.octets>
};
struct Fetch {
    Numbering numbering = Numbering::sequence;
    SequenceSet set;
    std::vector<FetchItem> items;
    std::optional<std::uint64_t> changedSince;  // [RFC7162 3.1.4]
    bool vanished = false;
};
struct Store {
    Numbering numbering = Numbering::sequence;
    SequenceSet set;
    std::optional<std::uint64_t> unchangedSince;
    FlagMode mode = FlagMode::replace;
    bool silent = false;
    std::uint32_t flags = 0;
    std::vector<std::string> keywords;
};
struct Copy {
    Numbering numbering = Numbering::sequence;
    SequenceSet set;
    std::string mailbox;
    Transfer transfer = Transfer::copy;
};

struct SearchKey {
    enum class Kind : std::uint8_t {
        all,
        none,         // RECENT, NEW: nothing ever is
        conjunction,  // all children
        disjunction,  // any of two or more children
        negation,     // not the one child
        set,          // sequence numbers
        uids,
        withFlag,  // flag
        withoutFlag,
        keyword,  // text
        before,   // date, of the internal date
        on,
        since,
        sentBefore,  // of the Date field
        sentOn,
        sentSince,
        larger,  // number
        smaller,
        younger,  // number: seconds [RFC5032]
        older,
        modSequence,  // number [RFC7162 3.1.5]
        header,       // field contains text; every message with the field where text is empty
        body,         // text
        text,
    };
    Kind kind = Kind::all;
    std::vector<SearchKey> children;
    SequenceSet set;
    SystemFlag flag = SystemFlag::seen;
    std::chrono::sys_days date{};
    std::uint64_t number = 0;
    std::string field;       // header's name
    bool asWritten = false;  // HEADER: the field's own text, where FROM, TO and so on mean its addresses
    std::string text;        // in the command's charset
};
struct SearchReturn {  // [RFC4731, RFC5182]
    bool given = false;
    bool minimum = false;
    bool maximum = false;
    bool all = false;
    bool count = false;
    bool save = false;
};
struct Search {
    Numbering numbering = Numbering::sequence;
    SearchReturn returns;
    std::optional<std::string> charset;
    SearchKey key;  // a conjunction where several stand side by side
};
// Whether a key of that kind occurs. With MODSEQ the answer shows the highest mod-sequence found. [RFC7162 3.1.5]
[[nodiscard]] bool mentions(const SearchKey& key, SearchKey::Kind kind);

using Command = std::variant<CapabilityCommand, Noop, Logout, Id, StartTls, Authenticate, Login, Enable, Select, Create,
                             Delete, Rename, Subscribe, NamespaceCommand, Idle, GetQuota, GetQuotaRoot, SetQuota,
                             Status, List, Close, Unselect, ExpungeCommand, Fetch, Store, Copy, Search, Check>;

// ---- APPEND is read piece by piece: its messages do not fit into memory

// What stands before the literal of one message.
struct AppendPiece {
    std::uint32_t flags = 0;
    std::vector<std::string> keywords;
    std::optional<std::pair<std::int64_t, std::int16_t>> internalDate;
    std::uint64_t size = 0;
    bool synchronising = true;  // "{n}": wait for "+"
    bool binary = false;        // "~{n}"
    bool utf8 = false;          // "UTF8 (~{n}" ... ")" [RFC6855 4]
};

}  // namespace tram::imap
