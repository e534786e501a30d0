// Search parameters as instances: the expression, and what a derived one shares with its origin.
#include "gateway/core/json/member.h"
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "generated/messages/validate_definitions.h"

#include <algorithm>

namespace renkei::validate {
namespace {

void check_search_expression(ValidationRun& validation, NodeId resource) {
    const Document& document = validation.document();
    const std::string_view expression = document.text(resource, "expression");
    if (expression.empty()) {
        return;
    }
    const auto bases = document.list(resource, "base");
    fhirpath::CompileOptions options{.checks = fhirpath::Checks::names};
    if (bases.size() == 1) {
        options.context = validation.r4().type(validation.tree().text(*bases.begin()));
    }
    const auto compiled = fhirpath::compile(expression, validation.r4(), options);
    if (!compiled) {
        validation.report(message::search_expression_unreadable, document.child(resource, "expression"),
                          {to_text(compiled.error(), diag::Language::english)});
    }
}

std::vector<std::string_view> texts_of(const packages::Resource& resource, std::string_view name) {
    std::vector<std::string_view> out;
    for (const NodeId one : json::items(resource.tree, Tree::root, name)) {
        out.push_back(resource.tree.text(one));
    }
    return out;
}

void compare_with(ValidationRun& validation, NodeId resource, const packages::Resource& origin,
                  std::string_view canonical) {
    const Document& document = validation.document();
    const std::string_view type = document.text(resource, "type");
    if (!type.empty() && origin.text("type") != type) {
        validation.report(message::search_other_type, document.child(resource, "type"),
                          {canonical, origin.text("type"), type});
    }
    const std::vector<std::string_view> bases = texts_of(origin, "base");
    const auto is_resource = [](std::string_view base) {
        return base == "Resource" || base == "DomainResource";
    };
    for (const NodeId base : document.list(resource, "base")) {
        const std::string_view name = validation.tree().text(base);
        if (std::ranges::find(bases, name) == bases.end() && std::ranges::none_of(bases, is_resource)) {
            validation.report(message::search_other_base, base, {name, canonical, joined(bases)});
        }
    }
    const std::string_view expression = document.text(resource, "expression");
    if (!expression.empty() && expression != origin.text("expression")) {
        validation.report(message::search_other_expression, document.child(resource, "expression"),
                          {canonical, origin.text("expression")});
    }
}

} // namespace

void check_search_parameter(ValidationRun& validation, NodeId resource) {
    check_search_expression(validation, resource);
    const Document& document = validation.document();
    const auto components = document.list(resource, "component");
    const auto count = std::ranges::distance(components.begin(), components.end());
    if (document.text(resource, "type") == "composite" && count < 2) { // R4 search.html#composite
        validation.report(message::search_composite_few, resource, {std::to_string(count)});
    }
    const std::string_view canonical = document.text(resource, "derivedFrom");
    if (canonical.empty()) {
        return;
    }
    if (const packages::Resource* origin =
            validation.context().library().find("SearchParameter", canonical)) {
        compare_with(validation, resource, *origin, canonical);
    } else {
        validation.report(message::search_origin_missing, document.child(resource, "derivedFrom"),
                          {canonical});
    }
}

} // namespace renkei::validate
