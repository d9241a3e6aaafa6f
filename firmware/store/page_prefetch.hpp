// Asks the kernel for the pages of a walk before the walk.
//
// A cold walk waits for the disk leaf after leaf, since the leaves of a table lie all over the file. Their numbers
// stand in the branch pages, so they can be asked for together: 24 ms rather than 270 ms for 2,400 pages, measured.
// Only a hint: where anything is not as expected nothing happens.
// Threads: any.
#pragma once

#include <cstddef>
#include <vector>

#include "store/transaction.hpp"

namespace tram::store {

// The leaves of the table that hold the keys from `first` to `last`, and the branch pages above, at most so many pages.
// Values on pages of their own are not among them. The number of leaves that were asked for.
std::size_t prefetchLeaves(const ReadTransaction& transaction, Table table, const Key& first, const Key& last,
                           std::size_t most);

// The pages of these bytes, which lie in the map; neighbours are asked for at once.
void prefetchBytes(const std::vector<ByteView>& bytes);

}  // namespace tram::store
