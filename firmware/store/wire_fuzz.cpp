// Frames of another process: refused, or a request whose every field may be read; a command of it may be made, and a
// copy of it encodes and parses again.
#include <cstdlib>

#include "store/dispatch.hpp"
#include "store/wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tram;
    using namespace tram::store;
    auto bytes = std::make_shared<RequestBytes>();
    bytes->body = Bytes(asBytes({data, size}));
    if (const auto answer = parseAnswer(bytes->body)) {
        schema::AnswerT copy;
        (*answer)->UnPackTo(&copy);
    }
    const auto parsed = parseRequest(bytes->body);
    if (!parsed) return 0;
    schema::RequestT copy;
    parsed->request->UnPackTo(&copy);
    auto command = makeCommand(bytes, *parsed, {"tram-smtp", {}});
    if (command) {
        std::size_t named = 0;
        for (const auto& blob : command->blobs) {
            named += blob.bytes.size();
            std::size_t end = 0;
            for (const auto& segment : blob.segments) {
                if (segment.begin != end || segment.end <= segment.begin) std::abort();
                end = segment.end;
            }
            if (!blob.segments.empty() && end != blob.bytes.size()) std::abort();
        }
        if (named > parsed->messageBytes.size()) std::abort();
    }
    return 0;
}
