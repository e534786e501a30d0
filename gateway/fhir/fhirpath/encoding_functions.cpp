// encode(), decode(), escape(), unescape().
#include "gateway/core/base/base64.h"
#include "gateway/core/base/hex.h"
#include "gateway/core/text/utf8.h"
#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "generated/messages/fhirpath.h"

#include <charconv>

namespace renkei::fhirpath::handlers {
namespace {

using Change = std::optional<std::string> (*)(std::string_view);

std::optional<std::string> decoded(std::string_view text, base::Base64 alphabet) {
    const auto out = base::from_base64_digits(base::without_padding(text), alphabet);
    return out && text::is_utf8(*out) ? out : std::nullopt;
}

std::optional<std::string> encode_base64(std::string_view text) { return base::to_base64(text); }
std::optional<std::string> decode_base64(std::string_view text) { return decoded(text, base::Base64::plain); }
std::optional<std::string> encode_url(std::string_view text) {
    return base::to_base64(text, base::Base64::url);
}
std::optional<std::string> decode_url(std::string_view text) { return decoded(text, base::Base64::url); }

std::optional<std::string> encode_hex(std::string_view text) { return base::to_hex(text); }

std::optional<std::string> decode_hex(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        unsigned value = 0;
        const auto read = std::from_chars(text.data() + at, text.data() + at + 2, value, 16);
        if (read.ptr != text.data() + at + 2) {
            return std::nullopt;
        }
        out += static_cast<char>(value);
    }
    return text.size() % 2 == 0 && text::is_utf8(out) ? std::optional(out) : std::nullopt;
}

struct Entity {
    char32_t character;
    std::string_view text;
};
constexpr Entity entities[] = {
    {U'&', "&amp;"}, {U'<', "&lt;"}, {U'>', "&gt;"}, {U'"', "&quot;"}, {U'\'', "&#39;"}};

std::optional<std::string> escape_html(std::string_view text) {
    std::string out;
    for (const char c : text) {
        std::string_view written(&c, 1);
        for (const Entity& entity : entities) {
            written = entity.character == static_cast<unsigned char>(c) ? entity.text : written;
        }
        out += written;
    }
    return out;
}

// &#38; &#x26;
std::optional<char32_t> numbered(std::string_view entity) {
    if (!entity.starts_with("&#") || entity.size() < 4) {
        return std::nullopt;
    }
    const bool is_hex = entity[2] == 'x' || entity[2] == 'X';
    const char* const first = entity.data() + (is_hex ? 3 : 2);
    const char* const last = entity.data() + entity.size() - 1;
    std::uint32_t value = 0;
    const auto read = std::from_chars(first, last, value, is_hex ? 16 : 10);
    const bool is_character = value > 0 && value < 0x110000 && (value < 0xD800 || value > 0xDFFF);
    return read.ptr == last && read.ec == std::errc() && is_character ? std::optional<char32_t>(value)
                                                                      : std::nullopt;
}

std::optional<std::string> unescape_html(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text[at] == '&' ? text.substr(at, 12).find(';') : std::string_view::npos;
        if (end == std::string_view::npos) {
            out += text[at++];
            continue;
        }
        const std::string_view written = text.substr(at, end + 1);
        std::optional<char32_t> found = numbered(written);
        for (const Entity& entity : entities) {
            found = entity.text == written ? entity.character : found;
        }
        if (found) {
            text::append(out, *found);
            at += written.size();
        } else {
            out += text[at++];
        }
    }
    return out;
}

constexpr std::string_view json_letters = "\"\\/bfnrt";
constexpr std::string_view json_values = "\"\\/\b\f\n\r\t";

std::optional<std::string> escape_json(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const std::size_t known = json_values.find(c);
        if (known != std::string_view::npos && c != '/') {
            out += {'\\', json_letters[known]};
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\u00" + base::to_hex(std::string_view(&c, 1));
        } else {
            out += c;
        }
    }
    return out;
}

std::optional<std::string> unescape_json(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            out += text[at];
            continue;
        }
        const std::string_view rest = text.substr(at + 1);
        const std::size_t known = rest.empty() ? std::string_view::npos : json_letters.find(rest.front());
        if (known != std::string_view::npos) {
            out += json_values[known];
            ++at;
            continue;
        }
        std::uint32_t value = 0;
        const bool is_number =
            rest.starts_with('u') && rest.size() >= 5 &&
            std::from_chars(rest.data() + 1, rest.data() + 5, value, 16).ptr == rest.data() + 5;
        if (!is_number || (value >= 0xD800 && value < 0xE000)) {
            return std::nullopt;
        }
        text::append(out, value);
        at += 5;
    }
    return out;
}

struct Row {
    std::string_view name;
    Change there;
    Change back;
};
constexpr Row codings[] = {
    {"base64", encode_base64, decode_base64},
    {"urlbase64", encode_url, decode_url},
    {"hex", encode_hex, decode_hex},
};
constexpr Row escapings[] = {
    {"html", escape_html, unescape_html},
    {"json", escape_json, unescape_json},
};

bool recode(Machine& machine, const Op& op, const Scope& scope, std::size_t mark, std::span<const Row> rows,
            Change Row::*direction) {
    std::string_view text;
    std::string_view name;
    const Cardinality input = machine.one_text(op, mark, text);
    const Cardinality argument =
        input == Cardinality::failed ? input : machine.text_argument(op, 0, scope, name);
    if (input != Cardinality::one || argument != Cardinality::one) {
        return input != Cardinality::failed && argument != Cardinality::failed && machine.give_nothing(mark);
    }
    std::string known;
    for (const Row& row : rows) {
        if (row.name == name) {
            const auto changed = (row.*direction)(text);
            return changed ? machine.give_text(mark, *changed) : machine.give_nothing(mark);
        }
        known += (known.empty() ? "'" : ", '") + std::string(row.name) + "'";
    }
    return machine.fail(message::fhirpath_argument, op,
                        {machine.word_of(op), known, "'" + std::string(name) + "'"});
}

} // namespace

bool encode(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return recode(machine, op, scope, mark, codings, &Row::there);
}

bool decode(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return recode(machine, op, scope, mark, codings, &Row::back);
}

bool escape(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return recode(machine, op, scope, mark, escapings, &Row::there);
}

bool unescape(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return recode(machine, op, scope, mark, escapings, &Row::back);
}

} // namespace renkei::fhirpath::handlers
