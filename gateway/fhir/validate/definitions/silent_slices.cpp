#include "gateway/fhir/validate/definitions/silent_slices.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/profiles/read_structure.h"
#include "gateway/fhir/validate/elements/slicing.h"
#include "gateway/fhir/validate/walk/compile_plan.h"
#include "gateway/fhir/validate/walk/stop.h"
#include "generated/messages/validate_definitions.h"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <string>

namespace renkei::validate {
namespace {

using profiles::ElementDef;
using profiles::no_element;

// The elements of the differential by id, and by path and slice; without a differential those of the
// snapshot. A slice that none of them states is the base's.
class StatedSlices {
public:
    StatedSlices(const Document& document, json::NodeId definition) {
        const json::NodeId differential = document.child(definition, "differential");
        const auto part =
            differential == json::no_node ? document.child(definition, "snapshot") : differential;
        for (const json::NodeId element : document.list(part, "element")) {
            stated_.emplace(document.text(element, "id"), element);
            stated_.emplace(key(document.text(element, "path"), document.text(element, "sliceName")),
                            element);
        }
    }
    json::NodeId find(const ElementDef& slice) const { // no_node: it is the base's
        auto found = stated_.find(slice.id);
        found = found == stated_.end() ? stated_.find(key(slice.path, slice.slice_name)) : found;
        return found == stated_.end() ? json::no_node : found->second;
    }

private:
    static std::string key(std::string_view path, std::string_view slice) {
        return fmt::format("{} {}", path, slice); // no id has a blank
    }
    std::map<std::string, json::NodeId, std::less<>> stated_{};
};

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
    const StatedSlices stated(validation.document(), definition);
    for (profiles::ElementId id = 0; id < structure.elements.size() && !Stop::is_requested(); ++id) {
        const DefAt slice{&plan, id};
        if (!slice.def().is_slice() || slice.def().sliced == no_element || is_default_slice(slice) ||
            !structure[slice.def().sliced].is_sliced) {
            continue;
        }
        const DefAt sliced = slice.at(slice.def().sliced);
        const json::NodeId at = stated.find(slice.def());
        if (at != json::no_node && !can_be_found(validation, sliced, slice)) {
            validation.report(diag::message::element_slice_silent, at,
                              {std::string(slice.def().slice_name), paths_of(sliced)});
        }
    }
}

} // namespace renkei::validate
