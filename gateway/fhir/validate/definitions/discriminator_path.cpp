#include "gateway/fhir/validate/definitions/discriminator_path.h"

#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/walk/compile_plan.h"

#include <fmt/format.h>

namespace renkei::validate {
namespace {

// A place that the path has reached: an element of the snapshot, or a type. Neither: nothing is known.
struct Reached {
    std::string element;
    definitions::TypeId type{};
};

struct PathWalk {
    const ValidationRun& validation;
    const InstanceSnapshot& snapshot;
    const definitions::R4Definitions& r4 = validation.r4();

    std::vector<Reached> step(const Reached& from, const DiscriminatorStep& step) const {
        switch (step.kind) {
        case DiscriminatorStep::Kind::child: return child(from, step.name);
        case DiscriminatorStep::Kind::of_type: return {{{}, r4.type(step.name)}};
        case DiscriminatorStep::Kind::resolve: return targets(from);
        case DiscriminatorStep::Kind::extension: return {{{}, r4.type("Extension")}};
        case DiscriminatorStep::Kind::resource: return {Reached{}};
        }
        return {};
    }

    std::vector<Reached> child(const Reached& from, std::string_view name) const {
        if (!from.element.empty()) {
            for (const std::string& id :
                 {fmt::format("{}.{}", from.element, name), fmt::format("{}.{}[x]", from.element, name)}) {
                if (snapshot.find(id) != no_node) {
                    return {{id, {}}};
                }
            }
            if (snapshot.find(from.element + ".id") != no_node) {
                return {}; // the snapshot lists the element's children, and this one is not among them
            }
        }
        std::vector<Reached> out;
        for (const definitions::TypeId type : types_of(from)) {
            if (!type || r4[type].is_abstract) {
                return {Reached{}}; // a type of another specification, or any resource
            }
            for (const definitions::Element& element : r4.elements(type)) {
                if (r4.name(element) == name || r4.choice(element) == name) {
                    out.push_back({{}, element.type});
                }
            }
        }
        return out;
    }

    // Where a reference may lead; without target profiles R4 does not say it, so it may lead anywhere.
    std::vector<Reached> targets(const Reached& from) const {
        const NodeId node = from.element.empty() ? no_node : snapshot.find(from.element);
        std::vector<Reached> out;
        for (const NodeId type : items(node, "type")) {
            for (const NodeId target : items(type, "targetProfile")) {
                const auto known =
                    known_definition(validation, "StructureDefinition", snapshot.tree().text(target));
                out.push_back({{}, known ? r4.type(known->about) : definitions::TypeId{}});
            }
        }
        return out.empty() ? std::vector<Reached>{Reached{}} : out;
    }

    std::vector<definitions::TypeId> types_of(const Reached& from) const {
        if (from.element.empty()) {
            return {from.type};
        }
        std::vector<definitions::TypeId> out;
        const NodeId node = snapshot.find(from.element);
        for (const NodeId type : items(node, "type")) {
            const NodeId code = snapshot.tree().child(type, "code");
            out.push_back(code == no_node ? definitions::TypeId{} : r4.type(snapshot.tree().text(code)));
        }
        // a content reference
        return out.empty() ? std::vector<definitions::TypeId>{definitions::TypeId{}} : out;
    }

    std::vector<NodeId> items(NodeId object, std::string_view name) const {
        const NodeId list = object == no_node ? no_node : snapshot.tree().child(object, name);
        if (list == no_node || !snapshot.tree()[list].is_array()) {
            return {};
        }
        const auto all = snapshot.tree().children(list);
        return {all.begin(), all.end()};
    }
};

} // namespace

bool leads_somewhere(const ValidationRun& validation, const InstanceSnapshot& snapshot,
                     std::string_view element_id, std::string_view path) {
    if (path.empty() || path == "$this" || snapshot.find(element_id) == no_node) {
        return true;
    }
    const DiscriminatorPlan plan =
        compile_discriminator({profiles::DiscriminatorKind::value, path}, validation.r4());
    if (!plan.is_understood) {
        return false;
    }
    const PathWalk walk{validation, snapshot};
    std::vector<Reached> now{{std::string(element_id), {}}};
    for (const DiscriminatorStep& step : plan.steps) {
        std::vector<Reached> next;
        for (const Reached& one : now) {
            for (Reached& reached : walk.step(one, step)) {
                next.push_back(std::move(reached));
            }
        }
        now = std::move(next);
    }
    return !now.empty();
}

} // namespace renkei::validate
