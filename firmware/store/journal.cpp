#include "store/journal.hpp"

#include <sodium.h>

namespace tram::store {

Bytes chainHash(ByteView previous, ByteView record) {
    crypto_generichash_state state;
    Bytes hash(journalHashSize, '\0');
    crypto_generichash_init(&state, nullptr, 0, hash.size());
    crypto_generichash_update(&state, asOctets(previous).data(), previous.size());
    crypto_generichash_update(&state, asOctets(record).data(), record.size());
    crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
    return hash;
}

JournalPosition forEachJournalRow(const ReadTransaction& transaction, JournalPosition from, std::size_t limit,
                                  const std::function<bool(const JournalRow&)>& visit) {
    Cursor cursor(transaction, Table::journal);
    auto next = from;
    bool found = cursor.seek(Key::of(from));
    for (std::size_t seen = 0; found && seen < limit; found = cursor.next(), ++seen) {
        const auto value = cursor.value();
        if (value.size() <= journalHashSize) break;
        JournalRow row{JournalPosition{keyNumber(cursor.key(), 0)}, value.substr(0, journalHashSize),
                       value.substr(journalHashSize)};
        next = JournalPosition{row.position.value + 1};
        if (!visit(row)) break;
    }
    return next;
}

}  // namespace tram::store
