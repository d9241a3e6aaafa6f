// Commands from a stranger: the assembler and the parsers, fed in cuts that the input itself chooses. Whatever
// the cuts, the same commands come out; before sign-in no more than the limits is held.
//
// Input: its first octet chooses limits, encoding and cuts, the rest is what the client sends.
#include <cstdlib>
#include <string>

#include "proto/imap/command_description.hpp"
#include "proto/imap/input_assembler.hpp"

namespace {

using namespace tram;
using namespace tram::imap;

struct Choice {
    bool signedIn = false;
    bool refuses = false;
    NameEncoding names = NameEncoding::modifiedUtf7;
};

// All events as one text; octets of messages in one piece.
class Run {
public:
    explicit Run(Choice choice) : choice_(choice) {
        assembler_.setLimits(choice.signedIn ? InputLimits::signedIn() : InputLimits::beforeSignIn());
        assembler_.setNames(choice.names);
    }
    void feed(ByteView octets) {
        assembler_.feed(octets);
        while (auto event = assembler_.next()) {
            std::visit([this](const auto& value) { take(value); }, *event);
        }
    }
    [[nodiscard]] const std::string& events() const { return events_; }

private:
    void take(const CommandText& event) {
        if (!choice_.signedIn && event.text.size() > limits::imap::inputBeforeSignIn) std::abort();
        const auto parsed = parseCommand(event.text, choice_.names);
        if (parsed) {
            events_ += parsed->tag + " " + CommandDescription::of(parsed->command) + "\n";
        } else {
            if (parsed.error().position > event.text.size()) std::abort();
            if (parsed.error().tag != recoverTag(event.text)) std::abort();
            events_ += parsed.error().tag + " BAD " + parsed.error().text() + "\n";
        }
    }
    void take(const RawLine&) { std::abort(); }
    void take(const ContinuationWanted& event) { events_ += "+" + std::to_string(event.size) + "\n"; }
    void take(const MessageStart& event) {
        if (!choice_.signedIn) std::abort();
        events_ += event.tag + " append " + event.mailbox + CommandDescription::of(event.piece) + "\n";
        if (choice_.refuses) {
            assembler_.refuseMessage();
        } else {
            assembler_.acceptMessage();
        }
        expected_ = event.piece.size;
        got_ = 0;
    }
    void take(const MessageOctets& event) {
        if (event.octets.empty()) std::abort();
        got_ += event.octets.size();
        events_ += event.octets;
    }
    void take(const MessageEnd&) {
        if (got_ != expected_) std::abort();
        events_ += "\nend\n";
    }
    void take(const AppendFinished&) { events_ += "finished\n"; }
    void take(const Rejected& event) { events_ += event.error.tag + " rejected " + event.error.text() + "\n"; }

    Choice choice_;
    InputAssembler assembler_;
    std::string events_;
    std::uint64_t expected_ = 0;
    std::uint64_t got_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto bits = data[0];
    ByteView sent(reinterpret_cast<const char*>(data) + 1, size - 1);
    const Choice choice{(bits & 1) != 0, (bits & 2) != 0,
                        (bits & 4) != 0 ? NameEncoding::utf8 : NameEncoding::modifiedUtf7};
    Run whole(choice);
    whole.feed(sent);
    Run cut(choice);
    const std::size_t step = 1U + (bits >> 3);
    for (std::size_t at = 0; at < sent.size(); at += step) cut.feed(sent.substr(at, step));
    if (whole.events() != cut.events()) std::abort();
    return 0;
}
