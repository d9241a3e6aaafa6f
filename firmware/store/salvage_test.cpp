// Salvage out of a real environment whose file is then damaged: what is not hit comes out byte for byte, what is hit
// is listed, and nothing ends the program.
#include "store/salvage.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "base/random.hpp"
#include "store/blob_writer.hpp"
#include "store/directory.hpp"
#include "store/environment.hpp"
#include "store/folder_tree.hpp"
#include "store/folder_writer.hpp"
#include "store/page_check.hpp"
#include "store/salvage_files.hpp"

namespace tram::store {
namespace {

constexpr std::size_t pageSize = 4096;
constexpr std::uint64_t mapSize = 256ULL * 1024 * 1024;

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "tram-salvage-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path path;
};

class Memory final : public ImageBytes {
public:
    explicit Memory(Bytes bytes) : bytes_(std::move(bytes)) {}
    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    [[nodiscard]] bool read(std::uint64_t offset, std::size_t length, Bytes& out) override {
        if (offset > bytes_.size() || length > bytes_.size() - offset) return false;
        out = bytes_.substr(offset, length);
        return true;
    }

private:
    Bytes bytes_;
};

struct Kept {
    SavedMessage message;
    Bytes bytes;
};

class MemorySink final : public SalvageSink {
public:
    bool save(const SavedMessage& message, ByteView bytes) override {
        kept.push_back({message, Bytes(bytes)});
        return true;
    }
    void unreadable(const UnreadMessage& message) override { unread.push_back(message); }
    [[nodiscard]] std::expected<void, StoreError> finish() override { return {}; }

    std::vector<Kept> kept;
    std::vector<UnreadMessage> unread;
};

Bytes contentOf(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Bytes messageOf(std::size_t number, std::size_t size) {
    SeededRandom random(number);
    Bytes text = "Subject: " + std::to_string(number) + "\r\n\r\n";
    while (text.size() < size) text.push_back(static_cast<char>('!' + random.next() % 90));
    return text;
}

// A store of one mailbox and two folders, made in several commits, some of it changed and deleted again.
class SalvageTest : public ::testing::Test {
protected:
    void SetUp() override {
        EnvironmentOptions options;
        options.access = Access::write;
        options.mapSize = mapSize;
        options.noSync = true;
        auto environment = Environment::open(store_.path, options);
        ASSERT_TRUE(environment) << environment.error().detail;
        const SystemTime now{std::chrono::seconds(1'700'000'000)};
        FolderId inbox;
        FolderId filed;
        {
            Batch batch(*environment, now);
            const MailboxId mailbox{batch.newId()};
            schema::MailboxRecordT record;
            record.address = "hungnv@tinh.example";
            inbox = makeFirstFolders(batch, mailbox);
            record.inbox = inbox.value;
            record.quota = 1 << 30;
            putObject(batch.transaction, Table::mailbox, Key::of(mailbox), record);
            schema::AddressT address;
            address.mailbox = mailbox.value;
            putObject(batch.transaction, Table::address, Key::of(std::string_view(record.address)), address);
            batch.transaction.putStruct(Table::usage, Key::of(mailbox), schema::Usage{});
            batch.journal({"test", {}}, asEvent(schema::ReopenedT{}));
            batch.commit();
        }
        for (std::size_t number = 0; number < 300;) {
            Batch batch(*environment, now);
            auto folder = FolderWriter::open(batch, inbox);
            ASSERT_TRUE(folder);
            for (std::size_t i = 0; i < 60; ++i, ++number) {
                const std::size_t size = number % 97 == 0 ? 200'000 : number % 17 == 0 ? 40'000 : 300 + number;
                const auto bytes = messageOf(number, size);
                NewMessage added;
                added.blob = writeBlob(batch, prepareBlob(bytes, {}), 1);
                added.size = bytes.size();
                added.internalDate = 1'700'000'000;
                added.flags = number % 2 == 0 ? message_flag::seen : 0;
                const auto uid = folder->add(added);
                ASSERT_TRUE(uid);
                messages_[uid->value] = bytes;
                everMade_.insert(bytes);
            }
            folder->save();
            batch.journal({"test", {}}, asEvent(schema::ReopenedT{}));
            batch.commit();
        }
        Batch batch(*environment, now);
        auto folder = FolderWriter::open(batch, inbox);
        for (std::uint32_t uid = 10; uid < 300; uid += 50) {
            folder->remove(Uid{uid}, *folder->message(Uid{uid}));
            folder->bury({Uid{uid}});
            messages_.erase(uid);
        }
        for (std::uint32_t uid = 5; uid < 300; uid += 50) {
            const auto before = *folder->message(Uid{uid});
            folder->change(Uid{uid}, before, message_flag::flagged, 0);
        }
        folder->save();
        batch.journal({"test", {}}, asEvent(schema::ReopenedT{}));
        batch.commit();
        environment->close();
        image_ = contentOf(store_.path / "data.mdb");
        ASSERT_GT(image_.size(), 100 * pageSize);
    }

    std::expected<SalvageReport, StoreError> run(Bytes image) {
        Memory memory(std::move(image));
        sink_ = {};
        return salvage(memory, sink_, {});
    }

    // Everything that came out is right, and what did not is listed. Returns how many came out.
    std::size_t expectSound(const SalvageReport& report) {
        const bool latestIsLost = std::ranges::any_of(
            report.damages, [](const auto& text) { return text.contains("latest list of tables is lost"); });
        std::set<std::uint32_t> out;
        for (const auto& [message, bytes] : sink_.kept) {
            EXPECT_TRUE(out.insert(message.uid).second) << message.uid;
            const auto known = messages_.find(message.uid);
            if (known == messages_.end()) {
                // Only the latest commit knows what it deleted.
                EXPECT_TRUE(latestIsLost) << message.uid << " was deleted before";
                EXPECT_TRUE(everMade_.contains(bytes)) << message.uid;
                continue;
            }
            EXPECT_TRUE(bytes == known->second) << message.uid;
            EXPECT_EQ(message.folder, "INBOX");
            EXPECT_EQ(message.mailbox, "hungnv@tinh.example");
        }
        EXPECT_EQ(sink_.kept.size(), report.saved);
        EXPECT_EQ(sink_.unread.size(), report.unreadable);
        std::set<std::uint32_t> listed;
        for (const auto& message : sink_.unread) listed.insert(message.uid);
        for (const auto& [uid, bytes] : messages_) {
            if (!out.contains(uid)) {
                EXPECT_TRUE(listed.contains(uid)) << uid << " is neither saved nor listed";
            }
        }
        return sink_.kept.size();
    }

    // Where much is damaged: no message that never was.
    void expectNothingForged() {
        for (const auto& [message, bytes] : sink_.kept) EXPECT_TRUE(everMade_.contains(bytes)) << message.uid;
    }

    MemorySink sink_;
    Folder store_;
    Bytes image_;
    std::map<std::uint32_t, Bytes> messages_;
    std::set<Bytes> everMade_;
};

TEST_F(SalvageTest, SoundStoreComesOutWholeAsFiles) {
    const Folder to;
    const auto report = salvage(SalvageRequest{store_.path, to.path});
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->unreadable, 0u);
    EXPECT_TRUE(report->damages.empty());
    EXPECT_EQ(report->saved, messages_.size());
    for (const auto& [uid, bytes] : messages_) {
        EXPECT_TRUE(contentOf(to.path / "hungnv@tinh.example" / "INBOX" / (std::to_string(uid) + ".eml")) == bytes)
            << uid;
    }
    const auto index = contentOf(to.path / "index.tsv");
    EXPECT_NE(index.find("hungnv@tinh.example\tINBOX\t5\thungnv@tinh.example/INBOX/5.eml\t"), Bytes::npos);
    EXPECT_NE(index.find("2023-11-14T22:13:20Z\t\\Flagged\n"), Bytes::npos);
    EXPECT_EQ(contentOf(to.path / "unreadable.tsv"), "mailbox\tfolder\tuid\treason\n");
}

TEST_F(SalvageTest, OneHitMessageIsListedAndTheOthersComeOut) {
    const auto at = image_.find(messages_.at(1).substr(0, 200));
    ASSERT_NE(at, Bytes::npos);
    auto damaged = image_;
    damaged[at + 50] = static_cast<char>(damaged[at + 50] ^ 1);
    const auto report = run(damaged);
    ASSERT_TRUE(report);
    ASSERT_EQ(report->firstUnreadable.size(), 1u);
    EXPECT_EQ(report->firstUnreadable[0].uid, 1u);
    EXPECT_NE(report->firstUnreadable[0].reason.find("checksum"), std::string::npos);
    EXPECT_EQ(expectSound(*report), messages_.size() - 1);
}

TEST_F(SalvageTest, EachPageMayBeZeroed) {
    for (std::size_t page = 2; page < image_.size() / pageSize; ++page) {
        SCOPED_TRACE("page " + std::to_string(page));
        auto damaged = image_;
        std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(page * pageSize), pageSize, '\0');
        const auto report = run(std::move(damaged));
        ASSERT_TRUE(report) << report.error().detail;
        // No page leads to more messages than a leaf page of pieces holds.
        EXPECT_GE(expectSound(*report) + 200, messages_.size());
    }
}

TEST_F(SalvageTest, RandomDamageNeitherEndsItNorForgesMail) {
    std::mt19937_64 random(20'250'101);
    for (int round = 0; round < 30; ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        auto damaged = image_;
        const auto hits = 1 + random() % 40;
        for (std::uint64_t hit = 0; hit < hits; ++hit) {
            const auto page = 2 + random() % (image_.size() / pageSize - 2);
            const auto begin = random() % pageSize;
            const auto length = 1 + random() % (pageSize - begin);
            for (std::size_t i = 0; i < length; ++i) damaged[page * pageSize + begin + i] = static_cast<char>(random());
        }
        const auto report = run(std::move(damaged));
        ASSERT_TRUE(report) << report.error().detail;
        expectNothingForged();
        EXPECT_GT(report->saved, 0u);
    }
}

TEST_F(SalvageTest, PageCheckSeesNothingInASoundStore) {
    const auto found = checkPages(store_.path);
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, std::vector<std::string>{});
}

TEST_F(SalvageTest, PageCheckSeesWhateverWouldLeadLmdbAstray) {
    // The pages that trees are made of, found by their headers; free ones among them are no damage.
    std::size_t seen = 0;
    std::size_t trees = 0;
    for (std::size_t page = 0; page < image_.size() / pageSize; ++page) {
        const auto flags = static_cast<unsigned char>(image_[page * pageSize + 10]);
        if (page >= 2 && (page % 3 != 0 || (flags != 1 && flags != 2))) continue;
        auto damaged = image_;
        std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(page * pageSize), pageSize, '\x7f');
        Memory memory(std::move(damaged));
        const auto found = checkPages(memory);
        ++trees;
        if (!found.empty()) ++seen;
        if (page < 2) {
            EXPECT_FALSE(found.empty()) << page;
        }
    }
    EXPECT_GT(seen, trees / 4);
}

TEST_F(SalvageTest, PageCheckSeesKeysOutOfOrder) {
    // A leaf page of the pieces: two row offsets change places, which every header still allows.
    bool tried = false;
    for (std::size_t page = image_.size() / pageSize - 1; page >= 2 && !tried; --page) {
        const auto at = page * pageSize;
        if (image_[at + 10] != 2) continue;
        auto damaged = image_;
        std::swap_ranges(damaged.begin() + static_cast<std::ptrdiff_t>(at + 16),
                         damaged.begin() + static_cast<std::ptrdiff_t>(at + 18),
                         damaged.begin() + static_cast<std::ptrdiff_t>(at + 18));
        Memory after(std::move(damaged));
        tried = !checkPages(after).empty();
    }
    EXPECT_TRUE(tried);
}

TEST_F(SalvageTest, MetaPagesMayBothBeLost) {
    auto damaged = image_;
    std::fill_n(damaged.begin(), 2 * pageSize, '\x5a');
    const auto report = run(std::move(damaged));
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(expectSound(*report), messages_.size());
}

TEST_F(SalvageTest, TruncatedFileGivesWhatIsLeft) {
    for (const std::size_t percent : {95u, 70u, 40u, 10u}) {
        SCOPED_TRACE(percent);
        const auto report = run(image_.substr(0, image_.size() * percent / 100));
        if (!report) {
            EXPECT_EQ(report.error().kind, StoreErrorKind::notFound);
            continue;
        }
        expectNothingForged();
        if (percent >= 70) {
            EXPECT_GT(report->saved, messages_.size() / 4);
        }
    }
}

TEST_F(SalvageTest, NoStoreIsSaid) {
    for (const auto& image : {Bytes(), Bytes(100, 'x'), Bytes(100 * pageSize, '\0')}) {
        const auto report = run(image);
        ASSERT_FALSE(report);
        EXPECT_EQ(report.error().kind, StoreErrorKind::notFound);
    }
}

TEST_F(SalvageTest, FolderThatIsNotEmptyIsRefused) {
    const Folder to;
    std::ofstream(to.path / "something") << "kept";
    EXPECT_FALSE(salvage(SalvageRequest{store_.path, to.path}));
    EXPECT_EQ(contentOf(to.path / "something"), "kept");
}

struct LevelCase {
    const char* name;
    Bytes given;
    Bytes safe;
};

class SafeLevel : public ::testing::TestWithParam<LevelCase> {};

TEST_P(SafeLevel, IsOneLevelOfAPath) {
    EXPECT_EQ(SalvageFiles::safeLevel(GetParam().given), GetParam().safe);
}

INSTANTIATE_TEST_SUITE_P(Table, SafeLevel,
                         ::testing::Values(LevelCase{"plain", "Công văn đến", "Công văn đến"},
                                           LevelCase{"empty", "", "_"}, LevelCase{"up", "..", "_."},
                                           LevelCase{"hidden", ".x", "_x"}, LevelCase{"slash", "a/b", "a_b"},
                                           LevelCase{"control", Bytes("a\0\n", 3), "a__"},
                                           LevelCase{"long", Bytes(600, 'x'), Bytes(200, 'x')}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace tram::store
