// Asks tram-scan what a letter says. One connection a letter: a letter that ends its reader ends nothing else.
//
// Threads: one loop's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <expected>
#include <filesystem>

#include "base/bytes.hpp"
#include "store/schema/command_generated.h"

namespace tram::roles {

enum class ScanError {
    unavailable,  // tram-scan is not there, or takes nothing now: ask again later
    unreadable,   // the letter ended its reader, took too long, or what was said of it makes no sense
};

// The command that tram-office completes; bounded and verified, but a stranger's word.
[[nodiscard]] boost::asio::awaitable<std::expected<store::schema::SortTicketT, ScanError>> readLetter(
    boost::asio::any_io_executor executor, std::filesystem::path socket, ByteView letter);

}  // namespace tram::roles
