#include "gateway/network/documents/media_type.h"

#include "gateway/core/text/header_values.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/form/form_syntax.h"
#include "generated/messages/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace renkei::documents {
namespace {

struct ContentRow {
    std::string_view printed;
    std::string_view media_type;
    std::string_view fhir_syntax; // empty: of a form
};
constexpr std::array<ContentRow, 4> contents{{
    // by Content
    {"CSV", "text/csv", ""},
    {"JSON", "application/json", ""},
    {"FHIR (JSON)", "application/fhir+json", "fhir"},
    {"FHIR (XML)", "application/fhir+xml", "fhir-xml"},
}};

constexpr unsigned bit(Content content) { return 1U << static_cast<unsigned>(content); }
constexpr unsigned any = 15;
constexpr unsigned csv = bit(Content::csv);
constexpr unsigned fhir = bit(Content::fhir_json) | bit(Content::fhir_xml);

// R4 http.html#version-parameter; releases, too.
constexpr std::string_view versions_of_r4[] = {"4.0", "4.0.0", "4.0.1"};

struct TypeRow {
    std::string_view name;
    unsigned contents; // bits of what may come under this name
};
constexpr std::array<TypeRow, 14> types{{
    {"text/csv", bit(Content::csv)},
    {"application/csv", bit(Content::csv)},
    {"application/json", bit(Content::json) | bit(Content::fhir_json)},
    {"text/json", bit(Content::json) | bit(Content::fhir_json)},
    {"application/x-ndjson", bit(Content::json) | bit(Content::fhir_json)},
    {"application/fhir+json", bit(Content::fhir_json)},
    {"application/fhir+ndjson", bit(Content::fhir_json)},
    {"application/json+fhir", bit(Content::fhir_json)},
    {"application/fhir+xml", bit(Content::fhir_xml)},
    {"application/xml+fhir", bit(Content::fhir_xml)},
    {"application/xml", bit(Content::fhir_xml)},
    {"text/xml", bit(Content::fhir_xml)},
    {"application/octet-stream", any},
    {"", any},
}};
constexpr std::string_view other_types = "application/json, application/fhir+json, application/fhir+xml";

// The first of an encoding is the one that we write. IANA's Shift_JIS (JIS X 0208) is not CP932: a program
// that takes it at its word reads no 髙 and no ①. Senders say it all the same.
struct CharsetRow {
    std::string_view name;
    text::Encoding encoding;
};
constexpr std::array<CharsetRow, 8> charsets{{
    {"windows-31j", text::Encoding::cp932},
    {"Shift_JIS", text::Encoding::cp932},
    {"cp932", text::Encoding::cp932},
    {"ms932", text::Encoding::cp932},
    {"x-sjis", text::Encoding::cp932},
    {"UTF-8", text::Encoding::utf8},
    {"utf8", text::Encoding::utf8},
    {"us-ascii", text::Encoding::utf8},
}};

std::string charset_names() {
    std::string out;
    for (const CharsetRow& each : charsets) {
        out.append(out.empty() ? "" : ", ").append(each.name);
    }
    return out;
}

const ContentRow& row(Content content) { return contents[static_cast<std::size_t>(content)]; }

const TypeRow* type_row(std::string_view name) {
    const auto found = std::ranges::find(types, name, &TypeRow::name);
    return found == types.end() ? nullptr : &*found;
}

// The beginning of the content distinguishes CSV, JSON and XML; JSON may be either kind.
unsigned may_be(std::string_view bytes) {
    bytes.remove_prefix(bytes.starts_with(text::utf8_bom) ? text::utf8_bom.size() : 0);
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    const char begin = first == std::string_view::npos ? '\0' : bytes[first];
    if (begin == '<') {
        return bit(Content::fhir_xml);
    }
    return begin == '{' || begin == '[' ? bit(Content::json) | bit(Content::fhir_json) : bit(Content::csv);
}

// The first of several contents.
Content first_of(unsigned bits) { return static_cast<Content>(std::countr_zero(bits)); }

diag::Result<void> check(std::string_view media_type, unsigned content) {
    const TypeRow* const type = type_row(media_type);
    if (type != nullptr && (type->contents & content) == 0) {
        return diag::fail(message::media_type_other, {}, {row(first_of(content)).printed, media_type});
    }
    return {};
}

struct FileExtension {
    std::string_view beginning; // of a media type
    std::string_view extension;
};
constexpr FileExtension file_extensions[] = {{"text/csv", "csv"},
                                             {"application/json", "json"},
                                             {"application/fhir+json", "bundle.json"},
                                             {"application/fhir+xml", "bundle.xml"},
                                             {"text/html", "html"},
                                             {"application/pdf", "pdf"},
                                             {"", "bin"}};

} // namespace

MediaType read_media_type(std::string_view text) { return media_type_of(text::read_media_range(text)); }

MediaType media_type_of(const text::MediaRange& range) {
    MediaType out{.type = text::lowered(range.type)};
    for (const auto& [name, value] : range.parameters) {
        std::string* const member = text::same_word(name, "charset")       ? &out.charset
                                    : text::same_word(name, "fhirVersion") ? &out.fhir_version
                                                                           : nullptr;
        if (member == nullptr || !member->empty() || value.empty()) {
            out.other = name;
        } else {
            *member = text::lowered(value);
        }
    }
    return out;
}

bool MediaType::is_of_r4() const {
    return fhir_version.empty() ||
           std::ranges::find(versions_of_r4, fhir_version) != std::end(versions_of_r4);
}

std::string_view printed(Content content) { return row(content).printed; }
std::string_view media_type(Content content) { return row(content).media_type; }
std::string_view fhir_syntax(Content content) { return row(content).fhir_syntax; }

Content content_of(const form::Syntax* syntax, bool is_xml) {
    if (syntax != nullptr) {
        return syntax->kind == form::SyntaxKind::json ? Content::json : Content::csv;
    }
    return is_xml ? Content::fhir_xml : Content::fhir_json;
}

diag::Result<void> check_media_type(const MediaType& type) {
    const TypeRow* const known = type_row(type.type);
    const std::optional<text::Encoding> encoding =
        type.charset.empty() ? text::Encoding::utf8 : encoding_of_charset(type.charset);
    // JSON and FHIR are UTF-8, and only FHIR has versions of FHIR
    const bool has_encoding =
        known != nullptr && encoding && (encoding == text::Encoding::utf8 || (known->contents & csv) != 0);
    const bool has_version = type.fhir_version.empty() || (known != nullptr && (known->contents & fhir) != 0);
    if (has_encoding && has_version && type.is_of_r4() && type.other.empty()) {
        return {};
    }
    std::string said = type.type;
    for (const auto& [name, value] : {std::pair<std::string_view, std::string_view>{"charset", type.charset},
                                      {"fhirVersion", type.fhir_version},
                                      {type.other, type.other.empty() ? "" : "…"}}) {
        said += value.empty() ? "" : fmt::format(";{}={}", name, value);
    }
    return diag::fail(message::media_type_unknown, {},
                      {said, fmt::format("text/csv (charset: {}), {} (charset: UTF-8, fhirVersion: {})",
                                         charset_names(), other_types, versions_of_r4[0])});
}

diag::Result<void> check_parameters(const MediaType& type) {
    return type_row(type.type) == nullptr ? diag::Result<void>() : check_media_type(type);
}

diag::Result<void> check_content(std::string_view media_type, Content content) {
    return check(media_type, bit(content));
}
diag::Result<void> check_beginning(std::string_view media_type, std::string_view bytes) {
    return check(media_type, may_be(bytes));
}

std::optional<text::Encoding> encoding_of_charset(std::string_view charset) {
    const auto* const found = std::ranges::find_if(
        charsets, [&](const CharsetRow& each) { return text::same_word(each.name, charset); });
    return found == charsets.end() ? std::nullopt : std::optional(found->encoding);
}

std::optional<text::Encoding> encoding_of_media_type(std::string_view media_type) {
    return encoding_of_charset(read_media_type(media_type).charset);
}

std::string_view charset_of(text::Encoding encoding) {
    return std::ranges::find(charsets, encoding, &CharsetRow::encoding)->name;
}

std::optional<text::Encoding> declared_encoding(std::string_view charset, std::string_view bytes) {
    if (!charset.empty()) {
        return encoding_of_charset(charset);
    }
    if (may_be(bytes) != bit(Content::csv)) {
        return std::nullopt; // is UTF-8, or wrong
    }
    const auto guess = text::encoding_mismatch(bytes, text::Encoding::cp932);
    return guess == text::EncodingGuess::utf8 || guess == text::EncodingGuess::utf8_bom
               ? std::optional(text::Encoding::utf8)
               : std::nullopt;
}

std::string_view file_extension_of(std::string_view media_type) {
    return std::ranges::find_if(
               file_extensions,
               [&](const FileExtension& each) { return media_type.starts_with(each.beginning); })
        ->extension;
}

} // namespace renkei::documents
