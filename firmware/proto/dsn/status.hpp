// Enhanced status codes, and what each means to the person who sent the message.
//
// Standards: RFC 3463, RFC 7505, RFC 8689 and the IANA registry of enhanced status codes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tram::dsn {

// "class.subject.detail": class 2, 4 or 5; the others 0 to 999.
struct Status {
    std::uint16_t statusClass = 5;
    std::uint16_t subject = 0;
    std::uint16_t detail = 0;

    friend constexpr auto operator<=>(const Status&, const Status&) = default;
};

[[nodiscard]] std::string format(Status status);

// Why it happened and what the sender can do; sentences, UTF-8.
struct Explanation {
    std::string_view reasonVietnamese;
    std::string_view adviceVietnamese;
    std::string_view reasonEnglish;
    std::string_view adviceEnglish;
};

// Of that very code, else of its subject, else of its class.
[[nodiscard]] Explanation explain(Status status) noexcept;

}  // namespace tram::dsn
