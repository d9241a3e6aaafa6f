// Copies all readable mail out of a store that may be damaged: DIR/<mailbox address>/<folder path>/<UID>.eml, byte
// for byte; DIR/index.tsv lists what was saved with its date and flags, DIR/unreadable.tsv what could not be read,
// and why.
//
// Where the list of tables of the latest commit is lost, an earlier one's is used and what came later is looked for;
// messages that those last commits deleted may come out too.
//
// Reads data.mdb itself, without LMDB, so that no damage can end the program (page_image.hpp). For a store that no
// process writes: while one does, what changes meanwhile may be listed as unreadable.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "store/page_image.hpp"
#include "store/store_error.hpp"

namespace tram::store {

struct SalvageRequest {
    std::filesystem::path from;  // the store's folder
    std::filesystem::path to;    // made where it is not there; must be empty
    // After every few messages: how many were looked at, and about how many there are.
    std::function<void(std::uint64_t done, std::uint64_t expected)> progress = {};
};

struct UnreadMessage {
    std::string mailbox;
    std::string folder;
    std::uint32_t uid = 0;
    std::string reason;
};

class SalvageSink;

struct SalvageReport {
    std::uint64_t saved = 0;
    std::uint64_t bytes = 0;
    std::uint64_t unreadable = 0;
    // The first thousand; all of them stand in unreadable.tsv.
    std::vector<UnreadMessage> firstUnreadable;
    // Pages of the tables that are lost, in English.
    std::vector<std::string> damages;
};

// notFound: no store there, or none that can be made out; full, io, permission: the copies could not be written.
[[nodiscard]] std::expected<SalvageReport, StoreError> salvage(const SalvageRequest& request);
// The same from any bytes to anywhere.
using SalvageProgress = std::function<void(std::uint64_t done, std::uint64_t expected)>;
[[nodiscard]] std::expected<SalvageReport, StoreError> salvage(ImageBytes& bytes, SalvageSink& sink,
                                                               const SalvageProgress& progress);

}  // namespace tram::store
