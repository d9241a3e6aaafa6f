#include "store/credentials/signed_document.hpp"

#include <sodium.h>

#include <algorithm>
#include <span>

#include "store/credentials/digest.hpp"

namespace tram::credentials {
namespace {

constexpr std::string_view keyLabel = "\nkey: ";
constexpr std::string_view signatureLabel = "\nsignature: ";

// Takes a label and that many octets in hexadecimal from the front.
bool take(ByteView& text, std::string_view label, std::span<std::uint8_t> octets) {
    const auto digits = 2 * octets.size();
    if (!text.starts_with(label) || text.size() < label.size() + digits) return false;
    text.remove_prefix(label.size());
    std::size_t size = 0;
    if (sodium_hex2bin(octets.data(), octets.size(), text.data(), digits, nullptr, &size, nullptr) != 0 ||
        size != octets.size())
        return false;
    text.remove_prefix(digits);
    return true;
}

}  // namespace

std::string toFile(const SignedDocument& document) {
    std::string file = document.text;
    file += keyLabel;
    file += hexOf(document.key);
    file += signatureLabel;
    file += hexOf(document.signature);
    file += '\n';
    return file;
}

std::optional<SignedDocument> parseSignedDocument(ByteView file) {
    Bytes plain;
    std::ranges::copy_if(file, std::back_inserter(plain), [](char c) { return c != '\r'; });
    const auto end = plain.rfind(keyLabel);
    if (end == Bytes::npos || end == 0 || plain[end - 1] != '\n') return std::nullopt;
    SignedDocument document;
    document.text = plain.substr(0, end);
    auto rest = ByteView(plain).substr(end);
    if (!take(rest, keyLabel, document.key) || !take(rest, signatureLabel, document.signature)) return std::nullopt;
    if (rest.find_first_not_of('\n') != ByteView::npos) return std::nullopt;
    return document;
}

}  // namespace tram::credentials
