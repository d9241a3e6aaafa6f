// What the tests of the server session begin with. For tests.
#pragma once

#include "proto/smtp/transcript.hpp"

namespace tram::smtp {

inline SessionConfig relayIn() {
    SessionConfig config;
    config.hostname = "thu.dich.example";
    config.accountPage = "https://thu.dich.example/";
    config.startTlsOffered = true;
    return config;
}

inline constexpr auto ehlo = R"(
    S: 220 thu.dich.example ESMTP Tram
    C: EHLO may1.khac.example
    S: 250-thu.dich.example greets may1.khac.example
    S: 250-PIPELINING
    S: 250-SIZE 50331648
    S: 250-8BITMIME
    S: 250-ENHANCEDSTATUSCODES
    S: 250-DSN
    S: 250-CHUNKING
    S: 250-BINARYMIME
    S: 250-SMTPUTF8
    S: 250-STARTTLS
    S: 250-LIMITS MAILMAX=1000 RCPTMAX=1000
    S: 250 HELP
)";

}  // namespace tram::smtp
