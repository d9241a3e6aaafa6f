// A server's replies in two different cuts: the same replies, the same error.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "proto/smtp/reply_parser.hpp"

namespace {

using namespace tram;
using namespace tram::smtp;

std::pair<std::vector<Reply>, bool> read(ByteView text, std::size_t step) {
    ReplyParser parser;
    std::vector<Reply> replies;
    while (!text.empty()) {
        const auto progress = parser.feed(text.substr(0, step));
        if (!progress) return {replies, false};
        if (progress->consumed == 0) std::abort();
        text.remove_prefix(progress->consumed);
        if (progress->reply) replies.push_back(*progress->reply);
    }
    return {replies, true};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = asBytes({data, size});
    const auto whole = read(text, size + 1);
    const auto cut = read(text, 3);
    if (whole.first != cut.first) std::abort();
    for (const auto& reply : whole.first) {
        Bytes out;
        append(out, reply);
        if (formatOneLine(reply).empty()) std::abort();
    }
    return 0;
}
