// Words that Vietnamese passwords are made of; data for password_strength.hpp.
#pragma once

#include <span>

namespace tram::credentials {

[[nodiscard]] std::span<const char* const> vietnameseWords();

}  // namespace tram::credentials
