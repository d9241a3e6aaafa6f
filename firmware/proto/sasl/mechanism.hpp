// The SASL mechanisms of the appliance and their registered names. [RFC4616, RFC7677, draft-murchison LOGIN]
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"

namespace tram::sasl {

enum class Mechanism : std::uint8_t { scramSha256Plus, scramSha256, plain, login };

// In the order in which they are announced.
inline constexpr Mechanism allMechanisms[] = {Mechanism::scramSha256Plus, Mechanism::scramSha256, Mechanism::plain,
                                              Mechanism::login};

[[nodiscard]] std::string_view nameOf(Mechanism mechanism) noexcept;
// Case does not matter.
[[nodiscard]] std::optional<Mechanism> parseMechanism(ByteView name) noexcept;

}  // namespace tram::sasl
