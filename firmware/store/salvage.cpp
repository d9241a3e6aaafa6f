#include "store/salvage.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "base/limits.hpp"
#include "store/damaged_store.hpp"
#include "store/image_file.hpp"
#include "store/key.hpp"
#include "store/salvage_files.hpp"
#include "store/transaction.hpp"

namespace tram::store {

namespace {

constexpr std::size_t listedMost = 1'000;
constexpr std::uint64_t progressEvery = 256;

// A table of FlatBuffers that may hold anything: looked into only where the verifier finds it sound.
template <class Table>
std::optional<typename Table::NativeTableType> soundRecord(ByteView value) {
    if (value.empty() || value.size() > limits::MiB) return std::nullopt;
    std::vector<std::uint64_t> aligned((value.size() + 7) / 8);
    std::memcpy(aligned.data(), value.data(), value.size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(aligned.data());
    flatbuffers::Verifier verifier(bytes, value.size());
    if (!verifier.VerifyBuffer<Table>(nullptr)) return std::nullopt;
    typename Table::NativeTableType object;
    flatbuffers::GetRoot<Table>(bytes)->UnPackTo(&object);
    return object;
}

class Salvage {
public:
    Salvage(DamagedStore& store, SalvageSink& sink, const SalvageProgress& progress)
        : store_(store), sink_(sink), progress_(progress) {}

    std::expected<SalvageReport, StoreError> run() {
        readFolders();
        listDamage();
        store_.walk(Table::message, [&](ByteView key, ByteView value) { take(key, value, Source::tree); });
        // A message's old copies bear older mod-sequences than the one among the changes.
        store_.strays(Table::message, [&](ByteView key, ByteView value) { take(key, value, Source::stray); });
        if (!store_.damage(Table::message).empty()) listLost();
        if (const auto written = sink_.finish(); !written) return std::unexpected(written.error());
        return std::move(report_);
    }

private:
    enum class Source { tree, stray };
    struct Place {
        std::string mailbox;
        std::string folder;
        std::vector<std::string> keywords;
    };

    void readFolders() {
        std::map<std::uint64_t, std::string> addresses;
        const auto addMailbox = [&](ByteView key, ByteView value) {
            const auto record = soundRecord<schema::MailboxRecord>(value);
            if (record && record->address.find('@') != std::string::npos)
                addresses.try_emplace(keyNumber(key, 0), record->address);
        };
        store_.walk(Table::mailbox, addMailbox);
        // An address leads to its mailbox too.
        store_.walk(Table::address, [&](ByteView key, ByteView value) {
            if (const auto record = soundRecord<schema::Address>(value)) addresses.try_emplace(record->mailbox, key);
        });
        const auto mailboxName = [&](std::uint64_t id) {
            const auto known = addresses.find(id);
            return known == addresses.end() ? "mailbox-" + std::to_string(id) : known->second;
        };
        store_.walk(Table::folder, [&](ByteView key, ByteView value) {
            if (auto record = soundRecord<schema::FolderRecord>(value)) {
                places_[keyNumber(key, 0)] = {mailboxName(record->mailbox), std::move(record->name),
                                              std::move(record->keywords)};
            }
        });
        store_.walk(Table::folderName, [&](ByteView key, ByteView value) {
            if (key.size() <= 8 || value.size() < 8) return;
            places_.try_emplace(ReadTransaction::structAt<std::uint64_t>(value),
                                Place{mailboxName(keyNumber(key, 0)), Bytes(key.substr(8)), {}});
        });
        store_.walk(Table::chore, [&](ByteView, ByteView value) {
            if (const auto record = soundRecord<schema::Chore>(value)) purged_.insert(record->folder);
        });
    }

    void listDamage() {
        for (std::size_t i = 0; i < tableCount; ++i) {
            for (const auto& range : store_.damage(static_cast<Table>(i))) {
                report_.damages.push_back(std::string("table ") + tableInfo[i].name + ": " + range.reason);
            }
        }
    }

    const Place& placeOf(std::uint64_t folder) {
        return places_.try_emplace(folder, Place{"unknown", "folder-" + std::to_string(folder), {}}).first->second;
    }

    void unreadable(std::uint64_t folder, std::uint32_t uid, std::string reason) {
        const auto& place = placeOf(folder);
        ++report_.unreadable;
        UnreadMessage message{place.mailbox, place.folder, uid, std::move(reason)};
        sink_.unreadable(message);
        if (report_.firstUnreadable.size() < listedMost) report_.firstUnreadable.push_back(std::move(message));
    }

    void take(ByteView key, ByteView value, Source source) {
        if (++looked_ % progressEvery == 0 && progress_) progress_(looked_, store_.entries(Table::message));
        const auto folder = keyNumber(key, 0);
        const auto uid = static_cast<std::uint32_t>(keyNumber(key, 8, 4));
        // Being deleted with its folder.
        if (key.size() != 12 || (purged_.contains(folder) && !places_.contains(folder))) return;
        if (value.size() < sizeof(schema::Message)) return unreadable(folder, uid, "its record is too short");
        const auto message = ReadTransaction::structAt<schema::Message>(value);
        if (source == Source::stray) {
            if (fromStrays_.contains({folder, uid})) return;
            if (store_.isLater(ModSequence{message.mod_sequence()})) {
                const auto known = store_.get(Table::message, Key::of(folder, uid).view());
                if (known && *known) return;
            } else {
                const auto change = Key::of(folder, std::uint64_t{message.mod_sequence()}, uid);
                const auto among = store_.get(Table::change, change.view());
                if (among && !*among) return;
            }
        }
        if (message.size() > 2 * limits::message::maximumSize) return unreadable(folder, uid, "its record is damaged");
        const auto bytes = store_.blob(BlobId{message.blob()}, message.size());
        if (!bytes) {
            if (source == Source::tree) unreadable(folder, uid, bytes.error());
            return;
        }
        if (source == Source::stray) fromStrays_.emplace(folder, uid);
        const auto& place = placeOf(folder);
        SavedMessage saved;
        saved.mailbox = place.mailbox;
        saved.folder = place.folder;
        saved.uid = uid;
        saved.internalDate = message.internal_date();
        saved.flags = message.flags();
        for (std::size_t i = 0; i < std::min<std::size_t>(place.keywords.size(), 64); ++i) {
            if ((message.keywords() >> i & 1) != 0) saved.keywords.push_back(place.keywords[i]);
        }
        if (!sink_.save(saved, *bytes)) return;
        ++report_.saved;
        report_.bytes += bytes->size();
    }

    // The changes name every message; those whose row is on a lost page and was found nowhere else are lost.
    void listLost() {
        store_.walk(Table::change, [&](ByteView key, ByteView) {
            if (key.size() != 20) return;
            const auto folder = keyNumber(key, 0);
            const auto uid = static_cast<std::uint32_t>(keyNumber(key, 16, 4));
            const auto row = store_.get(Table::message, Key::of(folder, uid).view());
            if (!row && !fromStrays_.contains({folder, uid})) unreadable(folder, uid, row.error());
        });
    }

    DamagedStore& store_;
    SalvageSink& sink_;
    const SalvageProgress& progress_;
    SalvageReport report_;
    std::map<std::uint64_t, Place> places_;
    std::set<std::uint64_t> purged_;
    std::set<std::pair<std::uint64_t, std::uint32_t>> fromStrays_;
    std::uint64_t looked_ = 0;
};

}  // namespace

std::expected<SalvageReport, StoreError> salvage(ImageBytes& bytes, SalvageSink& sink,
                                                 const SalvageProgress& progress) {
    auto store = DamagedStore::open(bytes);
    if (!store) return std::unexpected(store.error());
    return Salvage(*store, sink, progress).run();
}

std::expected<SalvageReport, StoreError> salvage(const SalvageRequest& request) {
    auto file = ImageFile::open(request.from);
    if (!file) return std::unexpected(file.error());
    auto files = SalvageFiles::open(request.to);
    if (!files) return std::unexpected(files.error());
    return salvage(*file, *files, request.progress);
}

}  // namespace tram::store
