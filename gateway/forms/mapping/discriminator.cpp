#include "gateway/forms/mapping/discriminator.h"

#include <algorithm>
#include <array>

namespace renkei::mapping {
namespace {

constexpr std::array<std::string_view, 11> narrative_rows = {"resourceType", "system",    "url",    "code",
                                                             "valueCode",    "valueUri",  "linkId", "use",
                                                             "rank",         "reference", "intent"};
constexpr std::array<std::string_view, 3> silent = {"meta", "text", "display"};

bool is_observation(const ExampleNode& node) {
    return std::any_of(node.fields.begin(), node.fields.end(), [](const Field& field) {
        return field.name == "resourceType" && field.value.text == "Observation";
    });
}

void collect(const ExampleNode& node, const std::string& path, std::string_view key, Discriminators& out) {
    if (node.kind == NodeKind::constant && is_discriminator(key)) {
        out[path].insert(node.text);
    }
    for (const Field& field : node.fields) {
        const bool may_be_dead =
            field.value.kind == NodeKind::object && reads_items(field.value) && !field.value.stay;
        const bool own_category = field.name == "category" && path.empty() && is_observation(node);
        if (!may_be_dead && !own_category && field.instead_of.empty() && !never_discriminates(field.name)) {
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

bool is_discriminator(std::string_view field) {
    return std::find(narrative_rows.begin(), narrative_rows.end(), field) != narrative_rows.end();
}

bool never_discriminates(std::string_view field) {
    return std::find(silent.begin(), silent.end(), field) != silent.end();
}

Discriminators discriminators(const ExampleNode& node) {
    Discriminators out;
    collect(node, "", "", out);
    return out;
}

bool are_disjoint(const Discriminators& a, const Discriminators& b) {
    return std::any_of(a.begin(), a.end(), [&](const auto& entry) {
        const auto other = b.find(entry.first);
        if (other == b.end()) {
            return false;
        }
        return std::none_of(entry.second.begin(), entry.second.end(),
                            [&](const std::string& value) { return other->second.contains(value); });
    });
}

} // namespace renkei::mapping
