// Identifiers that cannot be mixed up: a MailboxId is no FolderId, though both are integers.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tram {

template <class Tag, class Representation = std::uint64_t>
struct StrongId {
    using representation = Representation;
    Representation value{};

    constexpr StrongId() = default;
    constexpr explicit StrongId(Representation v) : value(v) {}

    friend constexpr auto operator<=>(StrongId, StrongId) = default;
    [[nodiscard]] constexpr explicit operator bool() const { return value != Representation{}; }
};

}  // namespace tram

template <class Tag, class Representation>
struct std::hash<tram::StrongId<Tag, Representation>> {
    std::size_t operator()(tram::StrongId<Tag, Representation> id) const noexcept {
        return std::hash<Representation>{}(id.value);
    }
};
