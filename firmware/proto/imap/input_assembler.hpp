// Makes commands of a client's octets: lines, literals within them, the messages of APPEND, and the bare lines
// that AUTHENTICATE and IDLE wait for.
//
// Standards: RFC 9051 2.2.1, 4.3; RFC 7888 (LITERAL+, LITERAL-); RFC 3516 ("~{"). Lines end with CRLF; a
// bare LF is taken, too.
// Sans-I/O: feed() octets, then ask next() until it has nothing; it never runs ahead of what it is
// asked for, so the caller may do one command at a time and leave the rest here.
// Hostile input: faced before sign-in. Holds no more than what was fed since the last next() that had
// nothing, and one command within its InputLimits; linear however the input is cut. What breaks a limit
// is passed over without being kept.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "proto/imap/append_parser.hpp"
#include "proto/imap/parse_error.hpp"

namespace tram::imap {

// What one command may take.
struct InputLimits {
    std::size_t lines = limits::imap::inputBeforeSignIn;     // octets of its lines, literals not counted
    std::size_t literals = limits::imap::inputBeforeSignIn;  // octets of its literals, messages not counted
    std::size_t total = limits::imap::inputBeforeSignIn;     // of both
    // Whether the literals of an APPEND are handed on in pieces; before sign-in they are like any other.
    bool messages = false;

    [[nodiscard]] static constexpr InputLimits beforeSignIn() { return {}; }
    [[nodiscard]] static constexpr InputLimits signedIn() {
        return {limits::imap::commandLines, limits::imap::commandLiterals,
                limits::imap::commandLines + limits::imap::commandLiterals, true};
    }
};

// ---- what next() yields; views end with the following call of feed() or next()

// A whole command for parseCommand().
struct CommandText {
    ByteView text;
};
// A bare line, without its end.
struct RawLine {
    ByteView text;
};
// The client waits for "+ " before it sends a literal. (Not for a message: see MessageStart.)
struct ContinuationWanted {
    std::uint64_t size = 0;
};
// An APPEND has come up to a message. Call acceptMessage() or refuseMessage() before next(). Before
// accepting one whose `piece.synchronising` is set, send "+ "; when refusing, send the tagged NO or BAD.
struct MessageStart {
    std::string tag;      // empty where this is not the first message
    std::string mailbox;  // the same
    AppendPiece piece;
};
struct MessageOctets {
    ByteView octets;  // never empty
};
// The message is complete; another MessageStart follows, or AppendFinished, or Rejected.
struct MessageEnd {};
// The APPEND command is complete: answer it.
struct AppendFinished {};
// The command cannot be read: answer `tag BAD` (for literalTooBig of an APPEND that was refused by its
// grammar, too). Amid an APPEND the tag is empty: what it had of messages is to be dropped, the answer is
// for its tag. What is left of the command is passed over.
struct Rejected {
    ParseError error;
    // Octets of a non-synchronising literal that the client sends all the same; where that is too much,
    // close the connection.
    std::uint64_t unwanted = 0;
    // The announced number cannot be right: there is no telling where the next command begins. Close.
    bool lost = false;
};

using InputEvent = std::variant<CommandText, RawLine, ContinuationWanted, MessageStart, MessageOctets, MessageEnd,
                                AppendFinished, Rejected>;

class InputAssembler {
public:
    explicit InputAssembler(InputLimits limits = InputLimits::beforeSignIn()) : limits_(limits) {}

    // Takes effect with the next command.
    void setLimits(InputLimits limits) { limits_ = limits; }
    // How the mailbox of an APPEND is encoded.
    void setNames(NameEncoding names) { names_ = names; }

    void feed(ByteView octets);

    enum class Expect : std::uint8_t {
        command,
        line,  // a RawLine; only between commands
    };
    // Nothing: more input is needed.
    [[nodiscard]] std::optional<InputEvent> next(Expect expect = Expect::command);

    void acceptMessage();
    // The rest of the APPEND is passed over: with a synchronising literal there is none.
    void refuseMessage();

    // Whether input waits here. What waits when STARTTLS is answered was sent in the clear: drop it.
    [[nodiscard]] bool hasPending() const { return begin_ < buffer_.size(); }
    void dropPending();
    // Whether an end of input here breaks off a command.
    [[nodiscard]] bool amidCommand() const { return state_ != State::text || hasPending(); }

private:
    enum class State : std::uint8_t {
        text,         // the lines of a command
        literal,      // a literal that belongs to the command's text
        decision,     // MessageStart was yielded
        message,      // octets of a message
        appendText,   // what follows a message
        skipLine,     // of a command that was rejected: up to its line's end
        skipLiteral,  // and through a literal that comes unasked
        lost,         // nothing more is read
    };
    struct Announcement {
        std::uint64_t size = 0;
        bool synchronising = true;
        bool overflow = false;
    };
    struct Line {
        std::size_t end = 0;   // without its end
        std::size_t next = 0;  // behind its end
    };

    [[nodiscard]] std::optional<Line> findLine();
    [[nodiscard]] static std::optional<Announcement> announcementAt(ByteView line);
    [[nodiscard]] std::optional<InputEvent> nextText();
    [[nodiscard]] std::optional<InputEvent> nextAppendText();
    [[nodiscard]] std::optional<InputEvent> nextRawLine();
    [[nodiscard]] std::optional<InputEvent> nextMessageOctets();
    [[nodiscard]] std::optional<InputEvent> takeLiteral(const Announcement& announced, const Line& line);
    [[nodiscard]] InputEvent reject(ParseError error, const std::optional<Announcement>& announced, const Line& line);
    [[nodiscard]] InputEvent rejectTooLong();
    [[nodiscard]] InputEvent startMessage(MessageStart start, const Line& line);
    // Whether all that belonged to the rejected command is behind.
    [[nodiscard]] bool skip();
    // The octets of a literal in a command's text: whether they are all there.
    [[nodiscard]] bool passLiteral();
    void beginCommand(std::size_t at);
    void compact();
    [[nodiscard]] std::size_t waiting() const { return buffer_.size() - begin_; }

    InputLimits limits_;
    NameEncoding names_ = NameEncoding::modifiedUtf7;
    State state_ = State::text;
    Bytes buffer_;
    std::size_t begin_ = 0;      // of the command, or of what is to be read; before it all is done with
    std::size_t lineBegin_ = 0;  // of the command's present line or literal
    std::size_t scanned_ = 0;    // no line end between lineBegin_ and here
    std::size_t literals_ = 0;   // octets of the command's literals
    unsigned announced_ = 0;     // how many literals it has
    std::uint64_t left_ = 0;     // octets to come of a literal or message
    AppendPiece piece_;
    bool tellLost_ = false;
    Bytes tail_;  // the last octets of a line that is passed over
};

}  // namespace tram::imap
