// The simulator's socket, both ends of it: a line of JSON each way.
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "net/unique_fd.hpp"

namespace tram::hal::sim {

// Listens at a path that nobody else serves; what a dead process left there goes. The error is in words.
[[nodiscard]] std::expected<net::UniqueFd, std::string> listenAt(const std::filesystem::path& path);
[[nodiscard]] std::expected<net::UniqueFd, std::string> connectTo(const std::filesystem::path& path);

// What cannot be sent is lost with its reader.
void sendLine(int socket, const boost::json::object& object);
// Waits for it; nothing where the other end goes away first, or it is longer.
[[nodiscard]] std::optional<std::string> receiveLine(int socket, std::size_t most);

// Octets as characters that JSON can carry, and back: Latin-1.
[[nodiscard]] std::string widened(std::string_view octets);
[[nodiscard]] std::string narrowed(std::string_view text);

}  // namespace tram::hal::sim
