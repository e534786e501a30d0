#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/validate/walk/resource_rules.h"
#include "generated/messages/validate.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace renkei::validate {
namespace {

struct Contained {
    NodeId node;
    NodeId end; // the node behind it
    std::string_view id;
    bool is_used = false;

    bool holds(NodeId at) const { return at >= node && at < end; }
};
using ById = std::unordered_map<std::string_view, std::size_t, base::TextHash>; // place among the contained

// R4 references.html#contained, dom-3: each is referred to from elsewhere in the resource, by a reference, a
// canonical, a URL or a link of a narrative, or refers to its container. (The expression of dom-3 leaves out
// narratives, and takes what refers to itself as used.)
void find_used(const ValidationRun& validation, NodeId resource, std::vector<Contained>& all,
               const ById& by_id) {
    for (const DocumentLinks::Local& link : validation.links().local(resource)) {
        if (const auto target = by_id.find(link.id); target != by_id.end()) {
            Contained& one = all[target->second];
            one.is_used = one.is_used || !one.holds(link.at);
        }
        if (link.id.empty()) { // the container
            const auto next = std::ranges::upper_bound(all, link.at, {}, &Contained::node);
            if (next != all.begin() && (next - 1)->holds(link.at)) {
                (next - 1)->is_used = true;
            }
        }
    }
}

} // namespace

void check_contained(ValidationRun& validation, NodeId resource) {
    const Document& document = validation.document();
    const NodeId contained = document.child(resource, document.names().contained);
    if (contained == no_node) {
        return;
    }
    std::vector<Contained> all;
    ById by_id;
    for (const NodeId inner : document.tree().items(contained)) {
        const std::string_view id = document.text(inner, "id");
        if (id.empty()) {
            validation.report(message::validate_contained_without_id, inner);
        } else if (!by_id.emplace(id, all.size()).second) {
            validation.report(message::validate_contained_id_twice, inner, {id});
        }
        all.push_back({inner, document.tree().after(inner), id});
    }
    find_used(validation, resource, all, by_id);
    for (const Contained& one : all) {
        if (!one.is_used && by_id.contains(one.id) && &all[by_id.at(one.id)] == &one) {
            validation.report(message::validate_contained_unused, one.node, {one.id});
        }
    }
}

} // namespace renkei::validate
