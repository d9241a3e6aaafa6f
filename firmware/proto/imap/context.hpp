// What the work of a command has at hand: the session's state, the doors handed in, the output, and the
// points where it may stop. Nothing of this is for use outside proto/imap but SessionConfig.
#pragma once

#include <coroutine>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/random.hpp"
#include "proto/imap/action.hpp"
#include "proto/imap/backend.hpp"
#include "proto/imap/input_assembler.hpp"
#include "proto/imap/response_writer.hpp"
#include "proto/imap/selected_mailbox.hpp"
#include "proto/imap/work.hpp"
#include "proto/sasl/sasl_server.hpp"

namespace tram::imap {

enum class Transport : std::uint8_t { clear, tls };

struct SessionConfig {
    std::string hostName;
    Transport transport = Transport::clear;  // tls: implicit TLS, the handshake is over
    sasl::ChannelBinding channelBinding;     // of that TLS connection
    // What shared mailboxes are under, with the delimiter; each is a level of its address.
    std::string sharedNamespace = "Hộp thư cơ quan/";
    std::uint64_t appendLimit = limits::message::maximumSize;
    std::string implementation = "Tram";  // ID [RFC2971]
    std::string version;
    std::string accountPage;  // where people change passwords: "https://mail.tinh.gov.vn/"
};

enum class Phase : std::uint8_t { notAuthenticated, authenticated, selected, logout };

// What ENABLE, or a command that implies it, has switched on.
struct Enabled {
    bool condstore = false;
    bool qresync = false;
    bool utf8 = false;  // UTF8=ACCEPT
    bool rev2 = false;
};

// How a command ends; the session adds the tag.
struct Completion {
    enum class Status : std::uint8_t { ok, no, bad };
    Status status = Status::ok;
    std::string code;  // of the response code, without brackets; empty: none
    std::string text;
    // The code is HIGHESTMODSEQ, as it stands once the news have been told. [RFC7162 3.2.7]
    bool tellModSequence = false;
};

enum class Waiting : std::uint8_t {
    nothing,
    room,    // for the output to be drained
    action,  // for a result
    input,   // for a line of the client, or (IDLE) for news
    turn,    // for nothing: lets other sessions run
};

class Context {
public:
    Context(SessionConfig sessionConfig, Backend& store, SpoolSource& spoolSource, Random& randomSource,
            const Clock& theClock)
        : config(std::move(sessionConfig)),
          backend(store),
          spools(spoolSource),
          random(randomSource),
          clock(theClock),
          transport(config.transport),
          channelBinding(config.channelBinding) {}
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    SessionConfig config;
    Backend& backend;
    SpoolSource& spools;
    Random& random;
    const Clock& clock;

    Transport transport;
    sasl::ChannelBinding channelBinding;
    Phase phase = Phase::notAuthenticated;
    Enabled enabled;
    OfficialId official;
    std::string address;
    std::vector<MailboxInfo> mailboxes;
    bool rightsChanged = false;  // `mailboxes` may not be so any more
    std::optional<SelectedMailbox> selected;
    std::vector<UidRange> savedSearch;  // "$" [RFC5182]
    std::uint32_t failedSignIns = 0;
    std::uint32_t errors = 0;

    InputAssembler assembler;
    Bytes out;
    std::string tag;  // of the command under way
    // Set where nothing sensible can follow: the connection is closed once the output is drained.
    bool close = false;
    // A literal was broken off: whatever is said now would be taken for its octets.
    bool broken = false;
    bool idling = false;
    bool keepAliveDue = false;
    // STARTTLS was answered: after the output is drained the handshake begins.
    bool startTls = false;

    // How names and strings go out. [RFC9051 5.1, RFC6855 3]
    [[nodiscard]] StringForm form() const {
        return enabled.utf8 || enabled.rev2 ? StringForm::utf8 : StringForm::ascii;
    }

    // ---- where a work may stop
    [[nodiscard]] bool full() const { return out.size() >= limits::imap::gatheredOutput; }

    class Stop {
    public:
        Stop(Context& context, Waiting waiting) : context_(context), waiting_(waiting) {}
        [[nodiscard]] bool await_ready() const { return waiting_ == Waiting::room && !context_.full(); }
        void await_suspend(std::coroutine_handle<>) const {
            context_.waiting_ = waiting_;
            context_.trampoline_.suspend();
        }
        void await_resume() const {}

    private:
        Context& context_;
        Waiting waiting_;
    };
    class Performed : public Stop {
    public:
        explicit Performed(Context& context) : Stop(context, Waiting::action), performer_(context) {}
        ActionResult await_resume() { return performer_.takeResult(); }

    private:
        Context& performer_;
    };

    class Input : public Stop {
    public:
        Input(Context& context, InputAssembler::Expect expect)
            : Stop(context, Waiting::input), reader_(context), expect_(expect) {}
        [[nodiscard]] bool await_ready() {
            event_ = reader_.assembler.next(expect_);
            return event_.has_value();
        }
        std::optional<InputEvent> await_resume() {
            if (!event_) event_ = reader_.assembler.next(expect_);
            return std::move(event_);
        }

    private:
        Context& reader_;
        InputAssembler::Expect expect_;
        std::optional<InputEvent> event_;
    };

    // co_await: until there is room for output.
    [[nodiscard]] Stop room() { return {*this, Waiting::room}; }
    [[nodiscard]] Stop turn() { return {*this, Waiting::turn}; }
    // co_await: what the client sends next; nothing where only a part has come, or news woke the work.
    // Views of the event end with the work's next stop.
    [[nodiscard]] Input input(InputAssembler::Expect expect = InputAssembler::Expect::command) {
        return {*this, expect};
    }
    // co_await: the result of the action.
    [[nodiscard]] Performed perform(Action action) {
        action_.emplace(std::move(action));
        return Performed(*this);
    }

    // ---- for the session
    [[nodiscard]] Waiting waiting() const { return waiting_; }
    void wake() {
        waiting_ = Waiting::nothing;
        trampoline_.wake();
    }
    [[nodiscard]] std::optional<Action> takeAction() { return std::exchange(action_, std::nullopt); }
    void giveResult(ActionResult result) { result_.emplace(std::move(result)); }
    [[nodiscard]] bool hasResult() const { return result_.has_value(); }
    [[nodiscard]] Trampoline& trampoline() { return trampoline_; }

private:
    ActionResult takeResult() {
        ActionResult result = std::move(*result_);
        result_.reset();
        return result;
    }

    Trampoline trampoline_;
    Waiting waiting_ = Waiting::nothing;
    std::optional<Action> action_;
    std::optional<ActionResult> result_;
};

inline Trampoline& trampolineOf(Context& context) noexcept {
    return context.trampoline();
}

// Completions that many commands share.
[[nodiscard]] Completion okay(std::string text, std::string code = {});
[[nodiscard]] Completion refuse(std::string text, std::string code = {});
[[nodiscard]] Completion bad(std::string text, std::string code = {});
// The NO of a failed action. [RFC5530, RFC9051 7.1]
enum class TargetOf : std::uint8_t {
    thisCommand,
    transfer,  // APPEND, COPY, MOVE: a target that is missing is TRYCREATE
};
[[nodiscard]] Completion refusal(Failure failure, TargetOf target = TargetOf::thisCommand);

}  // namespace tram::imap
