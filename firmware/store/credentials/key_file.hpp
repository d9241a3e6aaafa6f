// Files of the appliance's keys: made once and whole, read only where nobody else could have.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>

namespace tram::credentials {

enum class KeyFileError {
    absent,
    unreadable,
    openToOthers,  // not a regular file of our own with mode 0600 or less
    wrongSize,
};

// Fills `key` with what the file holds, neither more nor less.
[[nodiscard]] std::expected<void, KeyFileError> readKeyFile(const std::filesystem::path& file,
                                                            std::span<std::uint8_t> key);

// Durable when it returns true, file and folder. A file that is there is left as it is: of two that make one at once
// one wins, and a crash leaves either no key or a whole one.
[[nodiscard]] bool makeKeyFile(const std::filesystem::path& file, std::span<const std::uint8_t> key,
                               unsigned mode = 0600);

// Puts a durable file in the place of another, durably. False, and errno, where it could not.
[[nodiscard]] bool replaceFile(const std::filesystem::path& fresh, const std::filesystem::path& file);

}  // namespace tram::credentials
