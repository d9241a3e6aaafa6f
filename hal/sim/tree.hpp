// A tree of files that looks as the kernel's: what it should hold is handed in whole, and only what changed is touched.
//
// A file is written under another name and moved over the old one, so that whoever reads sees the old or the new.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tram::hal::sim {

struct Entry {
    enum class Kind : std::uint8_t {
        file,
        writable,    // a file that others may write into
        link,        // content is where it leads
        folder,      // empty
        unreadable,  // it is there, and reading it fails: a folder stands where a file is looked for
    };
    Kind kind = Kind::file;
    std::string content;

    friend bool operator==(const Entry&, const Entry&) = default;
};

// What stands below a root, by path.
class Picture {
public:
    void file(std::string path, std::string content) {
        put(std::move(path), Entry::Kind::file, std::move(content) + "\n");
    }
    // Without the line's end.
    void bare(std::string path, std::string content) { put(std::move(path), Entry::Kind::file, std::move(content)); }
    void number(std::string path, std::int64_t value) { file(std::move(path), std::to_string(value)); }
    void count(std::string path, std::uint64_t value) { file(std::move(path), std::to_string(value)); }
    void writable(std::string path, std::string content) {
        put(std::move(path), Entry::Kind::writable, std::move(content) + "\n");
    }
    void link(std::string path, std::string target) { put(std::move(path), Entry::Kind::link, std::move(target)); }
    void folder(std::string path) { put(std::move(path), Entry::Kind::folder, {}); }
    void unreadable(std::string path) { put(std::move(path), Entry::Kind::unreadable, {}); }
    // A link from one place below the root to another, relative as the kernel's.
    void linkTo(const std::string& path, const std::string& target);

    [[nodiscard]] const std::map<std::string, Entry>& entries() const { return entries_; }

private:
    void put(std::string path, Entry::Kind kind, std::string content) {
        entries_.insert_or_assign(std::move(path), Entry{kind, std::move(content)});
    }

    std::map<std::string, Entry> entries_;
};

// What somebody wrote into a writable file, without the white space around it.
struct Written {
    std::string path;
    std::string text;
};

class Tree {
public:
    // What is already there is removed.
    explicit Tree(std::filesystem::path root);

    void show(const Picture& picture);
    // What was written since it was shown. The file is shown anew with the next picture.
    //
    // A kernel takes the text whole. A plain file keeps the end of what was longer, unless it is opened with O_TRUNC,
    // as a shell does; where the text was not the last line's end, the rest of the old content is taken off again.
    [[nodiscard]] std::vector<Written> takeWritten();

private:
    void put(const std::string& path, const Entry& entry) const;
    void remove(const std::string& path) const;

    std::filesystem::path root_;
    std::map<std::string, Entry> shown_;
};

}  // namespace tram::hal::sim
