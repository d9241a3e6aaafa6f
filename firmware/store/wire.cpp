#include "store/wire.hpp"

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
    if (parsed.request->body() == nullptr) return std::unexpected(WireError::notValid);
    return parsed;
}

std::expected<const schema::Answer*, WireError> parseAnswer(ByteView body) {
    std::size_t end = 0;
    const auto flatBuffer = flatBufferOf(body, end);
    if (!flatBuffer) return std::unexpected(flatBuffer.error());
    auto verifier = verifierFor(*flatBuffer);
    if (!verifier.VerifyBuffer<schema::Answer>(nullptr)) return std::unexpected(WireError::notValid);
    const auto* answer = flatbuffers::GetRoot<schema::Answer>(flatBuffer->data());
    if (answer->body() == nullptr) return std::unexpected(WireError::notValid);
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

}  // namespace tram::store
