#include "gateway/fhir/validate/definitions/silent_slices.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/profiles/read_structure.h"
#include "gateway/fhir/validate/elements/slicing.h"
#include "gateway/fhir/validate/walk/compile_plan.h"
#include "generated/messages/validate_definitions.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::validate {
namespace {

using profiles::ElementDef;
using profiles::no_element;

// The element of the differential that states the slice; without a differential that of the snapshot.
// no_node: the slice is the base's.
json::NodeId stated_at(const Document& document, json::NodeId definition, const ElementDef& slice) {
    const json::NodeId differential = document.child(definition, "differential");
    const auto part = differential == json::no_node ? document.child(definition, "snapshot") : differential;
    for (const json::NodeId element : document.list(part, "element")) {
        const bool is_it = document.text(element, "id") == slice.id ||
                           (document.text(element, "path") == slice.path &&
                            document.text(element, "sliceName") == slice.slice_name);
        if (is_it) {
            return element;
        }
    }
    return json::no_node;
}

std::string paths_of(DefAt sliced) {
    std::string out;
    for (const DiscriminatorPlan& one : discriminators_of(sliced)) {
        out += fmt::format("{}{}", out.empty() ? "" : ", ", one.path);
    }
    return out.empty() ? "$this" : out;
}

} // namespace

void check_silent_slices(ValidationRun& validation, json::NodeId definition,
                         const InstanceSnapshot& snapshot) {
    const std::string source(snapshot.json().empty() ? validation.tree().raw(definition) : snapshot.json());
    packages::Resource resource;
    json::Parser parser(validation.r4().names(), {.max_depth = 128, .max_keys = 100'000});
    if (!parser.parse(source, resource.tree)) {
        return; // it was parsed before
    }
    const profiles::Structure structure = profiles::read_structure(resource);
    StructurePlan plan;
    plan.structure = &structure;
    plan.is_of_document = true;
    compile_plan(validation.context(), plan);
    for (profiles::ElementId id = 0; id < structure.elements.size(); ++id) {
        const DefAt slice{&plan, id};
        if (!slice.def().is_slice() || slice.def().sliced == no_element || is_default_slice(slice) ||
            !structure[slice.def().sliced].is_sliced) {
            continue;
        }
        const DefAt sliced = slice.at(slice.def().sliced);
        const json::NodeId at = stated_at(validation.document(), definition, slice.def());
        if (at != json::no_node && !can_be_found(validation, sliced, slice)) {
            validation.report(diag::message::element_slice_silent, at,
                              {std::string(slice.def().slice_name), paths_of(sliced)});
        }
    }
}

} // namespace renkei::validate
