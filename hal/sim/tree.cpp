#include "hal/sim/tree.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <ranges>

namespace tram::hal::sim {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> contentOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>(file), {}};
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

// The text that was written over the old content without shortening it: what stands before the old content's end.
std::string writtenOver(const std::string& old, const std::string& now) {
    if (now.size() != old.size()) return trimmed(now);
    std::size_t end = now.size();
    while (end > 0 && now[end - 1] == old[end - 1]) --end;
    // Digits that are the same by chance belong to the number.
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    while (end > 0 && end < now.size() && isDigit(now[end - 1]) && isDigit(now[end])) ++end;
    const auto head = now.substr(0, end);
    // A line's end within it is the writer's.
    return trimmed(head.substr(0, head.find('\n')));
}

}  // namespace

void Picture::linkTo(const std::string& path, const std::string& target) {
    link(path, fs::path(target).lexically_relative(fs::path(path).parent_path()).string());
}

Tree::Tree(fs::path root) : root_(std::move(root)) {
    std::error_code ignored;
    fs::create_directories(root_, ignored);
    for (const auto& entry : fs::directory_iterator(root_, ignored)) fs::remove_all(entry.path(), ignored);
}

void Tree::show(const Picture& picture) {
    const auto& wanted = picture.entries();
    // The deepest first, so that folders are empty when their turn comes.
    for (const auto& [path, entry] : shown_ | std::views::reverse) {
        const auto at = wanted.find(path);
        const auto isFile = [](const Entry& e) {
            return e.kind == Entry::Kind::file || e.kind == Entry::Kind::writable;
        };
        const bool stays =
            at != wanted.end() && (at->second.kind == entry.kind || (isFile(at->second) && isFile(entry)));
        if (!stays) remove(path);
    }
    for (const auto& [path, entry] : wanted) {
        const auto at = shown_.find(path);
        if (at == shown_.end() || at->second != entry) put(path, entry);
    }
    shown_ = wanted;
}

void Tree::put(const std::string& path, const Entry& entry) const {
    const auto full = root_ / path;
    std::error_code ignored;
    if (entry.kind == Entry::Kind::folder || entry.kind == Entry::Kind::unreadable) {
        fs::create_directories(full, ignored);
        return;
    }
    fs::create_directories(full.parent_path(), ignored);
    const auto made = root_ / ".new";
    fs::remove(made, ignored);
    if (entry.kind == Entry::Kind::link) {
        fs::create_symlink(entry.content, made, ignored);
    } else {
        std::ofstream(made, std::ios::binary) << entry.content;
    }
    fs::rename(made, full, ignored);
}

void Tree::remove(const std::string& path) const {
    std::error_code error;
    fs::remove(root_ / path, error);
    for (auto folder = fs::path(path).parent_path(); !folder.empty(); folder = folder.parent_path()) {
        // Only those that are empty go.
        if (!fs::remove(root_ / folder, error) || error) break;
    }
}

std::vector<Written> Tree::takeWritten() {
    std::vector<Written> result;
    for (auto& [path, entry] : shown_) {
        if (entry.kind != Entry::Kind::writable) continue;
        const auto content = contentOf(root_ / path);
        if (!content || *content == entry.content) continue;
        auto text = content->size() >= entry.content.size() ? writtenOver(entry.content, *content) : trimmed(*content);
        // Cut and not yet written.
        if (text.empty()) continue;
        result.push_back({path, std::move(text)});
        entry.content = *content;
    }
    return result;
}

}  // namespace tram::hal::sim
