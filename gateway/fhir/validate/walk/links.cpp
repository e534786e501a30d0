#include "gateway/fhir/validate/walk/links.h"

#include "gateway/fhir/validate/bundles/reachability.h"

namespace renkei::validate {

void DocumentLinks::add(NodeId at, std::string_view address) {
    document_.each_bundle_around(at, [&](const EntryIndex& bundle) {
        if (!must_hang_together(bundle)) {
            return;
        }
        const std::uint32_t from = bundle.entry_of(at);
        const NodeId resource = from == no_entry ? no_node : bundle.entries()[from].resource;
        const bool is_in_resource =
            resource != no_node && at >= resource && at < document_.source().after(resource);
        const auto found = is_in_resource ? bundle.find(address, from) : EntryIndex::EntryMatches();
        if (found.size() == 1 && found[0].entry != from) {
            edges_[bundle.bundle()].add({from, found[0].entry});
        }
    });
}

std::span<const DocumentLinks::Local> DocumentLinks::local(NodeId resource) const {
    document_.tree().note_whole();
    const NodeId end = document_.source().after(resource);
    auto first = local_.end();
    while (first != local_.begin() && (first - 1)->at >= resource && (first - 1)->at < end) {
        --first;
    }
    return {first, local_.end()};
}

Edges DocumentLinks::take_edges(const EntryIndex& bundle) {
    document_.tree().note_whole();
    const auto found = edges_.extract(bundle.bundle());
    return found.empty() ? Edges() : std::move(found.mapped());
}

} // namespace renkei::validate
