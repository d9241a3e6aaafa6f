// data.mdb as the bytes of a PageImage: read without a map, so that what the disk does not give is an error and no
// signal. Threads: one at a time.
#pragma once

#include <expected>
#include <filesystem>

#include "store/page_image.hpp"
#include "store/store_error.hpp"

namespace tram::store {

class ImageFile final : public ImageBytes {
public:
    // Of the store in that folder. notFound, permission.
    [[nodiscard]] static std::expected<ImageFile, StoreError> open(const std::filesystem::path& folder);
    ImageFile(ImageFile&& other) noexcept;
    ImageFile& operator=(ImageFile&&) = delete;
    ImageFile(const ImageFile&) = delete;
    ImageFile& operator=(const ImageFile&) = delete;
    ~ImageFile() override;

    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] bool read(std::uint64_t offset, std::size_t length, Bytes& out) override;

private:
    ImageFile(int fd, std::uint64_t size) : fd_(fd), size_(size) {}
    int fd_;
    std::uint64_t size_;
};

}  // namespace tram::store
