// mime_oracle [--mutations N] [--seed S] [--keep DIR] FOLDER...
//
// Reads every file of the folders, and N mutations of each, with our parser and with GMime, and prints where
// they differ; what differs is written into DIR. Prints the seed. Exit status 1: there were differences.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "reading.hpp"

namespace {

namespace fs = std::filesystem;

struct Options {
    std::uint64_t mutations = 0;
    std::uint64_t seed = 20'260'902;
    fs::path keep;
    std::vector<fs::path> folders;
};

Options parseOptions(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--mutations" && i + 1 < argc) {
            options.mutations = std::strtoull(argv[++i], nullptr, 10);
        } else if (argument == "--seed" && i + 1 < argc) {
            options.seed = std::strtoull(argv[++i], nullptr, 10);
        } else if (argument == "--keep" && i + 1 < argc) {
            options.keep = argv[++i];
        } else {
            options.folders.emplace_back(argument);
        }
    }
    return options;
}

tram::Bytes contentOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> filesOf(const std::vector<fs::path>& folders) {
    std::vector<fs::path> files;
    for (const auto& folder : folders) {
        if (fs::is_regular_file(folder)) files.push_back(folder);
        if (!fs::is_directory(folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (entry.is_regular_file() && entry.path().extension() != ".md") files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace tram::oracle;
    const auto options = parseOptions(argc, argv);
    const auto files = filesOf(options.folders);
    std::printf("seed %llu\n", static_cast<unsigned long long>(options.seed));
    std::uint64_t readings = 0;
    std::uint64_t differing = 0;
    for (const auto& file : files) {
        const auto original = contentOf(file);
        for (std::uint64_t mutation = 0; mutation <= options.mutations; ++mutation) {
            const auto seed = options.seed * 1'000'003 + mutation;
            const auto message = mutation == 0 ? original : mutate(original, seed);
            const auto differences = compare(readWithOurs(message), readWithGMime(message));
            ++readings;
            if (differences.empty()) continue;
            ++differing;
            std::printf("%s mutation %llu\n", file.c_str(), static_cast<unsigned long long>(mutation));
            if (!options.keep.empty()) {
                const auto name = file.filename().string() + "." + std::to_string(mutation);
                std::ofstream(options.keep / name, std::ios::binary) << message;
            }
            for (const auto& difference : differences) std::printf("    %s\n", difference.c_str());
        }
    }
    std::printf("%llu files, %llu readings, %llu differ\n", static_cast<unsigned long long>(files.size()),
                static_cast<unsigned long long>(readings), static_cast<unsigned long long>(differing));
    return files.empty() || differing != 0 ? 1 : 0;
}
