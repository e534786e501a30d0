// What a walk through a resource asks that hangs on the resource's free texts, noted while it walks (known_resources.h).
//
// The rule that whoever adds to the walk must keep: what is asked hangs on nothing but the outline (names, kinds, texts that are not free), or it
// goes through Check::ask_and_note(), which has it asked of the next resource of the outline, too, or it spoils the recording. A check that reads a
// free text by itself, or what stands elsewhere in the document, would hide findings in resources that are known. Expressions, conforms() and
// select() spoil by themselves.
#pragma once

#include "gateway/validate/document.h"
#include "gateway/validate/known_resources.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

namespace renkei::validate {

class Recording {
public:
    Recording(const Outlines& outlines, const json::Tree& tree, json::NodeId resource)
        : outlines_(outlines)
        , tree_(tree)
        , resource_(resource) {}

    // Notes a check of the value. Nodes are the document's.
    void add(OpenCheck check) {
        for (json::NodeId* node : {&check.node, &check.sibling}) {
            assert(*node == json::no_node || is_of_resource(*node));
            *node = *node == json::no_node ? *node : *node - resource_;
        }
        known_.open.push_back(check);
    }
    bool is_of_resource(json::NodeId node) const { return node >= resource_ && node < tree_.after(resource_); }
    bool is_free(json::NodeId scalar) const { return outlines_.is_free(tree_, scalar); }
    bool has_free(Value value) const {
        return (value.node != json::no_node && outlines_.has_free(tree_, value.node)) || (value.sibling != json::no_node && outlines_.has_free(tree_, value.sibling));
    }
    AddressMarks& addresses() { return known_.addresses; }
    // All that was noted.
    KnownResource take() {
        for (const auto& [node, profile] : judged_) {
            if (node == resource_) {
                known_.conforms_to.push_back(profile);
            }
        }
        return std::move(known_);
    }

    // Within a check that is noted as a whole nothing is noted.
    bool is_within() const { return is_within_; }
    bool set_within(bool is_within) { return std::exchange(is_within_, is_within); }

    // Something was asked that cannot be asked again apart from the walk.
    void spoil() { is_spoilt_ = true; }
    bool is_spoilt() const { return is_spoilt_; }

    // Of the profiles judged in this walk: what was judged before it, or within a check, has to be walked through again, to be noted.
    void note_judged(json::NodeId node, const StructurePlan& profile) {
        if (!is_within_) {
            judged_.push_back({node, &profile});
        }
    }
    bool needs_walk(json::NodeId node, const StructurePlan& profile) const {
        return !is_within_ && std::ranges::find(judged_, std::pair(node, &profile)) == judged_.end();
    }

private:
    const Outlines& outlines_;
    const json::Tree& tree_;
    json::NodeId resource_;
    KnownResource known_{};
    std::vector<std::pair<json::NodeId, const StructurePlan*>> judged_;
    bool is_within_ = false;
    bool is_spoilt_ = false;
};

// As long as it lives, all that is asked is one check that is noted as a whole. `recording`: nullptr: there is none.
class AsWhole {
public:
    explicit AsWhole(Recording* recording)
        : recording_(recording)
        , was_within_(recording != nullptr && recording->set_within(true)) {}
    AsWhole(const AsWhole&) = delete;
    AsWhole& operator=(const AsWhole&) = delete;
    ~AsWhole() { // the check is over
        if (recording_ != nullptr) {
            recording_->set_within(was_within_);
        }
    }

private:
    Recording* recording_;
    bool was_within_;
};

} // namespace renkei::validate
