#include "hal/snmp/informer.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace tram::snmp {

namespace {

// While something is under way net-snmp's timers want to be looked at.
constexpr int tickMilliseconds = 100;
constexpr int idleMilliseconds = 1000;

std::string readAll(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

struct Informer::Receiver {
    std::filesystem::path file;
    ReceiverMemory memory;
    InformSession session;
    std::optional<Outbox> outbox;  // from the first word of tram-hal on
    std::string trouble;           // that the log was told of

    Receiver(const InformerSettings& settings, const InformPeer& peer, std::mutex& library)
        : file(settings.folder / ("receiver-" + fileName(peer.address))),
          memory(parseMemory(readAll(file))),
          session(peer, settings.user, library, memory.engineId) {}

    static std::string fileName(std::string name) {
        std::ranges::replace_if(name, [](char c) { return c == ':' || c == '[' || c == ']'; }, '_');
        return name;
    }
};

Informer::Informer(InformerSettings settings, const Clock& clock, std::mutex& library,
                   std::function<void(const std::string&)> log)
    : settings_(std::move(settings)),
      clock_(clock),
      library_(library),
      log_(std::move(log)),
      started_(clock.steady()),
      wakeUp_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      lastRound_(clock.steady()) {
    for (const auto& peer : settings_.peers)
        receivers_.push_back(std::make_unique<Receiver>(settings_, peer, library_));
}

Informer::~Informer() = default;

std::optional<std::uint64_t> Informer::oldestAcknowledged() const {
    std::optional<std::uint64_t> oldest;
    for (const auto& receiver : receivers_) {
        if (const auto number = receiver->memory.acknowledged) oldest = std::min(oldest.value_or(*number), *number);
    }
    return oldest;
}

void Informer::tell(Heard heard) {
    {
        const std::lock_guard lock(mutex_);
        heard_.push_back(std::move(heard));
    }
    wake();
}

void Informer::wake() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wakeUp_.get(), &one, sizeof(one));
}

void Informer::take() {
    std::vector<Heard> all;
    {
        const std::lock_guard lock(mutex_);
        all.swap(heard_);
    }
    for (auto& heard : all) {
        snapshot_ = std::move(heard.snapshot);
        for (const auto& receiver : receivers_) {
            auto& outbox = receiver->outbox;
            if (!outbox)
                outbox.emplace(settings_.rules, receiver->memory.acknowledged.value_or(snapshot_->sequence),
                               clock_.steady());
            outbox->present(snapshot_->sequence);
            for (const auto& event : heard.events) outbox->add(event);
        }
    }
}

void Informer::keep(Receiver& receiver) {
    const ReceiverMemory memory{receiver.outbox->lastAcknowledged(), receiver.session.engineId()};
    if (memory == receiver.memory) return;
    receiver.memory = memory;
    // At once or not at all; what is lost by a power failure is told twice.
    auto fresh = receiver.file;
    fresh += ".new";
    {
        std::ofstream stream(fresh, std::ios::binary | std::ios::trunc);
        stream << encodeMemory(memory);
    }
    std::error_code problem;
    std::filesystem::rename(fresh, receiver.file, problem);
    if (problem) log_("cannot keep what receivers have: " + receiver.file.string() + ": " + problem.message());
}

void Informer::settle(Receiver& receiver) {
    using Outcome = InformSession::Outcome;
    const auto now = clock_.steady();
    if (receiver.session.outcome() == Outcome::delivered) {
        receiver.outbox->acknowledged(now);
        keep(receiver);
        if (!std::exchange(receiver.trouble, "").empty())
            log_("receiver " + receiver.session.address() + ": in contact again");
    } else if (receiver.session.outcome() == Outcome::failed) {
        receiver.outbox->failed(now);
        if (std::exchange(receiver.trouble, receiver.session.reason()) != receiver.session.reason())
            log_("receiver " + receiver.session.address() + ": " + receiver.session.reason());
    }
}

void Informer::drive(Receiver& receiver) {
    using Outcome = InformSession::Outcome;
    if (!receiver.outbox || receiver.session.outcome() == Outcome::pending) return;
    const auto now = clock_.steady();
    const auto* item = receiver.outbox->next(now, snapshot_->alarms);
    if (item == nullptr) return;
    auto notification =
        item->what == OutboxItem::What::here
            ? hereNotification(*snapshot_)
            : notificationOf(item->event, item->what == OutboxItem::What::repeated ? Telling::repeated : Telling::first,
                             *snapshot_);
    receiver.session.send(std::move(notification),
                          std::chrono::duration_cast<std::chrono::microseconds>(now - started_));
    // It may have failed at once.
    settle(receiver);
}

void Informer::waitForAnything() {
    std::vector<pollfd> entries{{wakeUp_.get(), POLLIN, 0}};
    bool pending = false;
    for (const auto& receiver : receivers_) {
        const bool waits = receiver->session.outcome() == InformSession::Outcome::pending;
        pending = pending || waits;
        entries.push_back({waits ? receiver->session.descriptor() : -1, POLLIN, 0});
    }
    ::poll(entries.data(), entries.size(), pending ? tickMilliseconds : idleMilliseconds);
    if ((entries.front().revents & POLLIN) != 0) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(wakeUp_.get(), &count, sizeof(count));
    }
    for (std::size_t i = 0; i < receivers_.size(); ++i) {
        auto& receiver = *receivers_[i];
        if (receiver.session.outcome() != InformSession::Outcome::pending) continue;
        if (entries[i + 1].revents != 0) receiver.session.readable();
        if (receiver.session.outcome() == InformSession::Outcome::pending) receiver.session.tick();
        settle(receiver);
    }
}

void Informer::run(const std::stop_token& stop) {
    const std::stop_callback waking(stop, [this] { wake(); });
    while (!stop.stop_requested()) {
        take();
        for (const auto& receiver : receivers_) drive(*receiver);
        waitForAnything();
        lastRound_.store(clock_.steady());
    }
}

}  // namespace tram::snmp
