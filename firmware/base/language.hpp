// The two languages that the appliance speaks: Vietnamese first, English second.
#pragma once

#include <string_view>

namespace tram {

enum class Language { english, vietnamese };

struct Text {
    std::string_view english;
    std::string_view vietnamese;

    [[nodiscard]] constexpr std::string_view in(Language language) const {
        return language == Language::vietnamese ? vietnamese : english;
    }
};

// Of the value of LANG or --lang: "vi", "vi_VN.UTF-8" are Vietnamese, anything else English.
[[nodiscard]] constexpr Language languageOf(std::string_view name) {
    return name.starts_with("vi") ? Language::vietnamese : Language::english;
}

}  // namespace tram
