// What the transcripts share: each is run whole, octet by octet and in random cuts, from a fresh store.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "proto/imap/session_driver.hpp"

namespace tram::imap {

inline constexpr auto an = "an@haiphong.example";
inline constexpr auto binh = "binh@haiphong.example";

inline Bytes message(const std::string& subject, const std::string& body = "Kính gửi\r\n") {
    return "From: An <an@haiphong.example>\r\nTo: Binh <binh@haiphong.example>\r\nSubject: " + subject +
           "\r\nDate: Mon, 02 Sep 2030 07:15:00 +0700\r\nMessage-ID: <" + std::to_string(subject.size()) +
           "@haiphong.example>\r\n\r\n" + body;
}

// A store with two officials; `an` is signed in on `sessions` sessions, and INBOX has some messages.
class Scene {
public:
    explicit Scene(Cuts cuts = Cuts::whole, std::uint64_t seed = 1) : driver(cuts, seed) {
        driver.backend.addOfficial(an, "mat khau");
        driver.backend.addOfficial(binh, "mat khau khac");
        inbox = driver.backend.folderByName(driver.backend.personal(an), "INBOX")->id;
    }
    void deliver(int count) {
        for (int i = 1; i <= count; ++i) driver.backend.deliver(inbox, message("Thu so " + std::to_string(i)));
    }
    void signIn(std::size_t count = 1) {
        for (std::size_t i = 0; i < count; ++i) {
            driver.open();
            const auto number = driver.sessions();
            driver.send(number, "s LOGIN an@haiphong.example \"mat khau\"\r\n");
            const auto answer = driver.answered(number);
            ASSERT_NE(answer.find("s OK "), Bytes::npos) << answer;
        }
    }
    // Selected on every session, the answers passed over.
    void select(const std::string& arguments = "INBOX") {
        for (std::size_t number = 1; number <= driver.sessions(); ++number) {
            driver.send(number, "s SELECT " + arguments + "\r\n");
            const auto answer = driver.answered(number);
            ASSERT_NE(answer.find("s OK [READ-WRITE]"), Bytes::npos) << answer;
        }
    }
    void command(std::size_t number, const std::string& line) {
        driver.send(number, line + "\r\n");
        static_cast<void>(driver.answered(number));
    }
    void run(const std::string& transcript) { EXPECT_EQ(driver.run(transcript), ""); }

    SessionDriver driver;
    FolderId inbox;
};

inline void inAllCuts(const std::function<void(Scene&)>& story) {
    for (const auto cuts : {Cuts::whole, Cuts::octets, Cuts::random, Cuts::random}) {
        static std::uint64_t seed = 0;
        SCOPED_TRACE("cuts " + std::to_string(static_cast<int>(cuts)) + ", seed " + std::to_string(++seed));
        Scene scene(cuts, seed);
        story(scene);
    }
}

}  // namespace tram::imap
