#include "gateway/fhir/validate/definitions/instance_snapshot.h"

#include "gateway/core/json/member.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/profiles/generate_snapshot.h"

namespace renkei::validate {

InstanceSnapshot::InstanceSnapshot(const Tree& tree, NodeId snapshot) : tree_(&tree) {
    for (const NodeId element : json::items(tree, snapshot, "element")) {
        by_id_.try_emplace(text_of(tree, element, "id"), element);
        by_id_.try_emplace(text_of(tree, element, "path"), element);
    }
    by_id_.erase(std::string_view());
}

NodeId InstanceSnapshot::find(std::string_view id) const {
    const auto at = by_id_.find(id);
    return at == by_id_.end() ? no_node : at->second;
}

InstanceSnapshot InstanceSnapshot::generate(const ValidationRun& validation, NodeId definition,
                                            diag::Report& problems) {
    const profiles::Profiles& profiles = validation.context().profiles();
    const std::string_view base_name = validation.document().text(definition, "baseDefinition");
    const bool is_own_base = base_name == validation.document().text(definition, "url");
    const profiles::Structure* base = base_name.empty() || is_own_base ? nullptr : profiles.find(base_name);
    if (base == nullptr) {
        return {};
    }
    auto made = std::make_unique<GeneratedSnapshot>();
    made->source = validation.tree().raw(definition);
    json::Parser parser(validation.r4().names(), {.max_depth = 128, .max_keys = 100'000});
    if (!parser.parse(made->source, made->definition.tree)) {
        return {}; // it was parsed before
    }
    made->definition.type = "StructureDefinition";
    made->definition.url = made->definition.text("url");
    made->definition.version = made->definition.text("version");
    const profiles::FindStructure find = [&](std::string_view canonical) { return profiles.find(canonical); };
    auto json = profiles::generate_snapshot(made->definition, {base, find, validation.r4()}, problems);
    if (!json) {
        problems.add(std::move(json).error());
        return {};
    }
    made->json = std::move(*json);
    if (!parser.parse(made->json, made->tree)) {
        return {};
    }
    InstanceSnapshot out(made->tree, made->tree.child(Tree::root, "snapshot"));
    out.generated_ = std::move(made);
    return out;
}

} // namespace renkei::validate
