// What is answered to which request on the management listener: paths, methods, statuses. Pure; HTTP's own syntax is
// Beast's matter (http_session.hpp).
//
//   /health/live         200 as long as the process runs
//   /health/ready        200 where this box is active and its store takes mail, else 503; ?verbose says why
//   /health/status.json  all that is known; 503 where its status is "fail"
//   /metrics             for Prometheus
//   /                    for people
//
// Exposure: the target and Accept-Language come from whoever reaches the management network.
#pragma once

#include <string>
#include <string_view>

#include "roles/alert/health_view.hpp"

namespace tram::roles {

struct HealthReply {
    unsigned status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::string allow = {};  // of 405
    std::string body;
};

// `target` as in the request line, in origin or absolute form. [RFC9112 3.2]
[[nodiscard]] HealthReply answerHealth(std::string_view method, std::string_view target,
                                       std::string_view acceptLanguage, const HealthView& view,
                                       std::string_view version);

// Of a request that cannot be answered: "400 …" as a line.
[[nodiscard]] HealthReply refuseRequest(unsigned status);

}  // namespace tram::roles
