// Keeps the public directory's files up to date: written anew when something that the public sees has changed. R5.5
//
//   directory.json directory.csv directory.vcf directory.html
//   index.json   {"changed": …, "files": {name: {"etag": …, "type": …}}}, written last
//
// Each file is replaced as a whole; who serves them compares the ETags. Threads: one loop's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <expected>
#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "province/publicity.hpp"
#include "store/reader.hpp"

namespace tram::roles {

struct PublicFeedParts {
    boost::asio::any_io_executor executor;
    const store::Reader& reader;
    const Clock& clock;
    province::PublicityPolicy policy;
    std::filesystem::path folder;
    std::string domain;
    std::string base;  // URL under which it is served
    std::function<void(const std::string&)> complain;
};

class PublicFeed {
public:
    explicit PublicFeed(PublicFeedParts parts);

    // For ever.
    [[nodiscard]] boost::asio::awaitable<void> run();
    // The Directory has changed.
    void wake();

private:
    // Why it could not be written.
    [[nodiscard]] std::expected<void, std::string> refresh();

    PublicFeedParts parts_;
    boost::asio::steady_timer rest_;
    std::string fingerprint_;  // of what was written last
    bool due_ = true;
};

}  // namespace tram::roles
