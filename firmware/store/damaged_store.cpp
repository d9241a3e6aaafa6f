#include "store/damaged_store.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/limits.hpp"
#include "store/key.hpp"
#include "store/piece.hpp"
#include "store/transaction.hpp"

namespace tram::store {

namespace {

// What salvage needs: the tables that lead to messages, and those that say whose they are.
constexpr std::array searched{Table::mailbox, Table::folder,  Table::message, Table::change,
                              Table::blob,    Table::segment, Table::piece};
// Those whose stray rows something else bears out.
constexpr std::array recovered{Table::message, Table::blob, Table::segment, Table::piece};

bool within(const DamagedRange& range, TreeRoot::KeyOrder order, ByteView key) {
    if (!range.low.empty() && PageImage::compareKeys(order, key, range.low) < 0) return false;
    return !range.high || PageImage::compareKeys(order, key, *range.high) < 0;
}

// Leaf pages do not say of which table they are: a row's shape leaves a few.
bool mayBe(Table table, const ImageRow& row) {
    if (row.isTree) return false;
    switch (table) {
        case Table::message:
            return row.key.size() == 12 && row.size == sizeof(schema::Message);
        case Table::blob:
            return row.key.size() == 8 && row.size >= sizeof(schema::Blob) &&
                   (row.size - sizeof(schema::Blob)) % 8 == 0;
        case Table::segment:
            return row.key.size() == 8 && row.size == sizeof(schema::Segment);
        case Table::piece:
            return row.key.size() == 8 && row.size > pieceChecksumSize && row.size <= limits::store::pieceSize;
        default:
            return false;
    }
}

}  // namespace

std::expected<DamagedStore, StoreError> DamagedStore::open(ImageBytes& bytes) {
    DamagedStore store(bytes);
    if (auto found = store.findTables(); !found) return std::unexpected(found.error());
    const auto state = store.state();
    if (state && state->format() > formatVersion) {
        return std::unexpected(StoreError{StoreErrorKind::newer,
                                          "the store has format " + std::to_string(state->format()) +
                                              ", this program knows formats up to " + std::to_string(formatVersion)});
    }
    store.findDamage();
    store.collectStrays();
    return store;
}

std::expected<void, StoreError> DamagedStore::findTables() {
    const auto leadsToMail = [](const PageImage::Roots& roots) {
        return roots.contains(tableInfo[static_cast<std::size_t>(Table::message)].name);
    };
    if (const auto newest = image_.newestTrees()) {
        std::vector<DamagedRange> damaged;
        const auto roots = image_.rootsOf(newest->tables, damaged);
        if (damaged.empty() && leadsToMail(roots)) {
            adopt(roots);
            return {};
        }
    }
    // The way to the latest commit is lost: of all lists of tables that are left, the one of the latest commit. It may
    // be the very last one or one before.
    std::optional<PageImage::Roots> best;
    std::uint64_t position = 0;
    for (auto& roots : image_.rootsFoundBySearch()) {
        if (!leadsToMail(roots)) continue;
        adopt(roots);
        // One whose state is lost too serves where there is no other: then anything may be later.
        const auto its = state().value_or(schema::State{}).journal_position();
        if (best && its < position) continue;
        position = its;
        best = std::move(roots);
    }
    if (!best) return std::unexpected(StoreError{StoreErrorKind::notFound, "nothing in the file leads to messages"});
    adopt(*best);
    laterThan_ = position;
    // What later commits added has later numbers.
    const auto adopted = state().value_or(schema::State{});
    const auto later = [&](Table table, ByteView low) {
        damage_[static_cast<std::size_t>(table)].push_back(
            {0,
             "the latest list of tables is lost; rows since " + std::to_string(position) + " were looked for",
             Bytes(low),
             {}});
    };
    const std::uint64_t piece = adopted.next_piece();
    later(Table::blob, Key::of(std::uint64_t{adopted.next_blob()}).view());
    later(Table::segment, Key::of(std::uint64_t{adopted.next_segment()}).view());
    later(Table::piece, ByteView(reinterpret_cast<const char*>(&piece), sizeof piece));
    return {};
}

void DamagedStore::adopt(const PageImage::Roots& roots) {
    for (std::size_t i = 0; i < tableCount; ++i) {
        const auto found = roots.find(tableInfo[i].name);
        roots_[i] = found == roots.end() ? TreeRoot{} : found->second;
    }
}

std::optional<schema::State> DamagedStore::state() {
    const auto value = image_.get(root(Table::state), "state");
    if (!value || !*value || (*value)->size() < sizeof(schema::State)) return std::nullopt;
    return ReadTransaction::structAt<schema::State>(**value);
}

void DamagedStore::findDamage() {
    for (const auto table : searched) {
        image_.walk(root(table), [](const ImageRow&) {}, damage_[static_cast<std::size_t>(table)]);
    }
}

bool DamagedStore::isWanted(Table table, const ImageRow& row) const {
    if (table == Table::message &&
        isLater(ModSequence{ReadTransaction::structAt<schema::Message>(row.inlineValue).mod_sequence()}))
        return true;
    const auto order = root(table).order;
    return std::ranges::any_of(damage(table), [&](const auto& range) { return within(range, order, row.key); });
}

void DamagedStore::collectStrays() {
    std::vector<Table> wanted;
    std::ranges::copy_if(recovered, std::back_inserter(wanted),
                         [&](Table table) { return laterThan_ || !damage(table).empty(); });
    if (wanted.empty()) return;
    image_.eachLeafRow([&](const ImageRow& row) {
        for (const auto table : wanted) {
            if (!mayBe(table, row) || !isWanted(table, row)) continue;
            strays_[static_cast<std::size_t>(table)].emplace(Bytes(row.key),
                                                             Stray{Bytes(row.inlineValue), row.overflowPage, row.size});
        }
    });
}

void DamagedStore::walk(Table table, const std::function<void(ByteView, ByteView)>& visit) {
    std::vector<DamagedRange> known;
    image_.walk(
        root(table),
        [&](const ImageRow& row) {
            if (row.overflowPage == 0) return visit(row.key, row.inlineValue);
            if (const auto value = image_.valueOf(row)) visit(row.key, *value);
        },
        known);
}

void DamagedStore::strays(Table table, const std::function<void(ByteView, ByteView)>& visit) {
    for (const auto& [key, stray] : strays_[static_cast<std::size_t>(table)]) {
        const auto value = image_.valueOf({key, stray.inlineValue, stray.overflowPage, stray.size, false});
        if (value) visit(key, *value);
    }
}

std::expected<std::optional<Bytes>, std::string> DamagedStore::get(Table table, ByteView key) {
    return image_.get(root(table), key);
}

std::expected<std::vector<Bytes>, std::string> DamagedStore::candidates(Table table, ByteView key) {
    auto value = get(table, key);
    std::vector<Bytes> result;
    if (value && *value) result.push_back(std::move(**value));
    const auto [begin, end] = strays_[static_cast<std::size_t>(table)].equal_range(Bytes(key));
    for (auto stray = begin; stray != end; ++stray) {
        auto bytes =
            image_.valueOf({key, stray->second.inlineValue, stray->second.overflowPage, stray->second.size, false});
        if (bytes) result.push_back(std::move(*bytes));
    }
    if (result.empty() && !value) return std::unexpected(value.error());
    return result;
}

std::expected<Bytes, std::string> DamagedStore::blob(BlobId id, std::uint64_t size) {
    const auto name = "blob " + std::to_string(id.value);
    const auto records = candidates(Table::blob, Key::of(id).view());
    if (!records) return std::unexpected(name + ": " + records.error());
    std::string reason = name + " is not there";
    for (const auto& record : *records) {
        if (record.size() < sizeof(schema::Blob)) continue;
        auto bytes = blobBytes(record, size);
        if (bytes) return bytes;
        reason = name + ": " + bytes.error();
    }
    return std::unexpected(reason);
}

std::expected<Bytes, std::string> DamagedStore::blobBytes(ByteView record, std::uint64_t size) {
    const auto blob = ReadTransaction::structAt<schema::Blob>(record);
    if (blob.size() != size) return std::unexpected(std::string("is not of the message's size"));
    Bytes bytes;
    if (blob.first_piece() != 0 || size == 0) {
        if (auto read = pieces(blob.first_piece(), blob.pieces(), size, bytes); !read)
            return std::unexpected(read.error());
    }
    for (auto rest = blob.first_piece() == 0 ? record.substr(sizeof blob) : ByteView(); rest.size() >= 8;
         rest.remove_prefix(8)) {
        const auto number = ReadTransaction::structAt<std::uint64_t>(rest.substr(0, 8));
        const auto name = "segment " + std::to_string(number);
        const auto records = candidates(Table::segment, Key::of(number).view());
        if (!records) return std::unexpected(name + ": " + records.error());
        bool sound = false;
        std::string reason = name + " is not there";
        for (const auto& candidate : *records) {
            if (candidate.size() < sizeof(schema::Segment)) continue;
            const auto segment = ReadTransaction::structAt<schema::Segment>(candidate);
            const auto before = bytes.size();
            if (segment.size() > size - before) continue;
            const auto read = pieces(segment.first_piece(), segment.pieces(), segment.size(), bytes);
            sound = read.has_value();
            if (sound) break;
            bytes.resize(before);
            reason = name + ": " + read.error();
        }
        if (!sound) return std::unexpected(reason);
    }
    if (bytes.size() != size)
        return std::unexpected("has " + std::to_string(bytes.size()) + " octets of " + std::to_string(size));
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), asOctets(bytes).data(), bytes.size());
    if (!std::ranges::equal(hash, std::span(blob.sha256()->Data(), hash.size())))
        return std::unexpected(std::string("its SHA-256 is another"));
    return bytes;
}

std::expected<void, std::string> DamagedStore::pieces(std::uint64_t first, std::uint32_t count, std::uint64_t size,
                                                      Bytes& out) {
    const auto end = out.size() + size;
    for (std::uint32_t i = 0; i < count && out.size() < end; ++i) {
        const auto number = first + i;
        const auto name = "piece " + std::to_string(number);
        const auto values = candidates(Table::piece, ByteView(reinterpret_cast<const char*>(&number), sizeof number));
        if (!values) return std::unexpected(name + ": " + values.error());
        if (values->empty()) return std::unexpected(name + " is not there");
        const auto sound = std::ranges::find_if(*values, [](const Bytes& value) { return pieceIsSound(value); });
        if (sound == values->end()) return std::unexpected(name + " fails its checksum");
        out.append(ByteView(*sound).substr(pieceChecksumSize));
    }
    if (out.size() != end) return std::unexpected(std::string("a run of pieces has another length"));
    return {};
}

}  // namespace tram::store
