#include "gateway/profiles/merge.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace renkei::profiles {
namespace {

using diag::Message;

bool is_extension(std::string_view name) {
    return name == "extension" || name == "modifierExtension";
}
bool is_choice(std::string_view name) {
    return name.ends_with("[x]");
}

// The type in "valueQuantity" of value[x] with such types; empty: it is none of them.
std::string_view type_in(const Element& choice, std::string_view name) {
    const std::string_view stem = choice.name.substr(0, choice.name.size() - 3);
    if (!is_choice(choice.name) || !name.starts_with(stem)) {
        return {};
    }
    const std::string_view rest = name.substr(stem.size());
    for (const Item& type : choice.draft.items(Part::type)) {
        if (type.name.size() == rest.size() && type.name.substr(1) == rest.substr(1) &&
            (type.name[0] | 0x20) == (rest[0] | 0x20)) {
            return type.name;
        }
    }
    return {};
}

std::string names_of_children(const Element& parent) {
    std::string out;
    for (const Element& child : parent.children) {
        out += out.empty() ? "" : ", ";
        out += child.name;
    }
    return out.empty() ? "-" : out;
}

std::string names_of_slices(const Element& element) {
    std::string out;
    for (const Element& slice : element.slices) {
        out += out.empty() ? "" : ", ";
        out += slice.slice;
        if (out.size() > 200) {
            return out + " …";
        }
    }
    return out.empty() ? "-" : out;
}

// "a/b" divides the slice "a", if there is one.
std::optional<std::size_t> sliced_by(std::string_view slice,
                                     const std::unordered_map<std::string_view, std::size_t>& places) {
    for (std::size_t end = slice.find('/'); end != std::string_view::npos; end = slice.find('/', end + 1)) {
        if (const auto found = places.find(slice.substr(0, end)); found != places.end()) {
            return found->second;
        }
    }
    return std::nullopt;
}

bool closes(const Element& element) { // the slicing that the base has
    const Member* slicing = element.draft.find(Part::slicing);
    const Item* said = slicing == nullptr ? nullptr : &slicing->items.front();
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

void Merge::all(Element& root, const Element& wish) {
    grow(root);
    element(root, wish, std::string(root.name));
}

void Merge::element(Element& element, const Element& wish, const std::string& id) {
    if (is_too_large()) {
        return;
    }
    const bool is_closed = closes(element);
    if (wish.is_said) {
        constrain(element.draft, wish.draft, id, with_);
    }
    if (!wish.children.empty()) {
        children(element, wish, id);
    }
    if (!wish.slices.empty()) {
        std::vector<const Element*> wishes;
        for (const Element& slice : wish.slices) {
            wishes.push_back(&slice);
        }
        slices(element, wishes, is_closed, id);
    }
}

void Merge::children(Element& parent, const Element& wish, const std::string& id) {
    if (parent.children.empty()) {
        const bool has_type = parent.draft.has(Part::type) || parent.draft.has(Part::content_reference);
        if ((has_type || !may_add_) && !unfold_.children(parent, id) && !may_add_) {
            return;
        }
        grow(parent);
    }
    std::size_t last = 0; // the base's child that the one before went to
    for (const Element& it : wish.children) {
        child(parent, it, id, last);
    }
}

void Merge::child(Element& parent, const Element& wish, const std::string& id, std::size_t& last) {
    for (std::size_t n = 0; n < parent.children.size(); ++n) {
        const std::size_t i = (last + n) % parent.children.size(); // usually not far behind the one before
        Element& own = parent.children[i];
        const std::string_view type = own.name == wish.name ? std::string_view() : type_in(own, wish.name);
        if (own.name != wish.name && type.empty()) {
            continue;
        }
        if (i < last) {
            with_.notes.add(Message::profile_order, step_below(id, wish.name),
                            step_below(id, parent.children[last].name));
        }
        last = std::max(last, i);
        if (type.empty()) {
            element(own, wish, step_below(id, own.name));
        } else {
            type_slice(own, wish, step_below(id, own.name));
        }
        return;
    }
    if (may_add_) {
        add(parent, wish, id);
        last = parent.children.size() - 1;
        return;
    }
    with_.notes.add(Message::profile_path_unknown, step_below(id, wish.name), id, names_of_children(parent));
}

// "valueQuantity" in a differential: the slice of value[x] for that type, or value[x] itself if it has no
// other. That other types are no longer allowed it does not say (since R4).
void Merge::type_slice(Element& choice, const Element& wish, const std::string& id) {
    const bool has_slice =
        std::ranges::find(choice.slices, wish.name, &Element::slice) != choice.slices.end();
    if (!has_slice && choice.draft.items(Part::type).size() == 1) {
        element(choice, wish, id);
        return;
    }
    const bool is_named_too =
        !wish.is_said && wish.slices.size() == 1 && wish.slices.front().slice == wish.name;
    Element slice = is_named_too ? wish.slices.front() : wish;
    slice.name = choice.name;
    slice.slice = wish.name;
    slice.draft.set_text(Part::slice_name, wish.name, with_.arena);
    Element asked{
        .name = choice.name, .slice = {}, .draft = {}, .children = {}, .slices = {}, .is_said = false};
    asked.slices.push_back(std::move(slice));
    element(choice, asked, id);
}

void Merge::say_slicing(Element& element, const std::string& id) {
    if (element.draft.has(Part::slicing)) {
        return;
    }
    if (is_extension(element.name)) {
        element.draft.set_json(
            Part::slicing,
            R"({"discriminator":[{"type":"value","path":"url"}],"ordered":false,"rules":"open"})",
            with_.arena);
    } else if (is_choice(element.name)) {
        element.draft.set_json(
            Part::slicing,
            R"({"discriminator":[{"type":"type","path":"$this"}],"ordered":false,"rules":"open"})",
            with_.arena);
    } else if (element.slices.empty() &&
               element.slice.empty()) { // once; re-slices are told apart as slices are
        with_.notes.add(Message::profile_slicing_missing, id);
    }
}

// A slice begins as what is said of all of them.
Element Merge::new_slice(const Element& sliced, const Element& wish, const std::string& id) {
    Element out{.name = sliced.name,
                .slice = wish.slice,
                .draft = sliced.draft,
                .children = sliced.children,
                .slices = {}};
    out.draft.remove(Part::slicing);
    out.draft.set_text(Part::slice_name, wish.slice, with_.arena);
    out.draft.set_json(Part::min, "0", with_.arena);
    if (const std::string_view type = type_in(sliced, wish.slice); !type.empty()) {
        const std::span<const Item> types = sliced.draft.items(Part::type);
        out.draft.set_items(Part::type, {&*std::ranges::find(types, type, &Item::name), 1}, with_.arena);
    }
    if (is_extension(out.name)) {
        if (const Member* type = wish.draft.find(Part::type)) {
            out.draft.set(*type);
        }
        unfold_.take_extension(out, wish.draft.has(Part::max), id);
    }
    return out;
}

void Merge::slices(Element& element, const std::vector<const Element*>& wishes, bool is_closed,
                   const std::string& id) {
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < element.slices.size(); ++i) {
        places.emplace(element.slices[i].slice, i);
    }
    std::map<std::size_t, std::vector<const Element*>> reslices; // by the slice they divide
    for (const Element* wish : wishes) {
        auto place = places.find(wish->slice);
        if (const auto divided = place == places.end() ? sliced_by(wish->slice, places) : std::nullopt) {
            reslices[*divided].push_back(wish);
            continue;
        }
        const std::string own_id = slice_id(id, wish->slice);
        if (place == places.end()) {
            if (!may_begin(element, *wish, is_closed, own_id)) {
                continue;
            }
            say_slicing(element, id);
            element.slices.push_back(new_slice(element, *wish, own_id));
            grow(element.slices.back());
            place = places.emplace(wish->slice, element.slices.size() - 1).first;
        }
        this->element(element.slices[place->second], *wish, own_id);
        if (is_too_large()) {
            return;
        }
    }
    for (const auto& [divided, of_it] : reslices) {
        Element& slice = element.slices[divided];
        slices(slice, of_it, closes(slice), slice_id(id, slice.slice));
    }
}

bool Merge::may_begin(const Element& sliced, const Element& wish, bool is_closed, const std::string& id) {
    if (!wish.is_said && type_in(sliced, wish.slice).empty()) {
        with_.notes.add(Message::profile_slice_unknown, id, names_of_slices(sliced));
        return false;
    }
    if (is_closed) {
        with_.notes.add(Message::profile_slice_closed, id);
        return false;
    }
    return true;
}

// Every element is an Element, unless it holds a whole resource or a bare value: its constraints come first.
// Those of other types are judged with the type.
void Merge::take_element_rules(Draft& draft) {
    const std::span<const Item> types = draft.items(Part::type);
    const std::string_view name = types.empty() ? std::string_view() : types.front().name;
    const defs::TypeId type = with_.defs.type(name);
    const bool is_bare =
        !types.empty() && types.front().json.find("/fhirpath/System.") != std::string_view::npos;
    if (is_bare || (type && with_.defs.kind(type) == defs::Kind::resource)) {
        return;
    }
    const Structure* extension = name == "Extension" ? find_(name) : nullptr;
    const Structure* element = extension != nullptr ? extension : find_("Element");
    if (element == nullptr || element->elements.empty()) {
        return;
    }
    const Draft root(element->tree(), element->elements.front().node, with_.arena);
    const Member* rules = root.find(Part::constraint);
    if (rules != nullptr) {
        const Member* said = draft.find(Part::constraint);
        const Member own = said == nullptr ? *rules : *said;
        draft.set(*rules);
        add_items(draft, own, with_.arena);
    }
}

// What a specialization has and its base has not.
void Merge::add(Element& parent, const Element& wish, const std::string& id) {
    const std::string own_id = step_below(id, wish.name);
    Element& own = parent.children.emplace_back(
        Element{.name = wish.name, .slice = {}, .draft = wish.draft, .children = {}, .slices = {}});
    grow(own);
    take_element_rules(own.draft);
    Element rest = wish; // its own words are in place
    rest.draft = {};
    rest.is_said = false;
    element(own, rest, own_id);
}

} // namespace renkei::profiles
