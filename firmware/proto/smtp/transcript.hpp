// Conversations as text, played against a ServerSession with a FakeRole.
//
//     C: MAIL FROM:<an@dich.example>     sent with CRLF
//     C~ raw\r\n                         sent as it stands, escapes \r \n \0 \xHH \\ undone
//     S: 250 2.1.0 ...                   expected line; a "*" at its end stands for anything
//     -- closed                          the session has closed here
//
// A transcript is played whole (each run of C lines in one piece), octet by octet, and at random cuts.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.hpp"
#include "proto/smtp/fake_role.hpp"

namespace tram::smtp {

inline std::string unescape(ByteView text) {
    std::string out;
    const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        switch (text[++i]) {
            case 'r':
                out += '\r';
                break;
            case 'n':
                out += '\n';
                break;
            case '0':
                out += '\0';
                break;
            case 'x':
                out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
                i += 2;
                break;
            default:
                out += text[i];
        }
    }
    return out;
}

struct TranscriptStep {
    std::string send;
    std::vector<std::string> expect;
    bool closed = false;
};

inline std::vector<TranscriptStep> readTranscript(ByteView text) {
    std::vector<TranscriptStep> steps(1);
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        const bool sends = line.starts_with("C: ") || line == "C:" || line.starts_with("C~ ");
        if (sends && (!steps.back().expect.empty() || steps.back().closed)) steps.emplace_back();
        if (line.starts_with("C~ ")) {
            steps.back().send += unescape(line.substr(3));
        } else if (sends) {
            steps.back().send += std::string{line.substr(std::min<std::size_t>(3, line.size()))} + "\r\n";
        } else if (line.starts_with("S: ")) {
            steps.back().expect.emplace_back(line.substr(3));
        } else if (line == "-- closed") {
            steps.back().closed = true;
        } else if (!line.empty()) {
            ADD_FAILURE() << "not a line of a transcript: " << line;
        }
    }
    return steps;
}

inline void expectLines(ByteView written, const std::vector<std::string>& expected, const char* how) {
    std::size_t i = 0;
    while (!written.empty()) {
        const auto line = written.substr(0, written.find("\r\n"));
        written.remove_prefix(std::min(line.size() + 2, written.size()));
        if (i == expected.size()) {
            ADD_FAILURE() << how << ": unexpected line: " << line;
            return;
        }
        const ByteView wanted = expected[i++];
        if (wanted.ends_with('*')) {
            EXPECT_TRUE(line.starts_with(wanted.substr(0, wanted.size() - 1)))
                << how << ": wanted " << wanted << ", got " << line;
        } else {
            EXPECT_EQ(line, wanted) << how;
        }
    }
    EXPECT_EQ(i, expected.size()) << how << ": missing line: " << (i < expected.size() ? expected[i] : "");
}

// Plays it in all ways and returns the messages, which must be the same each time. `prepare` sees each role first.
inline std::vector<ReceivedMessage> play(
    const SessionConfig& config, ByteView text, const std::function<void(FakeRole&)>& prepare = [](FakeRole&) {}) {
    const auto steps = readTranscript(text);
    SeededRandom random(11);
    const std::vector<std::pair<const char*, FakeRole::Cut>> ways = {
        {"whole", [](std::size_t all) { return all; }},
        {"octet by octet", [](std::size_t) { return std::size_t{1}; }},
        {"cut by 7", [&random](std::size_t) { return static_cast<std::size_t>(1 + random.next() % 7); }},
        {"cut by 50", [&random](std::size_t) { return static_cast<std::size_t>(1 + random.next() % 50); }},
    };
    std::optional<std::vector<ReceivedMessage>> messages;
    for (const auto& [how, cut] : ways) {
        FakeRole role(config);
        prepare(role);
        for (const auto& step : steps) {
            expectLines(role.exchange(step.send, cut), step.expect, how);
            EXPECT_EQ(role.isClosed(), step.closed) << how << " after " << step.send;
            if (testing::Test::HasFailure()) return role.messages();
        }
        if (messages) {
            EXPECT_TRUE(*messages == role.messages()) << how;
        }
        messages = role.messages();
    }
    return *messages;
}

}  // namespace tram::smtp
