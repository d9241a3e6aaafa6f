// Hurts that happen to mail: lines lost, doubled and moved, octets changed, ends cut off, line ends changed.
#include <algorithm>

#include "base/random.hpp"
#include "reading.hpp"

namespace tram::oracle {
namespace {

std::vector<Bytes> linesOf(ByteView message) {
    std::vector<Bytes> lines;
    while (!message.empty()) {
        const auto end = message.find('\n');
        const auto length = end == ByteView::npos ? message.size() : end + 1;
        lines.emplace_back(message.substr(0, length));
        message.remove_prefix(length);
    }
    return lines;
}

}  // namespace

Bytes mutate(ByteView message, std::uint64_t seed) {
    SeededRandom random(seed);
    auto lines = linesOf(message);
    if (lines.empty()) return Bytes(message);
    const auto pick = [&] { return static_cast<std::size_t>(random.next() % lines.size()); };
    const auto hurts = 1 + random.next() % 4;
    for (std::uint64_t i = 0; i < hurts && !lines.empty(); ++i) {
        const auto at = pick();
        const auto position = static_cast<std::ptrdiff_t>(at);
        switch (random.next() % 9) {
            case 0:
                lines.erase(lines.begin() + position);
                break;
            case 1:
                lines.insert(lines.begin() + position, Bytes(lines[pick()]));
                break;
            case 2:
                std::swap(lines[at], lines[pick()]);
                break;
            case 3:
                lines.resize(at + 1);
                break;
            case 4:
                lines.insert(lines.begin() + position, "\r\n");
                break;
            case 5: {
                auto& line = lines[at];
                if (line.empty()) break;
                line[random.next() % line.size()] = static_cast<char>(' ' + random.next() % 95);
                break;
            }
            case 6: {
                auto& line = lines[at];
                if (line.empty()) break;
                line.erase(random.next() % line.size(), 1);
                break;
            }
            case 7:
                for (auto& line : lines) {
                    if (line.ends_with("\r\n")) line.erase(line.size() - 2, 1);
                }
                break;
            default: {
                // A line that looks like a boundary, somewhere else.
                const auto boundary =
                    std::ranges::find_if(lines, [](const Bytes& line) { return line.starts_with("--"); });
                if (boundary != lines.end()) lines.insert(lines.begin() + position, Bytes(*boundary));
                break;
            }
        }
    }
    Bytes out;
    for (const auto& line : lines) out += line;
    return out;
}

}  // namespace tram::oracle
