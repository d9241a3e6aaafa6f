#include "hal/model/board.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/limits.hpp"
#include "hal/model/json_value.hpp"

namespace tram::hal {

namespace {

namespace json = boost::json;

constexpr std::size_t mostParts = 256;

std::string textAt(const json::value& value, std::string_view key) {
    return lineOf(viewOf(at(value, key)), limits::hal::figureName);
}

unsigned numberAt(const json::value& value, std::string_view key) {
    return static_cast<unsigned>(std::min<std::uint64_t>(countOf(at(value, key)).value_or(0), 100'000));
}

// Reads the parts of one list; `read` gives nothing where a part lacks what is `needed`.
template <class Part, class Read>
std::expected<std::vector<Part>, std::string> partsOf(const json::value& root, const std::string& list,
                                                      const char* needed, Read read) {
    std::vector<Part> parts;
    const auto& elements = elementsOf(at(root, list));
    if (elements.size() > mostParts) return std::unexpected(list + ": too many");
    for (const auto& element : elements) {
        std::optional<Part> part = read(element);
        if (!part) return std::unexpected(list + "[" + std::to_string(parts.size()) + "]: " + needed);
        parts.push_back(std::move(*part));
    }
    return parts;
}

std::optional<Bay> bayOf(const json::value& value) {
    Bay bay{numberAt(value, "number"), textAt(value, "place")};
    return bay.number > 0 && !bay.place.empty() ? std::optional(std::move(bay)) : std::nullopt;
}

std::optional<BoardSupply> supplyOf(const json::value& value) {
    BoardSupply supply{numberAt(value, "number"), textAt(value, "sensor"), textAt(value, "ups")};
    return supply.number > 0 ? std::optional(std::move(supply)) : std::nullopt;
}

std::vector<std::string> linesAt(const json::value& value, const char* key) {
    std::vector<std::string> lines;
    for (const auto& line : elementsOf(at(value, key))) {
        if (lines.size() >= mostParts) break;
        lines.push_back(lineOf(viewOf(&line), limits::hal::figureName));
    }
    return lines;
}

std::optional<BoardLink> linkOf(const json::value& value) {
    BoardLink link;
    link.place = textAt(value, "place");
    link.zone = textAt(value, "zone");
    link.label = textAt(value, "label");
    if (const auto megabits = countOf(at(value, "megabits")))
        link.megabits = static_cast<std::int64_t>(std::min<std::uint64_t>(*megabits, 10'000'000));
    link.addresses = linesAt(value, "addresses");
    return link.place.empty() || link.zone.empty() ? std::nullopt : std::optional(std::move(link));
}

std::optional<BoardGateway> gatewayOf(const json::value& value) {
    BoardGateway gateway{textAt(value, "zone"), textAt(value, "address"), linesAt(value, "routes")};
    return gateway.zone.empty() || gateway.address.empty() ? std::nullopt : std::optional(std::move(gateway));
}

std::optional<BoardArray> arrayOf(const json::value& value) {
    BoardArray array{textAt(value, "name"), numberAt(value, "spares")};
    return array.name.empty() ? std::nullopt : std::optional(std::move(array));
}

}  // namespace

std::optional<unsigned> Board::bayAt(std::string_view place) const {
    const auto found = std::ranges::find(bays, place, &Bay::place);
    return found == bays.end() ? std::nullopt : std::optional(found->number);
}

std::expected<Board, std::string> parseBoard(std::string_view text) {
    if (text.size() > limits::hal::boardOctets) return std::unexpected("too long");
    const auto root = parseJson(text);
    if (!root || !root->is_object()) return std::unexpected("not a JSON object");
    auto bays = partsOf<Bay>(*root, "bays", "a number and a place are needed", bayOf);
    if (!bays) return std::unexpected(bays.error());
    auto supplies = partsOf<BoardSupply>(*root, "supplies", "a number is needed", supplyOf);
    if (!supplies) return std::unexpected(supplies.error());
    auto links = partsOf<BoardLink>(*root, "links", "a place and a zone are needed", linkOf);
    if (!links) return std::unexpected(links.error());
    auto gateways = partsOf<BoardGateway>(*root, "gateways", "a zone and an address are needed", gatewayOf);
    if (!gateways) return std::unexpected(gateways.error());
    auto arrays = partsOf<BoardArray>(*root, "arrays", "a name is needed", arrayOf);
    if (!arrays) return std::unexpected(arrays.error());
    for (const auto& bay : *bays) {
        const auto same = [&](const Bay& other) { return other.number == bay.number || other.place == bay.place; };
        if (std::ranges::count_if(*bays, same) > 1)
            return std::unexpected("bays: bay " + std::to_string(bay.number) + " is there twice, or its place is");
    }
    return Board{textAt(*root, "model"),
                 std::move(*bays),
                 std::move(*supplies),
                 std::move(*links),
                 std::move(*gateways),
                 std::move(*arrays),
                 truthOf(at(*root, "controller")).value_or(false)};
}

}  // namespace tram::hal
