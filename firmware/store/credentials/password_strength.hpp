// Whether a chosen password would be guessed soon: one that is on the lists of passwords that were breached or are
// common, or is made of such words, names, dates, runs and rows of keys. What such lists lack is added: what people in
// Viet Nam choose. R9.4, R12.3
//
// Estimated by zxcvbn (its lists are part of the library: nothing is fetched). Threads: any.
#pragma once

#include <span>
#include <string>

#include "base/bytes.hpp"

namespace tram::credentials {

// `folded` is the password in lower case without Vietnamese marks; `own` are words of the person's own, folded alike:
// his name, his address, his agency.
[[nodiscard]] bool isEasilyGuessed(ByteView folded, std::span<const std::string> own);

}  // namespace tram::credentials
