#include "imap_client.hpp"

#include <charconv>
#include <cstring>

#include "failure.hpp"

namespace tram::bench {

namespace {

constexpr std::size_t bufferSize = 256 * 1024;

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

// n of a line that ends in {n}, else nothing.
std::optional<std::uint64_t> literalAtEnd(std::string_view line) {
    if (!line.ends_with('}')) return std::nullopt;
    const auto brace = line.rfind('{');
    if (brace == std::string_view::npos) return std::nullopt;
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(line.data() + brace + 1, line.data() + line.size() - 1, size);
    return error == std::errc{} && end == line.data() + line.size() - 1 ? std::optional(size) : std::nullopt;
}

std::optional<std::uint64_t> existsOf(std::string_view line) {
    if (!line.starts_with("* ") || !line.ends_with(" EXISTS")) return std::nullopt;
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(line.data() + 2, line.data() + line.size(), count);
    return error == std::errc{} ? std::optional(count) : std::nullopt;
}

}  // namespace

ImapClient::ImapClient(const Endpoint& endpoint, const Account& account) : connection_(endpoint) {
    buffer_.resize(bufferSize);
    const auto greeting = std::string(line());
    if (!greeting.starts_with("* OK")) throw Failure("IMAP greeting: " + greeting);
    command("LOGIN " + quoted(account.address) + " " + quoted(account.password));
}

Answer ImapClient::command(std::string_view text) {
    tag_ = "a" + std::to_string(++tagNumber_) + " ";
    connection_.write(tag_ + std::string(text) + "\r\n");
    return finish(text);
}

Answer ImapClient::append(std::string_view literals) {
    tag_ = "a" + std::to_string(++tagNumber_) + " ";
    std::string bytes = tag_ + "APPEND INBOX";
    bytes += literals;
    bytes += "\r\n";
    connection_.write(bytes);
    return finish("APPEND");
}

void ImapClient::addLiteral(std::string& literals, std::string_view message) {
    literals += " {" + std::to_string(message.size()) + "+}\r\n";
    literals += message;
}

std::uint64_t ImapClient::selectInbox() {
    const auto answer = command("SELECT INBOX");
    if (!answer.exists) throw Failure("SELECT did not say EXISTS");
    return *answer.exists;
}

void ImapClient::idle() {
    connection_.write("i IDLE\r\n");
    while (true) {
        const auto text = line();
        if (text.starts_with("+")) return;
        if (!text.starts_with("*")) throw Failure("IDLE was answered " + std::string(text));
    }
}

Answer ImapClient::finish(std::string_view command) {
    Answer answer;
    const auto before = read_;
    bool insideResponse = false;  // after a literal the response goes on
    while (true) {
        const auto text = line();
        if (!insideResponse) {
            if (text.starts_with(tag_)) {
                answer.octets = read_ - before;
                if (!text.substr(tag_.size()).starts_with("OK")) {
                    throw Failure(std::string(command.substr(0, 60)) + " was answered " + std::string(text));
                }
                return answer;
            }
            if (text.starts_with("* BYE")) throw Failure(std::string(text));
            ++answer.untagged;
            if (const auto exists = existsOf(text)) answer.exists = exists;
        }
        const auto literal = literalAtEnd(text);
        insideResponse = literal.has_value();
        if (literal) skip(*literal);
    }
}

// Without its CRLF; valid to the next call.
std::string_view ImapClient::line() {
    std::size_t searched = 0;
    while (true) {
        const char* from = buffer_.data() + begin_ + searched;
        const auto* found = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_ - searched));
        if (found != nullptr) {
            const auto* start = buffer_.data() + begin_;
            auto length = static_cast<std::size_t>(found - start);
            begin_ += length + 1;
            if (length > 0 && start[length - 1] == '\r') --length;
            return {start, length};
        }
        searched = end_ - begin_;
        fill();
    }
}

void ImapClient::skip(std::uint64_t octets) {
    while (octets > end_ - begin_) {
        octets -= end_ - begin_;
        begin_ = end_;
        fill();
    }
    begin_ += octets;
}

void ImapClient::fill() {
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
    const auto got = connection_.read({buffer_.data() + end_, buffer_.size() - end_});
    end_ += got;
    read_ += got;
}

}  // namespace tram::bench
