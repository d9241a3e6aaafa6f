// A message on its way in: in memory while it is small, in an unlinked file above.
//
// Threads: one at a time. The file is in the spool folder and has no name, so nothing is left of it however the
// process ends.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>

#include "base/bytes.hpp"
#include "net/unique_fd.hpp"

namespace tram::roles {

class MessageSpool {
public:
    // Up to `inMemory` bytes are kept in memory.
    MessageSpool(std::filesystem::path folder, std::size_t inMemory);

    enum class Written { yes, noSpace };
    [[nodiscard]] Written write(ByteView bytes);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    // All of it: what is in the file is mapped for as long as the view's owner lives.
    class Content {
    public:
        Content() = default;
        Content(Content&& other) noexcept;
        Content& operator=(Content&& other) noexcept;
        ~Content();
        [[nodiscard]] ByteView view() const { return {data_, size_}; }

    private:
        friend class MessageSpool;
        const char* data_ = nullptr;
        std::size_t size_ = 0;
        bool mapped_ = false;
    };
    // Nothing where the file cannot be mapped. The spool outlives the content.
    [[nodiscard]] std::expected<Content, int> content() const;
    // The file, where there is one; else an invalid descriptor. For handing to the store.
    [[nodiscard]] int descriptor() const { return file_.get(); }
    [[nodiscard]] bool inFile() const { return static_cast<bool>(file_); }

private:
    [[nodiscard]] bool moveToFile();
    std::filesystem::path folder_;
    std::size_t inMemory_;
    std::uint64_t size_ = 0;
    Bytes memory_;
    net::UniqueFd file_;
};

}  // namespace tram::roles
