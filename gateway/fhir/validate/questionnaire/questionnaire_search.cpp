#include "gateway/fhir/validate/questionnaire/questionnaire_search.h"

namespace renkei::validate {
namespace {

constexpr std::string_view type_name = "Questionnaire";

TreeNode in_document(const ValidationRun& validation, NodeId from, std::string_view reference) {
    const auto target = validation.document().resolve(from, reference);
    if (!target || validation.document().resource_type(target->resource) != type_name) {
        return {};
    }
    return {validation.tree().whole(), target->resource};
}

TreeNode in_bundle(const ValidationRun& validation, NodeId from, const packages::Canonical& wanted) {
    const EntryIndex* bundle = validation.document().bundle_around(from);
    if (bundle == nullptr) {
        return {};
    }
    for (const IndexedEntry& entry : bundle->entries()) {
        if (entry.type != type_name) {
            continue;
        }
        const TreeNode resource(validation.tree().whole(), entry.resource);
        if (resource.text("url") == wanted.url &&
            (wanted.version.empty() || resource.text("version") == wanted.version)) {
            return resource;
        }
    }
    return {};
}

} // namespace

FoundQuestionnaire find_questionnaire(const ValidationRun& validation, NodeId from,
                                      std::string_view canonical) {
    if (const TreeNode found = in_document(validation, from, canonical)) {
        return {found, {}};
    }
    if (canonical.starts_with('#')) {
        return {};
    }
    if (const TreeNode found = in_bundle(validation, from, packages::canonical(canonical))) {
        return {found, {}};
    }
    const packages::Library& library = validation.context().library();
    if (const packages::Resource* found = library.find(type_name, canonical)) {
        return {TreeNode(found->tree, Tree::root), {}};
    }
    const packages::Resource* other = library.find_any_version(type_name, canonical);
    return {{}, other == nullptr ? std::string_view() : other->version};
}

} // namespace renkei::validate
