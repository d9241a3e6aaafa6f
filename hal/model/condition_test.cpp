#include "hal/model/condition.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace tram::hal {
namespace {

std::set<std::string> placeholders(std::string_view text) {
    std::set<std::string> result;
    for (std::size_t at = 0; (at = text.find('{', at)) != std::string_view::npos;) {
        const auto end = text.find('}', at);
        EXPECT_NE(end, std::string_view::npos) << text;
        result.emplace(text.substr(at + 1, end - at - 1));
        at = end;
    }
    return result;
}

TEST(Conditions, AreCompleteInBothLanguages) {
    const std::set<std::string> known{"label", "serial", "reason", "value", "limit", "other", "content", "id"};
    std::set<std::string_view> names;
    const ConditionInfo* before = nullptr;
    for (const auto& info : conditions()) {
        EXPECT_TRUE(names.insert(info.name).second) << info.name << " twice";
        if (before != nullptr) {
            EXPECT_LT(before->condition, info.condition) << "numbers are in order";
        }
        before = &info;
        EXPECT_TRUE(info.severity == Health::warning || info.severity == Health::critical) << info.name;
        for (const auto* text : {&info.what, &info.todo}) {
            for (const auto each : {text->english, text->vietnamese}) {
                ASSERT_FALSE(each.empty()) << info.name;
                EXPECT_EQ(each.back(), '.') << info.name;
            }
            EXPECT_NE(text->english, text->vietnamese) << info.name;
            const auto used = placeholders(text->english);
            EXPECT_EQ(used, placeholders(text->vietnamese)) << info.name;
            EXPECT_TRUE(std::ranges::includes(known, used)) << info.name;
        }
        EXPECT_EQ(&infoOf(info.condition), &info);
        EXPECT_EQ(conditionNamed(info.name), info.condition);
    }
    EXPECT_EQ(conditionNamed("disk.lost"), std::nullopt);
    EXPECT_GE(names.size(), 55U);
}

TEST(Conditions, EachThatNamesADiskNamesBayAndSerial) {
    for (const auto& info : conditions()) {
        if (info.about != Kind::disk) continue;
        const auto used = placeholders(info.what.english);
        EXPECT_TRUE(used.contains("label") && used.contains("serial")) << info.name;
    }
}

TEST(Conditions, AreRendered) {
    const Arguments arguments{{"label", "bay 3"}, {"serial", "{label}"}};
    const struct {
        std::string_view text, rendered;
    } rows[] = {
        {"", ""},
        {"nothing", "nothing"},
        {"{label}", "bay 3"},
        {"in {label}, {serial}.", "in bay 3, {label}."},
        {"{value} min", "? min"},
        {"{label", "{label"},
        {"a}b{}", "a}b?"},
    };
    for (const auto& row : rows) EXPECT_EQ(render(row.text, arguments), row.rendered);
}

}  // namespace
}  // namespace tram::hal
