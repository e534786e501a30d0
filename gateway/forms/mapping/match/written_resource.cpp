#include "gateway/forms/mapping/match/written_resource.h"

#include "gateway/forms/mapping/match/comparison.h"
#include "gateway/forms/mapping/match/qualifier_answers.h"

namespace renkei::mapping {

std::vector<std::string> WrittenResource::answers(NodeId resource, const Qualifier& qualifier,
                                                  std::span<const json::NameId> path) {
    if (resource_ != resource) {
        write(resource);
    }
    std::vector<std::string> out;
    if (!tree_.empty()) {
        collect(json::Tree::root, qualifier, path, out);
    }
    return out;
}

void WrittenResource::write(NodeId resource) {
    resource_ = resource;
    scratch_.clear();
    const MatchedBy* const matched = state_.matched_by(resource);
    const bool is_head = resource == json::Tree::root && state_.plan().head().has_bundle == 0;
    const bool is_written = matched != nullptr && state_.plan().entries()[matched->entry].accepted == 0 &&
                            is_in_record(fill_, *matched->row) &&
                            fill_.is_live(matched->entry, *matched->row);
    if (is_head) { // the label of a restricted document
        fill_.bundle_head(scratch_);
        scratch_.pop();
        scratch_.append('}');
    } else if (matched != nullptr && state_.plan().entries()[matched->entry].accepted != 0 &&
               state_.plan().entries()[matched->entry].restricted != 0) {
        scratch_.append("{\"meta\":{"); // of a shape that is only read, its label alone
        fill_.restricted_label(scratch_);
        scratch_.append("}}");
    } else if (is_written) {
        fill_.make_urls();
        scratch_.append('{');
        fill_.resource(matched->entry, *matched->row, scratch_);
    }
    if (scratch_.view().empty() || !parser_.parse(scratch_.view(), tree_)) {
        tree_ = {};
    }
}

void WrittenResource::collect(NodeId node, const Qualifier& qualifier, std::span<const json::NameId> path,
                              std::vector<std::string>& out) const {
    if (path.empty() && qualifier.asked == Asked::code) {
        for (const NodeId each : tree_.items(node)) {
            for (const std::string_view code : codes_of(state_.plan(), tree_, qualifier, each, nullptr)) {
                out.emplace_back(code);
            }
        }
        return;
    }
    if (path.empty()) {
        out.emplace_back("there");
        return;
    }
    for (const NodeId each : tree_.items(node)) {
        if (const NodeId at = tree_.child(each, path.front()); at != json::no_node) {
            collect(at, qualifier, path.subspan(1), out);
        }
    }
}

} // namespace renkei::mapping
