#include "roles/spool/spool.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.hpp"

namespace tram::roles {
namespace {

struct SpoolTest : testing::Test {
    void SetUp() override {
        auto name = (std::filesystem::temp_directory_path() / "tram-spool-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::filesystem::path folder;
    SpoolBudget budget{16 * limits::MiB};
};

std::string pattern(std::size_t octets) {
    std::string text;
    for (std::size_t i = 0; text.size() < octets; ++i) text += std::to_string(i) + "\r\n";
    text.resize(octets);
    return text;
}

std::string fileContent(int file, std::uint64_t offset) {
    std::string out(1 << 20, '\0');
    std::string all;
    for (;;) {
        const auto got = pread(file, out.data(), out.size(), static_cast<off_t>(offset + all.size()));
        if (got <= 0) return all;
        all.append(out, 0, static_cast<std::size_t>(got));
    }
}

TEST_F(SpoolTest, SmallAndLargeOnesComeBackWithAnotherHead) {
    for (const auto size : {std::size_t{0}, std::size_t{100}, limits::store::inlineMessage,
                            limits::store::inlineMessage + 1, 5 * limits::MiB}) {
        for (const auto step : {std::size_t{997}, std::size_t{70'000}}) {
            const auto content = pattern(size);
            Spool spool(folder, budget);
            for (std::size_t i = 0; i < content.size(); i += step)
                ASSERT_TRUE(spool.append(ByteView{content}.substr(i, step)));
            EXPECT_EQ(spool.size(), size);
            EXPECT_EQ(spool.first(50), content.substr(0, 50));
            const auto replaced = std::min<std::size_t>(30, size);
            const auto head = pattern(1'000);
            auto message = spool.finish(head, replaced);
            ASSERT_TRUE(message);
            const auto expected = head + content.substr(replaced);
            EXPECT_TRUE(message->bytes() == expected) << size << " by " << step;
            EXPECT_EQ(message->isFile(), size > limits::store::inlineMessage);
            if (message->isFile()) {
                const auto file = message->takeFile();
                EXPECT_TRUE(fileContent(file.get(), message->offset()) == expected);
                EXPECT_TRUE(message->bytes() == expected) << "stays readable";
            }
        }
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder)) << "spool files have no name";
}

TEST_F(SpoolTest, WithoutBudgetSmallOnesGoToFiles) {
    SpoolBudget small{1'000};
    Spool first(folder, small);
    ASSERT_TRUE(first.append(pattern(900)));
    {
        Spool second(folder, small);
        ASSERT_TRUE(second.append(pattern(200)));
        auto message = second.finish("head", 0);
        ASSERT_TRUE(message);
        EXPECT_TRUE(message->isFile());
        EXPECT_EQ(message->bytes(), "head" + pattern(200));
    }
    EXPECT_TRUE(small.take(100));
    EXPECT_FALSE(small.take(1));
}

TEST_F(SpoolTest, WhatCannotBeKeptIsAnError) {
    Spool spool(folder / "not there", budget);
    EXPECT_TRUE(spool.append(pattern(1'000)));
    EXPECT_EQ(spool.append(pattern(limits::store::inlineMessage)).error(), SpoolError::failed);
}

TEST_F(SpoolTest, TooLongAHeadIsAnError) {
    Spool spool(folder, budget);
    ASSERT_TRUE(spool.append(pattern(2 * limits::MiB)));
    EXPECT_FALSE(spool.finish(pattern(limits::smtp::spoolHeadroom + 1), 0));
}

}  // namespace
}  // namespace tram::roles
