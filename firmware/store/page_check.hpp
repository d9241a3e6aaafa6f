// Verifies the pages of a store's file before LMDB walks them: LMDB trusts its file, and a damaged page can send it
// out of its map or round in circles. Reads without LMDB (page_image.hpp).
//
// While a process writes the store, pages are used anew under the reader: what is found is looked at again, and
// only what is there each time is told.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "store/page_image.hpp"
#include "store/store_error.hpp"

namespace tram::store {

// Findings in English, a page or a tree each, at most 1,000; none: LMDB can walk every tree of the latest commit.
// notFound, permission: the file cannot be opened.
[[nodiscard]] std::expected<std::vector<std::string>, StoreError> checkPages(const std::filesystem::path& folder);
// One look, at any bytes.
[[nodiscard]] std::vector<std::string> checkPages(ImageBytes& bytes);

}  // namespace tram::store
