#include "roles/spool/message_spool.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tram::roles {
namespace {

std::string written(std::size_t inMemory, std::size_t pieces, std::size_t pieceSize, bool expectFile) {
    MessageSpool spool(std::filesystem::temp_directory_path(), inMemory);
    std::string expected;
    for (std::size_t i = 0; i < pieces; ++i) {
        const std::string piece(pieceSize, static_cast<char>('a' + i % 26));
        EXPECT_EQ(spool.write(piece), MessageSpool::Written::yes);
        expected += piece;
    }
    EXPECT_EQ(spool.inFile(), expectFile);
    EXPECT_EQ(spool.size(), expected.size());
    const auto content = spool.content();
    EXPECT_TRUE(content);
    EXPECT_EQ(content->view(), expected);
    return expected;
}

TEST(MessageSpool, StaysInMemoryUpToTheBound) { written(1000, 10, 100, false); }
TEST(MessageSpool, GoesToAFileAboveIt) { written(1000, 10, 101, true); }
TEST(MessageSpool, EmptyIsEmpty) { written(1000, 0, 0, false); }

TEST(MessageSpool, NoFolderIsNoSpace) {
    MessageSpool spool("/nonexistent/folder", 4);
    EXPECT_EQ(spool.write("more than four"), MessageSpool::Written::noSpace);
}

}  // namespace
}  // namespace tram::roles
