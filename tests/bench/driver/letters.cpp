#include "letters.hpp"

#include <format>
#include <random>

namespace tram::bench {

namespace {

constexpr std::size_t lineSize = 78;
constexpr std::size_t placesInPool = 13'000;
constexpr std::size_t smallest = 512;

}  // namespace

Letters::Letters(std::size_t size, std::uint64_t run) : size_(std::max(size, smallest)), run_(run) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::mt19937_64 random(run);
    const auto lines = placesInPool + size_ / lineSize + 2;
    pool_.reserve(lines * lineSize);
    for (std::size_t line = 0; line < lines; ++line) {
        for (std::size_t i = 0; i + 2 < lineSize; ++i) pool_ += alphabet[random() % alphabet.size()];
        pool_ += "\r\n";
    }
}

std::string Letters::head(std::uint64_t number, std::string_view to) const {
    return std::format(
        "From: Phong Van thu <vanthu@elsewhere.example>\r\n"
        "To: <{}>\r\n"
        "Subject: Bao cao so {} cua dot {:x}\r\n"
        "Date: Wed, 25 Nov 2026 09:00:00 +0700\r\n"
        "Message-ID: <{}.{:x}@elsewhere.example>\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=us-ascii\r\n"
        "\r\n",
        to, number, run_, number, run_);
}

std::string_view Letters::body(std::uint64_t number, std::size_t headSize) const {
    const auto place = (number * 7'919) % placesInPool * lineSize;
    const auto lines = (size_ - std::min(size_, headSize)) / lineSize;
    return std::string_view(pool_).substr(place, std::max<std::size_t>(lines, 1) * lineSize);
}

std::string Letters::whole(std::uint64_t number, std::string_view to) const {
    auto message = head(number, to);
    message += body(number, message.size());
    return message;
}

}  // namespace tram::bench
