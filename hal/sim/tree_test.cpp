#include "hal/sim/tree.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "hal/access/sysfs_fixture.hpp"

namespace tram::hal::sim {
namespace {

TEST(Tree, HoldsWhatIsShownAndNothingElse) {
    const hal::fixture::SysfsTree folder;
    folder.put("old/file", "x");
    Tree tree(folder.root);
    Picture first;
    first.file("sys/a/size", "16");
    first.link("sys/l", "a");
    first.folder("sys/empty");
    first.unreadable("sys/a/input");
    first.bare("sys/a/bare", "");
    tree.show(first);
    const auto sysfs = folder.sysfs();
    EXPECT_EQ(sysfs.read("old/file").error(), SysfsError::absent);
    EXPECT_EQ(sysfs.read("sys/l/size"), "16");
    EXPECT_EQ(sysfs.read("sys/a/bare"), "");
    EXPECT_EQ(sysfs.read("sys/a/input").error(), SysfsError::unreadable);
    EXPECT_EQ(sysfs.names("sys"), (std::vector<std::string>{"a", "empty", "l"}));

    Picture second;
    second.file("sys/a/input", "3");
    second.link("sys/l", "b");
    tree.show(second);
    EXPECT_EQ(sysfs.read("sys/a/input"), "3") << "it can be read again";
    EXPECT_EQ(sysfs.names("sys"), (std::vector<std::string>{"a", "l"}));
    EXPECT_EQ(std::filesystem::read_symlink(folder.root / "sys/l"), "b");
    tree.show({});
    EXPECT_TRUE(sysfs.names("").empty());
}

TEST(Tree, TellsWhatWasWrittenAsTheKernelWouldHearIt) {
    struct Row {
        const char *what, *shown, *written, *heard;
    };
    const Row rows[] = {
        {"a longer word", "idle", "repair", "repair"},
        {"a word as long as the line", "idle", "check", "check"},
        {"a shorter word over a longer one", "recover", "idle", "idle"},
        {"a word over states", "in_sync", "faulty", "faulty"},
        {"a long word over states", "in_sync", "want_replacement", "want_replacement"},
        {"a number over a text", "1000 (system)", "100000", "100000"},
        {"a number that ends alike", "1000 (system)", "5000", "5000"},
        {"a text over a number", "100000 (local)", "system", "system"},
        {"with a line's end", "recover", "idle\n", "idle"},
        {"the end of a range", "max", "1024", "1024"},
    };
    for (const auto& row : rows) {
        const hal::fixture::SysfsTree folder;
        Tree tree(folder.root);
        Picture picture;
        picture.writable("f", row.shown);
        tree.show(picture);
        EXPECT_TRUE(tree.takeWritten().empty()) << row.what;
        ASSERT_TRUE(folder.sysfs().write("f", row.written)) << row.what;
        const auto written = tree.takeWritten();
        ASSERT_EQ(written.size(), 1U) << row.what;
        EXPECT_EQ(written[0].text, row.heard) << row.what;
        EXPECT_TRUE(tree.takeWritten().empty()) << row.what << ": once";
        tree.show(picture);
        EXPECT_EQ(folder.content("f"), row.shown) << row.what << ": the kernel shows its own words";
        // As a shell writes.
        std::ofstream(folder.root / "f") << row.written;
        const auto again = tree.takeWritten();
        ASSERT_EQ(again.size(), 1U) << row.what;
        EXPECT_EQ(again[0].text, row.heard) << row.what;
        std::ofstream(folder.root / "f") << "";
        EXPECT_TRUE(tree.takeWritten().empty()) << "cut, and not yet written";
    }
}

TEST(Tree, IsReadWholeAtAnyTime) {
    const hal::fixture::SysfsTree folder;
    Tree tree(folder.root);
    const auto show = [&](char c) {
        Picture picture;
        picture.file("f", std::string(3000, c));
        tree.show(picture);
    };
    show('a');
    std::atomic<bool> over = false;
    std::thread writer([&] {
        for (int i = 0; i < 300; ++i) show(i % 2 == 0 ? 'b' : 'a');
        over = true;
    });
    while (!over) {
        const auto text = folder.sysfs().read("f");
        ASSERT_TRUE(text);
        ASSERT_EQ(*text, std::string(3000, text->front()));
    }
    writer.join();
}

}  // namespace
}  // namespace tram::hal::sim
