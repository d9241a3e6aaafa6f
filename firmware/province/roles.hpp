// What an official is to his agency, and what a grant lets him do with a mailbox that is not his own.
//
// The decree: the head holds the agency mailbox or delegates it in writing, person by person (R10.1);
// the clerk keeps the registry (vanthu.<unit>, R3.6.2); everybody signs in as himself. Pure values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tram::province {

// Numbers are kept in records and in the journal: append, never renumber.
enum class Role : std::uint8_t { official = 0, clerk = 1, head = 2 };

inline constexpr std::array allRoles{Role::official, Role::clerk, Role::head};

// "official", "clerk", "head": the name in commands, JSON and logs.
[[nodiscard]] std::string_view name(Role role) noexcept;
// What a reader in Vietnamese sees: "công chức, viên chức", "văn thư", "thủ trưởng".
[[nodiscard]] std::string_view vietnameseName(Role role) noexcept;
// The role of that name (exactly as name() writes it), or none.
[[nodiscard]] std::optional<Role> parseRole(std::string_view text) noexcept;

// One right is one bit; the numbers are kept.
enum class Right : std::uint8_t {
    read = 1,    // open folders and messages, and his own \Seen
    answer = 2,  // flags, filing, drafts, deleting: work with what is there
    sendAs = 4,  // the mailbox's address in From and as reverse-path
    manage = 8,  // delegate further, folders, rules, quota requests
};

inline constexpr std::array allRights{Right::read, Right::answer, Right::sendAs, Right::manage};

// A set of rights. The empty set is what nobody granted.
class Rights {
public:
    constexpr Rights() = default;
    constexpr Rights(Right right) : bits_(static_cast<std::uint8_t>(right)) {}
    // Bits that are no right are dropped.
    [[nodiscard]] static constexpr Rights fromBits(std::uint8_t bits) {
        Rights rights;
        rights.bits_ = bits & allBits;
        return rights;
    }
    [[nodiscard]] static constexpr Rights all() { return fromBits(allBits); }

    [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }
    [[nodiscard]] constexpr bool has(Right right) const { return (bits_ & static_cast<std::uint8_t>(right)) != 0; }
    [[nodiscard]] constexpr bool hasAll(Rights wanted) const { return (bits_ & wanted.bits_) == wanted.bits_; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

    friend constexpr Rights operator|(Rights a, Rights b) {
        return fromBits(static_cast<std::uint8_t>(a.bits_ | b.bits_));
    }
    friend constexpr Rights operator&(Rights a, Rights b) {
        return fromBits(static_cast<std::uint8_t>(a.bits_ & b.bits_));
    }
    friend constexpr bool operator==(Rights, Rights) = default;

private:
    static constexpr std::uint8_t allBits = 0x0f;
    std::uint8_t bits_ = 0;
};

constexpr Rights operator|(Right a, Right b) {
    return Rights{a} | Rights{b};
}

// "read", "answer", "send-as", "manage".
[[nodiscard]] std::string_view name(Right right) noexcept;
// The names joined by commas in the order of allRights; "" for none.
[[nodiscard]] std::string toText(Rights rights);
// Names separated by commas, spaces around them allowed, each once or more; "all" is every right.
// None where a name is unknown or missing.
[[nodiscard]] std::optional<Rights> parseRights(std::string_view text);

// What the holder of that role gets on his agency's mailbox and on its clerk mailbox when they are
// made, before anybody delegates. R10.1, R3.6.2
[[nodiscard]] Rights rightsOnAgencyMailbox(Role role) noexcept;
[[nodiscard]] Rights rightsOnClerkMailbox(Role role) noexcept;

}  // namespace tram::province
