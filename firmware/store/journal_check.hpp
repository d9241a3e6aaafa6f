// Verifies the journal's chain, from the oldest sealed segment to the head.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "store/credentials/signing_key.hpp"
#include "store/store_check.hpp"

namespace tram::store {

// Adds what it counted to `answer` and tells each defect to `found`. With CheckDepth::everything the records of the
// sealed files are read too.
void checkJournal(const Environment& environment, CheckDepth depth, schema::CheckedT& answer,
                  const std::function<void(std::string)>& found, const BetweenSlices& between);

// One file, off line: its chain and its signature. Nothing where it is sound and one of `keys` signed it.
[[nodiscard]] std::optional<StoreError> verifySegment(const std::filesystem::path& file,
                                                      std::span<const credentials::PublicKey> keys);

}  // namespace tram::store
