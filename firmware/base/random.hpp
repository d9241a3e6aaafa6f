// Random is handed in: the real one is the kernel's, tests use a fixed sequence.
#pragma once

#include <cstdint>
#include <span>

namespace tram {

class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;

    [[nodiscard]] std::uint64_t next() {
        std::uint8_t octets[8];
        fill(octets);
        std::uint64_t value = 0;
        for (const auto octet : octets) value = value << 8 | octet;
        return value;
    }
};

// The same sequence for the same seed (SplitMix64). For tests and jitter, never for secrets.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    void fill(std::span<std::uint8_t> out) override {
        for (auto& octet : out) {
            state_ += 0x9e3779b97f4a7c15ULL;
            auto z = state_;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
            octet = static_cast<std::uint8_t>((z ^ (z >> 31)) >> 32);
        }
    }

private:
    std::uint64_t state_;
};

}  // namespace tram
