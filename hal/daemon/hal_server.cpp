#include "hal/daemon/hal_server.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <list>
#include <mutex>
#include <thread>

#include "base/limits.hpp"
#include "net/unix_socket.hpp"

namespace tram::hal {

namespace {

using std::chrono::seconds;

// For a client to take an answer; and how often a conversation looks whether it is to end.
constexpr auto sendPatience = seconds(5);
constexpr auto glance = std::chrono::milliseconds(500);

bool mayAct(int client) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
    return peer.uid == 0 || peer.uid == ::geteuid();
}

}  // namespace

struct HalServer::Shared {
    Shared(net::UniqueFd socket, Keeper& kept)
        : listening(std::move(socket)), keeper(kept), wake(::eventfd(0, EFD_CLOEXEC)) {}

    [[nodiscard]] std::string answerTo(const net::Frame& frame, bool mayChange) const {
        const auto question = parseQuestion({frame.body.data(), frame.body.size()});
        if (!question) return encodeDone("malformed: " + question.error());
        if (question->what == HalQuestion::What::snapshot) return keeper.snapshot();
        if (question->what == HalQuestion::What::events)
            return encodeEvents(keeper.events(question->after, question->wait));
        return encodeDone(mayChange ? keeper.act(*question) : "not-permitted");
    }

    void converse(net::UniqueFd client) {
        const bool mayChange = mayAct(client.get());
        net::BlockingChannel channel(std::move(client));
        while (!ending) {
            auto frame = channel.receive(glance);
            if (!frame && frame.error().kind == net::NetErrorKind::timeout) continue;
            if (!frame || frame->kind != static_cast<std::uint32_t>(HalFrame::question)) break;
            net::Frame answer;
            answer.kind = static_cast<std::uint32_t>(HalFrame::answer);
            answer.id = frame->id;
            const auto text = answerTo(*frame, mayChange);
            answer.body.assign(text.begin(), text.end());
            if (!channel.send(std::move(answer), sendPatience)) break;
        }
    }

    void listen() {
        while (!ending) {
            pollfd entries[] = {{listening.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}};
            if (::poll(entries, 2, -1) < 0) continue;
            if ((entries[0].revents & POLLIN) == 0) continue;
            net::UniqueFd client(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
            if (!client) continue;
            const std::lock_guard lock(mutex);
            std::erase_if(clients, [](const auto& each) { return each.ended->load(); });
            // Closed at once: it asks again.
            if (clients.size() >= limits::hal::clients) continue;
            auto ended = std::make_shared<std::atomic<bool>>(false);
            clients.push_back({std::jthread([this, ended, socket = std::move(client)]() mutable {
                                   converse(std::move(socket));
                                   ended->store(true);
                               }),
                               ended});
        }
    }

    struct Client {
        std::jthread thread;
        std::shared_ptr<std::atomic<bool>> ended;
    };

    net::UniqueFd listening;
    Keeper& keeper;
    net::UniqueFd wake;
    std::atomic<bool> ending = false;
    std::mutex mutex;
    std::list<Client> clients;
    std::jthread listener;
};

HalServer::HalServer(net::UniqueFd listening, Keeper& keeper)
    : shared_(std::make_shared<Shared>(std::move(listening), keeper)) {
    shared_->listener = std::jthread([shared = shared_.get()] { shared->listen(); });
}

HalServer::~HalServer() {
    shared_->ending = true;
    constexpr std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(shared_->wake.get(), &one, sizeof one);
    shared_->listener.join();
    shared_->clients.clear();
}

}  // namespace tram::hal
