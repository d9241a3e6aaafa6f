// The work of each command, one file per group. Every function is given the Context first (work.hpp).
#pragma once

#include "proto/imap/command.hpp"
#include "proto/imap/context.hpp"

namespace tram::imap {

// ---- session_auth.cpp
Work<Completion> doAuthenticate(Context& context, Authenticate command);
Work<Completion> doLogin(Context& context, Login command);

}  // namespace tram::imap
