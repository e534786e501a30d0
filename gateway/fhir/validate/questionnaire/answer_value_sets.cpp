#include "gateway/fhir/validate/questionnaire/answer_value_sets.h"

namespace renkei::validate {
namespace {

// Of the resource that contains the questionnaire, if it is contained itself.
TreeNode container_of(TreeNode resource) {
    const Tree& tree = resource.tree();
    const NodeId list = tree.parent(resource.id());
    if (list == no_node || !tree[list].is_array() || tree.key(list) != "contained") {
        return resource;
    }
    return {tree, tree.parent(list)};
}

} // namespace

TreeNode AnswerValueSets::contained(std::string_view id) const {
    for (const TreeNode resource : container_of(questionnaire_).list("contained")) {
        if (resource.text("id") == id && resource.text("resourceType") == "ValueSet") {
            return resource;
        }
    }
    return {};
}

terminology::ValueSetHandle AnswerValueSets::look_up(std::string_view canonical) {
    if (!canonical.starts_with('#')) {
        return terminology_.has_value_set(canonical) ? terminology_.value_set(canonical) : nullptr;
    }
    const TreeNode value_set = contained(canonical.substr(1));
    if (!value_set) {
        return nullptr;
    }
    locals_.push_back(terminology_.local(value_set.tree(), value_set.id()));
    return terminology_.handle(*locals_.back());
}

terminology::ValueSetHandle AnswerValueSets::find(std::string_view canonical) {
    const auto [at, fresh] = known_.try_emplace(std::string(canonical), nullptr);
    if (fresh) {
        at->second = look_up(canonical);
    }
    return at->second;
}

} // namespace renkei::validate
