// The octets of a message as DATA and BDAT carry them: undoes dot-stuffing, finds the end, and notices
// what a message must not contain.
//
// Only CRLF "." CRLF ends DATA; "\n.\n", "\r.\r\n" and their kin are content and defects, so that no server
// before or behind us can see another message in it than we do. Standards: RFC 5321 2.3.8, 4.1.1.4, 4.5.2;
// RFC 3030; RFC 2045 2.8 (no NUL outside BINARYMIME). Exposed to strangers; made to run at memory speed.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.hpp"

namespace tram::smtp {

enum class DataDefect : std::uint8_t { none, bareCarriageReturn, bareLineFeed, nul };

// Looks for bare CR, bare LF and NUL across any cuts. For BDAT of text.
class LineEndCheck {
public:
    void scan(ByteView bytes) noexcept;
    // After the last octet: a CR that nothing follows is bare.
    void finish() noexcept;
    // The first defect seen.
    [[nodiscard]] DataDefect defect() const noexcept { return defect_; }

private:
    bool afterCarriageReturn_ = false;
    DataDefect defect_ = DataDefect::none;
};

class DataDecoder {
public:
    struct Result {
        std::size_t consumed;
        // Content, at the start of the input, which was written over; possibly empty.
        ByteView content;
        enum class End : std::uint8_t { no, yes } end;
    };
    // Takes all of the input, or up to the end of data.
    [[nodiscard]] Result decode(std::span<char> input) noexcept;
    // The first defect seen.
    [[nodiscard]] DataDefect defect() const noexcept { return defect_; }

private:
    class Pass;
    enum class State : std::uint8_t { lineStart, line, carriageReturn, dot, dotCarriageReturn };

    State state_ = State::lineStart;
    DataDefect defect_ = DataDefect::none;
};

}  // namespace tram::smtp
