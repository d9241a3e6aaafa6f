// Part trees as text: one line a part, indented by depth, "type/subtype lines: body".
#include "mime/part_tree.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "base/limits.hpp"

namespace tram::mime {
namespace {

std::string crlf(ByteView text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

std::string outline(const MessageSummary& summary, ByteView message) {
    std::string out;
    for (const auto& part : summary.parts) {
        for (auto at = part.parent; at != Part::none; at = summary.parts[at].parent) out += "  ";
        out += part.type + "/" + part.subtype;
        if (part.kind == Part::Kind::leaf) {
            out += " " + std::to_string(part.lines) + ": ";
            for (const char c : part.body(message)) out += c == '\r' ? "" : c == '\n' ? "|" : std::string(1, c);
        }
        out += "\n";
    }
    return out;
}

struct Row {
    const char* name;
    ByteView message;  // with LF
    ByteView outline;
};

const Row rows[] = {
    {"empty message", "", "text/plain 0: \n"},
    {"header only", "Subject: x\n", "text/plain 0: \n"},
    {"empty line first", "\nbody\n", "text/plain 1: body|\n"},
    {"no empty line", "Subject: x\nbody without it\n", "text/plain 1: body without it|\n"},
    {"junk in a header is passed over", "Subject: x\njunk without colon\nContent-Type: text/html\n\nb",
     "text/html 0: b\n"},
    {"lost indentation", "Content-Type: text/html;\ncharset=utf-8\n\nb", "text/html 0: b\n"},
    {"mbox line", "From x y\nContent-Type: text/html\n\nb", "text/html 0: b\n"},
    {"space before the colon", "Content-Type : text/html\n\nb", "text/html 0: b\n"},
    {"folded type", "Content-Type:\n text/html\n\nb", "text/html 0: b\n"},
    {"the first of two types counts", "Content-Type: text/html\nContent-Type: text/plain\n\nb", "text/html 0: b\n"},
    {"unreadable type", "Content-Type: html\n\nb", "text/plain 0: b\n"},
    {"multipart",
     "Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\none\n--b\nContent-Type: "
     "text/html\n\ntwo\n\n--b--\nepilogue\n",
     "multipart/mixed\n  text/plain 0: one\n  text/html 1: two|\n"},
    {"white space behind boundaries", "Content-Type: multipart/mixed; boundary=b\n\n--b \t\n\none\n--b-- \nepilogue",
     "multipart/mixed\n  text/plain 0: one\n"},
    {"boundary with a space, in quotes", "Content-Type: multipart/mixed; boundary=\"a b\"\n\n--a b\n\none\n--a b--\n",
     "multipart/mixed\n  text/plain 0: one\n"},
    {"longer lines are no boundaries", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--bc\n--b--x\n--b--\n",
     "multipart/mixed\n  text/plain 2: one|--bc|--b--x\n"},
    {"missing final boundary", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n",
     "multipart/mixed\n  text/plain 1: one|\n"},
    {"no part at all", "Content-Type: multipart/mixed; boundary=b\n\nonly a preamble\n", "multipart/mixed\n"},
    {"no boundary parameter", "Content-Type: multipart/mixed\n\n--b\n", "text/plain 1: --b|\n"},
    {"empty part", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b\n--b--\n",
     "multipart/mixed\n  text/plain 0: \n  text/plain 0: \n"},
    {"a boundary ends a header",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b\n\nx\n--b--\n",
     "multipart/mixed\n  text/html 0: \n  text/plain 0: x\n"},
    {"a part that is cut at once by the outer boundary",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/related; boundary=bb\n\n--bb\n--b--\n",
     "multipart/mixed\n  multipart/related\n    text/plain 0: \n"},
    {"outer boundary ends inner parts",
     "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; "
     "boundary=i\n\n--i\n\na\n--o\n\nb\n--o--\n",
     "multipart/mixed\n  multipart/alternative\n    text/plain 0: a\n  text/plain 0: b\n"},
    {"a boundary that begins another",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/related; "
     "boundary=bb\n\n--bb\n\na\n--bb--\n--b\n\nc\n--b--\n",
     "multipart/mixed\n  multipart/related\n    text/plain 0: a\n  text/plain 0: c\n"},
    {"a boundary that ends in dashes",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/related; "
     "boundary=\"b--\"\n\n--b--\n\na\n--b----\n--b--\n",
     "multipart/mixed\n  multipart/related\n    text/plain 0: a\n"},
    {"the same boundary inside",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/related; "
     "boundary=b\n\n--b\n\na\n--b--\n--b\n\nc\n--b--\n",
     "multipart/mixed\n  multipart/related\n    text/plain 0: a\n  text/plain 0: c\n"},
    {"enclosed message", "Content-Type: message/rfc822\n\nSubject: in\n\nbody\n",
     "message/rfc822\n  text/plain 1: body|\n"},
    {"enclosed message/global", "Content-Type: message/global\n\nSubject: in\n\nbody\n",
     "message/global\n  text/plain 1: body|\n"},
    {"enclosed message under base64",
     "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdA==\n",
     "application/octet-stream 1: U3ViamVjdA==|\n"},
    {"enclosed message cut by a boundary",
     "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n--b\n\nx\n--b--\n",
     "multipart/mixed\n  message/rfc822\n    text/plain 0: \n  text/plain 0: x\n"},
    {"digest",
     "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: a\n\nbody\n--b\nContent-Type: "
     "text/plain\n\nx\n--b--\n",
     "multipart/digest\n  message/rfc822\n    text/plain 0: body\n  text/plain 0: x\n"},
    {"other message types are leaves", "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n",
     "message/delivery-status 1: Reporting-MTA: dns; x|\n"},
};

TEST(PartTree, OfMessagesWithCrlfAndLf) {
    for (const auto& row : rows) {
        const auto message = crlf(row.message);
        EXPECT_EQ(outline(summarise(message), message), row.outline) << row.name << ", CRLF";
        EXPECT_EQ(outline(summarise(row.message), row.message), row.outline) << row.name << ", LF";
    }
}

TEST(PartTree, OffsetsAreThoseOfTheOctets) {
    const std::string message =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-ID: <1>\r\n\r\none\r\ntwo\r\n--b--\r\n";
    const auto summary = summarise(message);
    ASSERT_EQ(summary.parts.size(), 2U);
    EXPECT_EQ(summary.size, message.size());
    EXPECT_EQ(summary.parts[0].header(message), "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    EXPECT_EQ(summary.parts[0].bodyEnd, message.size());
    EXPECT_EQ(summary.parts[1].header(message), "Content-ID: <1>\r\n\r\n");
    EXPECT_EQ(summary.parts[1].body(message), "one\r\ntwo");
    EXPECT_EQ(summary.parts[1].lines, 1U);
    EXPECT_EQ(summary.parts[1].id, "<1>");
}

TEST(PartTree, FieldsOfAPart) {
    const auto summary = summarise(
        "Content-Type: Text/HTML; Charset=\"UTF-8\"\r\nContent-Transfer-Encoding: Quoted-Printable (x)\r\n"
        "Content-Description: B=C3\r\n =A1o\r\nContent-MD5: abc==\r\nContent-Language: vi, en (English)\r\n"
        "Content-Location: a/b\r\nContent-Disposition: ATTACHMENT; filename*=utf-8''B%C3%A1o\r\n\r\n");
    const auto& part = summary.parts[0];
    EXPECT_EQ(part.type, "text");
    EXPECT_EQ(part.subtype, "html");
    EXPECT_EQ(part.parameters, (Parameters{{"charset", "UTF-8"}}));
    EXPECT_EQ(part.encoding, TransferEncoding::quotedPrintable);
    EXPECT_EQ(part.description, "B=C3 =A1o");
    EXPECT_EQ(part.md5, "abc==");
    EXPECT_EQ(part.languages, (std::vector<std::string>{"vi", "en"}));
    EXPECT_EQ(part.location, "a/b");
    ASSERT_TRUE(part.disposition);
    EXPECT_EQ(part.disposition->type, "attachment");
    EXPECT_EQ(part.disposition->parameters, (Parameters{{"filename", "Báo", Parameter::Form::extended}}));
    EXPECT_FALSE(part.otherEncoding);
    EXPECT_EQ(summarise("Content-Transfer-Encoding: x-rot13\r\n\r\n").parts[0].otherEncoding, "x-rot13");
}

TEST(PartTree, Envelope) {
    const auto summary = summarise(
        "Date: Mon, 2 Sep 2030 07:15:00 +0700\r\nSubject: =?utf-8?q?B=C3=A1o?=\r\n c\r\nFrom: An <an@a.example>\r\n"
        "From: b@b.example\r\nTo: c@c.example\r\nIn-Reply-To: <1@x>\r\nMessage-ID: <2@x>\r\nBcc:\r\n\r\n");
    const auto& envelope = summary.envelope;
    EXPECT_EQ(envelope.date, "Mon, 2 Sep 2030 07:15:00 +0700");
    EXPECT_EQ(envelope.subject, "=?utf-8?q?B=C3=A1o?= c");
    ASSERT_EQ(envelope.from.size(), 2U);
    EXPECT_EQ(envelope.from[0].name, "An");
    EXPECT_EQ(envelope.from[1].localPart, "b");
    EXPECT_EQ(envelope.senderOrFrom(), envelope.from);
    EXPECT_EQ(envelope.replyToOrFrom(), envelope.from);
    EXPECT_EQ(envelope.inReplyTo, "<1@x>");
    EXPECT_EQ(envelope.messageId, "<2@x>");
    EXPECT_TRUE(envelope.bcc.empty());
    EXPECT_FALSE(summarise("X: y\r\n\r\n").envelope.subject);
    EXPECT_EQ(summarise("Subject:\r\n\r\n").envelope.subject, "");
}

TEST(PartTree, SectionsOfIMAP) {
    const std::string message =
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: message/rfc822\n\n"
        "Content-Type: multipart/alternative; boundary=c\n\n--c\n\nx\n--c\n\ny\n--c--\n--b\n"
        "Content-Type: message/rfc822\n\nSubject: s\n\nz\n--b--\n";
    const auto summary = summarise(message);
    const auto bodyOf = [&](std::vector<std::uint32_t> section) -> std::string {
        const auto part = findSection(summary, section);
        return part ? std::string(summary.parts[*part].body(message)) : "none";
    };
    EXPECT_EQ(bodyOf({1}), "one");
    EXPECT_EQ(bodyOf({2, 1}), "x");
    EXPECT_EQ(bodyOf({2, 2}), "y");
    EXPECT_EQ(bodyOf({3, 1}), "z");
    EXPECT_EQ(bodyOf({3}), "Subject: s\n\nz");
    EXPECT_EQ(findSection(summary, {}), 0U);
    for (const auto& section : std::vector<std::vector<std::uint32_t>>{{0}, {4}, {1, 1}, {2, 3}, {3, 2}, {3, 1, 1}}) {
        EXPECT_EQ(bodyOf(section), "none");
    }
    const auto root = enclosedRoot(summary, *findSection(summary, std::vector<std::uint32_t>{3}));
    ASSERT_TRUE(root);
    EXPECT_EQ(summary.parts[*root].header(message), "Subject: s\n\n");
    EXPECT_FALSE(enclosedRoot(summary, 0));

    const auto single = summarise("\nx");
    EXPECT_EQ(findSection(single, std::vector<std::uint32_t>{1}), 0U);
    EXPECT_FALSE(findSection(single, std::vector<std::uint32_t>{1, 1}));
    // A message whose root is an enclosed message: 1 is that, 1.1 its text.
    const auto enclosing = summarise("Content-Type: message/rfc822\n\nSubject: s\n\nz");
    EXPECT_EQ(findSection(enclosing, std::vector<std::uint32_t>{1}), 0U);
    EXPECT_EQ(findSection(enclosing, std::vector<std::uint32_t>{1, 1}), 1U);
}

TEST(PartTree, DepthIsBounded) {
    std::string message;
    for (std::uint32_t i = 0; i < 3 * limits::mime::depth; ++i) {
        const auto b = "b" + std::to_string(i);
        message += "Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + "\n";
    }
    const auto summary = summarise(message);
    EXPECT_EQ(summary.parts.size(), limits::mime::depth);
    EXPECT_EQ(summary.parts.back().kind, Part::Kind::leaf);
    EXPECT_EQ(summary.parts.back().type, "application");
    std::string messages;
    for (std::uint32_t i = 0; i < 3 * limits::mime::depth; ++i) messages += "Content-Type: message/rfc822\n\n";
    EXPECT_EQ(summarise(messages).parts.size(), limits::mime::depth);
}

TEST(PartTree, NumberOfPartsIsBounded) {
    std::string message = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (std::uint32_t i = 0; i < 2 * limits::mime::parts; ++i) message += "--b\n\nx\n";
    message += "--b--\nepilogue";
    const auto summary = summarise(message);
    ASSERT_EQ(summary.parts.size(), limits::mime::parts);
    EXPECT_TRUE(summary.parts.back().body(message).ends_with("--b\n\nx"));
}

TEST(PartTree, StringsAreBounded) {
    const std::string longLine(2 * limits::mime::summaryString, 'x');
    EXPECT_EQ(summarise("Subject: " + longLine + "\n\n").envelope.subject->size(), limits::mime::summaryString);
    std::string recipients = "To: ";
    for (int i = 0; i < 100'000; ++i) recipients += "a@b,";
    EXPECT_EQ(summarise(recipients + "\n\n").envelope.to.size(), limits::mime::addresses);
}

// Ten times the input may take thirty times as long at most: a square would take a hundred.
TEST(PartTree, HostileNestingIsLinear) {
    const auto build = [](std::size_t lines) {
        std::string message;
        for (std::uint32_t i = 0; i + 1 < limits::mime::depth; ++i) {
            const auto b = std::string(60, 'b') + std::to_string(i);
            message += "Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + "\n";
        }
        message += "\n";
        for (std::size_t i = 0; i < lines; ++i) message += "--" + std::string(60, 'b') + "\n";
        return message;
    };
    const auto time = [](const std::string& message) {
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_EQ(summarise(message).parts.size(), limits::mime::depth);
        return std::chrono::steady_clock::now() - begin;
    };
    const auto small = time(build(20'000));
    EXPECT_LT(time(build(200'000)), small * 30 + std::chrono::milliseconds{100});
}

}  // namespace
}  // namespace tram::mime
