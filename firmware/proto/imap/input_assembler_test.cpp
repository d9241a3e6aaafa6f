// What the assembler makes of a client's octets, however they are cut.
#include "proto/imap/input_assembler.hpp"

#include <gtest/gtest.h>

#include <format>

#include "base/random.hpp"
#include "proto/imap/command_description.hpp"

namespace tram::imap {
namespace {

using Expect = InputAssembler::Expect;
enum class Cuts : std::uint8_t { whole, octets, random };
enum class Messages : std::uint8_t { accept, refuse };

// Events as lines of text; a message's octets in one piece. Words of `raw` say which expectations are for a
// bare line: as many as commands come first.
class Client {
public:
    explicit Client(Cuts cuts, InputLimits limits = InputLimits::signedIn(), Messages messages = Messages::accept)
        : cuts_(cuts), messages_(messages), assembler_(limits) {}

    std::string send(ByteView bytes, Expect expect = Expect::command) {
        std::string events;
        while (!bytes.empty()) {
            std::size_t length = bytes.size();
            if (cuts_ == Cuts::octets) length = 1;
            if (cuts_ == Cuts::random) length = std::min<std::size_t>(length, 1 + random_.next() % 13);
            assembler_.feed(bytes.substr(0, length));
            bytes.remove_prefix(length);
            while (auto event = assembler_.next(expect)) {
                std::visit([&](const auto& value) { add(events, value); }, *event);
            }
        }
        return events;
    }
    InputAssembler& assembler() { return assembler_; }

private:
    static void line(std::string& events, const std::string& text) { events += text + "\n"; }
    static void add(std::string& events, const CommandText& event) {
        line(events, std::format("text[{}]", event.text));
    }
    static void add(std::string& events, const RawLine& event) { line(events, std::format("line[{}]", event.text)); }
    static void add(std::string& events, const ContinuationWanted& event) {
        line(events, std::format("+{}", event.size));
    }
    void add(std::string& events, const MessageStart& event) {
        line(events, std::format("message {}[{}] {}", event.tag, event.mailbox, CommandDescription::of(event.piece)));
        if (messages_ == Messages::accept) {
            assembler_.acceptMessage();
        } else {
            assembler_.refuseMessage();
        }
    }
    void add(std::string&, const MessageOctets& event) {
        EXPECT_FALSE(event.octets.empty());
        body_ += event.octets;
    }
    void add(std::string& events, const MessageEnd&) { line(events, "body[" + std::exchange(body_, {}) + "]"); }
    static void add(std::string& events, const AppendFinished&) { line(events, "finished"); }
    static void add(std::string& events, const Rejected& event) {
        auto text = std::format("rejected {}: {}", event.error.tag, event.error.text());
        if (event.unwanted > 0) text += std::format(" unwanted {}", event.unwanted);
        if (event.lost) text += " lost";
        line(events, text);
    }

    Cuts cuts_;
    Messages messages_;
    InputAssembler assembler_;
    SeededRandom random_{7};
    Bytes body_;
};

struct Row {
    const char* name;
    std::string sent;
    std::string events;
    InputLimits limits = InputLimits::signedIn();
    Messages messages = Messages::accept;
};

class Assembled : public testing::TestWithParam<Row> {};

TEST_P(Assembled, Whole) {
    const auto& row = GetParam();
    EXPECT_EQ(Client(Cuts::whole, row.limits, row.messages).send(row.sent), row.events);
}
TEST_P(Assembled, OctetByOctet) {
    const auto& row = GetParam();
    EXPECT_EQ(Client(Cuts::octets, row.limits, row.messages).send(row.sent), row.events);
}
TEST_P(Assembled, InRandomCuts) {
    const auto& row = GetParam();
    for (int i = 0; i < 8; ++i) EXPECT_EQ(Client(Cuts::random, row.limits, row.messages).send(row.sent), row.events);
}

constexpr InputLimits small{40, 30, 60, true};
constexpr InputLimits smallBefore{40, 30, 60, false};
const auto after = std::string("z NOOP\r\n");
const auto afterEvent = std::string("text[z NOOP]\n");

const Row rows[]{
    {"Lines", "a NOOP\r\nb CHECK\r\n", "text[a NOOP]\ntext[b CHECK]\n"},
    {"BareLf", "a NOOP\nb CHECK\r\n", "text[a NOOP]\ntext[b CHECK]\n"},
    {"BareCrStays", "a NO\rOP\r\r\n", "text[a NO\rOP\r]\n"},
    {"EmptyLine", "\r\n\n", "text[]\ntext[]\n"},
    {"Unfinished", "a NOOP\r", ""},
    {"Literal", "a LOGIN {3}\r\nx\r\n {0}\r\n\r\n", "+3\n+0\ntext[a LOGIN {3}\r\nx\r\n {0}\r\n]\n"},
    {"LiteralPlus", "a LOGIN {3+}\r\nx{5 {1+}\n}\r\n", "text[a LOGIN {3+}\r\nx{5 {1+}\n}]\n"},
    {"LiteralLooksLikeAnother", "a LOGIN {6+}\r\n{5+}\r\n x\r\n", "text[a LOGIN {6+}\r\n{5+}\r\n x]\n"},
    {"BraceIsNoLiteral", "a X {}\r\nb X {+}\r\nc X 5}\r\nd X {5x}\r\n",
     "text[a X {}]\ntext[b X {+}]\ntext[c X 5}]\ntext[d X {5x}]\n"},
    {"NotAtTheEnd", "a X {5} \r\n", "text[a X {5} ]\n"},

    {"Append", "a APPEND box {5}\r\nhello\r\n" + after, "message a[box] () 5\nbody[hello]\nfinished\n" + afterEvent},
    {"AppendAll", "a append \"C&APQ-ng\" (\\Seen x) \"01-Feb-2024 08:00:00 +0700\" {2+}\r\nhi\r\n",
     "message a[Công] (\\Seen x) 1706749200+420 2+\nbody[hi]\nfinished\n"},
    {"AppendMailboxLiteral", "a APPEND {3}\r\nbox {2}\r\nhi\r\n", "+3\nmessage a[box] () 2\nbody[hi]\nfinished\n"},
    {"AppendEmpty", "a APPEND box {0}\r\n\r\n" + after, "message a[box] () 0\nbody[]\nfinished\n" + afterEvent},
    {"AppendBinary", std::string("a APPEND box ~{3+}\r\n\0\n\r\r\n", 25),
     std::string("message a[box] () binary 3+\nbody[\0\n\r]\nfinished\n", 47)},
    {"AppendUtf8", "a APPEND box UTF8 (~{2}\r\nhi)\r\n" + after,
     "message a[box] () utf8 binary 2\nbody[hi]\nfinished\n" + afterEvent},
    {"MultiAppend", "a APPEND box (\\Seen) {2}\r\nhi UTF8 (~{1+}\r\nx) (y) {1}\r\nz \r\n" + after,
     "message a[box] (\\Seen) 2\nbody[hi]\nmessage [] () utf8 binary 1+\nbody[x]\nmessage [] (y) "
     "1\nbody[z]\nfinished\n" +
         afterEvent},
    {"AppendBodyLooksLikeCommands", "a APPEND box {12+}\r\n{5+}\r\nb X\r\n.\r\n" + after,
     "message a[box] () 12+\nbody[{5+}\r\nb X\r\n.]\nfinished\n" + afterEvent},
    {"AppendBadFlags", "a APPEND box (\\Foo) {5+}\r\nhello\r\n" + after,
     "rejected a: APPEND: Expected a flag that can be set at octet 14 unwanted 5\n" + afterEvent},
    {"AppendBadDate", "a APPEND box \"yesterday\" {5}\r\n" + after,
     "rejected a: APPEND: Expected a date like \"01-Feb-2024 08:00:00 +0700\" at octet 13\n" + afterEvent},
    {"AppendBadName", "a APPEND a&b {5}\r\n" + after,
     "rejected a: APPEND: Expected a mailbox name in modified UTF-7 at octet 9\n" + afterEvent},
    {"AppendUtf8WithoutLiteral8", "a APPEND b UTF8 ({5}\r\n" + after,
     "rejected a: APPEND: Expected a message as a literal8 at octet 17\n" + afterEvent},
    {"AppendUnclosedUtf8", "a APPEND b UTF8 (~{1+}\r\nx\r\n" + after,
     "message a[b] () utf8 binary 1+\nbody[x]\nrejected : APPEND: Expected a closing parenthesis at octet 0\n" +
         afterEvent},
    {"AppendNoise", "a APPEND b {1+}\r\nx y\r\n" + after,
     "message a[b] () 1+\nbody[x]\nrejected : APPEND: Expected the end of the command at octet 0\n" + afterEvent},
    {"AppendBadSecond", "a APPEND b {1+}\r\nx(y) {3+}\r\nabc {2+}\r\nde\r\n" + after,
     "message a[b] () 1+\nbody[x]\nrejected : APPEND: Expected a space at octet 0 unwanted 3\n" + afterEvent},
    {"AppendNoSpaceBeforeMessage", "a APPEND box{1+}\r\nx\r\n" + after,
     "rejected a: APPEND: Expected a space at octet 12 unwanted 1\n" + afterEvent},
    {"AppendWithoutMessage", "a APPEND box\r\n", "text[a APPEND box]\n"},
    {"AppendBeforeSignInIsText", "a APPEND b {1+}\r\nx\r\n", "text[a APPEND b {1+}\r\nx]\n", smallBefore},
    {"RefusedSynchronising", "a APPEND b {5}\r\n" + after, "message a[b] () 5\n" + afterEvent, small, Messages::refuse},
    {"RefusedUnasked", "a APPEND b {5+}\r\nhello {3+}\r\nfoo {9}\r\n" + after, "message a[b] () 5+\n" + afterEvent,
     small, Messages::refuse},
    {"RefusedFromNextTillEnd", "a APPEND b {5+}\r\nhello {3+}\r\nfoo\r\n" + after, "message a[b] () 5+\n" + afterEvent,
     small, Messages::refuse},
    {"MessageBeyondLiteralLimit", "a APPEND b {31}\r\n" + std::string(31, 'x') + "\r\n",
     "message a[b] () 31\nbody[" + std::string(31, 'x') + "]\nfinished\n", small},

    {"LineAtLimit", "a " + std::string(36, 'x') + "\r\n", "text[a " + std::string(36, 'x') + "]\n", small},
    {"LineTooLong", "a " + std::string(37, 'x') + "\r\n" + after, "rejected a: The command is too long\n" + afterEvent,
     small},
    {"LineMuchTooLong", "a " + std::string(500, 'x') + "\r\n" + after,
     "rejected a: The command is too long\n" + afterEvent, small},
    {"LineTooLongWithLiteral", "a " + std::string(500, 'x') + "{3+}\r\nx\r\n{2}\r\n" + after,
     "rejected a: The command is too long\n" + afterEvent, small},
    {"LineTooLongWithLiterals", "a " + std::string(500, 'x') + "{3+}\r\nx\r\n{2+}\r\n\r\n foo\r\n" + after,
     "rejected a: The command is too long\n" + afterEvent, small},
    {"LineTooLongWithoutTag", "(" + std::string(500, 'x') + "\r\n" + after,
     "rejected : The command is too long\n" + afterEvent, small},
    {"LinesTogetherTooLong", "a {0+}\r\n{0+}\r\n{0+}\r\n{0+}\r\n{0+}\r\n{0+}\r\n{0+}\r\n\r\n" + after,
     "rejected a: The command is too long\n" + afterEvent, small},
    {"LiteralTooBig", "a LOGIN {31}\r\n" + after, "rejected a: The literal is too big\n" + afterEvent, small},
    {"LiteralTooBigUnasked", "a LOGIN {31+}\r\n" + std::string(31, '\n') + " {2+}\r\nxy {7}\r\n" + after,
     "rejected a: The literal is too big unwanted 31\n" + afterEvent, small},
    {"LiteralsTogetherTooBig", "a LOGIN {20+}\r\n" + std::string(20, 'x') + " {11}\r\n" + after,
     "rejected a: The literal is too big\n" + afterEvent, small},
    {"TogetherTooBig",
     "a " + std::string(20, 'x') + " {17}\r\n" + after,
     "rejected a: The literal is too big\n" + afterEvent,
     {40, 30, 45, true}},
    {"SynchronisingOverflow", "a LOGIN {99999999999999999999}\r\n" + after,
     "rejected a: The literal is too big\n" + afterEvent},
    {"UnaskedOverflow", "a LOGIN {99999999999999999999+}\r\n" + after, "rejected a: The literal is too big lost\n"},
    {"DigitsWithoutEnd", "a LOGIN {" + std::string(30, '0') + "+}\r\n" + after,
     "rejected a: The literal is too big lost\n"},
    {"OverflowBehindTooLongLine", "a " + std::string(50, 'x') + "{99999999999999999999+}\r\n" + after,
     "rejected a: The command is too long\nrejected : The literal is too big lost\n", small},
    {"AppendOverflow", "a APPEND b {9223372036854775808}\r\n" + after,
     "rejected a: The literal is too big\n" + afterEvent},
    {"SecondLineOfAppendTooLong", "a APPEND b {1+}\r\nx" + std::string(50, ' ') + "\r\n" + after,
     "message a[b] () 1+\nbody[x]\nrejected : The command is too long\n" + afterEvent, small},
};
INSTANTIATE_TEST_SUITE_P(Input, Assembled, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

class RawLines : public testing::TestWithParam<Cuts> {};
INSTANTIATE_TEST_SUITE_P(AllCuts, RawLines, testing::Values(Cuts::whole, Cuts::octets, Cuts::random));

TEST_P(RawLines, AreTakenAsTheyCome) {
    Client client(GetParam());
    EXPECT_EQ(client.send("a IDLE\r\n"), "text[a IDLE]\n");
    EXPECT_EQ(client.send("DONE\r\n", Expect::line), "line[DONE]\n");
    EXPECT_EQ(client.send("b NOOP\r\n"), "text[b NOOP]\n");
    // Neither a literal nor an APPEND is made of them.
    EXPECT_EQ(client.send("{5}\r\na APPEND b {3}\n\r\n", Expect::line), "line[{5}]\nline[a APPEND b {3}]\nline[]\n");
}
TEST_P(RawLines, AreBounded) {
    Client client(GetParam(), InputLimits::beforeSignIn());
    const auto line = std::string(limits::imap::inputBeforeSignIn - 2, 'x');
    EXPECT_EQ(client.send(line + "\r\n", Expect::line), "line[" + line + "]\n");
    EXPECT_EQ(client.send(line + "x\r\nnext\r\n", Expect::line), "rejected : The command is too long\nline[next]\n");
}
TEST_P(RawLines, FollowARejectedCommand) {
    Client client(GetParam());
    EXPECT_EQ(client.send("a LOGIN {2000000+}\r\n"), "rejected a: The literal is too big unwanted 2000000\n");
    EXPECT_EQ(client.send(std::string(2'000'000, 'x') + "\r\nline\r\n", Expect::line), "line[line]\n");
}

TEST(InputAssembler, DropsWhatWaitsBehindStartTls) {
    InputAssembler assembler;
    assembler.feed("a STARTTLS\r\nb LOGIN x y\r\nc LO");
    ASSERT_TRUE(assembler.next().has_value());
    EXPECT_TRUE(assembler.hasPending());
    assembler.dropPending();
    EXPECT_FALSE(assembler.hasPending());
    assembler.feed("GIN x y\r\n");
    EXPECT_EQ(std::get<CommandText>(assembler.next().value()).text, "GIN x y");
}
TEST(InputAssembler, RunsNoFurtherThanAsked) {
    InputAssembler assembler;
    assembler.feed("a SELECT x\r\nDONE\r\nb NOOP\r\n");
    EXPECT_EQ(std::get<CommandText>(assembler.next().value()).text, "a SELECT x");
    EXPECT_EQ(std::get<RawLine>(assembler.next(Expect::line).value()).text, "DONE");
    EXPECT_EQ(std::get<CommandText>(assembler.next().value()).text, "b NOOP");
    EXPECT_FALSE(assembler.next().has_value());
    EXPECT_FALSE(assembler.amidCommand());
}
TEST(InputAssembler, KnowsWhenAnEndBreaksACommandOff) {
    InputAssembler assembler(InputLimits::signedIn());
    assembler.feed("a NO");
    EXPECT_FALSE(assembler.next().has_value());
    EXPECT_TRUE(assembler.amidCommand());
    assembler.feed("OP\r\na APPEND b {3}\r\nxyz");
    ASSERT_TRUE(assembler.next().has_value());
    ASSERT_TRUE(std::holds_alternative<MessageStart>(assembler.next().value()));
    assembler.acceptMessage();
    EXPECT_EQ(std::get<MessageOctets>(assembler.next().value()).octets, "xyz");
    EXPECT_TRUE(assembler.amidCommand());
}
TEST(InputAssembler, DecodesNamesAsTold) {
    InputAssembler assembler(InputLimits::signedIn());
    assembler.setNames(NameEncoding::utf8);
    assembler.feed("a APPEND \"đến & đi\" {3}\r\n");
    EXPECT_EQ(std::get<MessageStart>(assembler.next().value()).mailbox, "đến & đi");
}
// [architecture: input before sign-in <= 8 KiB], whatever it is made of.
TEST(InputAssembler, HoldsLittleBeforeSignIn) {
    for (const auto* piece : {"x", "{1+}\r\nx", "{0}\r\n", "\xff"}) {
        InputAssembler assembler;
        assembler.feed("a LOGIN ");
        bool rejected = false;
        for (int i = 0; i < 20'000 && !rejected; ++i) {
            assembler.feed(piece);
            while (auto event = assembler.next()) rejected = rejected || std::holds_alternative<Rejected>(*event);
        }
        EXPECT_TRUE(rejected) << piece;
    }
}

}  // namespace
}  // namespace tram::imap
