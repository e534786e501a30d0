#include "gateway/forms/mapping/load/discriminator.h"

#include <algorithm>
#include <array>
#include <span>

namespace renkei::mapping {
namespace {

constexpr std::array<std::string_view, 11> narrative_rows = {"resourceType", "system",    "url",    "code",
                                                             "valueCode",    "valueUri",  "linkId", "use",
                                                             "rank",         "reference", "intent"};
constexpr std::array<std::string_view, 6> silent = {
    "meta", "text", "display", "clinicalStatus", "verificationStatus", "method"};

bool may_be_dead(const ExampleNode& node) {
    return node.kind == NodeKind::object && reads_items(node) && !node.stay;
}

bool is_of_type(const ExampleNode& resource, std::span<const std::string_view> types) {
    const auto type = std::ranges::find(resource.fields, "resourceType", &Field::name);
    return type != resource.fields.end() && std::ranges::find(types, type->value.text) != types.end();
}

// An Observation's code and a Composition's type say what it is.
constexpr std::array<std::string_view, 2> categorised = {"Observation", "Composition"};
bool category_is_silent(const ExampleNode& resource) { return is_of_type(resource, categorised); }

const Field* stand_in(const ExampleNode& object, const Field& field) {
    const auto found = std::ranges::find_if(object.fields, [&](const Field& each) {
        return each.instead_of == field.name && each.name == field.name && each.value.is_constant();
    });
    return found == object.fields.end() ? nullptr : &*found;
}

void collect(const ExampleNode& node, const std::string& path, std::string_view key, Discriminators& out) {
    if (node.kind == NodeKind::constant && is_discriminator(key)) {
        out[path].insert(node.text);
    }
    for (const Field& field : node.fields) {
        if (path.empty() && is_closed_system(node, field)) {
            out["." + field.name].insert(field.value.view_texts.begin(), field.value.view_texts.end());
            out["." + field.name].insert(stand_in(node, field)->value.text);
        }
        const bool silent_category = field.name == "category" && path.empty() && category_is_silent(node);
        if (!may_be_dead(field.value) && !silent_category && field.instead_of.empty() &&
            !never_discriminates(field.name)) {
            collect(field.value, path + "." + field.name, field.name, out);
        }
    }
    for (const ExampleNode& element : node.elements) {
        if (all_constant(element)) {
            collect(element, path + "[]", key, out);
            if (key == "coding") {
                break;
            }
        }
    }
}

} // namespace

bool is_closed_system(const ExampleNode& object, const Field& field) {
    const auto is_other_stand_in = [&](const Field& each) {
        return each.instead_of == field.name && !(each.name == field.name && each.value.is_constant());
    };
    return field.name == "system" && field.instead_of.empty() && reads_items(object) &&
           !field.value.view_texts.empty() && stand_in(object, field) != nullptr &&
           std::ranges::none_of(object.fields, is_other_stand_in);
}

bool category_may_lack(const ExampleNode& resource) {
    if (category_is_silent(resource)) {
        return true;
    }
    const auto code = std::ranges::find(resource.fields, "code", &Field::name);
    constexpr std::array<std::string_view, 1> coded_alone = {"Condition"};
    return is_of_type(resource, coded_alone) && code != resource.fields.end() && !may_be_dead(code->value) &&
           !discriminators(code->value).empty();
}

bool is_discriminator(std::string_view field) {
    return std::ranges::find(narrative_rows, field) != narrative_rows.end();
}

bool never_discriminates(std::string_view field) { return std::ranges::find(silent, field) != silent.end(); }

std::vector<std::string_view> discriminating_elements(const definitions::R4Definitions& r4,
                                                      std::string_view type) {
    constexpr std::array<std::string_view, 3> coded = {"CodeableConcept", "Coding", "Identifier"};
    const bool is_silent = std::ranges::find(categorised, type) != categorised.end();
    std::vector<std::string_view> out;
    for (const definitions::Element& element : r4.elements(r4.type(type))) {
        const std::string_view name = r4.name(element);
        const bool is_coded = std::ranges::find(coded, r4.name(element.type)) != coded.end();
        const bool may_tell = (is_coded && element.is_summary) || is_discriminator(name);
        if (may_tell && !element.is_choice() && !never_discriminates(name) &&
            !(is_silent && name == "category")) {
            out.push_back(name);
        }
    }
    return out;
}

Discriminators discriminators(const ExampleNode& node) {
    Discriminators out;
    collect(node, "", "", out);
    return out;
}

bool are_disjoint(const Discriminators& a, const Discriminators& b) {
    return std::ranges::any_of(a, [&](const auto& entry) {
        const auto other = b.find(entry.first);
        if (other == b.end()) {
            return false;
        }
        return std::ranges::none_of(entry.second,
                                    [&](const std::string& value) { return other->second.contains(value); });
    });
}

} // namespace renkei::mapping
