#include "hal/access/tool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "hal/access/sysfs_fixture.hpp"

namespace tram::hal {

namespace {

using namespace std::chrono_literals;

class Tool : public ::testing::Test {
protected:
    void put(const std::string& tool, const std::string& script) {
        const auto path = folder_.root / tool;
        std::ofstream(path) << "#!/bin/sh\n" << script << '\n';
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }
    std::expected<ToolOutput, ToolError> run(const std::vector<std::string>& words,
                                             std::chrono::milliseconds patience = 20s) {
        return ChildTools({folder_.root / "none", folder_.root}).run(words, patience);
    }

    fixture::SysfsTree folder_;
};

TEST_F(Tool, TellsWhatItPrintsAndItsStatus) {
    put("smartctl", R"(echo "$# $2 [$LANG] $LC_ALL"; read line; echo "[$line]"; echo no >&2; exit 4)");
    const auto result = run({"smartctl", "-x", "a b"});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, 4);
    EXPECT_EQ(result->output, "2 a b [] C.UTF-8\n[]\n");
}

TEST_F(Tool, FailuresAreOfTheirOwnKinds) {
    put("hangs", "sleep 1000");
    put("leaves-a-child", "sleep 1000 & exit 0");
    put("dies", "kill -SEGV $$");
    put("talks", "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done");
    std::ofstream(folder_.root / "not-executable") << "x";
    struct Row {
        const char* tool;
        std::chrono::milliseconds patience;
        ToolError error;
    };
    for (const auto& row : {Row{"nowhere", 20s, ToolError::absent}, Row{"not-executable", 20s, ToolError::absent},
                            Row{"hangs", 50ms, ToolError::tooLong}, Row{"leaves-a-child", 50ms, ToolError::tooLong},
                            Row{"dies", 20s, ToolError::killed}, Row{"talks", 60s, ToolError::tooMuch}}) {
        const auto result = run({row.tool}, row.patience);
        ASSERT_FALSE(result) << row.tool;
        EXPECT_EQ(result.error(), row.error) << row.tool << ": " << name(result.error());
    }
}

TEST_F(Tool, ALongOutputComesWhole) {
    put("long", "i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done");
    const auto result = run({"long"});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->output.size(), 2000U * 41);
}

}  // namespace

}  // namespace tram::hal
