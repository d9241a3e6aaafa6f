// Sign-ins of one protocol: those that succeeded and those that were refused. An answer that the store did not give is
// neither.
//
// Threads: any.
#pragma once

#include <string>

#include "roles/health_report/counters.hpp"

namespace tram::roles {

struct SignInFigures {
    SignInFigures(Counters& counters, const std::string& protocol)
        : ok(counters.counter("sign_ins_total", {{"protocol", protocol}, {"result", "ok"}})),
          refused(counters.counter("sign_ins_total", {{"protocol", protocol}, {"result", "refused"}})) {}

    Counter& ok;
    Counter& refused;
};

}  // namespace tram::roles
