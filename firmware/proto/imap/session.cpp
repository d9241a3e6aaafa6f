#include "proto/imap/session.hpp"

#include "proto/imap/conversation.hpp"

namespace tram::imap {

Session::Session(SessionConfig config, Backend& backend, SpoolSource& spools, Random& random, const Clock& clock)
    : context_(std::move(config), backend, spools, random, clock), conversation_(converse(context_)) {
    conversation_.start();
}

void Session::feed(ByteView octets) {
    if (context_.startTls || context_.close) return;
    context_.assembler.feed(octets);
    news_ = true;
}

bool Session::wantsInput() const {
    return context_.waiting() == Waiting::input && !context_.startTls && !context_.close && !context_.full() && !news_;
}

Session::Progress Session::step() {
    if (conversation_.finished()) return Progress::waiting;
    switch (context_.waiting()) {
        case Waiting::room:
            if (context_.full()) return Progress::waiting;
            break;
        case Waiting::action:
            if (!context_.hasResult()) return Progress::waiting;
            break;
        case Waiting::input:
            if (!news_ || context_.full() || context_.startTls) return Progress::waiting;
            news_ = false;
            break;
        case Waiting::turn:
        case Waiting::nothing:
            break;
    }
    context_.wake();
    context_.trampoline().run();
    return context_.waiting() == Waiting::turn ? Progress::again : Progress::waiting;
}

FolderId Session::watchedFolder() const {
    return context_.selected ? context_.selected->folder() : FolderId{};
}

void Session::folderChanged(FolderId folder) {
    if (context_.idling && folder == watchedFolder()) news_ = true;
}

void Session::rightsChanged() {
    context_.rightsChanged = true;
    if (context_.idling) news_ = true;
}

void Session::keepAlive() {
    if (!context_.idling) return;
    context_.keepAliveDue = true;
    news_ = true;
}

void Session::tlsStarted(sasl::ChannelBinding binding) {
    context_.assembler.dropPending();
    context_.transport = Transport::tls;
    context_.channelBinding = std::move(binding);
    context_.startTls = false;
}

std::chrono::seconds Session::patience() const {
    return context_.phase == Phase::notAuthenticated ? std::chrono::seconds(limits::imap::beforeSignIn)
                                                     : std::chrono::seconds(limits::imap::autologout);
}

void Session::end(ByteView text) {
    if (context_.waiting() == Waiting::input && !context_.close) {
        context_.out += "* BYE ";
        appendText(context_.out, text);
        context_.out += "\r\n";
    }
    context_.close = true;
}

}  // namespace tram::imap
