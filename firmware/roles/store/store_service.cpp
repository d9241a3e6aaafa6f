#include "roles/store/store_service.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/essential.hpp"
#include "store/permission.hpp"

namespace tram::roles {

namespace asio = boost::asio;
using store::schema::ErrorCode;
using store::schema::RequestBody;

struct StoreService::Client {
    net::UnixChannel channel;
    std::uint64_t number = 0;
    std::string process;
    bool ownUser = false;
    std::uint8_t topics = 0;  // CommitTopic bits it subscribed to
    OfficialId person;        // who signed in with the operator's command
    std::uint32_t epoch = 0;  // of his session
};

namespace {

// The process that runs as this user; "tram" for root, who is the operator.
std::string processOf(uid_t uid) {
    if (uid == 0) return "tram";
    passwd entry{};
    passwd* found = nullptr;
    char buffer[4096];
    if (getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) != 0 || found == nullptr) return {};
    return found->pw_name;
}

const store::Refusal noMemory{ErrorCode::temporary, {}, "no memory"};

Bytes encodeRefusal(store::Refusal refusal) {
    return store::encodeOutcome(std::unexpected(std::move(refusal)), {});
}

// All of the descriptor's bytes; nothing where there are too many or reading fails.
std::optional<Bytes> readAll(int fd) {
    struct stat status{};
    if (fstat(fd, &status) != 0 || status.st_size < 0) return std::nullopt;
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size > limits::store::waitingBytes) return std::nullopt;
    Bytes bytes;
    bool sound = true;
    bytes.resize_and_overwrite(size, [&](char* into, std::size_t room) {
        std::size_t done = 0;
        while (done < room) {
            const auto got = pread(fd, into + done, room - done, static_cast<off_t>(done));
            if (got <= 0) {
                sound = false;
                break;
            }
            done += static_cast<std::size_t>(got);
        }
        return done;
    });
    if (!sound) return std::nullopt;
    return bytes;
}

bool answeredAtOnce(RequestBody body) {
    return body == RequestBody::ResolveRecipient || body == RequestBody::MaySendAs ||
           body == RequestBody::FindAddress || body == RequestBody::ScramCredentials ||
           body == RequestBody::SessionOpened || body == RequestBody::SessionClosed;
}

bool worksOnPasswords(RequestBody body) {
    return body == RequestBody::SignInAs || body == RequestBody::CheckPassword || body == RequestBody::CheckScram ||
           body == RequestBody::ChangePassword || body == RequestBody::EnrolSecondFactor ||
           body == RequestBody::ConfirmSecondFactor || body == RequestBody::SetHandOutPassword;
}

}  // namespace

StoreService::StoreService(net::Runtime& runtime, store::CommitLoop& commits, store::Queries& queries,
                           store::OpenSessions& sessions)
    : runtime_(runtime), commits_(commits), queries_(queries), sessions_(sessions) {}

StoreService::~StoreService() {
    preparation_.join();
    passwords_.join();
    questions_.join();
}

std::expected<void, net::NetError> StoreService::listen(const std::filesystem::path& socket) {
    auto opened = net::UnixListener::open(runtime_.main(), socket, 0660);
    if (!opened) return std::unexpected(opened.error());
    listener_.emplace(std::move(*opened));
    asio::co_spawn(runtime_.main(), acceptClients(), net::essential);
    return {};
}

std::expected<void, net::NetError> StoreService::adopt(net::UniqueFd socket) {
    auto adopted = net::UnixListener::adopt(runtime_.main(), std::move(socket));
    if (!adopted) return std::unexpected(adopted.error());
    listener_.emplace(std::move(*adopted));
    asio::co_spawn(runtime_.main(), acceptClients(), net::essential);
    return {};
}

asio::awaitable<void> StoreService::acceptClients() {
    for (;;) {
        auto channel = co_await listener_->accept(runtime_.main());
        if (!channel) {
            if (channel.error().kind == net::NetErrorKind::cancelled) co_return;
            continue;
        }
        const auto uid = channel->peer().uid;
        auto client = std::make_shared<Client>(std::move(*channel));
        client->number = nextClient_++;
        client->ownUser = uid == geteuid();
        client->process = processOf(uid);
        clients_.emplace(client->number, client);
        asio::co_spawn(runtime_.main(), serve(client), net::essential);
    }
}

asio::awaitable<void> StoreService::untilRoom() {
    asio::steady_timer timer(runtime_.main());
    while (commits_.overloaded() || preparing_ > limits::store::waitingBytes) {
        timer.expires_after(std::chrono::milliseconds(1));
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> StoreService::serve(std::shared_ptr<Client> client) {
    try {
        for (;;) {
            auto frame = co_await client->channel.receive();
            if (!frame) break;
            if (commits_.overloaded() || preparing_ > limits::store::waitingBytes) co_await untilRoom();
            const auto id = frame->id;
            if (!handleOrNot(client, std::move(*frame))) answer(client->number, id, encodeRefusal(noMemory));
        }
    } catch (const std::bad_alloc&) {
        // Not even for a refusal: the peer sees the link break, and makes it anew.
    }
    client->channel.close();
    clients_.erase(client->number);
    sessions_.channelClosed(client->number);
}

void StoreService::answer(std::uint64_t number, std::uint64_t id, Bytes body) {
    const auto client = clients_.find(number);
    if (client == clients_.end()) return;
    net::Frame frame;
    frame.kind = static_cast<std::uint32_t>(store::FrameKind::answer);
    frame.id = id;
    frame.body = std::move(body);
    client->second->channel.send(std::move(frame));
}

// False where memory ran out before anything came of it.
bool StoreService::handleOrNot(const std::shared_ptr<Client>& client, net::Frame frame) {
    try {
        handle(client, std::move(frame));
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void StoreService::handle(const std::shared_ptr<Client>& client, net::Frame frame) {
    if (frame.kind != static_cast<std::uint32_t>(store::FrameKind::request)) return;
    auto bytes = std::make_shared<store::RequestBytes>();
    bytes->body = std::move(frame.body);
    const auto parsed = store::parseRequest(bytes->body);
    if (!parsed) {
        answer(client->number, frame.id, encodeRefusal({ErrorCode::malformed, {}, "not a request"}));
        return;
    }
    const auto body = parsed->request->body_type();
    if (body == RequestBody::Hello) {
        if (client->ownUser) client->process = store::textOf(parsed->request->body_as_Hello()->process());
        answer(client->number, frame.id, store::encodeAnswer(store::asAnswer(store::schema::DoneT{}), {}));
        return;
    }
    if (!store::mayAsk(client->process, body)) {
        answer(client->number, frame.id, encodeRefusal({ErrorCode::not_permitted, "body", client->process}));
        return;
    }
    if (body == RequestBody::Subscribe) {
        client->topics = static_cast<std::uint8_t>(parsed->request->body_as_Subscribe()->topics());
        answer(client->number, frame.id, store::encodeAnswer(store::asAnswer(store::schema::DoneT{}), {}));
        return;
    }
    if (!store::isQuery(body)) {
        handleCommand(client, frame.id, std::move(bytes), *parsed, std::move(frame.fd));
        return;
    }
    const auto origin = originOf(*client, *parsed->request);
    const auto reply = [this, body, number = client->number, id = frame.id](Bytes encoded) {
        if (body == RequestBody::SignInAs) signedInAs(number, encoded);
        asio::post(runtime_.main(), [this, number, id, encoded = std::move(encoded)]() mutable {
            answer(number, id, std::move(encoded));
        });
    };
    if (answeredAtOnce(body)) {
        if (auto encoded = queries_.answer(*parsed->request, origin, reply))
            answer(client->number, frame.id, std::move(*encoded));
        return;
    }
    auto& pool = worksOnPasswords(body) ? passwords_ : questions_;
    asio::post(pool, [this, bytes, request = parsed->request, origin, reply] {
        std::optional<Bytes> encoded;
        try {
            encoded = queries_.answer(*request, origin, reply);
        } catch (const std::bad_alloc&) {
            encoded = encodeRefusal(noMemory);
        }
        if (encoded) reply(std::move(*encoded));
    });
}

// Before its answer, so that what the client asks next comes in the person's name.
void StoreService::signedInAs(std::uint64_t number, const Bytes& encoded) {
    const auto answered = store::parseAnswer(encoded);
    const auto* signIn = answered ? (*answered)->body_as_SignIn() : nullptr;
    if (signIn == nullptr) return;
    asio::post(runtime_.main(), [this, number, person = OfficialId{signIn->official()}, epoch = signIn->epoch()] {
        const auto client = clients_.find(number);
        if (client == clients_.end()) return;
        client->second->person = person;
        client->second->epoch = epoch;
    });
}

// The servers' processes say in whose name they ask; at the operator's command nobody is but he who signed in.
store::Origin StoreService::originOf(const Client& client, const store::schema::Request& request) {
    if (client.process == "tram") return {client.process, client.person, client.epoch, client.number};
    return {client.process, OfficialId{request.actor()}, request.epoch(), client.number};
}

void StoreService::submit(std::uint64_t client, std::uint64_t id,
                          std::expected<store::Command, store::Refusal> command) {
    if (!command) {
        answer(client, id, encodeRefusal(command.error()));
        return;
    }
    command->channel = client;
    command->request = id;
    commits_.submit(std::move(*command));
}

void StoreService::handleCommand(const std::shared_ptr<Client>& client, std::uint64_t id,
                                 std::shared_ptr<store::RequestBytes> bytes, const store::ParsedRequest& parsed,
                                 net::UniqueFd fd) {
    const auto origin = originOf(*client, *parsed.request);
    const bool separate = static_cast<bool>(fd);
    if (!separate && parsed.messageBytes.size() <= limits::store::segmentedAbove) {
        submit(client->number, id, store::makeCommand(bytes, parsed, origin));
        return;
    }
    // Hashing a large message takes a while: not here.
    auto weight = parsed.messageBytes.size();
    if (separate) {
        struct stat status{};
        if (fstat(fd.get(), &status) == 0 && status.st_size > 0) weight = static_cast<std::size_t>(status.st_size);
    }
    preparing_ += weight;
    asio::post(preparation_, [this, number = client->number, id, bytes, parsed, origin, weight,
                              fd = std::make_shared<net::UniqueFd>(std::move(fd))]() mutable {
        std::expected<store::Command, store::Refusal> command =
            std::unexpected(store::Refusal{ErrorCode::malformed, "bytes", "unreadable"});
        try {
            if (!*fd) {
                command = store::makeCommand(bytes, parsed, origin);
            } else if (auto content = readAll(fd->get())) {
                bytes->separate = std::move(*content);
                bytes->isSeparate = true;
                command = store::makeCommand(bytes, parsed, origin);
            }
        } catch (const std::bad_alloc&) {
            command = std::unexpected(noMemory);
        }
        auto shared = std::make_shared<std::expected<store::Command, store::Refusal>>(std::move(command));
        asio::post(runtime_.main(), [this, number, id, weight, shared] {
            preparing_ -= weight;
            submit(number, id, std::move(*shared));
        });
    });
}

void StoreService::committed(store::CommittedBatch batch) {
    asio::post(runtime_.main(), [this, batch = std::make_shared<store::CommittedBatch>(std::move(batch))] {
        for (auto& done : batch->completed) answer(done.channel, done.request, std::move(done.answer));
        using Topic = store::schema::CommitTopic;
        std::uint8_t touched = 0;
        const auto touch = [&](Topic topic) {
            touched = static_cast<std::uint8_t>(touched | std::to_underlying(topic));
        };
        if (!batch->folders.empty()) touch(Topic::folders);
        if (!batch->queues.empty()) touch(Topic::queues);
        if (batch->directory) touch(Topic::directory);
        if (batch->expansions) touch(Topic::expansions);
        if (batch->tickets) touch(Topic::tickets);
        if (!batch->standings.empty() || !batch->endedSessions.empty()) touch(Topic::sessions);
        Bytes notice;
        for (auto& [number, client] : clients_) {
            if ((client->topics & touched) == 0) continue;
            if (notice.empty()) {
                store::schema::CommittedT event;
                event.folders = batch->folders;
                event.queues = batch->queues;
                event.directory = batch->directory;
                event.expansions = batch->expansions;
                event.tickets = batch->tickets;
                event.standings = batch->standings;
                event.ended_sessions = batch->endedSessions;
                notice = store::encodeAnswer(store::asAnswer(std::move(event)), batch->position);
            }
            net::Frame frame;
            frame.kind = static_cast<std::uint32_t>(store::FrameKind::answer);
            frame.body = notice;
            client->channel.send(std::move(frame));
        }
    });
}

void StoreService::stop() {
    if (listener_) listener_->close();
}

}  // namespace tram::roles
