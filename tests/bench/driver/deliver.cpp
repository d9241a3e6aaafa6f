// Load over SMTP by one thread and epoll; then the wait until every watched mailbox shows its messages.
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <fstream>
#include <iterator>
#include <thread>
#include <unordered_map>

#include "failure.hpp"
#include "imap_client.hpp"
#include "letters.hpp"
#include "smtp_session.hpp"
#include "workloads.hpp"

namespace tram::bench {

namespace {

constexpr auto patience = std::chrono::minutes(15);
constexpr auto pollPause = std::chrono::milliseconds(2);

// Mailboxes that are looked into; each holds a selected session from before the load on, and says nothing meanwhile,
// so that watching costs the server nothing while it is under load.
class Watch {
public:
    Watch(const Endpoint& endpoint, const std::vector<Account>& accounts) {
        for (const auto& account : accounts) {
            auto& one = mailboxes_.emplace_back(account.address, std::make_unique<ImapClient>(endpoint, account), 0);
            one.before = one.client->selectInbox();
        }
    }

    // Until each shows as many new messages as `delivered` has for its address.
    void await(const std::unordered_map<std::string, std::uint64_t>& delivered) {
        const auto until = Clock::now() + patience;
        for (auto& mailbox : mailboxes_) {
            const auto found = delivered.find(mailbox.address);
            const auto wanted = mailbox.before + (found == delivered.end() ? 0 : found->second);
            auto exists = mailbox.before;
            while (true) {
                exists = mailbox.client->command("NOOP").exists.value_or(exists);
                if (exists >= wanted) break;
                if (Clock::now() > until) {
                    throw Failure(mailbox.address + " shows " + std::to_string(exists) + " of " +
                                  std::to_string(wanted));
                }
                std::this_thread::sleep_for(pollPause);
            }
            if (exists > wanted) throw Failure(mailbox.address + " holds more than was sent");
        }
    }

private:
    struct Mailbox {
        Mailbox(std::string of, std::unique_ptr<ImapClient> session, std::uint64_t holds)
            : address(std::move(of)), client(std::move(session)), before(holds) {}
        std::string address;
        std::unique_ptr<ImapClient> client;
        std::uint64_t before;
    };
    std::vector<Mailbox> mailboxes_;
};

class Load {
public:
    explicit Load(const Options& options)
        : messages_(options.number("messages", 1'000)),
          each_(options.number("each", 1)),
          letters_(options.number("size", 4'096), static_cast<std::uint64_t>(Clock::now().time_since_epoch().count())),
          poller_(epoll_create1(EPOLL_CLOEXEC)) {
        for (auto& account : options.accounts("recipients")) recipients_.push_back(std::move(account.address));
        delivered_.resize(recipients_.size());
        if (each_ == 0 || each_ > recipients_.size()) throw Failure("--each is 1 to the number of recipients");
        if (const auto file = options.text("message-file", ""); !file.empty()) {
            std::ifstream in(file, std::ios::binary);
            given_.assign(std::istreambuf_iterator<char>(in), {});
            if (!given_.ends_with("\r\n")) throw Failure(file + ": no message with CRLF line ends");
            if (given_.contains("\n.")) throw Failure(file + ": a line begins with a dot");
        }
        const auto pipelining = options.number("pipelining", 0) != 0 ? Pipelining::yes : Pipelining::no;
        const auto endpoint = options.endpoint("smtp");
        for (std::uint64_t i = 0; i < options.number("sessions", 1); ++i) {
            auto& session = sessions_.emplace_back(connectTo(endpoint), recipients_, pipelining);
            epoll_event event{};
            event.events = EPOLLIN | EPOLLOUT | EPOLLET;
            event.data.ptr = &session;
            if (epoll_ctl(poller_.number(), EPOLL_CTL_ADD, session.socket(), &event) != 0) throw Failure("epoll_ctl");
        }
    }

    // All sessions greeted, so that connecting is not in the figures.
    void greet() {
        while (!std::ranges::all_of(sessions_, &SmtpSession::ready)) turn();
    }

    // Until the last message is answered 250.
    void run() {
        for (auto& session : sessions_) startNext(session);
        while (accepted_ < messages_) turn();
    }

    [[nodiscard]] std::uint64_t accepted() const { return accepted_; }
    [[nodiscard]] std::unordered_map<std::string, std::uint64_t> delivered() const {
        std::unordered_map<std::string, std::uint64_t> byAddress;
        for (std::size_t i = 0; i < recipients_.size(); ++i) byAddress[recipients_[i]] += delivered_[i];
        return byAddress;
    }

private:
    void startNext(SmtpSession& session) {
        if (started_ == messages_) return;
        const auto number = started_++;
        Letter letter;
        for (std::uint64_t i = 0; i < each_; ++i)
            letter.recipients.push_back((number * each_ + i) % recipients_.size());
        if (given_.empty()) {
            letter.head = letters_.head(number, recipients_[letter.recipients.front()]);
            letter.body = letters_.body(number, letter.head.size());
        } else {
            letter.head = "X-Number: " + std::to_string(number) + "\r\n";
            letter.body = given_;
        }
        session.start(std::move(letter));
    }

    void turn() {
        std::array<epoll_event, 64> events;
        const int count = epoll_wait(poller_.number(), events.data(), static_cast<int>(events.size()),
                                     static_cast<int>(std::chrono::milliseconds(patience).count()));
        if (count == 0) throw Failure("the SMTP server says nothing more");
        for (int i = 0; i < count; ++i) {
            auto& session = *static_cast<SmtpSession*>(events[static_cast<std::size_t>(i)].data.ptr);
            if (!session.advance()) continue;
            ++accepted_;
            for (const auto recipient : session.letter().recipients) ++delivered_[recipient];
            startNext(session);
        }
    }

    std::uint64_t messages_;
    std::uint64_t each_;
    Letters letters_;
    std::string given_;
    std::vector<std::string> recipients_;
    std::vector<std::uint64_t> delivered_;
    FileDescriptor poller_;
    std::deque<SmtpSession> sessions_;
    std::uint64_t started_ = 0;
    std::uint64_t accepted_ = 0;
};

}  // namespace

Result deliver(const Options& options) {
    std::optional<Watch> watch;
    if (!options.text("watch", "").empty()) watch.emplace(options.endpoint("imaps"), options.accounts("watch"));
    Load load(options);
    load.greet();
    const auto began = Clock::now();
    load.run();
    const auto accepted = secondsSince(began);
    if (watch) watch->await(load.delivered());
    const auto readable = secondsSince(began);
    Result result;
    result.add("messages", load.accepted()).add("accepted_seconds", accepted).add("readable_seconds", readable);
    return result;
}

}  // namespace tram::bench
