#include "gateway/fhir/terminology/grammar.h"

#include "gateway/core/base/characters.h"
#include "gateway/fhir/terminology/case_folding.h"
#include "gateway/fhir/terminology/code_shapes.h"
#include "gateway/fhir/terminology/registered_codes.h"
#include "gateway/fhir/ucum/unit.h"

#include <algorithm>
#include <array>
#include <vector>

namespace renkei::terminology {
namespace {

using base::is_alphanumeric;
using base::is_digit;
using base::is_letter;

// R4 http.html: formats that FHIR's own elements name in one word
constexpr std::array<std::string_view, 3> short_formats{"xml", "json", "ttl"};

bool is_unit(std::string_view code) { return ucum::Unit::parse(code).has_value(); }

struct Grammar {
    std::string_view system;
    bool (*accepts)(std::string_view code);
};
constexpr std::array grammars{
    Grammar{"urn:ietf:bcp:47", is_language_tag},
    Grammar{"urn:ietf:bcp:13", is_media_type},
    Grammar{"urn:iso:std:iso:3166", is_country_code},
    Grammar{"urn:iso:std:iso:4217", is_currency},
    Grammar{ucum::system_url, is_unit},
};
// RFC 5646: registered as a whole, from before there was a grammar
constexpr std::array<std::string_view, 26> grandfathered_tags{
    "art-lojban", "cel-gaulish", "en-gb-oed", "i-ami",      "i-bnn",     "i-default", "i-enochian",
    "i-hak",      "i-klingon",   "i-lux",     "i-mingo",    "i-navajo",  "i-pwn",     "i-tao",
    "i-tay",      "i-tsu",       "no-bok",    "no-nyn",     "sgn-be-fr", "sgn-be-nl", "sgn-ch-de",
    "zh-min",     "zh-guoyu",    "zh-hakka",  "zh-min-nan", "zh-xiang"};

bool all(std::string_view text, bool (*is)(char)) { return std::ranges::all_of(text, is); }

// The parts of a language tag between its hyphens.
class Subtags {
public:
    explicit Subtags(std::string_view tag) : rest_(tag) { advance(); }
    bool at_end() const { return at_end_; }
    std::string_view now() const { return now_; }
    bool is_of(std::size_t least, std::size_t most, bool (*is)(char)) const {
        return !at_end_ && now_.size() >= least && now_.size() <= most && all(now_, is);
    }
    void advance() {
        at_end_ = is_last_;
        const std::size_t hyphen = rest_.find('-');
        now_ = rest_.substr(0, hyphen);
        is_last_ = hyphen == std::string_view::npos;
        rest_.remove_prefix(is_last_ ? rest_.size() : hyphen + 1);
    }
    // Takes up to `most` subtags of a kind and says how many there were.
    std::size_t take(std::size_t most, std::size_t min_size, std::size_t max_size, bool (*is)(char)) {
        std::size_t taken = 0;
        while (taken < most && is_of(min_size, max_size, is)) {
            advance();
            ++taken;
        }
        return taken;
    }

private:
    std::string_view rest_;
    std::string_view now_;
    bool is_last_ = false;
    bool at_end_ = false;
};

constexpr std::size_t any_number = 1000;

bool is_variant(const Subtags& at) {
    return at.is_of(5, 8, is_alphanumeric) || (at.is_of(4, 4, is_alphanumeric) && is_digit(at.now()[0]));
}

// Letter case has no meaning in a tag.
bool holds_tag(const std::vector<std::string_view>& seen, std::string_view subtag) {
    return std::ranges::any_of(seen, [&](std::string_view one) { return same_ignoring_case(one, subtag); });
}

// Extensions, each once, and x-… to the end, or nothing more.
bool ends_well(Subtags& at) {
    std::vector<std::string_view> seen;
    while (at.is_of(1, 1, is_alphanumeric) && at.now() != "x" && at.now() != "X") { // an extension
        if (holds_tag(seen, at.now())) {
            return false;
        }
        seen.push_back(at.now());
        at.advance();
        if (at.take(any_number, 2, 8, is_alphanumeric) == 0) {
            return false;
        }
    }
    if (at.is_of(1, 1, is_letter)) { // private use
        at.advance();
        if (at.take(any_number, 1, 8, is_alphanumeric) == 0) {
            return false;
        }
    }
    return at.at_end();
}

// Takes the subtag if it has the form. False if it has the form but is not registered.
bool take_registered(Subtags& at, bool has_form, bool (*is_registered)(std::string_view)) {
    if (!has_form) {
        return true;
    }
    const bool is_known = is_registered(at.now());
    at.advance();
    return is_known;
}

constexpr bool is_name_letter(char c) {
    return is_alphanumeric(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
}

bool is_restricted_name(std::string_view text) { // RFC 6838, 4.2
    return !text.empty() && text.size() <= 127 && is_alphanumeric(text[0]) && all(text, is_name_letter);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

bool is_parameter(std::string_view text) { // name=value
    const std::size_t equals = text.find('=');
    const auto is_visible = [](char c) { return c >= ' ' && c != 0x7F; };
    return equals != std::string_view::npos && is_restricted_name(trimmed(text.substr(0, equals))) &&
           equals + 1 < text.size() && std::ranges::all_of(text.substr(equals + 1), is_visible);
}

} // namespace

bool is_language_tag(std::string_view text) {
    const auto is_same = [&](std::string_view tag) { return same_ignoring_case(tag, text); };
    if (std::ranges::any_of(grandfathered_tags, is_same)) {
        return true;
    }
    Subtags at(text);
    if (at.now() == "x" || at.now() == "X") {
        return ends_well(at);
    }
    if (!at.is_of(2, 3, is_letter) || !take_registered(at, true, is_registered_language)) {
        return false; // longer ones are for later use
    }
    if (!take_registered(at, at.is_of(3, 3, is_letter), is_registered_extended_language) ||
        !take_registered(at, at.is_of(4, 4, is_letter), is_registered_script) ||
        !take_registered(at, at.is_of(2, 2, is_letter) || at.is_of(3, 3, is_digit), is_registered_region)) {
        return false;
    }
    std::vector<std::string_view> variants;
    while (is_variant(at)) {
        if (!is_registered_variant(at.now()) || holds_tag(variants, at.now())) {
            return false;
        }
        variants.push_back(at.now());
        at.advance();
    }
    return ends_well(at);
}

bool is_media_type(std::string_view text) {
    if (std::ranges::find(short_formats, text) != short_formats.end()) {
        return true;
    }
    const std::size_t semicolon = text.find(';');
    const std::string_view name = trimmed(text.substr(0, semicolon));
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos || !is_restricted_name(name.substr(0, slash)) ||
        !is_restricted_name(name.substr(slash + 1))) {
        return false;
    }
    std::string_view rest =
        semicolon == std::string_view::npos ? std::string_view() : text.substr(semicolon + 1);
    while (!rest.empty()) {
        const std::size_t next = rest.find(';');
        if (!is_parameter(trimmed(rest.substr(0, next)))) {
            return false;
        }
        rest.remove_prefix(next == std::string_view::npos ? rest.size() : next + 1);
    }
    return true;
}

namespace {

bool is_subdivision(std::string_view code) { // ISO 3166-2: JP-13
    return code.size() >= 4 && code.size() <= 6 && code[2] == '-' && all(code.substr(0, 2), is_letter) &&
           all(code.substr(3), is_alphanumeric);
}
bool is_region(std::string_view code) { return code.size() == 3 && all(code, is_digit); }

// Systems whose codes are not here, but all have one shape.
constexpr std::array shapes{
    Grammar{"urn:iso:std:iso:3166:-2", is_subdivision},
    Grammar{"http://loinc.org", may_be_loinc},
    Grammar{snomed, may_be_snomed},
    Grammar{"http://hl7.org/fhir/sid/icd-10", may_be_icd10},
    Grammar{"http://hl7.org/fhir/sid/icd-10-cm", may_be_icd10_cm},
    Grammar{"http://unstats.un.org/unsd/methods/m49/m49.htm", is_region},
};

constexpr std::array<std::string_view, 2> settled{"urn:iso:std:iso:3166", "urn:iso:std:iso:4217"};

} // namespace

bool is_settled(std::string_view system) { return std::ranges::find(settled, system) != settled.end(); }

bool could_be(std::string_view system, std::string_view code) {
    const auto known = std::ranges::find(shapes, system, &Grammar::system);
    return (known == shapes.end() || known->accepts(code)) && by_grammar(system, code) != Tristate::no;
}

namespace {

bool has_all_digits(std::string_view text) { return !text.empty() && all(text, is_digit); }
bool has_four_digits(std::string_view text) { return text.size() == 4 && all(text, is_digit); }
bool is_country_of_three(std::string_view text) {
    return text.size() == 3 && all(text, is_letter) && is_country_code(text);
}
bool is_anything(std::string_view text) { return !text.empty(); }

// A code in a list that stands for many: "NNxxx", where xxx is a country.
struct CodeTemplate {
    std::string_view system;
    std::string_view begin;
    bool (*accepts_rest)(std::string_view rest);
    std::string_view end{};
};
constexpr std::string_view identifier_types = "http://terminology.hl7.org/CodeSystem/v2-0203";
constexpr std::string_view coding_systems = "http://terminology.hl7.org/CodeSystem/v2-0396";
constexpr std::string_view repeat_patterns = "http://terminology.hl7.org/CodeSystem/v2-0335";
constexpr std::array code_templates{
    CodeTemplate{identifier_types, "NN", is_country_of_three},
    CodeTemplate{coding_systems, "HL7", has_four_digits},
    CodeTemplate{coding_systems, "IBT", has_four_digits},
    CodeTemplate{coding_systems, "ISO", has_four_digits},
    CodeTemplate{coding_systems, "X12DE", has_all_digits},
    CodeTemplate{repeat_patterns, "PRN", is_anything},
    CodeTemplate{repeat_patterns, "QJ", has_all_digits},
    CodeTemplate{repeat_patterns, "Q", has_all_digits, "S"},
    CodeTemplate{repeat_patterns, "Q", has_all_digits, "M"},
    CodeTemplate{repeat_patterns, "Q", has_all_digits, "H"},
    CodeTemplate{repeat_patterns, "Q", has_all_digits, "D"},
    CodeTemplate{repeat_patterns, "Q", has_all_digits, "W"},
    CodeTemplate{repeat_patterns, "Q", has_all_digits, "L"},
};

} // namespace

bool fits_template(std::string_view system, std::string_view code) {
    return std::ranges::any_of(code_templates, [&](const CodeTemplate& one) {
        const std::size_t around = one.begin.size() + one.end.size();
        return one.system == system && code.size() > around && code.starts_with(one.begin) &&
               code.ends_with(one.end) &&
               one.accepts_rest(code.substr(one.begin.size(), code.size() - around));
    });
}

bool has_grammar(std::string_view system) {
    return std::ranges::find(grammars, system, &Grammar::system) != grammars.end();
}

Tristate by_grammar(std::string_view system, std::string_view code) {
    const auto known = std::ranges::find(grammars, system, &Grammar::system);
    if (known == grammars.end()) {
        return Tristate::unknown;
    }
    return known->accepts(code) ? Tristate::yes : Tristate::no;
}

} // namespace renkei::terminology
