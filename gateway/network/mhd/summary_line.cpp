#include "gateway/network/mhd/summary_line.h"

#include "gateway/network/mhd/path.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::mhd {
namespace {

using json::NodeId;
using json::Tree;

// Where a type says these; see path.h.
struct LinePaths {
    std::string_view type;
    std::string_view what;
    std::string_view value;
    std::string_view date;
};
constexpr LinePaths line_paths[] = {
    {"Observation", "code", observed_values, "effectiveDateTime|effectivePeriod|effectiveInstant"},
    {"Condition", "code", "clinicalStatus|verificationStatus|severity|note.text",
     "onsetDateTime|onsetPeriod|recordedDate"},
    {"AllergyIntolerance", "code",
     "clinicalStatus|verificationStatus|criticality|reaction.manifestation|note.text",
     "onsetDateTime|recordedDate"},
    {"MedicationStatement", "medicationCodeableConcept|medicationReference.display",
     "status|dosage.text|note.text", "effectiveDateTime|effectivePeriod|dateAsserted"},
    {"MedicationAdministration", "medicationCodeableConcept|medicationReference.display",
     "status|dosage.text|note.text", "effectiveDateTime|effectivePeriod"},
    {"RelatedPerson", "relationship", "name.text|telecom.value", "period"},
    {"Goal", "description", "lifecycleStatus|target.detailString|note.text", "startDate|statusDate"},
    {"Procedure", "code", "status|note.text", "performedDateTime|performedPeriod"},
    {"", "code", "status|note.text", ""}, // any other type; the last row
};

std::string first_of(const Tree& tree, NodeId node, std::initializer_list<std::string_view> paths) {
    for (const std::string_view path : paths) {
        if (const std::string_view found = text_at(tree, node, path); !found.empty()) {
            return std::string(found);
        }
    }
    return {};
}

std::string value_text(const Tree& tree, NodeId node);

std::string member_text(const Tree& tree, NodeId node, std::string_view name) {
    const NodeId member = tree.child(node, name);
    return member == json::no_node ? std::string() : value_text(tree, member);
}

// CodeableConcept, Coding, Quantity, Period, Range, Ratio, or a value without members
std::string value_text(const Tree& tree, NodeId node) {
    if (tree[node].is_boolean()) {
        return tree.raw(node) == "true" ? "はい" : "いいえ";
    }
    if (!tree[node].is_container()) {
        return std::string(tree.text(node));
    }
    if (tree.child(node, "value") != json::no_node) {
        return fmt::format("{}{} {}", text_at(tree, node, "comparator"), member_text(tree, node, "value"),
                           first_of(tree, node, {"unit", "code"}));
    }
    for (const auto& [from, to] : {std::pair("start", "end"), std::pair("low", "high")}) {
        if (tree.child(node, from) != json::no_node || tree.child(node, to) != json::no_node) {
            return fmt::format("{}～{}", member_text(tree, node, from), member_text(tree, node, to));
        }
    }
    if (tree.child(node, "numerator") != json::no_node) {
        return fmt::format("{} / {}", member_text(tree, node, "numerator"),
                           member_text(tree, node, "denominator"));
    }
    return first_of(tree, node, {"text", "coding.display", "display", "coding.code", "code"});
}

std::string with_components(const Tree& tree, NodeId resource, std::string out) {
    for (const NodeId component : nodes_at(tree, resource, "component")) {
        out += fmt::format("{}{}: {}", out.empty() ? "" : "、", words_at(tree, component, "code"),
                           words_at(tree, component, observed_values));
    }
    return out;
}

// A date, a moment, or a Period.
SummaryTime time_of(const Tree& tree, NodeId node) {
    if (!tree[node].is_object()) {
        return {.from = value_text(tree, node)};
    }
    SummaryTime out{.from = member_text(tree, node, "start"), .to = member_text(tree, node, "end")};
    return out.from.empty() && out.to->empty() ? SummaryTime() : out;
}

// They stand first.
std::string mark_text(const Tree& tree, NodeId resource, std::span<const SummaryMark> marks) {
    std::string out;
    for (const NodeId tag : marks_of(tree, resource, marks)) {
        out += fmt::format("［{}］", first_of(tree, tag, {"display", "code"}));
    }
    return out;
}

// Two pressure ulcers are two things, and what is observed of them; where a temperature is taken makes none.
std::string site_text(const Tree& tree, NodeId resource) {
    const bool is_about_site = text_at(tree, resource, "resourceType") == "Condition" ||
                               tree.child(resource, "focus") != json::no_node;
    if (!is_about_site) {
        return {};
    }
    const std::string site = words_at(tree, resource, "bodySite");
    return site.empty() ? site : fmt::format("（{}）", site);
}

} // namespace

std::string words_at(const Tree& tree, NodeId node, std::string_view path) {
    std::string out;
    for (const NodeId each : nodes_at(tree, node, path)) {
        const std::string text = value_text(tree, each);
        out += out.empty() || text.empty() ? text : "、" + text;
    }
    return out;
}

std::string SummaryTime::text() const { return to ? fmt::format("{}～{}", from, *to) : from; }

SummaryLine summary_line(const Tree& tree, NodeId resource, std::span<const SummaryMark> marks) {
    const std::string_view type = text_at(tree, resource, "resourceType");
    const auto* const found = std::ranges::find(line_paths, type, &LinePaths::type);
    const LinePaths& paths = found == std::end(line_paths) ? *std::prev(found) : *found;
    const std::vector<NodeId> dates = nodes_at(tree, resource, paths.date);
    return {.what = mark_text(tree, resource, marks) + words_at(tree, resource, paths.what) +
                    site_text(tree, resource),
            .value = with_components(tree, resource, words_at(tree, resource, paths.value)),
            .date = dates.empty() ? SummaryTime() : time_of(tree, dates.front())};
}

} // namespace renkei::mhd
