#include "gateway/fhir/validate/terminology/coding_rules.h"

#include "gateway/core/text/utf8.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/terminology/partial_lists.h"
#include "gateway/fhir/validate/walk/guide_packages.h"
#include "generated/messages/guides.h"
#include "generated/messages/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <span>

namespace renkei::validate {
namespace {

bool is_kana_or_kanji(char32_t c) { return c >= 0x3040 && c <= 0x9FFF; }
bool is_letter(char32_t c) {
    return c < 0x80 ? std::isalnum(static_cast<unsigned char>(c)) != 0 : is_kana_or_kanji(c);
}

// Code point by code point, until `use` answers true.
template <class Use>
bool any_letter(std::string_view text, Use use) {
    for (std::size_t at = 0; at < text.size();) {
        const text::CodePoint point = text::code_point_at(text, at);
        if (use(point.value)) {
            return true;
        }
        at += point.size;
    }
    return false;
}

bool is_japanese(std::string_view text) { return any_letter(text, is_kana_or_kanji); }

// Does the text hold the display and, apart from it, something more? "High Priority (高)" does, the word
// "DNA検査" does not hold "DNA".
bool repeats(std::string_view text, std::string_view display) {
    const auto is_same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    const auto found = std::ranges::search(text, display, is_same);
    if (display.empty() || found.empty()) {
        return false;
    }
    bool joins = false; // the last letter before it, then the first one behind it
    any_letter(std::string_view(text.begin(), found.begin()), [&](char32_t c) {
        joins = is_letter(c);
        return false;
    });
    any_letter(std::string_view(found.end(), text.end()), [&](char32_t c) {
        joins = joins || is_letter(c);
        return true;
    });
    return !joins;
}

// R4, Coding: a display is one of those that the code system defines for the code. A supplement that is not
// here may define Japanese ones; none defines what holds the code system's own display and more.
void report_display(ValidationRun& validation, NodeId node, const terminology::Coding& coding) {
    const terminology::CodeOptions options{.languages = validation.options().languages};
    std::string right;
    bool is_comparable = !is_japanese(coding.display);
    for (const terminology::Designation& one :
         validation.context().terminology().right_displays(coding, options)) {
        right += fmt::format("{}\"{}\"", right.empty() ? "" : ", ", one.value);
        is_comparable = is_comparable || is_japanese(one.value) || repeats(coding.display, one.value);
    }
    if (!is_comparable) {
        validation.report(message::validate_display_not_checked, node,
                          {coding.display, shown_code(coding.system, coding.code)});
        return;
    }
    validation.report(message::validate_wrong_display, node,
                      {coding.display, shown_code(coding.system, coding.code), right});
}

// Displays are compared whatever their white space; other white space than that of single spaces must be that
// of the code system.
bool has_other_space(const ValidationRun& validation, const terminology::Coding& coding) {
    if (coding.display.empty() || is_valid(definitions::Primitive::code, coding.display)) {
        return false;
    }
    const auto right = validation.context().terminology().right_displays(
        coding, {.languages = validation.options().languages});
    return !right.empty() && std::ranges::none_of(right, [&](const terminology::Designation& one) {
        return one.value == coding.display;
    });
}

bool is_in_concept(const ValidationRun& validation, NodeId coding) {
    const NodeId list = validation.tree().parent(coding);
    return validation.tree()[list].is_array() && validation.tree().key(list) == "coding";
}

// Is the coding valid by itself? What is wrong is reported. `bound`: how the element that holds it is.
bool coding_is_valid(ValidationRun& validation, NodeId node, const terminology::Coding& coding,
                     definitions::Strength bound) {
    const NodeId system = validation.document().child(node, validation.document().names().system);
    if (!is_absolute_uri(coding.system)) {
        validation.report(message::validate_system_not_absolute, system, {coding.system});
        return false;
    }
    // R4, canonical: other URIs have no version behind them. R4 itself has code systems whose own URL ends
    // so.
    if (const std::size_t bar = coding.system.find('|');
        bar != std::string_view::npos &&
        validation.lookups().system(coding.system) == LookupCache::System::not_loaded) {
        validation.report(message::validate_bad_primitive, system,
                          {coding.system, "\"system\" without |, what follows it in \"version\""});
        return false;
    }
    if (validation.lookups().system(coding.system) == LookupCache::System::value_set) {
        validation.report(message::validate_system_is_value_set, system, {coding.system});
        return false;
    }
    if (validation.lookups().system(coding.system) == LookupCache::System::supplement) {
        validation.report(message::validate_system_is_supplement, system, {coding.system});
        return false;
    }
    if (coding.system == "urn:ietf:rfc:3986" && !is_absolute_uri(coding.code)) { // its codes are URIs
        validation.report(message::validate_identifier_no_uri,
                          validation.document().child(node, validation.document().names().code),
                          {coding.code});
        return false;
    }
    const terminology::Terminology& terminology = validation.context().terminology();
    const terminology::CodeOptions options{.languages = validation.options().languages};
    const terminology::CodeCheck code = terminology.in_code_system(coding, options);
    if (code.exists == definitions::Tristate::no) {
        const PartialLists::Place place = validation.context().partial_lists().find(coding, code.version);
        validation.report(place.name.empty() ? message::validate_unknown_code
                          : place.is_earlier ? message::validate_code_withdrawn
                                             : message::code_list_partial,
                          node, {coding.code, coding.system, code.version, place.name});
    } else if (code.is_abstract) {
        validation.report(message::validate_code_abstract, node, {coding.code, coding.system});
    } else if (code.exists == definitions::Tristate::unknown &&
               validation.lookups().system(coding.system) == LookupCache::System::not_loaded &&
               !needed_package(coding.system).is_of_known_publisher) {
        const bool is_asked_for =
            bound >= definitions::Strength::preferred || is_in_concept(validation, node);
        validation.report(message::validate_code_system_unknown,
                          is_asked_for ? diag::Severity::warning : diag::Severity::information, system,
                          {coding.system, needed_package(coding.system).name});
    } else if (code.exists == definitions::Tristate::unknown) {
        constexpr Message message = message::validate_code_system_not_loaded;
        if (diag::row(message).severity < validation.options().least) {
            return true;
        }
        validation.report(message, system, {coding.system});
    } else if (code.display == terminology::Display::wrong || has_other_space(validation, coding)) {
        report_display(validation, node, coding);
    } else if (code.is_inactive || code.is_deprecated) {
        validation.report(code.is_inactive ? message::validate_code_inactive
                                           : message::validate_code_deprecated,
                          node, {coding.code, coding.system});
    } else {
        return true;
    }
    return false;
}

} // namespace

terminology::Coding coding_of(const Document& document, NodeId coding) {
    const CommonNames& names = document.names();
    return {document.text(coding, names.system), document.text(coding, names.version),
            document.text(coding, names.code), document.text(coding, names.display)};
}

std::string shown_code(std::string_view system, std::string_view code) {
    return system.empty() ? std::string(code) : fmt::format("{}#{}", system, code);
}

void check_coding(ValidationRun& validation, NodeId node, definitions::Strength bound) {
    const terminology::Coding coding = coding_of(validation.document(), node);
    if (!coding.code.empty() && !coding.system.empty()) {
        validation.lookups().are_valid({nullptr, {}, &validation.options()}, std::span(&coding, 1),
                                       [&] { return coding_is_valid(validation, node, coding, bound); });
    }
}

} // namespace renkei::validate
