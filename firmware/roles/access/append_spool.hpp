// IMAP's spool for APPEND over a MessageSpool.
#pragma once

#include "proto/imap/action.hpp"
#include "roles/spool/message_spool.hpp"

namespace tram::roles {

class AppendSpool final : public imap::Spool {
public:
    AppendSpool(const std::filesystem::path& folder, std::size_t inMemory) : spool_(folder, inMemory) {}
    imap::Spool::Written write(ByteView bytes) override {
        return spool_.write(bytes) == MessageSpool::Written::yes ? imap::Spool::Written::yes : imap::Spool::Written::noSpace;
    }
    [[nodiscard]] const MessageSpool& spool() const { return spool_; }

private:
    MessageSpool spool_;
};

class AppendSpools final : public imap::SpoolSource {
public:
    AppendSpools(std::filesystem::path folder, std::size_t inMemory) : folder_(std::move(folder)), inMemory_(inMemory) {}
    std::unique_ptr<imap::Spool> open(std::uint64_t) override { return std::make_unique<AppendSpool>(folder_, inMemory_); }

private:
    std::filesystem::path folder_;
    std::size_t inMemory_;
};

}  // namespace tram::roles
