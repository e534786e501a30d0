#include "gateway/fhir/validate/elements/type_rules.h"

#include "gateway/fhir/validate/elements/narrative.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/terminology/coding_rules.h"
#include "gateway/fhir/xml/xhtml.h"
#include "generated/messages/validate.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace renkei::validate {
namespace {

void check_coded_value(ValidationRun& validation, DefAt def, ElementValue value, const Alternative&) {
    check_coding(validation, value.node, def.def().binding.strength);
}

// R4 Coding: a code means something in its code system.
void check_coding_type(ValidationRun& validation, DefAt def, ElementValue value, const Alternative&) {
    check_coding(validation, value.node, def.def().binding.strength);
    const Document& document = validation.document();
    const NodeId code = document.child(value.node, document.names().code);
    if (code != no_node && document.child(value.node, document.names().system) == no_node) {
        validation.report(message::validate_code_without_system, code,
                          {document.text(value.node, document.names().code)});
    }
}

// R4 resource.html#Meta: profiles, security labels and tags are sets.
void check_meta(ValidationRun& validation, DefAt, ElementValue value, const Alternative&) {
    const Document& document = validation.document();
    for (const std::string_view name : {"profile", "security", "tag"}) {
        const NodeId list = document.child(value.node, name);
        if (list == no_node || !validation.tree()[list].is_array() || validation.tree()[list].count() < 2) {
            continue;
        }
        std::set<std::array<std::string_view, 3>> seen;
        for (const NodeId one : validation.tree().children(list)) {
            const bool is_object = validation.tree()[one].is_object();
            const std::array key{is_object ? document.text(one, "system") : validation.tree().text(one),
                                 is_object ? document.text(one, "version") : std::string_view(),
                                 is_object ? document.text(one, "code") : std::string_view()};
            const bool is_named = !key[0].empty() && (!is_object || !key[2].empty());
            if (is_named && !seen.insert(key).second) {
                validation.report(message::validate_meta_twice, one,
                                  {name, is_object ? shown_code(key[0], key[2]) : std::string(key[0])});
            }
        }
    }
}

void check_identifier(ValidationRun& validation, DefAt, ElementValue value, const Alternative&) {
    const std::string_view system =
        validation.document().text(value.node, validation.document().names().system);
    // R4 Identifier.system: a URL that describes the set in which values are unique
    if (!system.empty() && !is_absolute_uri(system)) {
        validation.report(message::validate_system_not_absolute,
                          validation.document().child(value.node, "system"), {system});
    }
    if (system != "urn:ietf:rfc:3986") {
        return;
    }
    const std::string_view text = validation.document().text(value.node, "value");
    if (!text.empty() && !is_absolute_uri(text)) {
        validation.report(message::validate_identifier_no_uri,
                          validation.document().child(value.node, "value"), {text});
    }
}

// https:, http:, urn:oid:, urn:uuid: have forms of their own wherever they stand.
void check_uri(ValidationRun& validation, DefAt, ElementValue value, const Alternative&) {
    if (value.node == no_node) {
        return;
    }
    const std::string_view text = validation.tree().text(value.node);
    validation.add_address(value.node, text);
    if (!validation.options().example_urls && is_example_url(text)) {
        validation.report(message::validate_example_url, value.node, {text});
    }
    const auto is = [&](definitions::Primitive type) {
        return is_valid(type, text) || is_valid(type, text.substr(0, text.find_first_of("#|")));
    };
    if (text.starts_with("urn:uuid:") && !is(definitions::Primitive::uuid)) {
        validation.report(message::validate_bad_primitive, value.node,
                          {text.substr(0, 100), "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"});
    } else if (text.starts_with("urn:oid:") && !is(definitions::Primitive::oid)) {
        validation.report(message::validate_bad_primitive, value.node,
                          {text.substr(0, 100), "urn:oid:[0-2](.[0-9]+)+"});
    }
}

void check_canonical_uri(ValidationRun& validation, DefAt def, ElementValue value,
                         const Alternative& alternative) {
    check_uri(validation, def, value, alternative);
    check_canonical(validation, def, value, alternative);
}

// Something that a careless reader could take for markup: "<" with a letter, "!", "?" or "/" behind it.
bool looks_like_markup(std::string_view text) {
    for (std::size_t at = text.find('<'); at != std::string_view::npos && at + 1 < text.size();
         at = text.find('<', at + 1)) {
        const auto next = static_cast<unsigned char>(text[at + 1]);
        const bool opens = std::isalpha(next) != 0 || next == '!' || next == '?' || next == '/';
        if (opens && text.find('>', at) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

void check_no_markup(ValidationRun& validation, DefAt, ElementValue value, const Alternative&) {
    if (value.node != no_node && looks_like_markup(validation.tree().text(value.node))) {
        validation.report(message::validate_markup_in_text,
                          validation.options().security_checks ? diag::Severity::error
                                                               : diag::Severity::information,
                          value.node);
    }
}

void check_markdown(ValidationRun& validation, DefAt, ElementValue value, const Alternative&) {
    if (value.node != no_node && validation.options().markdown_without_html &&
        looks_like_markup(validation.tree().text(value.node))) {
        validation.report(message::validate_markup_in_text, diag::Severity::error, value.node);
    }
}

// The language of the narrative is that of the resource, unless it is said otherwise (R4 narrative.html,
// xml:lang and lang).
void check_narrative_language(ValidationRun& validation, NodeId node, std::string_view text) {
    if (!may_have_languages(text)) {
        return;
    }
    const NarrativeParts narrative = languages_of_narrative(text);
    const std::string_view of_resource =
        validation.document().text(validation.document().resource_of(node), "language");
    for (const std::string_view language :
         {std::string_view(narrative.language), std::string_view(narrative.xml_language)}) {
        if (!of_resource.empty() && !language.empty() && language != of_resource) {
            validation.report(message::validate_narrative_language, node, {of_resource, language});
            break;
        }
    }
    const auto is_section = [](const NarrativePart& part) { return part.is_section(); };
    if (std::ranges::any_of(narrative.parts, is_section) &&
        !std::ranges::all_of(narrative.parts, is_section)) {
        validation.report(message::validate_narrative_mixed, node);
    }
}

// Its constraints (txt-1, txt-2) say "htmlChecks()", which is this without the reasons, so they are not asked
// (compile_plan.cpp).
void check_narrative(ValidationRun& validation, DefAt, ElementValue value, const Alternative&) {
    if (value.node == no_node || !validation.tree()[value.node].is_string()) {
        return;
    }
    const std::string_view text = validation.tree().text(value.node);
    const bool has_links = may_have_links(text);
    Narrative read;
    for (xml::MarkupError& error : has_links ? narrative_errors(text, read) : xml::narrative_errors(text)) {
        validation.report(error.message, value.node, std::move(error.args));
    }
    check_narrative_language(validation, value.node, text);
    if (has_links) {
        validation.keep(value.node, std::move(read));
        for (const NarrativeLink& link : validation.narrative(value.node).links) {
            validation.add_address(value.node, link.address);
        }
    }
}

using TypeRule = void (*)(ValidationRun&, DefAt, ElementValue, const Alternative&);
struct TypeRow {
    std::string_view type;
    TypeRule rule;
};
constexpr std::array type_rules{
    TypeRow{"Attachment", check_attachment},
    TypeRow{"Coding", check_coding_type},
    TypeRow{"Extension", check_extension},
    TypeRow{"Identifier", check_identifier},
    TypeRow{"Meta", check_meta},
    TypeRow{"Quantity", check_coded_value},
    TypeRow{"Reference", check_reference},
    TypeRow{"markdown", check_markdown},
    TypeRow{"string", check_no_markup},
    TypeRow{"uri", check_uri},
    TypeRow{"canonical", check_canonical_uri},
    TypeRow{"url", check_uri},
    TypeRow{"xhtml", check_narrative},
};

// One row for each type, since the first one is taken: another rule of a type goes into its function.
static_assert([] {
    for (std::size_t i = 0; i < type_rules.size(); ++i) {
        for (std::size_t k = i + 1; k < type_rules.size(); ++k) {
            if (type_rules[i].type == type_rules[k].type) {
                return false;
            }
        }
    }
    return true;
}());

} // namespace

std::uint8_t type_rule_of(std::string_view type) {
    const auto* row = std::ranges::find(type_rules, type, &TypeRow::type);
    return row == type_rules.end() ? no_type_rule : static_cast<std::uint8_t>(row - type_rules.begin());
}

bool is_walk(std::uint8_t rule) { return rule != no_type_rule && type_rules[rule].rule == check_extension; }

void apply_type_rule(ValidationRun& validation, DefAt def, ElementValue value,
                     const Alternative& alternative) {
    if (alternative.type_rule != no_type_rule) {
        type_rules[alternative.type_rule].rule(validation, def, value, alternative);
    }
}

} // namespace renkei::validate
