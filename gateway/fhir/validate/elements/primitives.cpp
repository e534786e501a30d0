#include "gateway/fhir/validate/elements/primitives.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/time/date_time.h"
#include "gateway/fhir/resources/uuid5.h"
#include "gateway/fhir/xml/characters.h"
#include "generated/messages/validate.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace renkei::validate {
namespace {

using base::is_digit;
using base::is_letter;
using definitions::Primitive;

constexpr std::size_t max_text_length = 1024 * 1024; // R4, string: SHALL NOT exceed 1MB
constexpr std::size_t max_decimal_length = 1000;

bool always(std::string_view) { return true; }
bool is_boolean(std::string_view text) { return text == "true" || text == "false"; }

bool is_integer(std::string_view text) {
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    return error == std::errc() && end == text.data() + text.size() &&
           (digits.size() == 1 || !digits.starts_with('0'));
}
bool is_unsigned(std::string_view text) { return is_integer(text) && !text.starts_with('-'); }
bool is_positive(std::string_view text) { return is_unsigned(text) && text != "0"; }

// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
bool is_decimal(std::string_view text) {
    const auto digits = [&] {
        const std::size_t before = text.size();
        while (!text.empty() && is_digit(text.front())) {
            text.remove_prefix(1);
        }
        return before - text.size();
    };
    const auto take = [&](std::string_view any) {
        const bool found = !text.empty() && any.find(text.front()) != std::string_view::npos;
        text.remove_prefix(found ? 1 : 0);
        return found;
    };
    if (text.size() > max_decimal_length) {
        return false;
    }
    take("-");
    const bool leading_zero = text.starts_with('0');
    const std::size_t whole = digits();
    if (whole == 0 || (leading_zero && whole > 1) || (take(".") && digits() == 0)) {
        return false;
    }
    if (take("eE")) {
        take("+-");
        if (digits() == 0) {
            return false;
        }
    }
    return text.empty();
}

// Every byte of a document's texts is looked at, so by a table.
enum Class : std::uint8_t { other = 0, space = 1, control = 2, of_id = 4, of_scheme = 8, of_base64 = 16 };
constexpr auto byte_classes = [] {
    std::array<std::uint8_t, 256> out{};
    for (std::size_t c = 0; c < 0x20; ++c) {
        out[c] = control;
    }
    for (const char c : std::string_view(" \t\n\r")) {
        out[static_cast<unsigned char>(c)] = space;
    }
    for (const char c :
         std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-.+")) {
        out[static_cast<unsigned char>(c)] = c == '+' ? of_scheme : of_id | of_scheme;
    }
    for (const char c :
         std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/")) {
        out[static_cast<unsigned char>(c)] |= of_base64;
    }
    return out;
}();
// Of which classes bytes occur in the text.
std::uint8_t any_class(std::string_view text) {
    std::uint8_t out = 0;
    for (const char c : text) {
        out |= byte_classes[static_cast<unsigned char>(c)];
    }
    return out;
}
// Are all of its bytes of the class?
bool all_of_class(std::string_view text, Class wanted) {
    std::uint8_t out = 0xFF;
    for (const char c : text) {
        out &= byte_classes[static_cast<unsigned char>(c)];
    }
    return (out & wanted) != 0;
}

// Is there a blank or a control character? Few texts have one; without a table it is asked of many bytes at a
// time.
bool has_low_byte(std::string_view text) {
    std::uint8_t out = 0;
    for (const char c : text) {
        out |= static_cast<std::uint8_t>(static_cast<unsigned char>(c) <= ' ');
    }
    return out != 0;
}

// Unicode's White_Space beyond ASCII.
bool is_wide_space(char32_t c) {
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Are all bytes letters, digits and signs of ASCII? So are nearly all codes and URIs.
bool is_plain(std::string_view text) {
    std::uint8_t out = 0;
    for (const char c : text) {
        out |= static_cast<std::uint8_t>(static_cast<unsigned char>(c) - 0x21U >= 0x5EU);
    }
    return out == 0;
}

bool has_wide_space(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const text::CodePoint point = text::code_point_at(text, at);
        if (is_wide_space(point.value)) {
            return true;
        }
        at += point.size;
    }
    return false;
}

// R4, string: SHALL NOT exceed 1MB. What else is said there SHOULD hold: check_text.
bool is_text(std::string_view text) { return !text.empty() && text.size() <= max_text_length; }

// RFC 3986, section 2: these are in no URI, and % only before two hexadecimal digits. The vertical bar does
// not belong there either, but R4 itself writes it, before a version and between the parts of a search for a
// token. Letters beyond ASCII are those of RFC 3987.
bool may_break_uri(std::string_view text) {
    std::uint8_t out = 0;
    for (const char c : text) {
        const auto is_one_of = [c](char a, char b) { return static_cast<std::uint8_t>((c == a) | (c == b)); };
        out |= static_cast<std::uint8_t>(is_one_of('"', '<') | is_one_of('>', '\\') | is_one_of('^', '`') |
                                         is_one_of('{', '}') | is_one_of('%', '%'));
    }
    return out != 0;
}

bool has_uri_characters(std::string_view text) {
    if (!may_break_uri(text)) {
        return true;
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto is_hex = [&](std::size_t i) {
            return i < text.size() && std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
        };
        if (text[at] == '%' ? !is_hex(at + 1) || !is_hex(at + 2) : may_break_uri(text.substr(at, 1))) {
            return false;
        }
    }
    return true;
}

// R4, uri: its regular expression (\S*) is very permissive, but URIs must be valid.
bool is_uri(std::string_view text) {
    return !text.empty() && (is_plain(text) || ((any_class(text) & space) == 0 && !has_wide_space(text))) &&
           has_uri_characters(text);
}

// R4, code: no leading or trailing white space, and none inside other than single spaces.
bool is_code(std::string_view text) {
    if (is_plain(text)) {
        return !text.empty();
    }
    const auto is_other_space = [](char c) { return c != ' ' && xml::is_space(c); };
    return text.front() != ' ' && text.back() != ' ' && text.find("  ") == std::string_view::npos &&
           std::ranges::none_of(text, is_other_space) && !has_wide_space(text);
}

bool is_id(std::string_view text) { return !text.empty() && text.size() <= 64 && all_of_class(text, of_id); }

// urn:oid:[0-2](\.(0|[1-9][0-9]*))+
bool is_oid(std::string_view text) {
    constexpr std::string_view prefix = "urn:oid:";
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    if (text.size() < 3 || text[0] < '0' || text[0] > '2' || text[1] != '.') {
        return false;
    }
    text.remove_prefix(2);
    while (true) {
        const std::size_t dot = std::min(text.find('.'), text.size());
        const std::string_view part = text.substr(0, dot);
        if (part.empty() || !std::ranges::all_of(part, is_digit) ||
            (part.size() > 1 && part.front() == '0')) {
            return false;
        }
        if (dot == text.size()) {
            return true;
        }
        text.remove_prefix(dot + 1);
    }
}

bool is_uuid(std::string_view text) {
    constexpr std::string_view prefix = "urn:uuid:";
    return text.starts_with(prefix) && resources::parse_uuid(text.substr(prefix.size())) &&
           std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'F'; });
}

bool is_base64(std::string_view text) {
    std::size_t characters = 0;
    std::size_t padding = 0;
    for (const char c : text) {
        const std::uint8_t classes = byte_classes[static_cast<unsigned char>(c)];
        if ((classes & of_base64) != 0 && padding == 0) {
            ++characters;
        } else if (c == '=') {
            ++characters;
            ++padding;
        } else if (classes != space) {
            return false;
        }
    }
    return characters > 0 && characters % 4 == 0 && padding <= 2;
}

struct PrimitiveFormat {
    Primitive type;
    bool (*is_valid)(std::string_view);
    bool is_number;
    std::string_view looks; // what is expected, for the message
};
constexpr std::array primitive_formats{
    PrimitiveFormat{Primitive::base64Binary, is_base64, false, "base64 (RFC 4648)"},
    PrimitiveFormat{Primitive::boolean, is_boolean, false, "true, false"},
    PrimitiveFormat{Primitive::canonical, is_uri, false, "URL|version"},
    PrimitiveFormat{Primitive::code, is_code, false, R"([^\s]+( [^\s]+)*)"},
    PrimitiveFormat{Primitive::date, time::is_date, false, "YYYY, YYYY-MM, YYYY-MM-DD"},
    PrimitiveFormat{Primitive::dateTime, time::is_date_time, false,
                    "YYYY, YYYY-MM, YYYY-MM-DD, YYYY-MM-DDThh:mm:ss+zz:zz"},
    PrimitiveFormat{Primitive::decimal, is_decimal, true, "-?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?"},
    PrimitiveFormat{Primitive::id, is_id, false, "[A-Za-z0-9-.]{1,64}"},
    PrimitiveFormat{Primitive::instant, time::is_instant, false, "YYYY-MM-DDThh:mm:ss.sss+zz:zz"},
    PrimitiveFormat{Primitive::integer, is_integer, true, "-2147483648 … 2147483647"},
    PrimitiveFormat{Primitive::markdown, is_text, false, "1 … 1048576 bytes"},
    PrimitiveFormat{Primitive::oid, is_oid, false, "urn:oid:[0-2](.[0-9]+)+"},
    PrimitiveFormat{Primitive::positiveInt, is_positive, true, "1 … 2147483647"},
    PrimitiveFormat{Primitive::string, is_text, false, "1 … 1048576 bytes"},
    PrimitiveFormat{Primitive::time, time::is_time, false, "hh:mm:ss"},
    PrimitiveFormat{Primitive::unsignedInt, is_unsigned, true, "0 … 2147483647"},
    PrimitiveFormat{Primitive::uri, is_uri, false, "URI (RFC 3986)"},
    PrimitiveFormat{Primitive::url, is_uri, false, "URL (RFC 1738)"},
    PrimitiveFormat{Primitive::uuid, is_uuid, false, "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"},
    PrimitiveFormat{Primitive::xhtml, always, false, "<div xmlns=\"http://www.w3.org/1999/xhtml\">…</div>"},
};

// In the order of Primitive, which begins with `none`.
static_assert([] {
    for (std::size_t at = 0; at < primitive_formats.size(); ++at) {
        if (static_cast<std::size_t>(primitive_formats[at].type) != at + 1) {
            return false;
        }
    }
    return true;
}());
const PrimitiveFormat* format_of(Primitive type) {
    return type == Primitive::none ? nullptr : &primitive_formats[static_cast<std::size_t>(type) - 1];
}

// R4, string: SHOULD hold more than white space, and no control characters but TAB, CR, LF.
void check_string(ValidationRun& validation, NodeId node, Primitive type, std::string_view text) {
    if (has_low_byte(text)) {
        const auto is_control = [](char c) {
            return (byte_classes[static_cast<unsigned char>(c)] & control) != 0;
        };
        if (const auto* const found = std::ranges::find_if(text, is_control); found != text.end()) {
            validation.report(message::validate_control_character, node,
                              {text::code_point_name(static_cast<unsigned char>(*found))});
        }
        if (std::ranges::all_of(text, xml::is_space)) {
            validation.report(message::validate_only_white_space, node);
            return;
        }
    }
    if (type == Primitive::string && (xml::is_space(text.front()) || xml::is_space(text.back()))) {
        validation.report(message::validate_space_around, node);
    }
}

bool has_right_kind(const DocumentTree::Node& node, const PrimitiveFormat& format) {
    return format.type == Primitive::boolean ? node.is_boolean()
           : format.is_number                ? node.is_number()
                                             : node.is_string();
}

} // namespace

bool is_valid(Primitive type, std::string_view text) {
    const PrimitiveFormat* format = format_of(type);
    return format != nullptr && format->is_valid(text);
}

bool is_example_url(std::string_view url) {
    constexpr std::string_view one = "example.org"; // what FHIR's examples use
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return false;
    }
    const std::string_view host = url.substr(scheme + 3, url.find_first_of("/:?#", scheme + 3) - scheme - 3);
    return host.ends_with(one) && (host.size() == one.size() || host[host.size() - one.size() - 1] == '.');
}

bool is_absolute_uri(std::string_view text) {
    const std::size_t colon = text.find(':');
    return colon != std::string_view::npos && colon > 0 && is_letter(text[0]) &&
           all_of_class(text.substr(0, colon), of_scheme);
}

void check_primitive(ValidationRun& validation, DefAt def, NodeId node, Primitive type) {
    const PrimitiveFormat* format = format_of(type);
    if (format == nullptr) {
        return;
    }
    const DocumentTree& tree = validation.tree();
    if (!has_right_kind(tree[node], *format)) {
        validation.report(message::validate_wrong_json_kind, node,
                          {written_name(validation.document(), def.def().path, node),
                           tree.raw(node).substr(0, 60), format->looks});
        return;
    }
    const std::string_view text = tree.text(node);
    if (text.empty()) {
        validation.report(message::validate_empty_text, node,
                          {written_name(validation.document(), def.def().path, node)});
    } else if (!format->is_valid(text)) {
        validation.report(message::validate_bad_primitive, node, {text.substr(0, 100), format->looks});
    } else if (type == Primitive::string || type == Primitive::markdown) {
        check_string(validation, node, type, text);
    }
}

} // namespace renkei::validate
