// IMAP's spool for APPEND over the process's spool.
//
// Threads: a spool belongs to one session; the budget is shared.
#pragma once

#include <filesystem>
#include <memory>

#include "proto/imap/action.hpp"
#include "roles/spool/spool.hpp"

namespace tram::roles {

class AppendSpool final : public imap::Spool {
public:
    AppendSpool(const std::filesystem::path& folder, SpoolBudget& budget) : spool_(folder, budget) {}
    imap::Spool::Written write(ByteView bytes) override {
        return spool_.append(bytes) ? imap::Spool::Written::yes : imap::Spool::Written::noSpace;
    }
    [[nodiscard]] roles::Spool& spool() { return spool_; }

private:
    roles::Spool spool_;
};

class AppendSpools final : public imap::SpoolSource {
public:
    AppendSpools(std::filesystem::path folder, SpoolBudget& budget) : folder_(std::move(folder)), budget_(budget) {}
    std::unique_ptr<imap::Spool> open(std::uint64_t) override {
        return std::make_unique<AppendSpool>(folder_, budget_);
    }

private:
    std::filesystem::path folder_;
    SpoolBudget& budget_;
};

}  // namespace tram::roles
