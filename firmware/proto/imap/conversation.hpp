// The session from greeting to end as one work: reads commands, sees whether they are in place, has them
// done, tells the news, answers. [RFC9051 3, 5.2, 6, 7.1]
#pragma once

#include "proto/imap/context.hpp"

namespace tram::imap {

Work<bool> converse(Context& context);

}  // namespace tram::imap
