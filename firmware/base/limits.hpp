// Every limit of the appliance on untrusted input, each with its RFC or its reason. One namespace a
// room. A limit that an operator may change has its default here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tram::limits {

using namespace std::chrono_literals;

constexpr std::size_t KiB = 1024;
constexpr std::size_t MiB = 1024 * KiB;
constexpr std::uint64_t GiB = 1024ULL * MiB;

namespace message {
// What SIZE announces: 30 MiB of attachments make about 41 MiB of base64, and text beside it. R3.7
constexpr std::size_t maximumSize = 48 * MiB;
// Attachments of one message, decoded. R3.7
constexpr std::size_t maximumAttachments = 31'457'280;
}  // namespace message

namespace mime {}

namespace smtp {}

namespace imap {}

namespace sasl {}

namespace net {}

namespace store {
// A mailbox's quota where nothing else is said. R3.7
constexpr std::uint64_t defaultQuota = 1 * GiB;
// With LMDB's 16-byte page header exactly four pages.
constexpr std::size_t pieceSize = 16'368;
// Blobs above this are cut by content into segments.
constexpr std::size_t segmentedAbove = 64 * KiB;
// A commit is bounded by bytes, so that its latency is.
constexpr std::size_t commitBytes = 3 * MiB;
// A message up to this size travels in the command's frame; above it as a file descriptor.
constexpr std::size_t inlineMessage = 1 * MiB;
// Freed no sooner after its last reference went, so that nothing under way is cut.
constexpr auto blobGrace = 15min;
// No read transaction outlives this.
constexpr auto readTransaction = 1s;
}  // namespace store

}  // namespace tram::limits
