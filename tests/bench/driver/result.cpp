#include "result.hpp"

#include <format>
#include <iostream>

namespace tram::bench {

Result& Result::add(const std::string& name, double value) {
    field(name, std::format("{:.9g}", value));
    return *this;
}

Result& Result::add(const std::string& name, std::uint64_t value) {
    field(name, std::to_string(value));
    return *this;
}

Result& Result::addObject(const std::string& name, const std::string& json) {
    field(name, json);
    return *this;
}

void Result::print() const {
    std::cout << json() << std::endl;
}

void Result::field(const std::string& name, const std::string& value) {
    fields_ += std::string(fields_.empty() ? "" : ", ") + "\"" + name + "\": " + value;
}

}  // namespace tram::bench
