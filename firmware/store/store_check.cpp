#include "store/store_check.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/address_table.hpp"
#include "store/blob_reader.hpp"
#include "store/directory.hpp"
#include "store/folder_writer.hpp"
#include "store/journal_check.hpp"
#include "store/piece.hpp"
#include "store/sliced_walk.hpp"

namespace tram::store {

namespace {

constexpr std::size_t findingsMost = 1'000;
// What changed during a pass may look wrong in it; what is wrong is wrong in each of these.
constexpr int passes = 3;

// A run of pieces and what it is of.
struct Run {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
};

class Pass {
public:
    Pass(const Environment& environment, CheckDepth depth, const BetweenSlices& between)
        : environment_(environment), depth_(depth), between_(between) {}

    void run() {
        checkFolders();
        checkMessages();
        checkQueue();
        checkExpansions();
        checkTickets();
        checkSignInTimes();
        checkBlobs();
        checkSegments();
        checkReleases();
        checkPieces();
        compareFolders();
        compareUsage();
        checkDirectory();
        checkJournal(environment_, depth_, answer, [this](std::string text) { found(std::move(text)); }, between_);
    }

    std::set<std::string> findings;
    schema::CheckedT answer;

private:
    template <class Visit>
    void walk(Table table, Visit visit) {
        walkTable(environment_, table, std::move(visit), between_);
    }
    void found(std::string text) {
        if (findings.size() < findingsMost) findings.insert(std::move(text));
    }
    static std::string number(std::uint64_t value) { return std::to_string(value); }

    void checkFolders() {
        walk(Table::folder, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const auto id = keyNumber(key, 0);
            const Record<schema::FolderRecord> record(value);
            const auto name = textOf(record->name());
            const auto named = findFolder(transaction, MailboxId{record->mailbox()}, name);
            if (named != FolderId{id}) found("folder " + number(id) + ": its name does not lead to it");
            if (!transaction.get(Table::folderState, Key::of(id))) found("folder " + number(id) + ": no counters");
            if (!transaction.get(Table::mailbox, Key::of(std::uint64_t{record->mailbox()})))
                found("folder " + number(id) + ": of no mailbox");
        });
        walk(Table::folderName, [&](const ReadTransaction& transaction, ByteView, ByteView value) {
            const auto id = ReadTransaction::structAt<std::uint64_t>(value);
            if (!transaction.get(Table::folder, Key::of(id)))
                found("a folder's name leads to folder " + number(id) + ", which is not there");
        });
        walk(Table::chore, [&](const ReadTransaction&, ByteView, ByteView value) {
            purged_.insert(Record<schema::Chore>(value)->folder());
        });
    }

    void checkMessages() {
        walk(Table::message, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const auto folder = keyNumber(key, 0);
            const auto uid = keyNumber(key, 8, 4);
            const auto where = "message " + number(folder) + "/" + number(uid);
            if (value.size() < sizeof(schema::Message)) {
                found(where + ": the record is too short");
                return;
            }
            const auto message = ReadTransaction::structAt<schema::Message>(value);
            ++answer.messages;
            ++references_[message.blob()];
            const auto facts = blobFacts(transaction, BlobId{message.blob()});
            if (!facts) {
                found(where + ": blob " + number(message.blob()) + " is missing");
            } else if (facts->size != message.size()) {
                found(where + ": its size is not its blob's");
            }
            if (!transaction.get(Table::change, Key::of(folder, std::uint64_t{message.mod_sequence()},
                                                        static_cast<std::uint32_t>(uid)))) {
                found(where + ": not among the changes");
            }
            if (!transaction.get(Table::folder, Key::of(folder)) && !purged_.contains(folder))
                found(where + ": of no folder");
        });
        walk(Table::expunged, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const auto last = ReadTransaction::structAt<std::uint32_t>(value);
            const FolderId folder{keyNumber(key, 0)};
            Cursor message(transaction, Table::message);
            if (message.seek(Key::of(folder, static_cast<std::uint32_t>(keyNumber(key, 16, 4)))) &&
                message.keyStartsWith(Key::of(folder)) && keyNumber(message.key(), 8, 4) <= last) {
                found("message " + number(folder.value) + "/" + number(keyNumber(message.key(), 8, 4)) +
                      ": listed as expunged, and there");
            }
        });
        for (const auto table : {Table::change, Table::expunged}) {
            walk(table, [&](const ReadTransaction& transaction, ByteView key, ByteView) {
                const auto folder = keyNumber(key, 0);
                if (!transaction.get(Table::folder, Key::of(folder)) && !purged_.contains(folder)) {
                    found(std::string(tableInfo[static_cast<std::size_t>(table)].name) + " row of folder " +
                          number(folder) + ", which is not there");
                }
            });
        }
        walk(Table::summary, [&](const ReadTransaction& transaction, ByteView key, ByteView) {
            if (!transaction.get(Table::blob, Key::of(keyNumber(key, 0))))
                found("summary of blob " + number(keyNumber(key, 0)) + ", which is not there");
        });
    }

    void checkQueue() {
        walk(Table::queue, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const Record<schema::QueueEntry> entry(value);
            ++references_[entry->blob()];
            if (!blobFacts(transaction, BlobId{entry->blob()}))
                found("queue entry " + number(keyNumber(key, 0)) + ": its blob is missing");
        });
    }

    void checkTickets() {
        walk(Table::ticket, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const Record<schema::TicketRecord> ticket(value);
            const auto id = keyNumber(key, 0);
            const bool unread = ticket->kind() == schema::TicketKind::unread;
            if (unread) {
                ++references_[ticket->blob()];
                if (!blobFacts(transaction, BlobId{ticket->blob()}))
                    found("ticket " + number(id) + ": its blob is missing");
            }
            const bool due = unread || ticket->answer_due();
            if (due != transaction.get(Table::ticketDue, Key::of(id)).has_value())
                found("ticket " + number(id) + ": wrongly due, or wrongly not");
        });
        walk(Table::ticketDue, [&](const ReadTransaction& transaction, ByteView key, ByteView) {
            if (!transaction.get(Table::ticket, Key::of(keyNumber(key, 0))))
                found("a ticket is due that is not there: " + number(keyNumber(key, 0)));
        });
    }

    void checkSignInTimes() {
        walk(Table::signInTimes, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const auto times = ReadTransaction::structAt<schema::SignInTimes>(value);
            if (times.first() > times.last() || !findOfficial(transaction, OfficialId{keyNumber(key, 0)}))
                found("times of sign-ins that cannot be: of official " + number(keyNumber(key, 0)));
        });
    }

    void checkExpansions() {
        walk(Table::expansion, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const Record<schema::Expansion> expansion(value);
            ++references_[expansion->blob()];
            if (!blobFacts(transaction, BlobId{expansion->blob()}))
                found("expansion " + number(keyNumber(key, 0)) + ": its blob is missing");
        });
        walk(Table::expansionMember, [&](const ReadTransaction& transaction, ByteView key, ByteView) {
            if (!transaction.get(Table::expansion, Key::of(keyNumber(key, 0))))
                found("a member of expansion " + number(keyNumber(key, 0)) + ", which is not there");
        });
    }

    void checkBlobs() {
        walk(Table::blob, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const auto id = keyNumber(key, 0);
            ++answer.blobs;
            const auto blob = ReadTransaction::structAt<schema::Blob>(value);
            const auto counted = references_.find(id);
            const std::uint64_t references = counted == references_.end() ? 0 : counted->second;
            if (blob.references() == 0) unheld_.insert({0, id});
            if (blob.first_piece() != 0) addRun(blob.first_piece(), blob.pieces());
            if (references != blob.references()) {
                found("blob " + number(id) + ": says " + number(blob.references()) + " references, has " +
                      number(references));
            }
            if (blob.first_piece() == 0) {
                std::uint64_t size = 0;
                for (auto rest = value.substr(sizeof blob); rest.size() >= 8; rest.remove_prefix(8)) {
                    const auto segmentId = ReadTransaction::structAt<std::uint64_t>(rest);
                    ++segmentReferences_[segmentId];
                    if (const auto segment = transaction.getStruct<schema::Segment>(Table::segment, Key::of(segmentId)))
                        size += segment->size();
                }
                if (size != blob.size()) found("blob " + number(id) + ": its segments do not make its size");
            } else if (blob.references() > 0 && blob.pieces() != (blob.size() + pieceDataSize - 1) / pieceDataSize) {
                found("blob " + number(id) + ": its pieces do not make its size");
            }
            if (depth_ == CheckDepth::everything && blob.references() > 0) checkHash(transaction, id, blob);
        });
    }

    // In bounded reads; a blob is immutable, so several snapshots see the same bytes.
    void checkHash(const ReadTransaction& transaction, std::uint64_t id, const schema::Blob& blob) {
        crypto_hash_sha256_state state;
        crypto_hash_sha256_init(&state);
        Bytes bytes;
        for (std::uint64_t offset = 0; offset < blob.size(); offset += bytes.size()) {
            bytes.clear();
            const auto read = readBlob(transaction, BlobId{id}, offset, limits::MiB, bytes);
            if (!read || bytes.empty()) {
                found("blob " + number(id) + ": " + (read ? "ends early" : read.error().detail));
                return;
            }
            crypto_hash_sha256_update(&state, asOctets(bytes).data(), bytes.size());
        }
        std::array<std::uint8_t, 32> hash{};
        crypto_hash_sha256_final(&state, hash.data());
        if (!std::equal(hash.begin(), hash.end(), blob.sha256()->Data()))
            found("blob " + number(id) + ": its SHA-256 is another");
    }

    void checkSegments() {
        walk(Table::segment, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const auto id = keyNumber(key, 0);
            const auto segment = ReadTransaction::structAt<schema::Segment>(value);
            const auto counted = segmentReferences_.find(id);
            const std::uint64_t references = counted == segmentReferences_.end() ? 0 : counted->second;
            if (references != segment.references()) {
                found("segment " + number(id) + ": says " + number(segment.references()) + " references, has " +
                      number(references));
            }
            if (segment.references() == 0) unheld_.insert({1, id});
            addRun(segment.first_piece(), segment.pieces());
            const auto byHash =
                transaction.getNumber(Table::segmentHash, Key::of(asBytes(std::span(segment.sha256()->Data(), 32))));
            if (segment.references() > 0 && byHash != id)
                found("segment " + number(id) + ": its hash does not lead to it");
            // Held by nobody, but the next message with these bytes would take it.
            if (segment.references() == 0 && byHash == id && depth_ == CheckDepth::everything) {
                Bytes bytes;
                const auto read =
                    readPieces(transaction, {segment.first_piece(), segment.pieces()}, 0, segment.size(), bytes);
                if (!read) found("segment " + number(id) + ": " + read.error().detail);
            }
        });
        walk(Table::segmentHash, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const auto id = ReadTransaction::structAt<std::uint64_t>(value);
            const auto segment = transaction.getStruct<schema::Segment>(Table::segment, Key::of(id));
            if (!segment || asBytes(std::span(segment->sha256()->Data(), 32)) != key)
                found("a hash leads to segment " + number(id) + ", which is another or not there");
        });
    }

    // What nobody holds is on the list of what is to go, or it would stay for ever.
    void checkReleases() {
        walk(Table::release, [&](const ReadTransaction&, ByteView key, ByteView) {
            unheld_.erase({static_cast<std::uint32_t>(keyNumber(key, 8, 4)), keyNumber(key, 12)});
        });
        for (const auto& [kind, id] : unheld_)
            found((kind == 0 ? "blob " : "segment ") + number(id) + ": nobody holds it, and nothing will free it");
    }

    // Of an empty message, or one that is all but freed, no piece is left: it shares none with whoever begins there.
    void addRun(std::uint64_t first, std::uint32_t pieces) {
        if (pieces > 0) runs_.push_back({first, first + pieces});
    }

    void checkPieces() {
        std::ranges::sort(runs_, {}, &Run::first);
        for (std::size_t i = 1; i < runs_.size(); ++i) {
            if (runs_[i].first < runs_[i - 1].end) found("piece " + number(runs_[i].first) + ": of two blobs");
        }
        auto run = runs_.begin();
        walk(Table::piece, [&](const ReadTransaction&, ByteView key, ByteView) {
            ++answer.pieces;
            std::uint64_t piece = 0;
            std::memcpy(&piece, key.data(), std::min(key.size(), sizeof piece));
            while (run != runs_.end() && run->end <= piece) ++run;
            if (run == runs_.end() || piece < run->first) found("piece " + number(piece) + ": of no blob");
        });
    }

    // A folder's counters against its messages, both of one snapshot: a busy folder changes in every pass.
    void compareFolders() {
        walk(Table::folderState, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const auto id = keyNumber(key, 0);
            const auto state = ReadTransaction::structAt<schema::FolderState>(value);
            const auto folder = getRecord<schema::FolderRecord>(transaction, Table::folder, Key::of(id));
            if (!folder) {
                found("folder " + number(id) + ": counters and no folder");
                return;
            }
            const auto keywords = (*folder)->keywords() == nullptr ? 0U : (*folder)->keywords()->size();
            schema::FolderState counted;
            const auto prefix = Key::of(id);
            Cursor messages(transaction, Table::message);
            for (bool more = messages.seek(prefix); more && messages.keyStartsWith(prefix); more = messages.next()) {
                const auto message = ReadTransaction::structAt<schema::Message>(messages.value());
                const auto uid = keyNumber(messages.key(), 8, 4);
                counted.mutate_messages(counted.messages() + 1);
                counted.mutate_bytes(counted.bytes() + message.size());
                if ((message.flags() & message_flag::seen) == 0) counted.mutate_unseen(counted.unseen() + 1);
                if ((message.flags() & message_flag::deleted) != 0) counted.mutate_deleted(counted.deleted() + 1);
                const auto where = "message " + number(id) + "/" + number(uid);
                if (uid >= state.uid_next()) found(where + ": at or above its folder's next UID");
                if (message.mod_sequence() > state.highest_mod_sequence())
                    found(where + ": changed after its folder's last change");
                if (keywords < 64 && message.keywords() >> keywords != 0)
                    found(where + ": has a keyword that its folder does not know");
            }
            std::uint64_t changes = 0;
            Cursor change(transaction, Table::change);
            for (bool more = change.seek(prefix); more && change.keyStartsWith(prefix); more = change.next()) ++changes;
            if (state.messages() != counted.messages() || state.unseen() != counted.unseen() ||
                state.deleted() != counted.deleted() || state.bytes() != counted.bytes()) {
                found("folder " + number(id) + ": its counters are not its messages'");
            }
            if (changes != counted.messages())
                found("folder " + number(id) + ": has changes of messages that are not there");
        });
    }

    void compareUsage() {
        walk(Table::usage, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const auto id = keyNumber(key, 0);
            const auto usage = ReadTransaction::structAt<schema::Usage>(value);
            schema::Usage sum;
            const auto prefix = Key::of(id);
            Cursor names(transaction, Table::folderName);
            for (bool more = names.seek(prefix); more && names.keyStartsWith(prefix); more = names.next()) {
                const auto folder = ReadTransaction::structAt<std::uint64_t>(names.value());
                const auto state = transaction.getStruct<schema::FolderState>(Table::folderState, Key::of(folder))
                                       .value_or(schema::FolderState{});
                sum.mutate_bytes(sum.bytes() + state.bytes());
                sum.mutate_messages(sum.messages() + state.messages());
            }
            if (usage.bytes() != sum.bytes() || usage.messages() != sum.messages())
                found("mailbox " + number(id) + ": its usage is not its folders'");
        });
        const ReadTransaction transaction(environment_);
        const auto state = transaction.getStruct<schema::State>(Table::state, Key::of(std::string_view("state")));
        if (!state) return;
        schema::Usage sum;
        Cursor usages(transaction, Table::usage);
        for (bool more = usages.first(); more; more = usages.next()) {
            const auto usage = ReadTransaction::structAt<schema::Usage>(usages.value());
            sum.mutate_bytes(sum.bytes() + usage.bytes());
            sum.mutate_messages(sum.messages() + usage.messages());
        }
        if (sum.messages() != state->messages() || sum.bytes() != state->message_bytes())
            found("the store's counters are not its mailboxes'");
    }

    void checkDirectory() {
        walk(Table::address, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const Record<schema::Address> row(value);
            if (row->kind() == schema::AddressKind::current && !findMailbox(transaction, MailboxId{row->mailbox()}))
                found("address " + std::string(key) + ": of no mailbox");
            if (row->kind() == schema::AddressKind::list &&
                !transaction.get(Table::list, Key::of(std::uint64_t{row->list()})))
                found("address " + std::string(key) + ": of no list");
        });
        walk(Table::list, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const Record<schema::ListRecord> list(value);
            const auto at = listAt(transaction, viewOf(list->address()));
            if (list->ended() == 0 && (!at || at->value != keyNumber(key, 0)))
                found("list " + number(keyNumber(key, 0)) + ": its address is not its own");
        });
        walk(Table::grant, [&](const ReadTransaction& transaction, ByteView key, ByteView) {
            const auto mailbox = keyNumber(key, 0);
            const auto official = keyNumber(key, 8);
            if (!transaction.get(Table::grantOf, Key::of(official, mailbox)))
                found("grant " + number(mailbox) + "/" + number(official) + ": only one way");
        });
        walk(Table::grantOf, [&](const ReadTransaction& transaction, ByteView key, ByteView) {
            const auto official = keyNumber(key, 0);
            const auto mailbox = keyNumber(key, 8);
            if (!transaction.get(Table::grant, Key::of(mailbox, official)))
                found("grant " + number(mailbox) + "/" + number(official) + ": only one way");
        });
        walk(Table::subscription, [&](const ReadTransaction& transaction, ByteView key, ByteView) {
            if (!findOfficial(transaction, OfficialId{keyNumber(key, 0)}) ||
                !findMailbox(transaction, MailboxId{keyNumber(key, 8)})) {
                found("subscription of official " + number(keyNumber(key, 0)) + ": of nobody, or to no mailbox");
            }
        });
        walk(Table::official, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const Record<schema::OfficialRecord> official(value);
            if (official->state() != schema::OfficialState::removed &&
                !findMailbox(transaction, MailboxId{official->mailbox()}))
                found("official " + number(keyNumber(key, 0)) + ": no mailbox");
        });
        walk(Table::agencyChild, [&](const ReadTransaction& transaction, ByteView key, ByteView) {
            const auto agency = getRecord<schema::AgencyRecord>(transaction, Table::agency, Key::of(keyNumber(key, 8)));
            if (!agency || (*agency)->parent() != keyNumber(key, 0) ||
                (*agency)->state() != schema::AgencyState::active)
                found("agency " + number(keyNumber(key, 8)) + ": does not stand there in the tree");
        });
        walk(Table::agencyMember, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const auto official =
                getRecord<schema::OfficialRecord>(transaction, Table::official, Key::of(keyNumber(key, 8)));
            const auto place = !official ? 0 : value.empty() ? (*official)->agency() : (*official)->seconded_to();
            if (place != keyNumber(key, 0) || (*official)->state() != schema::OfficialState::active)
                found("official " + number(keyNumber(key, 8)) + ": does not belong there");
        });
        walk(Table::addressOf, [&](const ReadTransaction& transaction, ByteView key, ByteView) {
            const auto row = getRecord<schema::Address>(transaction, Table::address, Key::of(key.substr(8)));
            if (!row || (*row)->mailbox() != keyNumber(key, 0))
                found("address " + std::string(key.substr(8)) + ": leads elsewhere");
        });
        walk(Table::mailbox, [&](const ReadTransaction& transaction, ByteView key, ByteView value) {
            const Record<schema::MailboxRecord> mailbox(value);
            if (!transaction.get(Table::folder, Key::of(std::uint64_t{mailbox->inbox()})))
                found("mailbox " + number(keyNumber(key, 0)) + ": no inbox");
        });
    }

    const Environment& environment_;
    CheckDepth depth_;
    const BetweenSlices& between_;
    std::vector<Run> runs_;
    std::set<std::pair<std::uint32_t, std::uint64_t>> unheld_;  // kind and id as in `release`
    std::unordered_map<std::uint64_t, std::uint64_t> references_;
    std::unordered_map<std::uint64_t, std::uint64_t> segmentReferences_;
    std::set<std::uint64_t> purged_;
};

}  // namespace

schema::CheckedT checkStore(const Environment& environment, CheckDepth depth, const BetweenSlices& between) {
    std::set<std::string> findings;
    schema::CheckedT answer;
    for (int i = 0; i < passes; ++i) {
        Pass pass(environment, depth, between);
        try {
            pass.run();
        } catch (const TransactionFailed& failure) {
            pass.findings.insert("reading failed: " + failure.error.detail);
        }
        answer = std::move(pass.answer);
        if (i == 0) {
            findings = std::move(pass.findings);
        } else {
            std::set<std::string> both;
            std::ranges::set_intersection(findings, pass.findings, std::inserter(both, both.end()));
            findings = std::move(both);
        }
        if (findings.empty()) break;
    }
    for (const auto& text : findings) {
        auto finding = std::make_unique<schema::CheckFindingT>();
        finding->text = text;
        answer.findings.push_back(std::move(finding));
    }
    return answer;
}

}  // namespace tram::store
