#include "gateway/fhir/validate/elements/element_limits.h"

#include "gateway/core/base/decimal.h"
#include "gateway/core/json/member.h"
#include "gateway/core/text/utf8.h"
#include "gateway/fhir/validate/elements/attachment_limits.h"
#include "gateway/fhir/validate/terminology/bindings.h"
#include "gateway/fhir/validate/terminology/coding_rules.h"
#include "generated/messages/validate.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

namespace renkei::validate {
namespace {

std::string_view limit_of(DefAt def, const ElementRule& rule) {
    return json::scalar_text(def.plan->structure->tree(), rule.value);
}

// The first of several rules of one kind speaks for all of them.
bool is_first_of_kind(DefAt def, const ElementRule& rule) {
    return &*std::ranges::find(def.checks().element_rules, rule.kind, &ElementRule::kind) == &rule;
}

bool is_object(const ValidationRun& validation, NodeId node) {
    return node != no_node && validation.tree()[node].is_object();
}

// Of a CodeableConcept in the definition that names a unit.
bool names_unit_of(const ValidationRun& validation, NodeId quantity, const Tree& tree, NodeId named,
                   std::string& shown) {
    const Document& document = validation.document();
    const terminology::Coding unit = coding_of(document, quantity);
    const NodeId codings = tree.child(named, "coding");
    bool out = false;
    if (codings != no_node && tree[codings].is_array()) {
        for (const NodeId coding : tree.children(codings)) {
            const std::string_view system = scalar_text(tree, coding, "system");
            const std::string_view code = scalar_text(tree, coding, "code");
            shown += fmt::format("{}{}", shown.empty() ? "" : ", ", shown_code(system, code));
            out = out || (!code.empty() && system == unit.system && code == unit.code);
        }
        return out;
    }
    const std::string_view text = scalar_text(tree, named, "text");
    shown += fmt::format("{}{}", shown.empty() ? "" : ", ", text);
    return !text.empty() && text == document.text(quantity, "unit");
}

} // namespace

void check_min_length(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    const auto least = base::Decimal::parse(limit_of(def, rule));
    if (!least || value.node == no_node || validation.tree()[value.node].is_container()) {
        return;
    }
    const std::size_t length = text::count_code_points(validation.tree().text(value.node));
    if (base::Decimal::of(static_cast<std::int64_t>(length)) < *least) {
        validation.report(message::validate_too_short, value.node,
                          {limit_of(def, rule), std::to_string(length)});
    }
}

void check_max_size(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    const auto most = base::Decimal::parse(limit_of(def, rule));
    if (!most || value.node == no_node) {
        return;
    }
    const bool is_attachment = validation.tree()[value.node].is_object();
    const NodeId data = is_attachment ? validation.document().child(value.node, "data") : value.node;
    const bool has_data = data != no_node && validation.tree()[data].is_string();
    const std::string size =
        has_data ? std::to_string(attached_bytes(validation.tree().text(data)))
                 : std::string(validation.document().text(is_attachment ? value.node : no_node, "size"));
    const auto found = base::Decimal::parse(size);
    if (found && *found > *most) {
        validation.report(message::validate_too_large, value.node, {limit_of(def, rule), size});
    }
}

void check_decimal_places(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    const NodeId number =
        is_object(validation, value.node) ? validation.document().child(value.node, "value") : value.node;
    const auto most = base::Decimal::parse(limit_of(def, rule));
    if (!most || number == no_node || !validation.tree()[number].is_number()) {
        return;
    }
    const auto found = base::Decimal::parse(validation.tree().raw(number));
    if (found && base::Decimal::of(found->scale) > *most) {
        validation.report(message::validate_decimal_places, number,
                          {validation.tree().raw(number), std::to_string(found->scale), limit_of(def, rule),
                           def.plan->structure->url});
    }
}

void check_media_type(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    if (!is_object(validation, value.node) || !is_first_of_kind(def, rule)) {
        return;
    }
    const std::string_view type = validation.document().text(value.node, "contentType");
    std::string allowed;
    for (const ElementRule& one : def.checks().element_rules) {
        if (one.kind != rule.kind) {
            continue;
        }
        if (is_allowed_media_type(type, limit_of(def, one))) {
            return;
        }
        allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", limit_of(def, one));
    }
    validation.report(message::validate_media_type, value.node, {type, allowed, def.plan->structure->url});
}

void check_format(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    if (value.node == no_node || validation.tree()[value.node].is_container()) {
        return;
    }
    const std::string_view text = validation.tree().text(value.node);
    if (!RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *rule.expression)) {
        validation.report(message::validate_wrong_format, value.node,
                          {text.substr(0, 200), limit_of(def, rule), def.plan->structure->url});
    }
}

void check_allowed_units(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    if (!is_object(validation, value.node) || !is_first_of_kind(def, rule)) {
        return;
    }
    const Tree& tree = def.plan->structure->tree();
    std::string allowed;
    for (const ElementRule& one : def.checks().element_rules) {
        if (one.kind != rule.kind || one.value == no_node) {
            continue;
        }
        if (tree[one.value].is_object()) {
            if (names_unit_of(validation, value.node, tree, one.value, allowed)) {
                return;
            }
            continue;
        }
        const std::string_view set = limit_of(def, one);
        const definitions::Tristate member =
            member_of(validation, value.node, validation.context().terminology().value_set(set));
        if (member == definitions::Tristate::unknown) {
            validation.report(message::validate_code_not_checked, value.node,
                              {shown_code(validation.document().text(value.node, "system"),
                                          validation.document().text(value.node, "code")),
                               set, set});
        }
        if (member != definitions::Tristate::no) {
            return;
        }
        allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", set);
    }
    validation.report(message::validate_unit_not_allowed, value.node,
                      {validation.tree().raw(value.node).substr(0, 200), allowed, def.plan->structure->url});
}

} // namespace renkei::validate
