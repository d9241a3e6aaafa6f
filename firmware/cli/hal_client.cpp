#include "cli/hal_client.hpp"

#include "net/unix_socket.hpp"

namespace tram::cli {

namespace {

using std::chrono::seconds;

constexpr auto patience = seconds(10);

std::string answerTo(Session& session, const hal::HalQuestion& question) {
    const auto socket = session.halSocket();
    const auto unreachable = [&](const net::NetError& error) {
        const Text text{"tram-hal cannot be reached at ", "không kết nối được tram-hal ở "};
        return EndOfCommand{Exit::unreachable,
                            std::string(text.in(session.language)) + socket.string() + ": " + error.detail};
    };
    auto channel = net::BlockingChannel::connect(socket, patience);
    if (!channel) throw unreachable(channel.error());
    net::Frame frame;
    frame.kind = static_cast<std::uint32_t>(hal::HalFrame::question);
    frame.id = 1;
    const auto text = hal::encodeQuestion(question);
    frame.body.assign(text.begin(), text.end());
    if (const auto sent = channel->send(std::move(frame), patience); !sent) throw unreachable(sent.error());
    const auto answer = channel->receive(patience + question.wait);
    if (!answer) throw unreachable(answer.error());
    return {answer->body.begin(), answer->body.end()};
}

[[noreturn]] void notUnderstood() {
    throw EndOfCommand{Exit::unreachable, "tram-hal answered something else"};
}

std::string reasonText(const std::string& reason, Language language) {
    const auto text = [&](Text words) { return std::string(words.in(language)); };
    if (reason == "no-such") return text({"there is no such part or alarm", "không có bộ phận hoặc cảnh báo này"});
    if (reason == "not-permitted")
        return text({"only the superuser may do this", "chỉ quản trị hệ thống mới được làm việc này"});
    if (reason == "in-use") return text({"the disk is in use", "đĩa đang được sử dụng"});
    if (reason == "no-serial") return text({"the disk tells no serial number", "đĩa không có số sê-ri"});
    if (reason == "no-array") return text({"there is no array", "không có mảng đĩa nào"});
    return reason;
}

}  // namespace

hal::Snapshot askSnapshot(Session& session) {
    auto snapshot = hal::parseSnapshot(answerTo(session, {}));
    if (!snapshot) notUnderstood();
    return std::move(*snapshot);
}

hal::EventsAnswer askEvents(Session& session, std::uint64_t after) {
    hal::HalQuestion question;
    question.what = hal::HalQuestion::What::events;
    question.after = after;
    auto events = hal::parseEvents(answerTo(session, question));
    if (!events) notUnderstood();
    return std::move(*events);
}

void doInHal(Session& session, const hal::HalQuestion& question) {
    const auto reason = hal::parseDone(answerTo(session, question));
    if (!reason) notUnderstood();
    if (!reason->empty()) throw EndOfCommand{Exit::refused, reasonText(*reason, session.language)};
}

}  // namespace tram::cli
