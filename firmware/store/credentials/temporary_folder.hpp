// A folder of a test's own, gone with it. For the tests of the store's rooms.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tram::fixture {

class TemporaryFolder {
public:
    TemporaryFolder() {
        // mkdtemp() puts letters of its choice in the place of each X.
        std::string name = (std::filesystem::temp_directory_path() / "tram-store-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::filesystem::path path;
};

}  // namespace tram::fixture
