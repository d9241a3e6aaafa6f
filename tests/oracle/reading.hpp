// What both parsers say of a message, in the same plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace tram::oracle {

struct Node {
    enum class Kind { leaf, multipart, message };
    Kind kind = Kind::leaf;
    std::string type;  // "text/plain", lower case
    std::string encoding;
    std::string disposition;        // lower case
    std::string fileName;           // UTF-8
    std::string id;                 // without angle brackets
    Bytes content;                  // decoded; leaves only
    Bytes header;                   // as it stands; ours only, for the allowances
    bool malformedContent = false;  // ours only
    bool mixedLineEnds = false;     // ours only: CRLF in the message, bare LF in or behind this body
    std::vector<Node> children;
    // Of a message (the root, and the child of a Kind::message).
    std::optional<std::string> subject;  // decoded
    std::optional<std::string> messageId;
    std::vector<std::string> from;  // local@domain
    std::vector<std::string> to;
};

[[nodiscard]] Node readWithGMime(ByteView message);
[[nodiscard]] Node readWithOurs(ByteView message);

// One line for each difference that no allowance covers; empty: the readings agree.
[[nodiscard]] std::vector<std::string> compare(const Node& ours, const Node& theirs);

// The message with a few hurts done to it; the same seed does the same.
[[nodiscard]] Bytes mutate(ByteView message, std::uint64_t seed);

}  // namespace tram::oracle
