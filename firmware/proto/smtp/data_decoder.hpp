// The octets of a message as DATA and BDAT carry them: undoes dot-stuffing, finds the end, and notices
// what a message must not contain.
//
// Only CRLF "." CRLF ends DATA; "\n.\n", "\r.\r\n" and their kin are content and defects, so that no server
// before or behind us can see another message in it than we do. Standards: RFC 5321 2.3.8, 4.1.1.4, 4.5.2;
// RFC 3030; RFC 2045 2.8 (no NUL outside BINARYMIME). Exposed to strangers; made to run at memory speed.
#pragma once

#include <cstdint>

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
        // Content, a view into the input; possibly empty.
        ByteView content;
        enum class End : std::uint8_t { no, yes } end;
    };
    // Call again while input is left and the end has not come. `consumed` is at least 1 for non-empty input.
    [[nodiscard]] Result decode(ByteView input) noexcept;
    // The first defect seen.
    [[nodiscard]] DataDefect defect() const noexcept { return defect_; }

private:
    enum class State : std::uint8_t { lineStart, line, carriageReturn, dot, dotCarriageReturn };

    void note(DataDefect defect) noexcept {
        if (defect_ == DataDefect::none) defect_ = defect;
    }
    [[nodiscard]] std::size_t skipLine(ByteView input, std::size_t position) noexcept;

    State state_ = State::lineStart;
    DataDefect defect_ = DataDefect::none;
};

}  // namespace tram::smtp
