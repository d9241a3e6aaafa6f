#include "proto/smtp/data_decoder.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace tram::smtp {
namespace {

using namespace std::string_literals;
using End = DataDecoder::Result::End;

struct Outcome {
    std::string content;
    DataDefect defect = DataDefect::none;
    End end = End::no;
    std::size_t consumed = 0;
};

template <class NextCut>
Outcome decode(ByteView text, NextCut nextCut) {
    DataDecoder decoder;
    Outcome outcome;
    while (outcome.consumed < text.size() && outcome.end == End::no) {
        std::string piece{text.substr(outcome.consumed, nextCut())};
        const auto result = decoder.decode(piece);
        EXPECT_TRUE(result.end == End::yes || result.consumed == piece.size());
        outcome.content += result.content;
        outcome.end = result.end;
        outcome.consumed += result.consumed;
    }
    outcome.defect = decoder.defect();
    return outcome;
}

struct Row {
    const char* name;
    std::string text;
    std::string content;
    DataDefect defect;
    End end;
};

const Row rows[] = {
    {"empty message", ".\r\n", "", DataDefect::none, End::yes},
    {"one line", "a\r\n.\r\n", "a\r\n", DataDefect::none, End::yes},
    {"not ended", "a\r\n.", "a\r\n", DataDefect::none, End::no},
    {"stuffed dot", "..\r\n.\r\n", ".\r\n", DataDefect::none, End::yes},
    {"stuffed dots", "a\r\n...b\r\n..\r\nc\r\n.\r\n", "a\r\n..b\r\n.\r\nc\r\n", DataDefect::none, End::yes},
    {"dot that was not stuffed", ".a\r\n.\r\n", "a\r\n", DataDefect::none, End::yes},
    {"dot in the line", "a.\r\nb.c\r\n.\r\n", "a.\r\nb.c\r\n", DataDefect::none, End::yes},
    {"empty lines", "\r\n\r\n.\r\n", "\r\n\r\n", DataDefect::none, End::yes},
    {"eight bits", "b\xc3\xa1o c\xff\r\n.\r\n", "b\xc3\xa1o c\xff\r\n", DataDefect::none, End::yes},
    {"rest is left", "a\r\n.\r\nQUIT\r\n", "a\r\n", DataDefect::none, End::yes},
    {"NUL", "a\0b\r\n.\r\n"s, "a\0b\r\n"s, DataDefect::nul, End::yes},
};

TEST(DataDecoder, WellFormedByAnyCuts) {
    SeededRandom random(7);
    for (const auto& row : rows) {
        const auto check = [&](const Outcome& outcome) {
            EXPECT_EQ(outcome.content, row.content) << row.name;
            EXPECT_EQ(outcome.defect, row.defect) << row.name;
            EXPECT_EQ(outcome.end, row.end) << row.name;
        };
        check(decode(row.text, [] { return std::size_t{1000}; }));
        check(decode(row.text, [] { return std::size_t{1}; }));
        for (int round = 0; round < 20; ++round) {
            check(decode(row.text, [&] { return static_cast<std::size_t>(1 + random.next() % 4); }));
        }
    }
}

TEST(DataDecoder, WhatFollowsTheEndIsNotTouched) {
    const ByteView text = "a\r\n.\r\nQUIT\r\n";
    EXPECT_EQ(decode(text, [] { return std::size_t{1000}; }).consumed, 6U);
}

// Every way known to make one server see an end of data where another sees none. [CVE-2023-51764 and kin]
TEST(DataDecoder, SmugglingFormsNeverEndData) {
    const std::string tail = "MAIL FROM:<x@khac.example>\r\n";
    for (const auto& form : {"\n.\n"s,
                             "\n.\r\n"s,
                             "\r\n.\n"s,
                             "\r.\r"s,
                             "\r.\r\n"s,
                             "\r\n.\r"s,
                             "\r.\n"s,
                             "\n.\r"s,
                             "\r\r\n.\n"s,
                             "\n\n.\n\n"s,
                             "\r\n.\r\r\n"s,
                             "\r\n.\0\r\n"s,
                             "\r\n\0.\r\n"s,
                             "\0\r\n.\n"s,
                             "\r\0\n.\r\n"s,
                             "\r\n.\r\0\n"s,
                             "\n.\r\r\n"s,
                             "\r\n. \r\n"s,
                             "\r\n.\t\r\n"s,
                             "\r\n .\r\n"s,
                             "\v.\v"s,
                             "\x85.\x85"s,
                             "\xe2\x80\xa8.\xe2\x80\xa8"s,
                             "\r\n.\x0b\r\n"s,
                             "\r\n.\x0c\r\n"s,
                             "\r\n.\x1a\r\n"s,
                             "\n\r.\n\r"s,
                             "\r\n\r.\r\n"s}) {
        const auto text = "Subject: x\r\n\r\nbody" + form + tail;
        for (const std::size_t cut : {1U, 2U, 3U, 1000U}) {
            const auto outcome = decode(text, [&] { return cut; });
            EXPECT_EQ(outcome.end, End::no) << testing::PrintToString(form);
            const bool bareLineEnd = form.find_first_of("\r\n") != std::string::npos && form != "\r\n. \r\n" &&
                                     form != "\r\n.\t\r\n" && form != "\r\n .\r\n" && form != "\r\n.\x0b\r\n" &&
                                     form != "\r\n.\x0c\r\n" && form != "\r\n.\x1a\r\n";
            if (bareLineEnd) {
                EXPECT_NE(outcome.defect, DataDefect::none) << testing::PrintToString(form);
            }
        }
    }
}

TEST(LineEndCheck, AnyCuts) {
    const struct {
        std::string text;
        DataDefect defect;
    } table[] = {
        {"", DataDefect::none},
        {"a\r\nb\r\n", DataDefect::none},
        {"a\r\nb", DataDefect::none},
        {"a\nb", DataDefect::bareLineFeed},
        {"a\rb", DataDefect::bareCarriageReturn},
        {"a\r\n\r", DataDefect::bareCarriageReturn},
        {"\r\r\n", DataDefect::bareCarriageReturn},
        {"\n", DataDefect::bareLineFeed},
        {"a\0b"s, DataDefect::nul},
    };
    for (const auto& row : table) {
        for (std::size_t cut = 1; cut < 5; ++cut) {
            LineEndCheck check;
            for (std::size_t i = 0; i < row.text.size(); i += cut) check.scan(ByteView{row.text}.substr(i, cut));
            check.finish();
            EXPECT_EQ(check.defect(), row.defect) << testing::PrintToString(row.text) << " by " << cut;
        }
    }
}

}  // namespace
}  // namespace tram::smtp
