// Tools that say what a test has told them to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hal/access/tool.hpp"

namespace tram::hal::fixture {

class ToldTools final : public Tools {
public:
    // By the whole command line, its words parted by blanks.
    std::map<std::string, std::expected<ToolOutput, ToolError>> answers;

    [[nodiscard]] std::expected<ToolOutput, ToolError> run(const std::vector<std::string>& words,
                                                           std::chrono::milliseconds) const override {
        std::string line;
        for (const auto& word : words) line += (line.empty() ? "" : " ") + word;
        asked.push_back(line);
        const auto found = answers.find(line);
        return found == answers.end() ? std::unexpected(ToolError::absent) : found->second;
    }

    mutable std::vector<std::string> asked;
};

}  // namespace tram::hal::fixture
