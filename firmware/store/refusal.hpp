// What a command answers: its result, or why it changed nothing.
#pragma once

#include <expected>
#include <string>

#include "store/schema/command_generated.h"

namespace tram::store {

struct Refusal {
    schema::ErrorCode code = schema::ErrorCode::temporary;
    std::string field;   // which part of the command is at fault
    std::string detail;  // for the operator
};

using Outcome = std::expected<schema::AnswerBodyUnion, Refusal>;

[[nodiscard]] inline std::unexpected<Refusal> refuse(schema::ErrorCode code, std::string field = {},
                                                     std::string detail = {}) {
    return std::unexpected(Refusal{code, std::move(field), std::move(detail)});
}

template <class Body>
[[nodiscard]] schema::AnswerBodyUnion asAnswer(Body body) {
    schema::AnswerBodyUnion result;
    result.Set(std::move(body));
    return result;
}

}  // namespace tram::store
