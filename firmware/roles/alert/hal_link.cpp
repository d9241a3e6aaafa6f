#include "roles/alert/hal_link.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "roles/alert/outward.hpp"

namespace tram::roles {

namespace asio = boost::asio;

namespace {

constexpr auto connecting = std::chrono::seconds(5);
constexpr auto firstPause = std::chrono::milliseconds(100);
constexpr auto longestPause = std::chrono::milliseconds(2000);

}  // namespace

asio::awaitable<void> HalLink::run(std::shared_ptr<HalLink> self) {
    asio::steady_timer timer(self->parts_.executor);
    auto pause = firstPause;
    for (;;) {
        const auto before = received_;
        const auto ended = co_await converse();
        if (!ended) note(ended.error());
        pause = received_ != before ? firstPause : std::min(pause * 2, longestPause);
        timer.expires_after(pause);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

// Until something fails.
HalLink::Result<void> HalLink::converse() {
    auto connected = co_await net::connectUnix(parts_.executor, parts_.socket, net::after(connecting));
    if (!connected) co_return std::unexpected(wordsOf(connected.error()));
    const auto channel = std::make_shared<net::UnixChannel>(std::move(*connected));
    for (;;) {
        hal::HalQuestion question;
        question.what = hal::HalQuestion::What::snapshot;
        const auto told = co_await ask(channel, question);
        if (!told) co_return std::unexpected(told.error());
        auto snapshot = hal::parseSnapshot(*told);
        if (!snapshot) co_return std::unexpected("its snapshot cannot be read");
        snapshot_ = std::make_shared<const hal::Snapshot>(std::move(*snapshot));
        received_ = std::chrono::steady_clock::now();
        note({});
        parts_.paths.heard(*snapshot_);

        question.what = hal::HalQuestion::What::events;
        question.after = parts_.paths.after(*snapshot_);
        question.wait = parts_.poll;
        const auto answer = co_await ask(channel, question);
        if (!answer) co_return std::unexpected(answer.error());
        const auto events = hal::parseEvents(*answer);
        if (!events) co_return std::unexpected("its events cannot be read: " + events.error());
        parts_.paths.heard(*events, *snapshot_);
        // Faults come in crowds.
        asio::steady_timer gathering(parts_.executor, firstPause);
        co_await gathering.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

HalLink::Result<Bytes> HalLink::ask(std::shared_ptr<net::UnixChannel> channel, hal::HalQuestion question) {
    const auto id = nextId_++;
    net::Frame frame;
    frame.kind = static_cast<std::uint32_t>(hal::HalFrame::question);
    frame.id = id;
    frame.body = encodeQuestion(question);
    channel->send(std::move(frame));
    // An answer that does not come closes the channel, which ends the wait for it.
    asio::steady_timer limit(parts_.executor, question.wait + parts_.patience);
    auto late = std::make_shared<bool>(false);
    limit.async_wait([late, silent = std::weak_ptr(channel)](boost::system::error_code cancelled) {
        const auto open = silent.lock();
        if (cancelled || !open) return;
        *late = true;
        open->close();
    });
    for (;;) {
        auto answer = co_await channel->receive();
        if (!answer) co_return std::unexpected(*late ? std::string("no answer in time") : wordsOf(answer.error()));
        if (answer->kind != static_cast<std::uint32_t>(hal::HalFrame::answer) || answer->id != id) continue;
        co_return std::move(answer->body);
    }
}

void HalLink::note(const std::string& problem) {
    if (problem != problem_) parts_.complain(problem.empty() ? "tram-hal answers" : "tram-hal: " + problem);
    problem_ = problem;
}

HardwareView HalLink::view() const {
    HardwareView view{snapshot_, std::nullopt, problem_};
    if (snapshot_)
        view.age = std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - received_);
    return view;
}

}  // namespace tram::roles
