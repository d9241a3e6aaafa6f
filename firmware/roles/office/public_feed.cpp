#include "roles/office/public_feed.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fstream>
#include <map>
#include <utility>
#include <vector>

#include "roles/office/public_entries.hpp"
#include "sheet/public_directory.hpp"
#include "sheet/vcard.hpp"
#include "store/credentials/digest.hpp"

namespace tram::roles {

namespace asio = boost::asio;

namespace {

// Changes come in crowds: an import, a merger.
constexpr auto gathering = std::chrono::seconds(1);
// A look of its own, should no commit be heard of, and after a disk that was full.
constexpr auto lookAnyway = std::chrono::minutes(10);

std::expected<void, std::string> replaceFile(const std::filesystem::path& file, const std::string& content) {
    auto fresh = file;
    fresh += ".new";
    {
        std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
        out.write(content.data(), static_cast<std::streamsize>(content.size()));
        out.close();
        if (!out) return std::unexpected(fresh.string() + ": cannot be written");
    }
    std::error_code failed;
    using std::filesystem::perms;
    std::filesystem::permissions(fresh, perms::owner_read | perms::owner_write | perms::group_read | perms::others_read,
                                 failed);
    std::filesystem::rename(fresh, file, failed);
    if (failed) return std::unexpected(file.string() + ": " + failed.message());
    return {};
}

// What index.json of an earlier run says; "" where there is none.
std::string keptFingerprint(const std::filesystem::path& index) {
    constexpr std::string_view label = "\"fingerprint\":\"";
    std::ifstream in(index, std::ios::binary);
    std::string text(64 * 1024, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    const auto at = text.find(label);
    if (at == std::string::npos) return {};
    const auto begin = at + label.size();
    return text.substr(begin, text.find('"', begin) - begin);
}

struct File {
    const char* name;
    const char* type;
    std::string content;
};

}  // namespace

PublicFeed::PublicFeed(PublicFeedParts parts)
    : parts_(std::move(parts)), rest_(parts_.executor), fingerprint_(keptFingerprint(parts_.folder / "index.json")) {}

void PublicFeed::wake() {
    due_ = true;
    rest_.cancel();
}

asio::awaitable<void> PublicFeed::run() {
    for (;;) {
        due_ = false;
        if (const auto written = refresh(); !written) parts_.complain("public directory: " + written.error());
        if (!due_) {
            rest_.expires_after(lookAnyway);
            co_await rest_.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        rest_.expires_after(gathering);
        co_await rest_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

std::expected<void, std::string> PublicFeed::refresh() {
    const auto entries = publicEntries(parts_.reader.environment(), parts_.policy);
    if (!entries) return std::unexpected(entries.error().detail);
    sheet::PublicDirectory directory{parts_.domain, parts_.base, 0, *entries};
    const auto fingerprint = credentials::hexOf(credentials::sha256(publicJson(directory)));
    if (fingerprint == fingerprint_) return {};
    directory.changed = parts_.clock.now().time_since_epoch().count();

    std::error_code failed;
    std::filesystem::create_directories(parts_.folder, failed);
    const std::vector<File> files{{"directory.json", "application/json", publicJson(directory)},
                                  {"directory.csv", "text/csv; charset=utf-8", publicCsv(directory)},
                                  {"directory.vcf", "text/vcard; charset=utf-8", sheet::toVcards(*entries)},
                                  {"directory.html", "text/html; charset=utf-8", publicHtml(directory)}};
    std::string index =
        "{\"changed\":" + std::to_string(directory.changed) + ",\"fingerprint\":\"" + fingerprint + "\",\"files\":{";
    bool first = true;
    for (const auto& file : files) {
        if (auto done = replaceFile(parts_.folder / file.name, file.content); !done) return done;
        index += first ? "\n" : ",\n";
        first = false;
        index += "\"" + std::string(file.name) + "\":{\"etag\":\"" +
                 credentials::hexOf(credentials::sha256(file.content)) + "\",\"type\":\"" + file.type + "\"}";
    }
    if (auto done = replaceFile(parts_.folder / "index.json", index + "\n}}\n"); !done) return done;
    fingerprint_ = fingerprint;
    return {};
}

}  // namespace tram::roles
