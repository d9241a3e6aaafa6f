// Every limit of the appliance on untrusted input, each with its RFC or its reason. One namespace a
// room. A limit that an operator may change has its default here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tram::limits {

using namespace std::chrono_literals;

constexpr std::size_t KiB = 1024;
constexpr std::size_t MiB = 1024 * KiB;
constexpr std::uint64_t GiB = 1024ULL * MiB;

namespace message {
// What SIZE announces: 30 MiB of attachments make about 41 MiB of base64, and text beside it. R3.7
constexpr std::size_t maximumSize = 48 * MiB;
// Attachments of one message, decoded. R3.7
constexpr std::size_t maximumAttachments = 31'457'280;
}  // namespace message

namespace text {
// Octets of what a person searches for. IMAP command lines before literals are shorter than this.
constexpr std::size_t searchKey = 1 * KiB;
// A charset label: the longest registered one has 45 octets.
constexpr std::size_t charsetLabel = 64;
// Octets of a domain name, in either form. [RFC5321 4.5.3.1.2]
constexpr std::size_t domainName = 255;
}  // namespace text

namespace mime {
// Parts inside parts. Mail programs nest below 10, forwarded threads below 30; beyond: a leaf.
constexpr std::uint32_t depth = 64;
// Parts of one message, the containers counted; no RFC number, digests of lists have some hundred.
constexpr std::uint32_t parts = 2'000;
// A boundary parameter: 70 by [RFC2046 5.1.1]; some senders exceed it.
constexpr std::size_t boundary = 256;
// Parameters of one Content-Type or Content-Disposition field. No RFC number; clients write under ten.
constexpr std::size_t parameters = 64;
// Pieces of one parameter. [RFC2231 3] gives no bound; 1,000 pieces are 60 KiB.
constexpr std::size_t continuations = 1'000;
// Members of one address field that are read; the rest stays in the header. No RFC number.
constexpr std::size_t addresses = 4'096;
// Octets of one string in a summary (a subject, a file name): one header line of 998 octets
// [RFC5322 2.1.1] folded over 16 lines. What is longer is cut at a character.
constexpr std::size_t summaryString = 16 * KiB;
// Octets of all strings in a summary; what lies beyond is left out.
constexpr std::size_t summaryText = 256 * KiB;
// A summary in its encoded form: the strings, and what 2,000 parts and their addresses take besides.
constexpr std::size_t encodedSummary = 1 * MiB;
// A line of text without its line end. [RFC5322 2.1.1]
constexpr std::size_t textLine = 998;
// Languages in one Content-Language field. No RFC number.
constexpr std::size_t languages = 32;
// Body octets decoded at a time for a search, and the most two pieces of text may overlap.
constexpr std::size_t textPiece = 256 * KiB;
constexpr std::size_t textOverlap = 16 * KiB;
}  // namespace mime

namespace smtp {
// Octets of a local part and of a domain. [RFC5321 4.5.3.1.1, 4.5.3.1.2]
constexpr std::size_t localPart = 64;
constexpr std::size_t domain = 255;
// One label of a domain. [RFC1035 2.3.4]
constexpr std::size_t domainLabel = 63;
// A path with its punctuation and angle brackets; source routes are counted. [RFC5321 4.5.3.1.3]
constexpr std::size_t path = 256;
// A command line with its CRLF. [RFC5321 4.5.3.1.4]
constexpr std::size_t commandLine = 512;
// What the announced extensions add to MAIL: SIZE 26 [RFC1870], BODY 17 [RFC6152], AUTH 500 [RFC4954],
// RET and ENVID 9 + 107 [RFC3461 4.5], SMTPUTF8 10 and longer addresses [RFC6531], REQUIRETLS 12 [RFC8689].
constexpr std::size_t mailCommandLine = commandLine + 26 + 17 + 500 + 116 + 10 + 12;
// NOTIFY 29 and ORCPT 507 [RFC3461 4.5], SMTPUTF8 10.
constexpr std::size_t rcptCommandLine = commandLine + 29 + 507 + 10;
// An AUTH command or a response to a challenge, with CRLF. [RFC4954 4]
constexpr std::size_t authLine = 12'288;
// A reply line with code and CRLF. [RFC5321 4.5.3.1.5]
constexpr std::size_t replyLine = 512;
// Lines of one reply that are kept, and octets of one that are read; no RFC number, EHLO of the largest servers has
// about 20 lines.
constexpr std::size_t replyLines = 128;
constexpr std::size_t replyOctets = 256 * KiB;
// ENVID once decoded from xtext. [RFC3461 4.4]
constexpr std::size_t envelopeId = 100;
// ORCPT with its address type. [RFC3461 4.2]
constexpr std::size_t originalRecipient = 500;
// Parameters of one MAIL or RCPT: there are 8 that we know.
constexpr std::size_t parameters = 16;
// Recipients of one transaction, at least 100 [RFC5321 4.5.3.1.8]; groups are expanded later.
constexpr std::uint32_t recipients = 1'000;
// Transactions in one session of a stranger. [RFC9422 4.2]
constexpr std::uint32_t transactions = 1'000;
// Received fields from which on a message is in a loop: "at least 100". [RFC5321 6.3]
constexpr std::uint32_t receivedFields = 100;
// Syntax and sequence errors after which a session ends; no RFC number, a working client makes none.
constexpr std::uint32_t errors = 10;
// Refused recipients after which a stranger's session ends: dictionary attacks.
constexpr std::uint32_t refusedRecipients = 100;
// Commands without a completed transaction after which a stranger's session ends (NOOP floods).
constexpr std::uint32_t idleCommands = 200;
// Failed AUTH in one session. [RFC4954 4: servers may limit]
constexpr std::uint32_t failedAuthentications = 3;
// What a session holds of unread input: enough for an AUTH line, and for few system calls in DATA.
constexpr std::size_t commandInput = 16 * KiB;
constexpr std::size_t dataInput = 64 * KiB;
// Replies gathered for one write before the session asks to be flushed.
constexpr std::size_t gatheredOutput = 16 * KiB;
// A header section that is looked into for loops, fix-ups and ownership of the sender. No RFC number.
constexpr std::size_t headerSection = 256 * KiB;
// What the server waits for a command, and for the next octets of a message. [RFC5321 4.5.3.2.7]
constexpr auto serverCommand = 5min;
constexpr auto serverData = 5min;
// Connections of a zone, and of one stranger in it, at a time.
constexpr std::size_t connectionsPerZone = 5'000;
constexpr std::size_t connectionsPerStranger = 20;
// Octets of messages that all sessions together keep in memory before smaller ones go to spool files too.
constexpr std::size_t spooledInMemory = 256 * MiB;
// What a session gathers before it writes to its spool file.
constexpr std::size_t spoolBuffer = 64 * KiB;
// Room at the start of a spool file for trace fields and the fields that a submission adds.
constexpr std::size_t spoolHeadroom = 64 * KiB;
// Messages above this are looked through away from the loop that serves the sessions.
constexpr std::size_t judgedInPlace = 256 * KiB;
// A TLS handshake of a client.
constexpr auto handshake = 30s;
// What a session may still take when the process is told to stop.
constexpr auto stopping = 10s;
// As client: recipients in one transaction, which every server takes. [RFC5321 4.5.3.1.8]
constexpr std::uint32_t clientRecipients = 100;
// As client: messages on one connection, so that no connection is for ever. No RFC number.
constexpr std::uint32_t clientTransactions = 100;
// Octets of a message that the role brings at a time, and of pipelined commands written before a read.
constexpr std::size_t clientBody = 64 * KiB;
constexpr std::size_t pipelinedCommands = 16 * KiB;
// Words of a server that are kept of one reply, for logs and reports. No RFC number.
constexpr std::size_t replyText = 1'000;
// Exchanges of a domain that are used, addresses of one exchange, addresses in all. RFC 5321 5.1 asks for
// at least two addresses; the largest providers have about 10.
constexpr std::size_t exchanges = 16;
constexpr std::size_t exchangeAddresses = 8;
constexpr std::size_t targets = 32;
// How long and for how many addresses a yes of the store to RCPT holds, and how many octets must be left in the
// mailbox: more than can come in meanwhile. No RFC number.
constexpr auto recipientRemembered = 1s;
constexpr std::size_t rememberedRecipients = 4'096;
constexpr std::uint64_t rememberedRoom = 512 * MiB;
}  // namespace smtp

namespace dsn {
// The largest message that a failure report returns whole: attachments need not come back.
constexpr std::uint64_t returnedMessage = 1 * MiB;
// Octets of a header section that is returned or looked into for Message-ID and Subject.
constexpr std::size_t returnedHeaders = 256 * KiB;
// One remote answer or address in a report, in octets; fields are folded below 998. [RFC5322 2.1.1]
constexpr std::size_t diagnostic = 1'000;
constexpr std::size_t address = 512;
// Recipients of one report; a message to more gets several.
constexpr std::size_t recipients = 1'000;
}  // namespace dsn

namespace relay {
// What finding a destination's addresses, connecting to one host and its TLS handshake may take. No RFC number;
// RFC 5321 4.5.3.2 begins to count at the greeting.
constexpr auto lookup = 30s;
constexpr auto connecting = 30s;
constexpr auto handshake = 30s;
// What a server may take in all to be greeted, and for one message: RFC 5321 4.5.3.2 bounds each reply and each block
// of octets, which a hostile one could stretch to days. 48 MiB at 64 kbit/s take under two hours.
constexpr auto opening = 15min;
constexpr auto transaction = 4h;
// After this much of an attempt no further host is turned to.
constexpr auto attempt = 1h;
// What messages under way may still take when the process is told to stop, and then the results.
constexpr auto stopping = 5s;
constexpr auto stoppingResults = 3s;
// Entries of the queue read in one snapshot.
constexpr std::size_t queueSlice = 1'000;
// Results told to the store in one command, and octets of the reports with them.
constexpr std::size_t resultsPerCommand = 1'000;
constexpr std::size_t reportBytes = 512 * KiB;
// Results that wait for the store; beyond, no new transaction begins.
constexpr std::size_t waitingResults = 2'000;
}  // namespace relay

namespace imap {
// Input before sign-in that a session holds: an AUTHENTICATE line is the longest.
constexpr std::size_t inputBeforeSignIn = 8 * KiB;
// A tag, which is given back with the answer. No RFC number; clients write under 20 octets.
constexpr std::size_t tag = 256;
// Of a command's lines once signed in, and of its literals, messages not counted. [RFC7162 4] asks servers
// for at least 8,192 octets of line; long UID sets of real clients stay below 64 KiB.
constexpr std::size_t commandLines = 64 * KiB;
constexpr std::size_t commandLiterals = 1 * MiB;
// Parentheses, NOTs and ORs inside each other in SEARCH, and keys in all. No RFC number.
constexpr std::size_t searchDepth = 32;
constexpr std::size_t searchKeys = 2'000;
// Numbers of a section "1.2.3": as deep as parts may lie.
constexpr std::size_t sectionDepth = mime::depth;
// Items of one FETCH, flags of one STORE or APPEND, patterns of one LIST. No RFC number.
constexpr std::size_t fetchItems = 256;
constexpr std::size_t commandFlags = 256;
constexpr std::size_t listPatterns = 64;
// Output gathered before the session asks to be drained; one rendered item may come on top of it.
constexpr std::size_t gatheredOutput = 64 * KiB;
// UIDs, and message entries, read from the store in one snapshot.
constexpr std::size_t uidBatch = 65'536;
constexpr std::size_t entryBatch = 1'024;
// A request for fewer messages is not worth asking the disk ahead; after a whole batch so many UIDs are asked for. No
// RFC number.
constexpr std::size_t prefetchFrom = 64;
// Observations of one session that go to the store together.
constexpr std::size_t observedTogether = 256;
// Messages whose bodies or summaries are asked for together.
constexpr std::size_t readAhead = 1'024;
constexpr std::uint32_t prefetchAhead = 16'384;
// Messages whose flags one command of the store changes: bounds the commit and what STORE .SILENT remembers.
constexpr std::size_t storeBatch = 4'096;
// Messages that a FETCH of bodies marks \Seen in one command.
constexpr std::size_t seenBatch = 64;
// One read of a body: the store copies no more at once.
constexpr std::size_t bodyPiece = 64 * KiB;
// A part decoded in memory for BINARY; longer ones are decoded twice, in pieces.
constexpr std::size_t decodedPart = 256 * KiB;
// Octets of a header section that SEARCH HEADER and FETCH HEADER.FIELDS look into. No RFC number.
constexpr std::size_t headerSection = 1 * MiB;
// Octets a SEARCH reads before other sessions have their turn.
constexpr std::size_t searchSlice = 2 * MiB;
// Expunged ranges in one VANISHED response: keeps lines below 24 KiB.
constexpr std::size_t vanishedRanges = 1'024;
// Ranges of a saved search result [RFC5182 2.1]; beyond: NO [NOTSAVED].
constexpr std::size_t savedRanges = 65'536;
// Keywords of one folder: bits of the store's mask.
constexpr std::size_t keywords = 64;
// Messages of one MULTIAPPEND. No RFC number; each holds a spool.
constexpr std::size_t appendMessages = 256;
// Octets of a mailbox name in UTF-8, and its levels. No RFC number.
constexpr std::size_t folderName = 1'000;
constexpr std::size_t folderDepth = 32;
// Failed sign-ins, and syntax errors before sign-in, after which the session ends.
constexpr std::uint32_t failedSignIns = 3;
constexpr std::uint32_t errorsBeforeSignIn = 10;
// Silence before sign-in; and after, "at least 30 minutes". [RFC9051 5.4]
constexpr auto beforeSignIn = 60s;
constexpr auto autologout = 31min;
// How often an idling client hears something, so that routers keep the connection.
constexpr auto idleKeepAlive = 2min;
}  // namespace imap

namespace sasl {
// A base64 line from the client without CRLF. [RFC4954 4: 12288]
constexpr std::size_t line = 12'288;
// authcid and authzid in octets of UTF-8; the RFCs give no bound below 255. [RFC4616 2]
constexpr std::size_t identity = 255;
// A password; [RFC4616 2] allows any length, 1 KiB is beyond what people and generators use.
constexpr std::size_t password = 1'024;
// A SCRAM nonce part of the client. No RFC number; clients send 24 to 64 octets.
constexpr std::size_t scramNonce = 256;
// Random octets in our part of the nonce.
constexpr std::size_t scramServerNonce = 18;
// A whole SCRAM message.
constexpr std::size_t scramMessage = 2'048;
// SHA-256.
constexpr std::size_t scramProof = 32;
}  // namespace sasl

namespace net {
// Body of one frame between our processes: a command with an inline message (store::inlineMessage) and
// room to spare; a larger message travels as a descriptor.
constexpr std::size_t frameBody = 8 * MiB;
// One recvmsg between processes takes this much: about a hundred small frames.
constexpr std::size_t channelRead = 64 * KiB;
// Frame bodies up to this are copied into the common send buffer; larger ones are sent from where they are.
constexpr std::size_t frameCopied = 16 * KiB;
// A borrowed read buffer: one TLS record with all that TLS puts around it. [RFC8446 5.2]
constexpr std::size_t readChunk = 17 * KiB;
// Free read buffers that a thread keeps.
constexpr std::size_t freeChunks = 16;
// After this many reads that did not wait, a stream lets the other sessions of its thread run.
constexpr unsigned readsBeforeYield = 32;
// Saved TLS sessions of a client context, about 2 KiB each.
constexpr std::size_t savedSessions = 1'000;
// Addresses that one connectAny tries: enough for any real MX, too few to scan with.
constexpr std::size_t connectAddresses = 16;
// Connections accepted before the loop sees to its sessions.
constexpr unsigned acceptsInARow = 32;
// How long accepting pauses when descriptors have run out.
constexpr auto acceptPause = 100ms;
// Records used of one DNS answer; more is nobody's honest answer.
constexpr std::size_t dnsRecords = 256;
// A peer that is gone is noticed: the first probe after this, then `keepAliveProbes` at the interval.
constexpr auto keepAliveIdle = 120s;
constexpr auto keepAliveInterval = 30s;
constexpr int keepAliveProbes = 4;
}  // namespace net

namespace province {
// A person's name in UTF-8: six words of the longest syllables in decomposed form stay below. No RFC number.
constexpr std::size_t personalName = 160;
// R3.5: names have one to six words.
constexpr std::size_t personalNameWords = 6;
// An agency's name in UTF-8; the longest of a province has about 130 octets.
constexpr std::size_t agencyName = 400;
// Of an address. [RFC5321 4.5.3.1.1]
constexpr std::size_t localPart = 64;
// "vanthu." goes before it in a local part, and it may be a label of a domain (63). [RFC1035 2.3.4]
constexpr std::size_t agencyLabel = localPart - 7;
// What a later registrant appends. R3.5
constexpr std::size_t suffix = 2;
// Number of a decision ("957/QĐ-UBND") or of a written request. R8.1
constexpr std::size_t basisNumber = 200;
// A reason or remark that an administrator gives.
constexpr std::size_t remark = 2'000;
// Levels of agencies: province, department, division, station … The tree is walked upwards in bounded steps.
constexpr std::size_t agencyDepth = 16;
// Agencies merged, or parts founded, by one command; and steps from an address that was given up to who has its mail
// now.
constexpr std::size_t agenciesPerCommand = 64;
// Members of a message's groups that get it in the commit that accepts it; more follow in steps. Architecture,
// "Large groups".
constexpr std::size_t membersAtOnce = 1'000;
// Members a step: two milliseconds of the writer's time, so that others' deliveries take less than twice as long
// while a group of 20,000 is delivered to.
constexpr std::uint32_t membersPerStep = 40;
// Members and owners of one free list; they stand in one record. Larger circles are the ready-made groups'.
constexpr std::size_t listMembers = 2'000;
constexpr std::size_t listOwners = 20;
// A list's name in UTF-8.
constexpr std::size_t listName = 200;
// The longest that an order for access to somebody's mail may last; another needs another decision.
constexpr auto longestAccess = std::chrono::days(90);
// Rows of one import, agencies and officials together: a few seconds of the writer's time, and a frame.
constexpr std::size_t importRows = 30'000;
// A handover's signed record: a line a folder.
constexpr std::size_t handoverFile = 16 * MiB;
// Warnings about a mailbox's quota: used this much of it, in per cent; told again once it was below the lowest. R3.7
constexpr std::array<unsigned, 2> quotaWarnings{80, 95};
// Half-hours of a working day in which an agency's mailbox is to be looked into. R7.1
constexpr std::uint32_t checksPerDay = 6;
// Letters to agencies whose answer one review waits for at a time: some 20 MiB. Of more, no answer is counted.
constexpr std::size_t unansweredLetters = 500'000;
}  // namespace province

// Spreadsheets and forms that people hand in. No RFC numbers.
namespace sheet {
// A province of 20,000 officials takes 3 MB.
constexpr std::size_t octets = 16 * MiB;
constexpr std::size_t rows = 50'000;
constexpr std::size_t columns = 64;
constexpr std::size_t cell = 4'096;
// What the parts of an XLSX may unpack to, all together: a bomb ends here.
constexpr std::size_t unpacked = 128 * MiB;
}  // namespace sheet

// What people ask of the service's operators, by letter or command. R8.2, R9.8. No RFC numbers.
namespace desk {
// The beginning of a letter that its ticket shows.
constexpr std::size_t text = 8 * KiB;
// A subject, of a letter too.
constexpr std::size_t subject = 500;
// Changes of one request, and faults of its form that are told; more people at once are an import's.
constexpr std::size_t changes = 1'000;
constexpr std::size_t faults = 100;
// A field of a form; in a ticket. Longer ones are a fault.
constexpr std::size_t field = 500;
// Parts of a letter that are read as forms.
constexpr std::size_t forms = 8;
// Reading one letter: its process's memory and time, on the processor and by the clock.
constexpr std::size_t memory = 768 * MiB;
constexpr auto processor = std::chrono::seconds(20);
constexpr auto reading = std::chrono::seconds(60);
// Letters read at once.
constexpr std::size_t readers = 2;
}  // namespace desk

namespace credentials {
// Argon2id of a chosen password: at least 50 ms a check on one core of the appliance, two at once in 128 MiB.
// RFC9106 4's second choice (t=3, 64 MiB) with p=1, which is what libsodium offers.
constexpr std::uint64_t argon2Passes = 3;
constexpr std::size_t argon2Memory = 64 * MiB;
// Characters that a chosen password has at least (NIST SP 800-63B 5.1.1.2 asks for 8; longer, no forced change).
constexpr std::size_t chosenPasswordCharacters = 10;
// Bits that guessing a chosen password takes at least, as zxcvbn counts: 2^30 tries at an Argon2id each are 1.7 years
// of one core of the appliance, and the defence against guessing lets in no such number.
constexpr double chosenPasswordBits = 30;
// Octets of a password whose strength is estimated.
constexpr std::size_t estimated = 64;
// Octets of a password that are looked at. As limits::sasl::password.
constexpr std::size_t password = 1'024;
// Iterations for app passwords: at least 4096 [RFC7677 4]; they have 130 bits, more adds nothing.
constexpr std::uint32_t scramIterations = 4'096;
// A record that asks for more was not written by us.
constexpr std::uint32_t scramIterationsMost = 1'000'000;
constexpr std::size_t scramSalt = 16;
// The name a person gives an app password.
constexpr std::size_t label = 200;
// App passwords of one account; each costs a comparison at sign-in.
constexpr std::size_t appPasswords = 32;
// The longest verifier: an encoded Argon2id has at most 128 octets (crypto_pwhash_STRBYTES).
constexpr std::size_t verifier = 128;
// Networks that one app password opens from.
constexpr std::size_t networks = 16;
// Octets of a second factor's secret: SHA-1's length. [RFC4226 4, R6]
constexpr std::size_t secondFactorSecret = 20;
// Sealed bytes of one record.
constexpr std::size_t sealed = 1 * KiB;
// Accounts, and networks, whose failed sign-ins are remembered.
constexpr std::size_t guessingEntries = 50'000;
}  // namespace credentials

namespace store {
// A mailbox's quota where nothing else is said. R3.7
constexpr std::uint64_t defaultQuota = 1 * GiB;
// With LMDB's 16-byte page header exactly four pages.
constexpr std::size_t pieceSize = 16'368;
// Blobs above this are cut by content into segments.
constexpr std::size_t segmentedAbove = 64 * KiB;
// A commit is bounded by bytes, so that its latency is.
constexpr std::size_t commitBytes = 3 * MiB;
// A message up to this size travels in the command's frame; above it as a file descriptor.
constexpr std::size_t inlineMessage = 1 * MiB;
// Freed no sooner after its last reference went, so that nothing under way is cut.
constexpr auto blobGrace = 15min;
// No read transaction outlives this.
constexpr auto readTransaction = 1s;
// A message's keywords are a 64-bit mask over its folder's list.
constexpr std::size_t keywordsPerFolder = 64;
constexpr std::size_t keywordLength = 100;
// A folder's full name: an LMDB key holds 511 bytes, of which the mailbox takes 8.
constexpr std::size_t folderNameLength = 480;
constexpr std::size_t folderDepth = 32;
constexpr std::size_t foldersPerMailbox = 5'000;
// Names stay subscribed when their folders go.
constexpr std::size_t subscriptionsPerMailbox = 2 * foldersPerMailbox;
// Names of agencies and officials, in bytes of UTF-8.
constexpr std::size_t personNameLength = 200;
// [RFC5321 4.5.3.1.3], without the angle brackets.
constexpr std::size_t addressLength = 254;
// Recipients of one message in one commit. R3.6.2
constexpr std::size_t recipientsPerMessage = 1'000;
// Messages of one MULTIAPPEND.
constexpr std::size_t messagesPerAppend = 1'000;
// Messages that one STORE, COPY or EXPUNGE command works on (some 20 ms): the rest is asked for again, and
// deliveries go between.
constexpr std::size_t uidsPerCommand = 2'000;
// Tombstones (ranges of expunged UIDs) that a folder keeps for QRESYNC; whoever was away longer gets all UIDs.
// [RFC7162 3.2.5.2]
constexpr std::size_t tombstonesPerFolder = 10'000;
// Octets of records in one compressed frame of a sealed segment, and the most one record may have: what one command
// and its answer hold. No RFC number.
constexpr std::size_t segmentFrame = 1 * MiB;
constexpr std::size_t journalRecord = 8 * MiB;
// Rows that leave the journal's table in one step: they lie sealed in a file of their own.
constexpr std::uint32_t journalStep = 2'000;
// Pages that are asked for ahead of a walk: 16 MiB.
constexpr std::size_t prefetchedPages = 4'096;
// Deletions go on in steps of so many messages or pieces, between other commands.
constexpr std::uint32_t purgeStep = 500;
constexpr std::uint32_t releaseStep = 512;
// New messages are refused while less than this can be written, so that deleting still works at full.
constexpr std::uint64_t reserve = 64 * MiB;
// Commands that may wait for the writer, in bytes of their messages: beyond, the sender is made to wait.
constexpr std::size_t waitingBytes = 64 * MiB;
// Password checks at a time: each holds 64 MiB and a core.
constexpr std::size_t waitingPasswordChecks = 64;
}  // namespace store

namespace hal {
// A datagram with a process's figures: some hundred figures of 100 octets; the kernel takes 208 KiB.
constexpr std::size_t reportOctets = 64 * KiB;
// Figures of one report, and labels of one figure. No process has a tenth of it.
constexpr std::size_t reportFigures = 1'000;
constexpr std::size_t figureLabels = 8;
// Octets of a name or a label's value; Prometheus has no bound, people read up to here.
constexpr std::size_t figureName = 128;
// Processes that report; the appliance has twelve.
constexpr std::size_t reporters = 32;
// What tram-hal tells of everything at a time: some hundred components of 1 KiB, all reports.
constexpr std::size_t snapshotOctets = 8 * MiB;
// Questions to tram-hal are a line.
constexpr std::size_t requestOctets = 4 * KiB;
// Who may ask tram-hal at a time: alert, snmp, a few commands.
constexpr std::size_t clients = 16;
// Events that are kept for those who were away.
constexpr std::size_t keptEvents = 10'000;
// What a tool may print; smartctl's longest is 100 KiB.
constexpr std::size_t toolOctets = 1 * MiB;
// For smartctl on a disk that dies; SAS disks were seen to take a minute, and are then told as unresponsive.
constexpr auto toolPatience = 30s;
// For upsd to answer.
constexpr auto upsdPatience = 3s;
// Units, and variables of one, that are read from upsd.
constexpr std::size_t upsUnits = 8;
// A board's description.
constexpr std::size_t boardOctets = 256 * KiB;
}  // namespace hal

}  // namespace tram::limits
