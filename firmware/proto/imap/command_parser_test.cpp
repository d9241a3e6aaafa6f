// Every command: what is read of it, and where a wrong one is wrong.
#include "proto/imap/command_parser.hpp"

#include <gtest/gtest.h>

#include "proto/imap/command_description.hpp"

namespace tram::imap {
namespace {

struct Good {
    const char* name;
    std::string text;  // behind the tag
    std::string described;
    NameEncoding names = NameEncoding::modifiedUtf7;
};

class GoodCommand : public testing::TestWithParam<Good> {};

TEST_P(GoodCommand, IsRead) {
    const auto& row = GetParam();
    const auto parsed = parseCommand("a.1 " + row.text, row.names);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().text();
    EXPECT_EQ(parsed->tag, "a.1");
    EXPECT_EQ(CommandDescription::of(parsed->command), row.described);
}
// [RFC9051 2.2.1, 9]: names are the same in any case; a space at the end is let pass.
TEST_P(GoodCommand, IsReadInLowerCaseNameAndWithSpaceAtTheEnd) {
    const auto& row = GetParam();
    auto text = row.text;
    for (auto& c : text) {
        if (c == ' ' || c == '[') break;
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    const auto parsed = parseCommand("a.1 " + text + "  ", row.names);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().text();
    EXPECT_EQ(CommandDescription::of(parsed->command), row.described);
}
// What is cut off anywhere is another command or none, never a fault.
TEST_P(GoodCommand, IsSafeWhenCut) {
    const auto text = "a.1 " + GetParam().text;
    for (std::size_t length = 0; length < text.size(); ++length) {
        const auto parsed = parseCommand(ByteView(text).substr(0, length), GetParam().names);
        EXPECT_LE(parsed ? 0 : parsed.error().position, length);
    }
}

constexpr auto utf8 = NameEncoding::utf8;

const Good anyState[]{
    {"Capability", "CAPABILITY", "capability"},
    {"Noop", "NOOP", "noop"},
    {"Check", "CHECK", "check"},
    {"Logout", "LOGOUT", "logout"},
    {"StartTls", "STARTTLS", "starttls"},
    {"IdNil", "ID NIL", "id"},
    {"IdEmpty", "ID ()", "id"},
    {"IdFields", R"(ID ("name" "sodr" "version" "19.34" "vendor" NIL))", "id"},
    {"IdLiteral", "ID (\"name\" {3+}\r\na\"b)", "id"},
    {"Login", "LOGIN smith sesame", "login [smith] [sesame]"},
    {"LoginQuoted", R"(LOGIN "a b" "x\"y\\z")", R"(login [a b] [x"y\z])"},
    {"LoginEmptyPassword", R"(LOGIN a "")", "login [a] []"},
    {"LoginBracket", "LOGIN a]b c]d", "login [a]b] [c]d]"},
    {"LoginLiterals", "LOGIN {5}\r\nsmi h {3+}\r\n\"\\\x01", "login [smi h] [\"\\\x01]"},
    {"LoginUtf8", "LOGIN \"ngườidùng\" {12}\r\nmật khẩu", "login [ngườidùng] [mật khẩu]"},
    {"LoginLiteralBehindBareLf", "LOGIN a {1}\nb", "login [a] [b]"},
    {"Authenticate", "AUTHENTICATE scram-sha-256", "authenticate SCRAM-SHA-256"},
    {"AuthenticateInitial", "AUTHENTICATE PLAIN AGEAYg==", "authenticate PLAIN [AGEAYg==]"},
    {"AuthenticateEmptyInitial", "AUTHENTICATE EXTERNAL =", "authenticate EXTERNAL [=]"},
};
const Good authenticatedState[]{
    {"Enable", "ENABLE condstore UTF8=ACCEPT", "enable CONDSTORE UTF8=ACCEPT"},
    {"Select", "SELECT INBOX", "select [INBOX]"},
    {"SelectModifiedUtf7", "SELECT \"C&APQ-ng v&AQM-n\"", "select [Công văn]"},
    {"SelectAmpersand", "SELECT A&-B", "select [A&B]"},
    {"SelectUtf8", "SELECT \"Công văn\"", "select [Công văn]", utf8},
    {"SelectUtf8InRev1", "SELECT \"Công văn\"", "select [Công văn]"},
    {"SelectUtf8Ampersand", "SELECT A&B", "select [A&B]", utf8},
    {"SelectLiteral", "SELECT {6}\r\nđẹp", "select [đẹp]", utf8},
    {"SelectCondstore", "SELECT INBOX (CONDSTORE)", "select [INBOX] condstore"},
    {"ExamineBoth", "EXAMINE a (QRESYNC (1 2) CONDSTORE)", "examine [a] condstore qresync 1 2"},
    {"Qresync", "SELECT INBOX (QRESYNC (67890007 20050715194045000 41,43:211,214:541))",
     "select [INBOX] qresync 67890007 20050715194045000 known 41,43:211,214:541"},
    {"QresyncMatch", "SELECT I (QRESYNC (67890007 90060115194045000 41:211,214:541 (1,3 41,43)))",
     "select [I] qresync 67890007 90060115194045000 known 41:211,214:541 match 1,3=41,43"},
    {"QresyncMatchOnly", "SELECT I (QRESYNC (5 6 (1 2)))", "select [I] qresync 5 6 match 1=2"},
    {"Create", "CREATE owatagusiam/", "create [owatagusiam/]"},
    {"CreateUse", R"(CREATE x (USE (\sent \Drafts)))", "create [x] use6 use3"},
    {"CreateUnknownUse", R"(CREATE x (USE (\Memos)))", "create [x] use0"},
    {"CreateNoUse", "CREATE x (USE ())", "create [x]"},
    {"Delete", "DELETE blurdybloop", "delete [blurdybloop]"},
    {"Rename", "RENAME a \"b c\"", "rename [a] [b c]"},
    {"Subscribe", "SUBSCRIBE #news.comp", "subscribe [#news.comp]"},
    {"Unsubscribe", "UNSUBSCRIBE a", "unsubscribe [a]"},
    {"Namespace", "NAMESPACE", "namespace"},
    {"Idle", "IDLE", "idle"},
    {"Status", "STATUS a (UIDNEXT MESSAGES)", "status [a] uidnext messages"},
    {"StatusAll",
     "STATUS a (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE HIGHESTMODSEQ APPENDLIMIT DELETED-STORAGE)",
     "status [a] messages recent uidnext uidvalidity unseen deleted size highestmodseq appendlimit deleted-storage"},
    {"StatusTwice", "STATUS a (SIZE size)", "status [a] size"},
    {"GetQuota", "GETQUOTA \"\"", "getquota []"},
    {"GetQuotaRoot", "GETQUOTAROOT INBOX", "getquotaroot [INBOX]"},
    {"SetQuota", "SETQUOTA \"\" (STORAGE 512 message 5)", "setquota [] STORAGE=512 MESSAGE=5"},
    {"SetQuotaNone", "SETQUOTA a ()", "setquota [a]"},
    {"List", "LIST \"\" *", "list [] [*]"},
    {"ListHierarchy", "LIST \"\" \"\"", "list [] []"},
    {"ListPercent", "LIST ~/Mail/ a%]", "list [~/Mail/] [a%]]"},
    {"ListModifiedUtf7", "LIST \"\" \"C&APQ-ng*\"", "list [] [Công*]"},
    {"ListLiteral", "LIST {0}\r\n {1}\r\n%", "list [] [%]"},
    {"ListSelection", "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" *", "list-extended subscribed recursive [] [*]"},
    {"ListNoSelection", "LIST () \"\" %", "list-extended [] [%]"},
    {"ListRemote", "LIST (REMOTE special-use) \"\" %", "list-extended special-use [] [%]"},
    {"ListPatterns", "LIST \"\" (INBOX \"a b\" c%)", "list-extended [] [INBOX] [a b] [c%]"},
    {"ListReturn", "LIST \"\" % RETURN (CHILDREN SUBSCRIBED SPECIAL-USE)",
     "list-extended [] [%] +subscribed +special-use +children"},
    {"ListReturnNothing", "LIST \"\" % RETURN ()", "list-extended [] [%]"},
    {"ListStatus", "LIST \"\" % RETURN (STATUS (MESSAGES UNSEEN) CHILDREN)",
     "list-extended [] [%] +children +status messages unseen"},
    {"Lsub", "LSUB \"#news.\" comp.%", "lsub [#news.] [comp.%]"},
};
const Good selectedState[]{
    {"Close", "CLOSE", "close"},
    {"Unselect", "UNSELECT", "unselect"},
    {"Expunge", "EXPUNGE", "expunge"},
    {"UidExpunge", "UID EXPUNGE 3000:3002,*", "expunge uid 3000:3002,*"},
    {"UidExpungeSaved", "UID EXPUNGE $", "expunge uid $"},
    {"Copy", "COPY 2:4 MEETING", "copy 2:4 [MEETING]"},
    {"UidCopy", "UID COPY 4827313,* \"a b\"", "copy uid 4827313,* [a b]"},
    {"Move", "MOVE *:1 foo", "move *:1 [foo]"},
    {"UidMove", "UID MOVE $ foo", "move uid $ [foo]"},
    {"Store", R"(STORE 1 FLAGS (\Seen $Forwarded))", R"(store 1 replace (\Seen $Forwarded))"},
    {"StoreAdd", R"(STORE 2:4 +FLAGS (\Deleted))", R"(store 2:4 add (\Deleted))"},
    {"StoreRemoveSilent", R"(UID STORE 1:* -FLAGS.SILENT (\draft \ANSWERED))",
     R"(store uid 1:* remove silent (\Answered \Draft))"},
    {"StoreNone", "STORE 1 FLAGS ()", "store 1 replace ()"},
    {"StoreBare", R"(STORE 1 +FLAGS \Flagged work)", R"(store 1 add (\Flagged work))"},
    {"StoreKeywordTwice", "STORE 1 +FLAGS (Work work)", "store 1 add (Work)"},
    {"StoreUnchangedSince", R"(STORE 1,2 (UNCHANGEDSINCE 12121230045) +FLAGS.SILENT (\Deleted))",
     R"(store 1,2 add silent (\Deleted) unchanged-since 12121230045)"},
    {"StoreUnchangedSinceZero", R"(STORE 1 (UNCHANGEDSINCE 0) FLAGS (\Seen))",
     R"(store 1 replace (\Seen) unchanged-since 0)"},
};
const Good fetches[]{
    {"One", "FETCH 1 FLAGS", "fetch 1 flags"},
    {"All", "FETCH 1:* ALL", "fetch 1:* flags date size envelope"},
    {"Fast", "FETCH 1 FAST", "fetch 1 flags date size"},
    {"Full", "FETCH 1 full", "fetch 1 flags date size envelope body"},
    {"Several", "FETCH 2:4 (FLAGS UID INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY MODSEQ)",
     "fetch 2:4 flags uid date size envelope bodystructure body modseq"},
    {"Rfc822", "FETCH 1 (RFC822 RFC822.HEADER rfc822.text)", "fetch 1 rfc822 rfc822-header rfc822-text"},
    {"Whole", "FETCH 1 BODY[]", "fetch 1 section[]"},
    {"Peek", "FETCH 1 (body.peek[])", "fetch 1 section[]-peek"},
    {"Header", "FETCH 1 BODY[HEADER]", "fetch 1 section[header]"},
    {"Text", "FETCH 1 BODY.PEEK[TEXT]<0.100>", "fetch 1 section[text]<0.100>-peek"},
    {"Fields", "FETCH 1 BODY[HEADER.FIELDS (DATE \"From\")]", "fetch 1 section[fields:DATE:From]"},
    {"FieldsNot", "FETCH 1 BODY[HEADER.FIELDS.NOT (a)]<2.3>", "fetch 1 section[fields-not:a]<2.3>"},
    {"FieldsLiteral", "FETCH 1 BODY[HEADER.FIELDS ({4}\r\nDate)]", "fetch 1 section[fields:Date]"},
    {"Part", "FETCH 1 BODY[4.2.1]", "fetch 1 section[4.2.1.]"},
    {"PartHeader", "FETCH 1 BODY[4.1.HEADER]", "fetch 1 section[4.1.header]"},
    {"PartMime", "FETCH 1 BODY[1.MIME]", "fetch 1 section[1.mime]"},
    {"PartText", "FETCH 1 BODY[1.TEXT]", "fetch 1 section[1.text]"},
    {"PartFields", "FETCH 1 BODY[1.2.HEADER.FIELDS (x)]", "fetch 1 section[1.2.fields:x]"},
    {"Binary", "FETCH 1 BINARY[1.2]<1.2>", "fetch 1 binary[1.2.]<1.2>"},
    {"BinaryWhole", "FETCH 1 BINARY.PEEK[]", "fetch 1 binary[]-peek"},
    {"BinarySize", "UID FETCH 1 (BINARY.SIZE[3] UID)", "fetch uid 1 binary-size[3.] uid"},
    {"ChangedSince", "FETCH 1:* (FLAGS) (CHANGEDSINCE 12345)", "fetch 1:* flags changed-since 12345"},
    {"Vanished", "UID FETCH 300:500 FLAGS (VANISHED CHANGEDSINCE 5)",
     "fetch uid 300:500 flags changed-since 5 vanished"},
    {"Saved", "FETCH $ UID", "fetch $ uid"},
    {"LargestPartial", "FETCH 1 BODY[]<9223372036854775807.1>", "fetch 1 section[]<9223372036854775807.1>"},
};
const Good searches[]{
    {"All", "SEARCH ALL", "search all"},
    {"And", "SEARCH SEEN UNDELETED", R"(search (and with (\Seen) without (\Deleted)))"},
    {"Flags", "SEARCH ANSWERED DELETED DRAFT FLAGGED SEEN UNANSWERED UNDELETED UNDRAFT UNFLAGGED UNSEEN",
     R"(search (and with (\Answered) with (\Deleted) with (\Draft) with (\Flagged) with (\Seen))"
     R"( without (\Answered) without (\Deleted) without (\Draft) without (\Flagged) without (\Seen)))"},
    {"Recent", "SEARCH NEW OLD RECENT", "search (and none all none)"},
    {"Keyword", "SEARCH KEYWORD $Junk UNKEYWORD x", "search (and keyword $Junk (not keyword x))"},
    {"Headers", "SEARCH BCC a CC b FROM c SUBJECT d TO \"e f\"",
     "search (and header BCC=a header CC=b header FROM=c header SUBJECT=d header TO=e f)"},
    {"Header", "SEARCH HEADER Message-ID \"\"", "search header Message-ID="},
    {"Text", "SEARCH TEXT {4}\r\nbáo BODY ]", "search (and text=báo body=])"},
    {"Dates", "SEARCH BEFORE 1-Feb-1994 ON \"01-feb-1994\" SINCE 28-Feb-2024",
     "search (and before 1994-02-01 on 1994-02-01 since 2024-02-28)"},
    {"SentDates", "SEARCH (SENTBEFORE 1-Jan-2001 SENTON 2-Jan-2001 SENTSINCE 3-Jan-2001)",
     "search (and sent-before 2001-01-01 sent-on 2001-01-02 sent-since 2001-01-03)"},
    {"Sizes", "SEARCH LARGER 5000000000 SMALLER 0", "search (and larger 5000000000 smaller 0)"},
    {"Within", "SEARCH YOUNGER 259200 OLDER 1", "search (and younger 259200 older 1)"},
    {"Sets", "SEARCH 2:*,5 UID 1:9 $ UID $", "search (and 2:*,5 uid 1:9 $ uid $)"},
    {"Not", "SEARCH NOT NOT SEEN", R"(search (not (not with (\Seen))))"},
    {"NotGroup", "SEARCH NOT (SEEN ALL)", R"(search (not (and with (\Seen) all)))"},
    {"Or", "SEARCH OR SEEN FROM x", R"(search (or with (\Seen) header FROM=x))"},
    {"OrChain", "SEARCH OR 1 OR 2 OR 3 4 ALL", "search (and (or 1 2 3 4) all)"},
    {"OrNested", "SEARCH OR OR 1 2 (OR 3 4)", "search (or (or 1 2) (or 3 4))"},
    {"Group", "SEARCH (((ALL)))", "search all"},
    {"Modseq", "SEARCH MODSEQ 620162338", "search mod-sequence 620162338"},
    {"ModseqEntry", R"(SEARCH MODSEQ "/flags/\\draft" all 620162338)", "search mod-sequence 620162338"},
    {"Charset", "SEARCH CHARSET utf-8 TEXT x", "search charset utf-8 text=x"},
    {"Return", "SEARCH RETURN (MIN max COUNT SAVE) ALL", "search return-min-max-count-save all"},
    {"ReturnNothing", "UID SEARCH RETURN () CHARSET \"UTF-8\" 1", "search uid return-all charset UTF-8 1"},
    {"ReturnAll", "SEARCH RETURN (ALL) 1:2", "search return-all 1:2"},
};

const auto nameOf = [](const auto& row) { return std::string(row.param.name); };
INSTANTIATE_TEST_SUITE_P(AnyState, GoodCommand, testing::ValuesIn(anyState), nameOf);
INSTANTIATE_TEST_SUITE_P(AuthenticatedState, GoodCommand, testing::ValuesIn(authenticatedState), nameOf);
INSTANTIATE_TEST_SUITE_P(SelectedState, GoodCommand, testing::ValuesIn(selectedState), nameOf);
INSTANTIATE_TEST_SUITE_P(Fetch, GoodCommand, testing::ValuesIn(fetches), nameOf);
INSTANTIATE_TEST_SUITE_P(Search, GoodCommand, testing::ValuesIn(searches), nameOf);

struct Bad {
    const char* name;
    std::string text;
    std::string error;
    NameEncoding names = NameEncoding::modifiedUtf7;
    ParseError::Kind kind = ParseError::Kind::badArguments;
    std::string tag = "a";
};

class BadCommand : public testing::TestWithParam<Bad> {};

TEST_P(BadCommand, SaysWhatWasExpectedWhere) {
    const auto& row = GetParam();
    const auto parsed = parseCommand(row.text, row.names);
    ASSERT_FALSE(parsed.has_value()) << CommandDescription::of(parsed->command);
    EXPECT_EQ(parsed.error().text(), row.error);
    EXPECT_EQ(parsed.error().kind, row.kind);
    EXPECT_EQ(parsed.error().tag, row.tag);
}

using Kind = ParseError::Kind;
constexpr auto rev1 = NameEncoding::modifiedUtf7;

const Bad frames[]{
    {"Empty", "", "A command begins with a tag", rev1, Kind::noTag, ""},
    {"Space", " NOOP", "A command begins with a tag", rev1, Kind::noTag, ""},
    {"PlusTag", "+a NOOP", "A command begins with a tag", rev1, Kind::noTag, ""},
    {"StarTag", "* NOOP", "A command begins with a tag", rev1, Kind::noTag, ""},
    {"ControlInTag", "a\x01 NOOP", "A command begins with a tag", rev1, Kind::noTag, ""},
    {"HugeTag", std::string(300, 'a') + " NOOP", "A command begins with a tag", rev1, Kind::noTag, ""},
    {"TagOnly", "a", "A command follows the tag", rev1, Kind::noCommand},
    {"TagAndSpaces", "a  ", "A command follows the tag", rev1, Kind::noCommand},
    {"TwoSpaces", "a  NOOP", "Expected a command at octet 2"},
    {"Unknown", "a FROBNICATE x", "There is no such command", rev1, Kind::unknownCommand},
    {"UnknownUid", "a UID NOOP", "There is no such command", rev1, Kind::unknownCommand},
    {"BareUid", "a UID", "UID: Expected a space at octet 5"},
    {"Noise", "a NOOP now", "NOOP: Expected the end of the command at octet 6"},
    {"CarriageReturn", "a NOOP\r", "NOOP: Expected the end of the command at octet 6"},
};
const Bad arguments[]{
    {"LoginOne", "a LOGIN x", "LOGIN: Expected a space at octet 9"},
    {"LoginUnclosed", "a LOGIN x \"y", "LOGIN: Expected the quotation mark that ends the string at octet 12"},
    {"LoginEscape", "a LOGIN x \"y\\z\"", "LOGIN: Expected a quote or a backslash after the backslash at octet 13"},
    {"LoginNulInQuotes", std::string("a LOGIN x \"\0\"", 13),
     "LOGIN: Expected a quoted string without control characters at octet 11"},
    {"LoginNulInLiteral", std::string("a LOGIN x {1}\r\n\0", 16), "LOGIN: Expected a literal without NUL at octet 15"},
    {"LoginShortLiteral", "a LOGIN x {5}\r\nabc", "LOGIN: Expected all octets of the literal at octet 15"},
    {"LoginLiteralWithoutLine", "a LOGIN x {5}abcde", "LOGIN: Expected a line end and the literal at octet 13"},
    {"LoginHugeLiteral", "a LOGIN x {99999999999999999999}\r\n",
     "LOGIN: Expected a number of at most 63 bits at octet 11"},
    {"LoginLiteral8", "a LOGIN x ~{1}\r\nb", "LOGIN: Expected the end of the command at octet 11"},
    {"AuthenticateNothing", "a AUTHENTICATE", "AUTHENTICATE: Expected a space at octet 14"},
    {"IdBare", "a ID x", "ID: Expected a list of fields or NIL at octet 5"},
    {"IdOdd", "a ID (\"a\")", "ID: Expected a space at octet 9"},
    {"EnableNothing", "a ENABLE", "ENABLE: Expected a space at octet 8"},
    {"SelectNothing", "a SELECT", "SELECT: Expected a space at octet 8"},
    {"SelectParameter", "a SELECT b (FOO)", "SELECT: Expected CONDSTORE or QRESYNC at octet 12"},
    {"SelectUnclosed", "a SELECT b (CONDSTORE", "SELECT: Expected the end of the parameters at octet 21"},
    {"QresyncNoValidity", "a SELECT b (QRESYNC (0 1))", "SELECT: Expected a UIDVALIDITY at octet 21"},
    {"QresyncStar", "a SELECT b (QRESYNC (1 1 1:*))", "SELECT: Expected a set of message numbers at octet 27"},
    {"QresyncTwice", "a SELECT b (QRESYNC (1 1) QRESYNC (1 1))", "SELECT: Expected CONDSTORE or QRESYNC at octet 26"},
    {"Utf7Open", "a SELECT a&b", "SELECT: Expected a mailbox name in modified UTF-7 at octet 9", rev1,
     Kind::badMailboxName},
    {"Utf8Broken", "a SELECT \"\xc3\"", "SELECT: Expected a mailbox name in UTF-8 at octet 9", utf8,
     Kind::badMailboxName},
    {"NameBroken", "a SELECT \"\xc3\"", "SELECT: Expected a mailbox name in modified UTF-7 at octet 9", rev1,
     Kind::badMailboxName},
    {"CreateParameter", "a CREATE x (FOO)", "CREATE: Expected USE at octet 12"},
    {"StatusNothing", "a STATUS x ()", "STATUS: Expected a status item at octet 12"},
    {"StatusUnknown", "a STATUS x (MESSAGES FOO)", "STATUS: Expected a status item at octet 21"},
    {"ListRecursiveAlone", "a LIST (RECURSIVEMATCH) \"\" *",
     "LIST: Expected RECURSIVEMATCH beside another option at octet 8"},
    {"ListOption", "a LIST (FOO) \"\" *", "LIST: Expected a selection option at octet 8"},
    {"ListReturn", "a LIST \"\" * RETURN (FOO)", "LIST: Expected a return option at octet 20"},
    {"ListNoPattern", "a LIST \"\" ()", "LIST: Expected a mailbox pattern at octet 11"},
    {"SetQuotaBare", "a SETQUOTA x STORAGE", "SETQUOTA: Expected limits in parentheses at octet 13"},
    {"SetZero", "a FETCH 0 FLAGS", "FETCH: Expected a set of message numbers at octet 8"},
    {"SetHuge", "a FETCH 4294967296 FLAGS", "FETCH: Expected a set of message numbers at octet 8"},
    {"SetOpen", "a FETCH 1: FLAGS", "FETCH: Expected a set of message numbers at octet 10"},
    {"SetComma", "a FETCH 1,,2 FLAGS", "FETCH: Expected a set of message numbers at octet 10"},
    {"SetSavedAmong", "a FETCH 1,$ FLAGS", "FETCH: Expected a set of message numbers at octet 10"},
    {"FetchNothing", "a FETCH 1", "FETCH: Expected a space at octet 9"},
    {"FetchEmpty", "a FETCH 1 ()", "FETCH: Expected a message attribute at octet 11"},
    {"FetchUnknown", "a FETCH 1 FOO", "FETCH: Expected a message attribute at octet 10"},
    {"FetchMacroInList", "a FETCH 1 (ALL)", "FETCH: Expected a message attribute at octet 11"},
    {"FetchPeekBare", "a FETCH 1 BODY.PEEK", "FETCH: Expected a message attribute at octet 10"},
    {"FetchMimeOfNothing", "a FETCH 1 BODY[MIME]", "FETCH: Expected a section at octet 15"},
    {"FetchPartZero", "a FETCH 1 BODY[1.0]", "FETCH: Expected the number of a part at octet 17"},
    {"FetchPartOpen", "a FETCH 1 BODY[1.]", "FETCH: Expected a section at octet 17"},
    {"FetchBinaryText", "a FETCH 1 BINARY[1.TEXT]", "FETCH: Expected the number of a part at octet 19"},
    {"FetchNoFields", "a FETCH 1 BODY[HEADER.FIELDS ()]", "FETCH: Expected a header field at octet 30"},
    {"FetchPartialNothing", "a FETCH 1 BODY[]<0.0>", "FETCH: Expected at least one octet at octet 19"},
    {"FetchPartialOpen", "a FETCH 1 BODY[]<1", "FETCH: Expected a full stop at octet 18"},
    {"FetchModifier", "a FETCH 1 FLAGS (FOO)", "FETCH: Expected CHANGEDSINCE or VANISHED at octet 17"},
    {"FetchDeepPart",
     "a FETCH 1 BODY[" +
         [] {
             std::string part = "1";
             for (int i = 0; i < 64; ++i) part += ".1";
             return part;
         }() +
         "]",
     "FETCH: Expected fewer levels of parts at octet 144", rev1, Kind::tooComplex},
    {"StoreNoFlags", "a STORE 1 FLAGS", "STORE: Expected a space at octet 15"},
    {"StoreWord", "a STORE 1 FLAG (x)", "STORE: Expected FLAGS, +FLAGS or -FLAGS at octet 10"},
    {"StoreRecent", R"(a STORE 1 FLAGS (\Recent))", "STORE: Expected a flag that can be set at octet 17"},
    {"StoreUnclosed", R"(a STORE 1 FLAGS (\Seen)", "STORE: Expected the end of the list of flags at octet 22"},
    {"StoreModifier", "a STORE 1 (FOO 1) FLAGS ()", "STORE: Expected UNCHANGEDSINCE at octet 11"},
    {"CopyNothing", "a COPY 1", "COPY: Expected a space at octet 8"},
    {"ExpungeSet", "a EXPUNGE 1", "EXPUNGE: Expected the end of the command at octet 9"},
    {"UidExpungeNothing", "a UID EXPUNGE", "UID EXPUNGE: Expected a space at octet 13"},
    {"AppendWithoutMessage", "a APPEND x", "APPEND: Expected a message as a literal at octet 8"},
    {"SearchNothing", "a SEARCH", "SEARCH: Expected a space at octet 8"},
    {"SearchUnknown", "a SEARCH SEEN FOO", "SEARCH: Expected a search key at octet 14"},
    {"SearchDate", "a SEARCH SINCE 30-Feb-2024", "SEARCH: Expected a date like 1-Feb-2024 at octet 15"},
    {"SearchUnclosed", "a SEARCH (SEEN", "SEARCH: Expected a closing parenthesis at octet 14"},
    {"SearchEmptyGroup", "a SEARCH ()", "SEARCH: Expected a search key at octet 10"},
    {"SearchOrOne", "a SEARCH OR SEEN", "SEARCH: Expected a space at octet 16"},
    {"SearchYoungerZero", "a SEARCH YOUNGER 0", "SEARCH: Expected a number of seconds at octet 17"},
    {"SearchReturn", "a SEARCH RETURN (FOO) ALL", "SEARCH: Expected MIN, MAX, ALL, COUNT or SAVE at octet 17"},
    {"SearchModseqType", R"(a SEARCH MODSEQ "/flags/x" foo 1)", "SEARCH: Expected priv, shared or all at octet 27"},
};
INSTANTIATE_TEST_SUITE_P(Frames, BadCommand, testing::ValuesIn(frames), nameOf);
INSTANTIATE_TEST_SUITE_P(Arguments, BadCommand, testing::ValuesIn(arguments), nameOf);

std::string repeated(ByteView piece, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += piece;
    return text;
}

TEST(SearchBounds, NestingIsBounded) {
    const auto depth = limits::imap::searchDepth;
    EXPECT_TRUE(parseCommand("a SEARCH " + repeated("NOT ", depth) + "ALL", rev1).has_value());
    EXPECT_TRUE(parseCommand("a SEARCH " + repeated("(", depth) + "ALL" + repeated(")", depth), rev1).has_value());
    for (const auto* piece : {"NOT ", "(", "OR ", "NOT ("}) {
        const auto parsed = parseCommand("a SEARCH " + repeated(piece, 10'000) + "ALL", rev1);
        ASSERT_FALSE(parsed.has_value());
        EXPECT_EQ(parsed.error().kind, Kind::tooComplex);
    }
}
// Clients look for a hundred Message-IDs by a chain of ORs: that is one level.
TEST(SearchBounds, LongChainsOfAlternativesAreRead) {
    const auto parsed = parseCommand("a SEARCH " + repeated("OR HEADER Message-ID x ", 500) + "ALL", rev1);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().text();
    EXPECT_EQ(std::get<Search>(parsed->command).key.children.size(), 501U);
}
TEST(SearchBounds, KeysAreBounded) {
    EXPECT_TRUE(parseCommand("a SEARCH ALL" + repeated(" ALL", limits::imap::searchKeys - 1), rev1).has_value());
    const auto parsed = parseCommand("a SEARCH ALL" + repeated(" ALL", limits::imap::searchKeys), rev1);
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().kind, Kind::tooComplex);
}
TEST(FetchBounds, ItemsAreBounded) {
    EXPECT_TRUE(
        parseCommand("a FETCH 1 (UID" + repeated(" UID", limits::imap::fetchItems - 1) + ")", rev1).has_value());
    EXPECT_FALSE(parseCommand("a FETCH 1 (UID" + repeated(" UID", limits::imap::fetchItems) + ")", rev1).has_value());
}
TEST(SearchKeys, ModSequenceIsFoundAtAnyDepth) {
    const auto mentions = [](ByteView keys) {
        const auto parsed = parseCommand("a SEARCH " + std::string(keys), rev1);
        return imap::mentions(std::get<Search>(parsed.value().command).key, SearchKey::Kind::modSequence);
    };
    EXPECT_TRUE(mentions("MODSEQ 1"));
    EXPECT_TRUE(mentions("ALL NOT (OR 1 OR 2 MODSEQ 3)"));
    EXPECT_FALSE(mentions("TEXT MODSEQ"));
}

TEST(RecoverTag, EndsAtASpaceOrTheEnd) {
    EXPECT_EQ(recoverTag("a1 \xff\xff"), "a1");
    EXPECT_EQ(recoverTag("a1"), "a1");
    EXPECT_EQ(recoverTag("a1\r\n"), "a1");
    EXPECT_EQ(recoverTag("a1(x"), "");
    EXPECT_EQ(recoverTag("a]1 "), "a]1");
    EXPECT_EQ(recoverTag(std::string(limits::imap::tag, 'x') + " y"), std::string(limits::imap::tag, 'x'));
    EXPECT_EQ(recoverTag(std::string(limits::imap::tag + 1, 'x') + " y"), "");
}

}  // namespace
}  // namespace tram::imap
