// Bytes of a peer on a Unix socket: frames, or an error that ends the channel; the two readers of the
// same bytes, whole and in pieces, agree.
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

#include "net/frame_io.hpp"

namespace {

using namespace tram;

struct Outcome {
    std::vector<net::Frame> frames;
    bool failed = false;
};

Outcome readAll(ByteView bytes, std::size_t piece) {
    Outcome outcome;
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0) std::abort();
    const net::UniqueFd writing(fds[0]);
    const net::UniqueFd reading(fds[1]);
    net::FrameReader reader;
    while (!bytes.empty()) {
        const auto sent = ::send(writing.get(), bytes.data(), std::min(piece, bytes.size()), 0);
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        if (!reader.fill(reading.get(), net::Waiting::no)) std::abort();
        for (;;) {
            auto frame = reader.next();
            if (!frame) {
                outcome.failed = true;
                return outcome;
            }
            if (!*frame) break;
            outcome.frames.push_back(std::move(**frame));
        }
    }
    return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 4'096) return 0;
    const ByteView bytes = asBytes({data, size});
    const auto whole = readAll(bytes, size + 1);
    const auto pieces = readAll(bytes, 7);
    if (whole.failed != pieces.failed || whole.frames.size() != pieces.frames.size()) std::abort();
    for (std::size_t i = 0; i < whole.frames.size(); ++i)
        if (whole.frames[i].kind != pieces.frames[i].kind || whole.frames[i].id != pieces.frames[i].id ||
            whole.frames[i].body != pieces.frames[i].body)
            std::abort();
    return 0;
}
