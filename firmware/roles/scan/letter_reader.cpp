#include "roles/scan/letter_reader.hpp"

#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "mime/attachments.hpp"
#include "mime/encoded_word.hpp"
#include "mime/header_fields.hpp"
#include "mime/part_tree.hpp"
#include "mime/text_extract.hpp"
#include "province/ticket_number.hpp"
#include "roles/directory_entry/requested_change.hpp"
#include "roles/scan/html_text.hpp"
#include "sheet/change_form.hpp"
#include "sheet/csv.hpp"
#include "sheet/xlsx/xlsx.hpp"
#include "text/utf8.hpp"

namespace tram::roles {

namespace {

namespace schema = store::schema;

// LF at line ends, no other controls but tabs.
std::string paragraphs(std::string_view text, std::size_t most) {
    std::string clean = text::repairUtf8(text);
    std::erase_if(clean, [](char c) {
        const auto octet = static_cast<unsigned char>(c);
        return (octet < 0x20 && c != '\n' && c != '\t') || octet == 0x7f;
    });
    clean = text::toNfc(clean);
    return std::string(text::utf8Prefix(clean, most));
}

std::string line(std::string_view text, std::size_t most) {
    auto clean = paragraphs(text, most);
    std::ranges::replace_if(clean, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return clean;
}

// Gathers what the forms of one letter ask for.
class Forms {
public:
    explicit Forms(schema::SortTicketT& letter) : letter_(letter) {}

    void take(const sheet::Sheet& sheet) {
        const auto roster = sheet::readChanges(sheet);
        for (const auto& entry : roster.entries) {
            if (letter_.changes.size() == limits::desk::changes)
                return fault(entry.row, "request", "too_many", std::to_string(limits::desk::changes));
            auto change = changeOf(entry);
            // Of controls alone, say.
            const auto& who =
                change->verb == schema::ChangeVerb::make || change->address.empty() ? change->name : change->address;
            if (who.empty()) {
                fault(entry.row, "name", "missing", {});
                continue;
            }
            change->row = numberOf(entry.row);
            letter_.changes.push_back(std::move(change));
        }
        for (const auto& each : roster.faults) fault(each.row, each.column, sheet::name(each.kind), each.cell);
    }
    void take(const std::expected<sheet::Sheet, sheet::SheetFault>& sheet, const std::string& file) {
        if (sheet) return take(*sheet);
        fault(sheet.error().row, file, sheet::name(sheet.error().error), {});
    }

private:
    std::unique_ptr<schema::RequestedChangeT> changeOf(const sheet::ChangeEntry& entry) {
        auto change = requestedChange(entry);
        for (auto* text : {&change->name, &change->address, &change->suffix, &change->agency, &change->job_title,
                           &change->telephone, &change->reason})
            *text = line(*text, limits::desk::field);
        if (change->basis) change->basis->number = line(change->basis->number, limits::desk::field);
        return change;
    }
    // As the form has it, unless another of its forms has it already.
    std::uint32_t numberOf(std::size_t row) {
        auto number = static_cast<std::uint32_t>(std::min<std::size_t>(row, limits::sheet::rows));
        if (number == 0 || !rows_.insert(number).second) {
            number = rows_.empty() ? 1 : *rows_.rbegin() + 1;
            rows_.insert(number);
        }
        return number;
    }
    void fault(std::size_t row, std::string_view column, std::string_view problem, std::string_view cell) {
        if (letter_.faults.size() == limits::desk::faults) return;
        auto fault = std::make_unique<schema::FormFaultT>();
        fault->row = static_cast<std::uint32_t>(std::min<std::size_t>(row, UINT32_MAX));
        fault->column = line(column, limits::desk::field);
        fault->problem = problem;
        fault->cell = line(cell, limits::desk::field);
        letter_.faults.push_back(std::move(fault));
    }

    schema::SortTicketT& letter_;
    std::set<std::uint32_t> rows_;
};

bool isText(const mime::Part& part, std::string_view subtype) {
    return part.kind == mime::Part::Kind::leaf && part.type == "text" && part.subtype == subtype;
}

// Those that its sender wrote: what is in a message that he encloses is another's.
std::vector<std::uint32_t> ownParts(const mime::MessageSummary& summary) {
    std::vector<std::uint32_t> own;
    for (std::uint32_t i = 0; i < summary.parts.size(); ++i) {
        own.push_back(i);
        if (summary.parts[i].kind == mime::Part::Kind::message) i = std::max(i + 1, summary.parts[i].end) - 1;
    }
    return own;
}

// The letter itself: its first plain part, else its first of HTML.
std::string bodyText(const mime::MessageSummary& summary, ByteView message) {
    for (const auto* subtype : {"plain", "html"}) {
        for (const auto i : ownParts(summary)) {
            const auto& part = summary.parts[i];
            if (!isText(part, subtype) || mime::isAttachment(summary, i)) continue;
            auto text = mime::partText(part, message, limits::MiB);
            return isText(part, "html") ? textOfHtml(text) : text;
        }
    }
    return {};
}

bool endsWith(std::string_view name, std::string_view ending) {
    return name.size() >= ending.size() &&
           std::ranges::equal(name.substr(name.size() - ending.size()), ending,
                              [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

void readAttachment(const mime::Part& part, ByteView message, Forms& forms) {
    const auto name = line(mime::attachmentName(part), limits::desk::field);
    if (isText(part, "csv") || endsWith(name, ".csv"))
        return forms.take(sheet::parseCsv(mime::partText(part, message, limits::sheet::octets)), name);
    if (isText(part, "plain")) {
        if (const auto letter = sheet::sheetOfLetter(
                paragraphs(mime::partText(part, message, limits::sheet::octets), limits::sheet::octets)))
            forms.take(*letter);
        return;
    }
    constexpr std::string_view workbook = "vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    if (endsWith(name, ".xlsx") || part.subtype == workbook)
        forms.take(part.bodySize() > 2 * limits::sheet::octets
                       ? std::unexpected(sheet::SheetFault{sheet::SheetError::tooLarge})
                       : sheet::parseXlsx(mime::decodeContent(part.encoding, part.body(message))),
                   name);
}

// Written by a machine: nobody waits for an answer to it. [RFC3834 2]
bool isAutomatic(ByteView header) {
    const auto value = [&](ByteView name) {
        const auto field = mime::findField(header, name);
        return field ? mime::unfold(field->value) : Bytes();
    };
    const auto submitted = value("Auto-Submitted");
    if (!submitted.empty() && !mime::sameName(ByteView(submitted).substr(0, 2), "no")) return true;
    const auto precedence = value("Precedence");
    for (const auto* word : {"bulk", "junk", "list"}) {
        if (mime::sameName(precedence, word)) return true;
    }
    return mime::findField(header, "List-Id").has_value();
}

}  // namespace

schema::SortTicketT readLetter(ByteView message) {
    schema::SortTicketT letter;
    const auto summary = mime::summarise(message);
    const auto& envelope = summary.envelope;
    letter.subject = line(mime::decodeHeaderText(envelope.subject.value_or("")), limits::desk::subject);
    letter.message_id = line(envelope.messageId.value_or(""), limits::desk::field);
    letter.follows = province::ticketInSubject(letter.subject).value_or(0);
    letter.automatic = isAutomatic(summary.parts[0].header(message));
    const auto text = paragraphs(bodyText(summary, message), limits::MiB);
    letter.text = text::utf8Prefix(text, limits::desk::text);
    Forms forms(letter);
    if (const auto sheet = sheet::sheetOfLetter(text)) forms.take(*sheet);
    std::size_t read = 0;
    for (const auto i : ownParts(summary)) {
        if (read == limits::desk::forms) break;
        if (summary.parts[i].kind != mime::Part::Kind::leaf || !mime::isAttachment(summary, i)) continue;
        readAttachment(summary.parts[i], message, forms);
        ++read;
    }
    return letter;
}

}  // namespace tram::roles
