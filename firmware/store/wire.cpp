#include "store/wire.hpp"

#include <algorithm>
#include <cstring>

namespace tram::store {

namespace {

constexpr std::size_t prefixSize = 8;
constexpr std::size_t padded(std::size_t size) {
    return (size + 7) / 8 * 8;
}

// A Directory command has few tables; a message to 1,000 recipients some 3,000.
flatbuffers::Verifier verifierFor(ByteView flatBuffer) {
    return {asOctets(flatBuffer).data(), flatBuffer.size(), 16, 2'000'000};
}

// The verifier looks at the alignment of a vector's length only; its elements may be wider.
template <class Element>
bool isAligned(const flatbuffers::Vector<Element>* vector) {
    return vector == nullptr || reinterpret_cast<std::uintptr_t>(vector->Data()) % alignof(std::uint64_t) == 0;
}

bool isAligned(const schema::Request& request) {
    if (const auto* control = request.body_as_QueueControl()) return isAligned(control->queues());
    if (const auto* merge = request.body_as_MergeAgencies()) return isAligned(merge->sources());
    if (const auto* list = request.body_as_CreateList()) return isAligned(list->owners());
    if (const auto* list = request.body_as_EditList())
        return isAligned(list->add_owners()) && isAligned(list->remove_owners());
    const auto* split = request.body_as_SplitAgency();
    if (split == nullptr || split->parts() == nullptr) return true;
    return std::ranges::all_of(
        *split->parts(), [](const auto* part) { return isAligned(part->officials()) && isAligned(part->agencies()); });
}

bool isAligned(const schema::Answer& answer) {
    if (const auto* done = answer.body_as_Done()) return isAligned(done->ids());
    if (const auto* accepted = answer.body_as_Accepted()) return isAligned(accepted->blobs());
    if (const auto* committed = answer.body_as_Committed())
        return isAligned(committed->folders()) && isAligned(committed->queues()) &&
               isAligned(committed->ended_sessions()) && isAligned(committed->standings());
    return true;
}

std::expected<ByteView, WireError> flatBufferOf(ByteView body, std::size_t& end) {
    if (body.size() < prefixSize) return std::unexpected(WireError::tooShort);
    std::uint64_t length = 0;
    std::memcpy(&length, body.data(), sizeof length);
    if (length > body.size() - prefixSize || padded(length) > body.size() - prefixSize)
        return std::unexpected(WireError::badLength);
    end = prefixSize + padded(length);
    return body.substr(prefixSize, length);
}

}  // namespace

std::expected<ParsedRequest, WireError> parseRequest(ByteView body) {
    std::size_t end = 0;
    const auto flatBuffer = flatBufferOf(body, end);
    if (!flatBuffer) return std::unexpected(flatBuffer.error());
    auto verifier = verifierFor(*flatBuffer);
    if (!verifier.VerifyBuffer<schema::Request>(nullptr)) return std::unexpected(WireError::notValid);
    ParsedRequest parsed;
    parsed.request = flatbuffers::GetRoot<schema::Request>(flatBuffer->data());
    parsed.messageBytes = body.substr(end);
    if (parsed.request->body() == nullptr || !isAligned(*parsed.request)) return std::unexpected(WireError::notValid);
    return parsed;
}

std::expected<const schema::Answer*, WireError> parseAnswer(ByteView body) {
    std::size_t end = 0;
    const auto flatBuffer = flatBufferOf(body, end);
    if (!flatBuffer) return std::unexpected(flatBuffer.error());
    auto verifier = verifierFor(*flatBuffer);
    if (!verifier.VerifyBuffer<schema::Answer>(nullptr)) return std::unexpected(WireError::notValid);
    const auto* answer = flatbuffers::GetRoot<schema::Answer>(flatBuffer->data());
    if (answer->body() == nullptr || !isAligned(*answer)) return std::unexpected(WireError::notValid);
    return answer;
}

Bytes frameBody(std::span<const std::uint8_t> flatBuffer, ByteView messageBytes, ByteView moreBytes) {
    Bytes body;
    body.reserve(prefixSize + padded(flatBuffer.size()) + messageBytes.size() + moreBytes.size());
    const std::uint64_t length = flatBuffer.size();
    body.append(reinterpret_cast<const char*>(&length), sizeof length);
    body.append(asBytes(flatBuffer));
    body.resize(prefixSize + padded(flatBuffer.size()));
    body.append(messageBytes);
    body.append(moreBytes);
    return body;
}

Bytes encodeAnswer(const schema::AnswerBodyUnion& body, JournalPosition position) {
    flatbuffers::FlatBufferBuilder builder(256);
    const auto packed = body.Pack(builder);
    builder.Finish(schema::CreateAnswer(builder, position.value, body.type, packed));
    return frameBody({builder.GetBufferPointer(), builder.GetSize()});
}

Bytes encodeOutcome(const Outcome& outcome, JournalPosition position) {
    if (outcome) return encodeAnswer(*outcome, position);
    schema::FailedT failed;
    failed.code = outcome.error().code;
    failed.field = outcome.error().field;
    failed.detail = outcome.error().detail;
    return encodeAnswer(asAnswer(std::move(failed)), position);
}

}  // namespace tram::store
