#include "sheet/xlsx/xlsx.hpp"

#include <Poco/Exception.h>
#include <Poco/MemoryStream.h>
#include <Poco/SAX/Attributes.h>
#include <Poco/SAX/DefaultHandler.h>
#include <Poco/SAX/SAXParser.h>
#include <Poco/Zip/ZipArchive.h>
#include <Poco/Zip/ZipStream.h>

#include <charconv>
#include <map>

#include "base/limits.hpp"
#include "base/utf8.hpp"

namespace tram::sheet {

namespace {

namespace limit = limits::sheet;
using Poco::XML::XMLString;

std::unexpected<SheetFault> fault(SheetError error, std::size_t row = 0) {
    return std::unexpected(SheetFault{error, row});
}

// The parts of the package, unpacked as they are asked for.
class Package {
public:
    explicit Package(ByteView bytes)
        : stream_(bytes.data(), static_cast<std::streamsize>(bytes.size())), archive_(stream_) {}

    // "" where there is none, or all that was asked for together is too much.
    std::string part(const std::string& name) {
        const auto header = archive_.findHeader(name);
        if (header == archive_.headerEnd()) return {};
        stream_.clear();
        Poco::Zip::ZipInputStream unpacked(stream_, header->second);
        std::string content;
        char block[16 * 1024];
        while (unpacked.good()) {
            unpacked.read(block, sizeof block);
            content.append(block, static_cast<std::size_t>(unpacked.gcount()));
            if (content.size() > room_) {
                tooLarge_ = true;
                return {};
            }
        }
        room_ -= content.size();
        return content;
    }
    [[nodiscard]] bool tooLarge() const { return tooLarge_; }

private:
    Poco::MemoryInputStream stream_;
    Poco::Zip::ZipArchive archive_;
    std::size_t room_ = limit::unpacked;
    bool tooLarge_ = false;
};

// False where it is no XML, or brings declarations of its own, which these parts never have.
bool parse(const std::string& xml, Poco::XML::DefaultHandler& handler) {
    if (xml.empty() || xml.find("<!DOCTYPE") != std::string::npos || xml.find("<!ENTITY") != std::string::npos)
        return false;
    Poco::XML::SAXParser parser;
    parser.setFeature(Poco::XML::XMLReader::FEATURE_NAMESPACES, true);
    parser.setFeature(Poco::XML::XMLReader::FEATURE_EXTERNAL_GENERAL_ENTITIES, false);
    parser.setContentHandler(&handler);
    parser.parseMemoryNP(xml.data(), xml.size());
    return true;
}

// Attributes of elements of one name, whatever else there is.
class Elements final : public Poco::XML::DefaultHandler {
public:
    explicit Elements(std::string wanted) : wanted_(std::move(wanted)) {}
    void startElement(const XMLString&, const XMLString& local, const XMLString&,
                      const Poco::XML::Attributes& attributes) override {
        if (local != wanted_) return;
        auto& found = elements.emplace_back();
        for (int i = 0; i < attributes.getLength(); ++i) found[attributes.getLocalName(i)] = attributes.getValue(i);
    }

    std::vector<std::map<std::string, std::string>> elements;

private:
    std::string wanted_;
};

// The texts that cells share. Phonetic readings (rPh) are not part of them.
class SharedStrings final : public Poco::XML::DefaultHandler {
public:
    void startElement(const XMLString&, const XMLString& local, const XMLString&,
                      const Poco::XML::Attributes&) override {
        if (local == "si") texts.emplace_back();
        if (local == "rPh") ++reading_;
        inText_ = local == "t" && reading_ == 0;
    }
    void endElement(const XMLString&, const XMLString& local, const XMLString&) override {
        if (local == "rPh") --reading_;
        inText_ = false;
    }
    void characters(const Poco::XML::XMLChar text[], int start, int length) override {
        if (!inText_ || texts.empty() || texts.back().size() > limit::cell) return;
        texts.back().append(text + start, static_cast<std::size_t>(length));
    }

    std::vector<std::string> texts;

private:
    int reading_ = 0;
    bool inText_ = false;
};

class Cells final : public Poco::XML::DefaultHandler {
public:
    explicit Cells(const std::vector<std::string>& shared) : shared_(shared) {}

    void startElement(const XMLString&, const XMLString& local, const XMLString&,
                      const Poco::XML::Attributes& attributes) override {
        if (failed) return;
        if (local == "row") {
            row_ = {};
            row_.number = numberOf(attributes.getValue("", "r")).value_or(lastRow_ + 1);
            lastRow_ = row_.number;
            column_ = 0;
        } else if (local == "c") {
            type_ = attributes.getValue("", "t");
            column_ = columnOf(attributes.getValue("", "r")).value_or(column_);
            value_.clear();
            if (column_ >= limit::columns) fail(SheetError::tooLarge);
        } else {
            inValue_ = local == "v" || local == "t";
        }
    }
    void endElement(const XMLString&, const XMLString& local, const XMLString&) override {
        inValue_ = false;
        if (failed) return;
        if (local == "c") {
            endCell();
        } else if (local == "row" && !row_.cells.empty()) {
            sheet.rows.push_back(std::move(row_));
            row_ = {};
            if (sheet.rows.size() > limit::rows) fail(SheetError::tooLarge);
        }
    }
    void characters(const Poco::XML::XMLChar text[], int start, int length) override {
        if (!inValue_ || failed) return;
        value_.append(text + start, static_cast<std::size_t>(length));
        if (value_.size() > limit::cell) fail(SheetError::tooLarge);
    }

    Sheet sheet;
    std::optional<SheetFault> failed;

private:
    void fail(SheetError error) { failed = SheetFault{error, row_.number}; }

    void endCell() {
        if (type_ == "s") {
            const auto index = numberOf(value_);
            if (!index || *index >= shared_.size()) return fail(SheetError::notASheet);
            value_ = shared_[*index];
            if (value_.size() > limit::cell) return fail(SheetError::tooLarge);
        }
        if (!isUtf8(value_)) return fail(SheetError::notUtf8);
        auto cell = cleanCell(value_);
        if (!cell.empty()) {
            row_.cells.resize(std::max(row_.cells.size(), column_ + 1));
            row_.cells[column_] = std::move(cell);
        }
        ++column_;
    }

    static std::optional<std::size_t> numberOf(const std::string& text) {
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
        return number;
    }
    // "AB12" is 27.
    static std::optional<std::size_t> columnOf(const std::string& reference) {
        std::size_t column = 0;
        std::size_t letters = 0;
        for (const char c : reference) {
            if (c < 'A' || c > 'Z' || letters == 3) break;
            column = 26 * column + static_cast<std::size_t>(c - 'A') + 1;
            ++letters;
        }
        if (letters == 0) return std::nullopt;
        return column - 1;
    }

    const std::vector<std::string>& shared_;
    Row row_;
    std::size_t lastRow_ = 0;
    std::size_t column_ = 0;
    std::string type_;
    std::string value_;
    bool inValue_ = false;
};

// Where the first sheet lies, by the workbook's list and its relationships.
std::string firstSheet(Package& package) {
    constexpr auto usual = "xl/worksheets/sheet1.xml";
    Elements sheets("sheet");
    Elements relationships("Relationship");
    if (!parse(package.part("xl/workbook.xml"), sheets) || sheets.elements.empty() ||
        !parse(package.part("xl/_rels/workbook.xml.rels"), relationships))
        return usual;
    const auto wanted = sheets.elements.front()["id"];
    for (auto& each : relationships.elements) {
        if (each["Id"] != wanted) continue;
        const auto target = each["Target"];
        return target.starts_with('/') ? target.substr(1) : "xl/" + target;
    }
    return usual;
}

std::expected<Sheet, SheetFault> read(ByteView bytes) {
    Package package(bytes);
    const auto name = firstSheet(package);
    SharedStrings shared;
    if (const auto texts = package.part("xl/sharedStrings.xml"); !texts.empty() && !parse(texts, shared))
        return fault(SheetError::notASheet);
    Cells cells(shared.texts);
    const bool parsed = parse(package.part(name), cells);
    if (package.tooLarge()) return fault(SheetError::tooLarge);
    if (!parsed) return fault(SheetError::notASheet);
    if (cells.failed) return std::unexpected(*cells.failed);
    return std::move(cells.sheet);
}

}  // namespace

bool looksLikeXlsx(ByteView bytes) noexcept {
    return bytes.starts_with("PK\x03\x04");
}

std::expected<Sheet, SheetFault> parseXlsx(ByteView bytes) {
    if (bytes.size() > limit::octets) return fault(SheetError::tooLarge);
    if (!looksLikeXlsx(bytes)) return fault(SheetError::notASheet);
    // Poco tells of what is wrong with an archive or its XML by throwing.
    try {
        return read(bytes);
    } catch (const Poco::Exception&) {
        return fault(SheetError::notASheet);
    } catch (const std::ios_base::failure&) {
        return fault(SheetError::notASheet);
    }
}

}  // namespace tram::sheet
