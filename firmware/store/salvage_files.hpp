// Salvaged mail as files, with two lists beside them.
//
// Names come out of a damaged store and may be anything: each level of a path is made safe before it is used.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "store/store_error.hpp"

namespace tram::store {

struct UnreadMessage;

// One message that is saved, and what is known of it.
struct SavedMessage {
    std::string mailbox;
    std::string folder;
    std::uint32_t uid = 0;
    std::int64_t internalDate = 0;  // seconds since 1970
    std::uint32_t flags = 0;
    std::vector<std::string> keywords;
};

// Where salvaged mail goes.
class SalvageSink {
public:
    virtual ~SalvageSink() = default;
    // False where it could not be written; finish() says why.
    virtual bool save(const SavedMessage& message, ByteView bytes) = 0;
    virtual void unreadable(const UnreadMessage& message) = 0;
    // The first error of all.
    [[nodiscard]] virtual std::expected<void, StoreError> finish() = 0;
};

class SalvageFiles final : public SalvageSink {
public:
    // The folder is made where it is not there; one that is not empty is refused.
    [[nodiscard]] static std::expected<SalvageFiles, StoreError> open(const std::filesystem::path& folder);

    bool save(const SavedMessage& message, ByteView bytes) override;
    void unreadable(const UnreadMessage& message) override;
    // Writes the lists out too.
    [[nodiscard]] std::expected<void, StoreError> finish() override;

    // A folder's or mailbox's name as one level of a path: never empty, hidden, "..", nor longer than a name may be.
    [[nodiscard]] static std::string safeLevel(ByteView name);

private:
    explicit SalvageFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
    bool failed(int number, const std::string& doing);

    std::filesystem::path folder_;
    std::ofstream index_;
    std::ofstream unreadable_;
    std::optional<StoreError> error_;
};

}  // namespace tram::store
