#include "proto/imap/flag_list.hpp"

#include <bit>

#include "proto/imap/backend.hpp"

namespace tram::imap {

namespace {

struct NamedFlag {
    SystemFlag flag;
    ByteView name;
};
constexpr std::array<NamedFlag, 5> systemFlags{{
    {SystemFlag::answered, "\\Answered"},
    {SystemFlag::flagged, "\\Flagged"},
    {SystemFlag::deleted, "\\Deleted"},
    {SystemFlag::seen, "\\Seen"},
    {SystemFlag::draft, "\\Draft"},
}};

}  // namespace

void appendFlags(Bytes& out, std::uint32_t flags, std::uint64_t keywords, std::span<const std::string> names) {
    out += '(';
    bool first = true;
    const auto append = [&](ByteView name) {
        if (!first) out += ' ';
        first = false;
        out += name;
    };
    for (const auto& [flag, name] : systemFlags) {
        if (hasFlag(flags, flag)) append(name);
    }
    for (; keywords != 0; keywords &= keywords - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(keywords));
        // A keyword of a newer table than this session's is announced with that table.
        if (bit < names.size()) append(names[bit]);
    }
    out += ')';
}

void appendFlagTable(Bytes& out, std::span<const std::string> names) {
    out += '(';
    for (const auto& [flag, name] : systemFlags) {
        if (out.back() != '(') out += ' ';
        out += name;
    }
    for (const auto& name : names) {
        out += ' ';
        out += name;
    }
    out += ')';
}

}  // namespace tram::imap
