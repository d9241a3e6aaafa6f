// Messages to be sent: each unlike every other, of a given size, as base64 text that compresses and shares nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tram::bench {

class Letters {
public:
    // `size` octets in all, at least 512. `run` makes the messages of one run unlike those of another.
    Letters(std::size_t size, std::uint64_t run);

    // The message's head, with the empty line.
    [[nodiscard]] std::string head(std::uint64_t number, std::string_view to) const;
    // The rest of it: lines of text out of a pool, from another place for each number; valid as long as this object.
    [[nodiscard]] std::string_view body(std::uint64_t number, std::size_t headSize) const;
    [[nodiscard]] std::string whole(std::uint64_t number, std::string_view to) const;

private:
    std::size_t size_;
    std::uint64_t run_;
    std::string pool_;
};

}  // namespace tram::bench
