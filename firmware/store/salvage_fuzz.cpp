// A data.mdb that may be anything, through the pages' check and salvage.
#include <cstdint>

#include "store/page_check.hpp"
#include "store/salvage.hpp"
#include "store/salvage_files.hpp"

namespace {

using namespace tram;
using namespace tram::store;

class Memory final : public ImageBytes {
public:
    explicit Memory(ByteView bytes) : bytes_(bytes) {}
    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    [[nodiscard]] bool read(std::uint64_t offset, std::size_t length, Bytes& out) override {
        if (offset > bytes_.size() || length > bytes_.size() - offset) return false;
        out = bytes_.substr(offset, length);
        return true;
    }

private:
    ByteView bytes_;
};

class Nowhere final : public SalvageSink {
public:
    bool save(const SavedMessage& message, ByteView bytes) override {
        if (SalvageFiles::safeLevel(message.folder).find('/') != std::string::npos) __builtin_trap();
        return !bytes.empty();
    }
    void unreadable(const UnreadMessage&) override {}
    [[nodiscard]] std::expected<void, StoreError> finish() override { return {}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Memory bytes(asBytes({data, size}));
    static_cast<void>(checkPages(bytes));
    Nowhere nowhere;
    static_cast<void>(salvage(bytes, nowhere, {}));
    return 0;
}
