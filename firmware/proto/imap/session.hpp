// One IMAP session: octets in, octets and Actions out.
//
// Standards: RFC 9051 (IMAP4rev2), RFC 3501 (IMAP4rev1) and the extensions of capabilities.cpp.
// Sans-I/O. The caller's loop:
//   feed() while wantsInput(); step() while it says `again`, letting others have their turn between;
//   send takeOutput(); perform takeAction() and complete() it; then step() once more.
// Long answers stop at limits::imap::gatheredOutput octets of output until that is taken. A step reads a few
// MiB at most and holds no snapshot of the store at its end.
// Threads: one. Faced before sign-in: the input then held is at most limits::imap::inputBeforeSignIn.
// Exceptions are those of the allocator alone: end the session.
#pragma once

#include <chrono>
#include <optional>

#include "proto/imap/context.hpp"

namespace tram::imap {

class Session {
public:
    // The doors outlive the session. The greeting is ready after the first step().
    Session(SessionConfig config, Backend& backend, SpoolSource& spools, Random& random, const Clock& clock);

    // ---- input
    void feed(ByteView octets);
    // False while a command is under way or output waits: leave the rest in the socket.
    [[nodiscard]] bool wantsInput() const;

    // ---- work
    enum class Progress : std::uint8_t { again, waiting };
    Progress step();

    // ---- output
    [[nodiscard]] bool hasOutput() const { return !context_.out.empty(); }
    [[nodiscard]] Bytes takeOutput() { return std::exchange(context_.out, {}); }
    // Once the output is sent the connection is to be closed.
    [[nodiscard]] bool wantsClose() const { return context_.close; }

    // ---- actions: one at a time
    [[nodiscard]] std::optional<Action> takeAction() { return context_.takeAction(); }
    // REQUIRES: the Backend shows what the action has done.
    void complete(ActionResult result) { context_.giveResult(std::move(result)); }

    // ---- news
    // The folder whose changes this session wants to hear of; none where nothing is selected.
    [[nodiscard]] FolderId watchedFolder() const;
    void folderChanged(FolderId folder);
    // What the official may read may have changed. Where the selected mailbox is his no more, the session ends, at once
    // while idling or else with the next command.
    void rightsChanged();
    [[nodiscard]] bool idling() const { return context_.idling; }
    // While idling, every limits::imap::idleKeepAlive: says something, so that routers keep the connection.
    void keepAlive();

    // ---- TLS
    // STARTTLS was answered: once the output is sent, make the handshake, then tlsStarted(). Input that came
    // before the handshake is dropped. [RFC9051 6.2.1]
    [[nodiscard]] bool wantsStartTls() const { return context_.startTls; }
    void tlsStarted(sasl::ChannelBinding binding);

    // ---- ending
    // How long the client may be silent; then end().
    [[nodiscard]] std::chrono::seconds patience() const;
    // "* BYE text" at the next possible point: not amid a literal.
    void end(ByteView text);

    [[nodiscard]] Phase phase() const { return context_.phase; }
    [[nodiscard]] OfficialId official() const { return context_.official; }

private:
    Context context_;
    Work<bool> conversation_;
    bool news_ = false;  // something that waiting for input should look at
};

}  // namespace tram::imap
