#include "gateway/fhir/profiles/element_expander.h"

#include "gateway/fhir/profiles/constrain.h"
#include "generated/messages/profiles.h"

#include <algorithm>
#include <array>

namespace renkei::profiles {

bool ElementExpander::follow_reference(ElementNode& element, std::string_view id) {
    const std::string_view reference = element.draft.text(MemberKind::content_reference);
    const std::size_t hash = reference.find('#');
    const Structure* in = hash == 0 ? base_ : find_(reference.substr(0, hash));
    const std::string_view target = hash == std::string_view::npos ? reference : reference.substr(hash + 1);
    ElementId at = in == nullptr ? no_element : in->by_id(target);
    if (in != nullptr && at == no_element) {
        at = in->by_path(target);
    }
    if (at == no_element) {
        notes_.add(message::profile_reference_unknown, id, reference);
        return false;
    }
    ElementNode found = tree_of(*in, at, arena_);
    element.children = std::move(found.children);
    element.draft.remove(MemberKind::content_reference);
    if (const Member* type = found.draft.find(MemberKind::type)) {
        element.draft.set(*type);
    }
    return true;
}

const Structure* ElementExpander::structure_of(const ElementNode& element, std::string_view id) {
    const std::span<const MemberValue> types = element.draft.items(MemberKind::type);
    if (types.empty()) {
        notes_.add(message::profile_no_children, id, names_of(types));
        return nullptr;
    }
    const bool is_one =
        std::ranges::all_of(types, [&](const MemberValue& it) { return it.name == types.front().name; });
    if (!is_one) { // every type has id and extension
        return find_("Element");
    }
    // a profile of which one element is meant has no children for this one at its root
    const bool is_of_element =
        types.front().json.find("elementdefinition-profile-element") != std::string_view::npos;
    if (const std::string_view profile = type_profile(types.front());
        types.size() == 1 && !profile.empty() && !is_of_element) {
        if (const Structure* found = find_(profile)) {
            return found;
        }
        notes_.add(message::profile_used_missing, id, profile);
    }
    const Structure* found = find_(types.front().name);
    if (found == nullptr) {
        notes_.add(message::profile_no_children, id, types.front().name);
    }
    return found;
}

bool ElementExpander::children(ElementNode& element, std::string_view id) {
    if (!element.children.empty()) {
        return true;
    }
    if (element.draft.has(MemberKind::content_reference)) {
        return follow_reference(element, id);
    }
    const Structure* structure = structure_of(element, id);
    if (structure == nullptr || structure->elements.empty()) {
        return false;
    }
    element.children = tree_of(*structure, 0, arena_).children;
    return !element.children.empty();
}

void ElementExpander::take_extension(ElementNode& element, bool has_max, std::string_view id) {
    const std::span<const MemberValue> types = element.draft.items(MemberKind::type);
    const std::string_view profile = types.size() == 1 ? type_profile(types.front()) : std::string_view();
    if (profile.empty() || types.front().name != "Extension") {
        return;
    }
    const Structure* definition = find_(profile);
    if (definition == nullptr || definition->elements.empty()) {
        notes_.add(message::profile_used_missing, id, profile);
        return;
    }
    static constexpr std::array taken{MemberKind::short_text,  MemberKind::definition,
                                      MemberKind::comment,     MemberKind::requirements,
                                      MemberKind::alias,       MemberKind::max,
                                      MemberKind::is_modifier, MemberKind::is_modifier_reason};
    const ElementDraft root(definition->tree(), definition->elements.front().node, arena_);
    for (const MemberKind part : taken) {
        if (const Member* member = root.find(part);
            member != nullptr && !(part == MemberKind::max && has_max)) {
            element.draft.set(*member);
        }
    }
}

} // namespace renkei::profiles
