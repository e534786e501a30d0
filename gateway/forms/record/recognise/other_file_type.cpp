#include "gateway/forms/record/recognise/other_file_type.h"

#include "generated/messages/forms.h"
#include "generated/messages/text.h"
#include "generated/messages/xml.h"

#include <algorithm>
#include <array>

namespace renkei::record {
namespace {

struct Signature {
    std::string_view begin;
    std::string_view kind; // as every reader of a message knows it
    Message message;
};

constexpr std::string_view zip = "PK\x03\x04";
constexpr std::string_view ole2 = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

constexpr std::array<Signature, 13> signatures{{
    {zip, "ZIP", message::content_foreign},
    {ole2, "Microsoft Office", message::content_foreign},
    {"%PDF-", "PDF", message::content_pdf},
    {"\x1F\x8B", "gzip", message::content_foreign},
    {"7z\xBC\xAF\x27\x1C", "7-Zip", message::content_foreign},
    {"Rar!\x1A\x07", "RAR", message::content_foreign},
    {"{\\rtf", "RTF", message::content_foreign},
    {"\xFF\xD8\xFF", "JPEG", message::content_foreign},
    {"\x89PNG\r\n\x1A\n", "PNG", message::content_foreign},
    {"GIF8", "GIF", message::content_foreign},
    {{"II*\0", 4}, "TIFF", message::content_foreign},
    {{"MM\0*", 4}, "TIFF", message::content_foreign},
    {"SQLite format 3", "SQLite", message::content_foreign},
}};

bool holds(std::string_view bytes, std::string_view name) {
    return bytes.find(name) != std::string_view::npos;
}

// A workbook is one of several things that these two containers hold; their names are at the begin or at the
// end.
std::string_view excel_in(std::string_view bytes) {
    constexpr std::size_t enough = 256UL * 1024UL;
    constexpr std::string_view workbook("W\0o\0r\0k\0b\0o\0o\0k\0", 16);
    const std::string_view first = bytes.substr(0, enough);
    const std::string_view last = bytes.substr(bytes.size() - std::min(bytes.size(), enough));
    if (bytes.starts_with(zip) && (holds(first, "xl/") || holds(last, "xl/"))) {
        return ".xlsx";
    }
    return bytes.starts_with(ole2) && (holds(first, workbook) || holds(last, workbook)) ? ".xls" : "";
}

// A text of FHIR in 16-bit characters; CSV in them is refused where CSV is read. Without a mark, one NUL may
// be a stray one, so two characters are looked at.
bool is_utf16_of(std::string_view bytes, std::string_view characters) {
    const bool is_marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    const std::string_view text = bytes.substr(is_marked ? 2 : 0, is_marked ? 2 : 4);
    if (text.size() < (is_marked ? 2U : 4U)) {
        return false;
    }
    const std::size_t filled = text[0] != '\0' ? 0 : 1; // of each two bytes
    for (std::size_t at = 0; at < text.size(); ++at) {
        if ((text[at] != '\0') != (at % 2 == filled)) {
            return false;
        }
    }
    return holds(characters, text.substr(filled, 1));
}

} // namespace

std::optional<diag::Finding> other_file_type(std::string_view bytes) {
    if (const std::string_view excel = excel_in(bytes); !excel.empty()) {
        return diag::finding(message::content_excel, {}, {excel});
    }
    const auto* const found = std::ranges::find_if(
        signatures, [&](const Signature& each) { return bytes.starts_with(each.begin); });
    if (found != signatures.end()) {
        return diag::finding(found->message, {}, {found->kind});
    }
    if (is_utf16_of(bytes, "<")) {
        return diag::finding(message::xml_encoding, {}, {"UTF-16"});
    }
    if (is_utf16_of(bytes, "{[")) {
        return diag::finding(message::text_encoding_unsupported, {}, {"UTF-16", "UTF-8"});
    }
    return std::nullopt;
}

bool begins_as_bundle(std::string_view bytes) {
    constexpr std::array<std::string_view, 4> tokens{"{", "\"resourceType\"", ":", "\"Bundle\""};
    for (const std::string_view token : tokens) {
        bytes = bytes.substr(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
        if (!bytes.starts_with(token)) {
            return false;
        }
        bytes.remove_prefix(token.size());
    }
    return true;
}

bool is_xml_bundle(std::string_view bytes) {
    constexpr std::size_t enough = 64UL * 1024UL;
    std::string_view rest = bytes.substr(0, enough);
    while (true) {
        rest = rest.substr(std::min(rest.find('<'), rest.size()));
        const bool is_comment = rest.starts_with("<!--");
        const bool is_prolog = rest.starts_with("<?") || rest.starts_with("<!");
        if (!is_comment && !is_prolog) {
            return rest.starts_with("<Bundle");
        }
        const std::size_t end = rest.find(is_comment ? "-->" : ">");
        if (end == std::string_view::npos) {
            return false;
        }
        rest.remove_prefix(end + 1);
    }
}

} // namespace renkei::record
