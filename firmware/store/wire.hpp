// Requests and answers as the body of a frame between processes:
//   u64 length of the FlatBuffer (little-endian), the FlatBuffer (padded to 8), the message bytes
// Message bytes above limits::store::inlineMessage come as a file descriptor with the frame instead.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "store/refusal.hpp"
#include "store/schema/command_generated.h"

namespace tram::store {

// Kinds of a frame.
enum class FrameKind : std::uint32_t { request = 1, answer = 2 };

enum class WireError { tooShort, badLength, notValid };

struct ParsedRequest {
    const schema::Request* request = nullptr;  // into the body
    ByteView messageBytes;                     // into the body
};

// The body must be aligned to 8 bytes and outlive what is returned.
[[nodiscard]] std::expected<ParsedRequest, WireError> parseRequest(ByteView body);
[[nodiscard]] std::expected<const schema::Answer*, WireError> parseAnswer(ByteView body);

// A finished builder as a body, the message bytes after it (in two pieces, where they lie in two places).
[[nodiscard]] Bytes frameBody(std::span<const std::uint8_t> flatBuffer, ByteView messageBytes = {},
                              ByteView moreBytes = {});

// In whose name something is asked, and the epoch of his session (schema::SignIn); 0: of none.
struct Actor {
    OfficialId official;
    std::uint32_t epoch = 0;

    Actor(OfficialId who = {}, std::uint32_t since = 0) : official(who), epoch(since) {}
};

// From the object form (schema::CreateFolderT and the like).
template <class Command>
[[nodiscard]] Bytes encodeRequest(Command command, Actor actor = {}, ByteView messageBytes = {},
                                  ByteView moreBytes = {}) {
    schema::RequestT request;
    request.actor = actor.official.value;
    request.epoch = actor.epoch;
    request.body.Set(std::move(command));
    flatbuffers::FlatBufferBuilder builder(1024);
    builder.Finish(schema::Request::Pack(builder, &request));
    return frameBody({builder.GetBufferPointer(), builder.GetSize()}, messageBytes, moreBytes);
}

[[nodiscard]] Bytes encodeAnswer(const schema::AnswerBodyUnion& body, JournalPosition position);
// The same for what a command or question came to: its answer, or Failed with the reason.
[[nodiscard]] Bytes encodeOutcome(const Outcome& outcome, JournalPosition position);

}  // namespace tram::store
