// A process's link to tram-store: asks, and hears of commits.
//
// Connects by itself and again after a loss (the store was restarted). A question that was sent when the link
// broke ends with `lost`: whether it was carried out is not known. One that comes while there is no link
// waits for one, at most `patience`.
// Threads: a link belongs to one executor that runs on one thread; a process with several loops has a link on
// each.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "net/unique_fd.hpp"
#include "store/wire.hpp"

namespace tram::roles {

enum class LinkError {
    unavailable,  // no link: nothing was asked
    lost,         // asked, but the link broke before the answer
    malformed,    // the store's answer cannot be read
};

// An answer and what it lies in.
class Reply {
public:
    Reply() = default;
    Reply(std::shared_ptr<const Bytes> body, const store::schema::Answer* answer)
        : body_(std::move(body)), answer_(answer) {}
    [[nodiscard]] const store::schema::Answer* operator->() const { return answer_; }
    [[nodiscard]] JournalPosition position() const { return JournalPosition{answer_->position()}; }
    // Null where the answer is another.
    template <class T>
    [[nodiscard]] const T* as() const {
        return answer_->template body_as<T>();
    }
    [[nodiscard]] const store::schema::Failed* failed() const { return answer_->body_as_Failed(); }

private:
    std::shared_ptr<const Bytes> body_;
    const store::schema::Answer* answer_ = nullptr;
};

using Asked = std::expected<Reply, LinkError>;

class StoreLink {
public:
    struct Options {
        std::filesystem::path socket;
        std::string process;  // "tram-smtp"
        std::chrono::milliseconds patience = std::chrono::seconds(5);
        // Where given, the link subscribes. Called on the link's executor after each commit that touched one of
        // the topics, and once with null after each new connection: what happened before it is not known.
        std::function<void(const store::schema::Committed*, JournalPosition)> committed;
        store::schema::CommitTopic topics = store::schema::CommitTopic::ANY;
    };
    StoreLink(boost::asio::any_io_executor executor, Options options);
    ~StoreLink();
    StoreLink(const StoreLink&) = delete;
    StoreLink& operator=(const StoreLink&) = delete;

    // `body` is store::encodeRequest's.
    [[nodiscard]] boost::asio::awaitable<Asked> ask(Bytes body, net::UniqueFd fd = {});
    template <class Command>
    [[nodiscard]] boost::asio::awaitable<Asked> ask(Command command, store::Actor actor = {}) {
        return ask(store::encodeRequest(std::move(command), actor));
    }
    // Sends without waiting for an answer; dropped where there is no link. For observations.
    void tell(Bytes body);

    [[nodiscard]] bool connected() const;
    // The first connection is made, or the deadline passed.
    [[nodiscard]] boost::asio::awaitable<bool> untilConnected(std::chrono::milliseconds patience);
    void close();

private:
    struct Core;
    std::shared_ptr<Core> core_;
};

}  // namespace tram::roles
