// A password in memory: never copied by accident, overwritten when it goes.
#pragma once

#include <string>
#include <utility>

#include "base/bytes.hpp"

namespace tram::sasl {

// Overwrites the octets in a way the compiler may not leave out, then empties the string.
void wipe(std::string& text) noexcept;

class Secret {
public:
    Secret() = default;
    explicit Secret(ByteView octets) : octets_(octets) {}
    // Takes the octets over and wipes the source.
    static Secret take(std::string& source);
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept { *this = std::move(other); }
    Secret& operator=(Secret&& other) noexcept;
    ~Secret() { wipe(octets_); }

    // The view ends with this object.
    [[nodiscard]] ByteView reveal() const noexcept { return octets_; }

private:
    std::string octets_;
};

}  // namespace tram::sasl
