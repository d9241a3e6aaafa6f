#include "hal/model/condition.hpp"

#include <algorithm>

namespace tram::hal {

std::optional<Condition> conditionNamed(std::string_view name) {
    const auto all = conditions();
    const auto found = std::ranges::find(all, name, &ConditionInfo::name);
    if (found == all.end()) return std::nullopt;
    return found->condition;
}

const ConditionInfo& infoOf(Condition condition) {
    const auto all = conditions();
    // The catalogue has every one of them, which a test holds.
    return *std::ranges::lower_bound(all, condition, {}, &ConditionInfo::condition);
}

std::string render(std::string_view text, const Arguments& arguments) {
    std::string result;
    while (!text.empty()) {
        const auto open = std::min(text.find('{'), text.size());
        result += text.substr(0, open);
        text.remove_prefix(open);
        if (text.empty()) break;
        const auto close = text.find('}');
        if (close == std::string_view::npos) return result += text;
        const auto argument = arguments.find(text.substr(1, close - 1));
        result += argument == arguments.end() ? "?" : argument->second;
        text.remove_prefix(close + 1);
    }
    return result;
}

}  // namespace tram::hal
