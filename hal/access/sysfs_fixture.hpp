// A tree of files as the kernel's, for tests.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "hal/access/sysfs.hpp"

namespace tram::hal::fixture {

class SysfsTree {
public:
    SysfsTree() {
        std::string pattern = (std::filesystem::temp_directory_path() / "tram-sysfs-XXXXXX").string();
        root = ::mkdtemp(pattern.data());
    }
    SysfsTree(const SysfsTree&) = delete;
    SysfsTree& operator=(const SysfsTree&) = delete;
    ~SysfsTree() {
        std::error_code ignored;
        std::filesystem::remove_all(root, ignored);
    }

    void put(const std::filesystem::path& path, std::string_view content) const {
        std::filesystem::create_directories((root / path).parent_path());
        std::ofstream(root / path) << content << '\n';
    }
    void folder(const std::filesystem::path& path) const { std::filesystem::create_directories(root / path); }
    void link(const std::filesystem::path& path, const std::filesystem::path& target) const {
        std::filesystem::create_directories((root / path).parent_path());
        std::filesystem::remove(root / path);
        std::filesystem::create_symlink(target, root / path);
    }
    void remove(const std::filesystem::path& path) const { std::filesystem::remove_all(root / path); }
    [[nodiscard]] std::string content(const std::filesystem::path& path) const {
        return Sysfs(root).read(path).value_or("");
    }
    [[nodiscard]] Sysfs sysfs() const { return Sysfs(root); }

    std::filesystem::path root;
};

}  // namespace tram::hal::fixture
