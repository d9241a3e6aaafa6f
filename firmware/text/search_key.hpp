// What a person searches for: without marks it finds text with and without them, with marks only text
// that has the same. "bao cao" finds "Báo cáo", "báo cáo" does not find "bao cao". R6.3
//
// Case never counts; đ without marks is d; composed and decomposed forms are the same; runs of white
// space (a soft line end, say) count as one space. Threads: a key is const after construction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace tram::text {

// Case folding with canonical forms made equal; marks are kept. Ill-formed bytes become U+FFFD.
[[nodiscard]] std::string foldCase(ByteView utf8);
// foldCase() without marks; đ is d.
[[nodiscard]] std::string foldMarks(ByteView utf8);

class SearchKey {
public:
    // At most limits::text::searchKey octets of the query count.
    explicit SearchKey(ByteView queryUtf8);

    // Linear in the text. An empty key is found everywhere. [RFC9051 6.4.4]
    [[nodiscard]] bool foundIn(ByteView utf8) const;

    // Octets of text that a match can span at most: what pieces of a long text must overlap by.
    [[nodiscard]] std::size_t longestMatch() const noexcept;

    [[nodiscard]] bool empty() const noexcept { return needle_.empty(); }

private:
    enum class Marks : std::uint8_t { ignored, counted };

    std::string needle_;               // folded
    std::vector<std::uint32_t> fail_;  // failure function of needle_ [Knuth, Morris, Pratt]
    Marks marks_ = Marks::ignored;
};

}  // namespace tram::text
