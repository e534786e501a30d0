#include "gateway/fhir/profiles/merge.h"

#include "generated/messages/profiles.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace renkei::profiles {
namespace {

bool is_extension(std::string_view name) { return name == "extension" || name == "modifierExtension"; }
bool is_choice(std::string_view name) { return name.ends_with("[x]"); }

// The type in "valueQuantity", a name of value[x]; empty if it is not one of the types of `choice`.
std::string_view type_in(const ElementNode& choice, std::string_view name) {
    const std::string_view stem = choice.name.substr(0, choice.name.size() - 3);
    if (!is_choice(choice.name) || !name.starts_with(stem)) {
        return {};
    }
    const std::string_view rest = name.substr(stem.size());
    for (const MemberValue& type : choice.draft.items(MemberKind::type)) {
        if (type.name.size() == rest.size() && type.name.substr(1) == rest.substr(1) &&
            (type.name[0] | 0x20) == (rest[0] | 0x20)) {
            return type.name;
        }
    }
    return {};
}

std::string names_of_children(const ElementNode& parent) {
    std::string out;
    for (const ElementNode& child : parent.children) {
        out += out.empty() ? "" : ", ";
        out += child.name;
    }
    return out.empty() ? "-" : out;
}

std::string names_of_slices(const ElementNode& element) {
    std::string out;
    for (const ElementNode& slice : element.slices) {
        out += out.empty() ? "" : ", ";
        out += slice.slice;
        if (out.size() > 200) {
            return out + " …";
        }
    }
    return out.empty() ? "-" : out;
}

// The place of the slice that `slice` divides: "a" for "a/b". Nothing if there is no such slice.
std::optional<std::size_t> sliced_by(std::string_view slice,
                                     const std::unordered_map<std::string_view, std::size_t>& places) {
    for (std::size_t end = slice.find('/'); end != std::string_view::npos; end = slice.find('/', end + 1)) {
        if (const auto found = places.find(slice.substr(0, end)); found != places.end()) {
            return found->second;
        }
    }
    return std::nullopt;
}

bool closes(const ElementNode& element) { // does the base's slicing allow no further slices?
    const Member* slicing = element.draft.find(MemberKind::slicing);
    const MemberValue* said = slicing == nullptr ? nullptr : &slicing->items.front();
    return said != nullptr && said->tree != nullptr &&
           said->json.find("\"closed\"") != std::string_view::npos;
}

std::string step_below(const std::string& parent, std::string_view name) {
    return id_below(parent, name, {});
}

// "a:x" and the re-slice "x/y" -> "a:x/y"
std::string slice_id(const std::string& id, std::string_view slice) {
    const std::size_t dot = id.rfind('.');
    const std::size_t colon = id.find(':', dot == std::string::npos ? 0 : dot);
    return id.substr(0, colon) + ":" + std::string(slice);
}

} // namespace

void Merge::all(ElementNode& root, const ElementNode& change) {
    grow(root);
    element(root, change, std::string(root.name));
}

void Merge::element(ElementNode& element, const ElementNode& change, const std::string& id) {
    if (is_too_large()) {
        return;
    }
    const bool is_closed = closes(element);
    if (change.is_stated) {
        constrain(element.draft, change.draft, id, with_);
    }
    if (!change.children.empty()) {
        children(element, change, id);
    }
    if (!change.slices.empty()) {
        std::vector<const ElementNode*> changes;
        for (const ElementNode& slice : change.slices) {
            changes.push_back(&slice);
        }
        slices(element, changes, is_closed, id);
    }
}

void Merge::children(ElementNode& parent, const ElementNode& change, const std::string& id) {
    if (parent.children.empty()) {
        const bool has_type =
            parent.draft.has(MemberKind::type) || parent.draft.has(MemberKind::content_reference);
        if ((has_type || !may_add_) && !expander_.children(parent, id) && !may_add_) {
            return;
        }
        grow(parent);
    }
    std::size_t last = 0; // the base's child that the one before went to
    for (const ElementNode& it : change.children) {
        child(parent, it, id, last);
    }
}

void Merge::child(ElementNode& parent, const ElementNode& change, const std::string& id, std::size_t& last) {
    for (std::size_t n = 0; n < parent.children.size(); ++n) {
        const std::size_t i = (last + n) % parent.children.size(); // usually not far behind the one before
        ElementNode& own = parent.children[i];
        const std::string_view type =
            own.name == change.name ? std::string_view() : type_in(own, change.name);
        if (own.name != change.name && type.empty()) {
            continue;
        }
        if (i < last) {
            with_.notes.add(message::profile_order, step_below(id, change.name),
                            step_below(id, parent.children[last].name));
        }
        last = std::max(last, i);
        if (type.empty()) {
            element(own, change, step_below(id, own.name));
        } else {
            type_slice(own, change, step_below(id, own.name));
        }
        return;
    }
    if (may_add_) {
        add(parent, change, id);
        last = parent.children.size() - 1;
        return;
    }
    with_.notes.add(message::profile_path_unknown, step_below(id, change.name), id,
                    names_of_children(parent));
}

// "valueQuantity" in a differential means the slice of value[x] for that type, or value[x] itself if it has
// no other type. Since R4, it does not mean that other types are no longer allowed.
void Merge::type_slice(ElementNode& choice, const ElementNode& change, const std::string& id) {
    const bool has_slice =
        std::ranges::find(choice.slices, change.name, &ElementNode::slice) != choice.slices.end();
    if (!has_slice && choice.draft.items(MemberKind::type).size() == 1) {
        element(choice, change, id);
        return;
    }
    const bool is_named_too =
        !change.is_stated && change.slices.size() == 1 && change.slices.front().slice == change.name;
    ElementNode slice = is_named_too ? change.slices.front() : change;
    slice.name = choice.name;
    slice.slice = change.name;
    slice.draft.set_text(MemberKind::slice_name, change.name, with_.arena);
    ElementNode asked{
        .name = choice.name, .slice = {}, .draft = {}, .children = {}, .slices = {}, .is_stated = false};
    asked.slices.push_back(std::move(slice));
    element(choice, asked, id);
}

void Merge::set_slicing(ElementNode& element, const std::string& id) {
    if (element.draft.has(MemberKind::slicing)) {
        return;
    }
    if (is_extension(element.name)) {
        element.draft.set_json(
            MemberKind::slicing,
            R"({"discriminator":[{"type":"value","path":"url"}],"ordered":false,"rules":"open"})",
            with_.arena);
    } else if (is_choice(element.name)) {
        element.draft.set_json(
            MemberKind::slicing,
            R"({"discriminator":[{"type":"type","path":"$this"}],"ordered":false,"rules":"open"})",
            with_.arena);
    } else if (element.slices.empty() &&
               element.slice.empty()) { // once; re-slices are distinguished as slices are
        with_.notes.add(message::profile_slicing_missing, id);
    }
}

// A new slice begins as a copy of the element that it slices.
ElementNode Merge::new_slice(const ElementNode& sliced, const ElementNode& change, const std::string& id) {
    ElementNode out{.name = sliced.name,
                    .slice = change.slice,
                    .draft = sliced.draft,
                    .children = sliced.children,
                    .slices = {}};
    out.draft.remove(MemberKind::slicing);
    out.draft.set_text(MemberKind::slice_name, change.slice, with_.arena);
    out.draft.set_json(MemberKind::min, "0", with_.arena);
    if (const std::string_view type = type_in(sliced, change.slice); !type.empty()) {
        const std::span<const MemberValue> types = sliced.draft.items(MemberKind::type);
        out.draft.set_items(MemberKind::type, {&*std::ranges::find(types, type, &MemberValue::name), 1},
                            with_.arena);
    }
    if (is_extension(out.name)) {
        if (const Member* type = change.draft.find(MemberKind::type)) {
            out.draft.set(*type);
        }
        expander_.take_extension(out, change.draft.has(MemberKind::max), id);
    }
    return out;
}

void Merge::slices(ElementNode& element, const std::vector<const ElementNode*>& changes, bool is_closed,
                   const std::string& id) {
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < element.slices.size(); ++i) {
        places.emplace(element.slices[i].slice, i);
    }
    // re-slicings that the base has closed: what is said below closes them for others
    std::vector<bool> closed;
    for (const ElementNode& slice : element.slices) {
        closed.push_back(closes(slice));
    }
    std::map<std::size_t, std::vector<const ElementNode*>> reslices; // by the slice they divide
    for (const ElementNode* change : changes) {
        auto place = places.find(change->slice);
        if (const auto divided = place == places.end() ? sliced_by(change->slice, places) : std::nullopt) {
            reslices[*divided].push_back(change);
            continue;
        }
        const std::string own_id = slice_id(id, change->slice);
        if (place == places.end()) {
            if (!may_begin(element, *change, is_closed, own_id)) {
                continue;
            }
            set_slicing(element, id);
            element.slices.push_back(new_slice(element, *change, own_id));
            grow(element.slices.back());
            place = places.emplace(change->slice, element.slices.size() - 1).first;
        }
        this->element(element.slices[place->second], *change, own_id);
        if (is_too_large()) {
            return;
        }
    }
    for (const auto& [divided, of_it] : reslices) {
        ElementNode& slice = element.slices[divided];
        slices(slice, of_it, divided < closed.size() && closed[divided], slice_id(id, slice.slice));
    }
}

bool Merge::may_begin(const ElementNode& sliced, const ElementNode& change, bool is_closed,
                      const std::string& id) {
    if (!change.is_stated && type_in(sliced, change.slice).empty()) {
        with_.notes.add(message::profile_slice_unknown, id, names_of_slices(sliced));
        return false;
    }
    if (is_closed) {
        with_.notes.add(message::profile_slice_closed, id);
        return false;
    }
    return true;
}

// Every element is an Element, unless it holds a whole resource or a bare value: its constraints come first.
// Those of other types are checked with the type.
void Merge::take_element_rules(ElementDraft& draft) {
    const std::span<const MemberValue> types = draft.items(MemberKind::type);
    const std::string_view name = types.empty() ? std::string_view() : types.front().name;
    const definitions::TypeId type = with_.r4.type(name);
    const bool is_bare =
        !types.empty() && types.front().json.find("/fhirpath/System.") != std::string_view::npos;
    if (is_bare || (type && with_.r4.kind(type) == definitions::TypeKind::resource)) {
        return;
    }
    const Structure* extension = name == "Extension" ? find_(name) : nullptr;
    const Structure* element = extension != nullptr ? extension : find_("Element");
    if (element == nullptr || element->elements.empty()) {
        return;
    }
    const ElementDraft root(element->tree(), element->elements.front().node, with_.arena);
    const Member* rules = root.find(MemberKind::constraint);
    if (rules != nullptr) {
        const Member* said = draft.find(MemberKind::constraint);
        const Member own = said == nullptr ? *rules : *said;
        draft.set(*rules);
        add_items(draft, own, with_.arena);
    }
}

// Adds an element that a specialization has and its base does not have.
void Merge::add(ElementNode& parent, const ElementNode& change, const std::string& id) {
    const std::string own_id = step_below(id, change.name);
    ElementNode& own = parent.children.emplace_back(
        ElementNode{.name = change.name, .slice = {}, .draft = change.draft, .children = {}, .slices = {}});
    grow(own);
    take_element_rules(own.draft);
    ElementNode rest = change; // its own words are in place
    rest.draft = {};
    rest.is_stated = false;
    element(own, rest, own_id);
}

} // namespace renkei::profiles
