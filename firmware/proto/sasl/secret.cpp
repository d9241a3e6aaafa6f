#include "proto/sasl/secret.hpp"

#include <cstring>

namespace tram::sasl {

void wipe(std::string& text) noexcept {
    // The whole capacity: a string that shrank keeps its old octets behind its end.
    text.resize(text.capacity());
    ::explicit_bzero(text.data(), text.size());
    text.clear();
}

Secret Secret::take(std::string& source) {
    Secret secret{source};
    wipe(source);
    return secret;
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe(octets_);
        octets_.swap(other.octets_);
    }
    return *this;
}

}  // namespace tram::sasl
