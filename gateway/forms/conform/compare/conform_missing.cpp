#include "gateway/core/base/word_list.h"
#include "gateway/core/json/place.h"
#include "gateway/forms/conform/documents/compared_bundle.h"
#include "gateway/forms/conform/documents/resource_elements.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace renkei::conform {
namespace {

using definitions::Element;
using definitions::R4Definitions;

// "active", "https://… refuted": what is shown of an element.
std::string shown_value(const Tree& tree, NodeId node) {
    for (NodeId leaf = node; leaf < tree.after(node); ++leaf) {
        if (!tree[leaf].is_container() && (!tree.has_key(leaf) || tree.key(leaf) != "system")) {
            return std::string(tree.text(leaf));
        }
    }
    return {};
}

// The answers of a modifier.
std::set<std::string> answers_at(const Tree& tree, const std::vector<ElementNode>& nodes) {
    std::set<std::string> out;
    for (const ElementNode& each : nodes) {
        out.emplace(tree[each.node].is_container() ? first_code(tree, each.node) : tree.text(each.node));
    }
    return out;
}

// May one stand for the other? What a reader takes alike (a final and an amended result) may, but not where a
// status is a fact of the person: whether a diagnosis holds, and who has confirmed it.
bool may_stand_for(const R4Definitions& r4, std::string_view type, const std::string& path,
                   const Element& element, const std::string& ours, const std::string& theirs) {
    constexpr std::array<std::string_view, 2> facts{"clinicalStatus", "verificationStatus"};
    return ours == theirs ||
           (!base::is_one_of(path, facts) && says_what_absence_says(r4, type, path, element, ours) &&
            says_what_absence_says(r4, type, path, element, theirs));
}

// Modifiers with another answer. What their absence says is compared where ours has it.
void check_answers(const ComparedBundle& bundle, const ResourcePair& pair, diag::Report& report) {
    const std::string_view type = text_of(bundle.ours, pair.ours, "resourceType");
    const ResourceElements theirs = elements_of(bundle.r4, bundle.theirs, pair.theirs);
    for (const auto& [path, nodes] : elements_of(bundle.r4, bundle.ours, pair.ours)) {
        const Element* const element = nodes.front().element;
        const auto same = theirs.find(path);
        if (element == nullptr || !element->is_modifier || same == theirs.end()) {
            continue;
        }
        const std::set<std::string> wanted = answers_at(bundle.ours, nodes);
        for (const std::string& found : answers_at(bundle.theirs, same->second)) {
            const bool is_one = std::ranges::any_of(wanted, [&](const std::string& each) {
                return may_stand_for(bundle.r4, type, path, *element, each, found);
            });
            if (!is_one && !found.empty()) {
                report.add(message::conform_element_other,
                           json::where(bundle.theirs, same->second.front().node),
                           {fmt::format("{}.{}", type, path), *wanted.begin(), found});
            }
        }
    }
}

void check_modifiers(const ComparedBundle& bundle, const ResourcePair& pair, diag::Report& report) {
    const std::string_view type = text_of(bundle.ours, pair.ours, "resourceType");
    const ResourceElements theirs = elements_of(bundle.r4, bundle.theirs, pair.theirs);
    for (const auto& [path, nodes] : elements_of(bundle.r4, bundle.ours, pair.ours)) {
        const ElementNode& first = nodes.front();
        if (first.element == nullptr || !first.element->is_modifier || theirs.contains(path)) {
            continue;
        }
        const std::string value = shown_value(bundle.ours, first.node);
        const std::size_t dot = path.rfind('.');
        const bool has_object = dot == std::string::npos || theirs.contains(path.substr(0, dot));
        if (has_object && !says_what_absence_says(bundle.r4, type, path, *first.element, value)) {
            report.add(message::conform_element_missing, json::where(bundle.theirs, pair.theirs),
                       {fmt::format("{}.{}", type, path), value});
        }
    }
}

} // namespace

void check_missing(const ComparedBundle& bundle, diag::Report& report) {
    const Tree& ours = bundle.ours;
    for (const NodeId entry : ours.items(ours.child(Tree::root, "entry"))) {
        const NodeId resource = ours.child(entry, "resource");
        if (resource != json::no_node &&
            std::ranges::find(bundle.pairs, resource, &ResourcePair::ours) == bundle.pairs.end()) {
            report.add(message::conform_resource_missing, json::where(bundle.theirs, Tree::root),
                       {text_of(ours, resource, "resourceType"), words_of(ours, resource)});
        }
    }
    for (const ResourcePair& pair : bundle.pairs) {
        check_modifiers(bundle, pair, report);
        check_answers(bundle, pair, report);
    }
}

} // namespace renkei::conform
