#include "store/credentials/password_strength.hpp"

#include <zxcvbn.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "store/credentials/vietnamese_words.hpp"

namespace tram::credentials {

namespace {

constexpr std::string_view between = " .,-_@/";

}  // namespace

bool isEasilyGuessed(ByteView folded, std::span<const std::string> own) {
    // What begins so strongly is strong; the estimate's time grows with the length.
    const std::string looked(folded.substr(0, limits::credentials::estimated));
    // Blanks and points between words are no more to guess.
    std::string run;
    std::ranges::copy_if(looked, std::back_inserter(run), [](char c) { return !between.contains(c); });
    std::vector<const char*> words;
    words.reserve(own.size() + vietnameseWords().size() + 1);
    for (const auto& word : own) {
        if (word.size() > 1) words.push_back(word.c_str());
    }
    words.insert(words.end(), vietnameseWords().begin(), vietnameseWords().end());
    words.push_back(nullptr);
    const auto bits = [&](const std::string& text) { return ZxcvbnMatch(text.c_str(), words.data(), nullptr); };
    return std::min(bits(looked), bits(run)) < limits::credentials::chosenPasswordBits;
}

}  // namespace tram::credentials
