#include "gateway/fhir/profiles/element_tree.h"

#include "gateway/core/json/member.h"
#include "gateway/fhir/profiles/read_structure.h"
#include "generated/messages/profiles.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace renkei::profiles {
namespace {

struct Step {
    std::string_view name;
    std::string_view slice;
};
using Steps = std::vector<Step>;

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
        out.push_back(text.substr(0, dot));
        text.remove_prefix(dot + 1);
    }
    out.push_back(text);
    return out;
}

Step step_of(std::string_view id_step) {
    const std::size_t colon = id_step.find(':');
    return colon == std::string_view::npos ? Step{id_step, {}}
                                           : Step{id_step.substr(0, colon), id_step.substr(colon + 1)};
}

bool is_choice_of(std::string_view choice, std::string_view name) {
    return choice.ends_with("[x]") && name.size() > choice.size() - 3 &&
           name.starts_with(choice.substr(0, choice.size() - 3));
}

// The steps of an id that says the same as the path; nothing: it does not.
Steps steps_of_id(std::string_view id, const std::vector<std::string_view>& path) {
    const std::vector<std::string_view> parts = split(id);
    if (parts.size() != path.size()) {
        return {};
    }
    Steps out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Step step = step_of(parts[i]);
        if (step.name != path[i] && !is_choice_of(step.name, path[i])) {
            return {};
        }
        out.push_back(step);
    }
    return out;
}

// Without an id an element belongs to the slice that was named last on its path.
Steps steps_of_path(const std::vector<std::string_view>& path, const Steps& before) {
    Steps out;
    bool is_same = true;
    for (std::size_t i = 0; i < path.size(); ++i) {
        is_same = is_same && i + 1 < path.size() && i < before.size() && before[i].name == path[i];
        out.push_back({path[i], is_same ? before[i].slice : std::string_view()});
    }
    return out;
}

ElementNode& among(std::vector<ElementNode>& elements, std::string_view ElementNode::*key,
                   std::string_view value, ElementNode fresh) {
    if (!elements.empty() && elements.back().*key == value) {
        return elements.back();
    }
    const auto found = std::ranges::find(elements, value, key);
    return found != elements.end() ? *found : elements.emplace_back(std::move(fresh));
}

ElementNode& step_into(ElementNode& parent, const Step& step) {
    ElementNode& element = among(
        parent.children, &ElementNode::name, step.name,
        {.name = step.name, .slice = {}, .draft = {}, .children = {}, .slices = {}, .is_stated = false});
    return step.slice.empty() ? element
                              : among(element.slices, &ElementNode::slice, step.slice,
                                      {.name = step.name,
                                       .slice = step.slice,
                                       .draft = {},
                                       .children = {},
                                       .slices = {},
                                       .is_stated = false});
}

class Differential {
public:
    Differential(const json::Tree& tree, std::string_view root, DefinitionReport& notes, base::Arena& arena)
        : tree_(tree),
          notes_(notes),
          arena_(arena),
          root_{.name = root, .slice = {}, .draft = {}, .children = {}, .slices = {}, .is_stated = false} {}

    ElementNode read(NodeId elements) {
        for (const NodeId element : tree_.children(elements)) {
            add(element);
        }
        return std::move(root_);
    }

private:
    void add(NodeId element) {
        const std::string_view path_text = text_of(tree_, element, "path");
        const std::string_view id = text_of(tree_, element, "id");
        const std::vector<std::string_view> path = split(path_text);
        const std::string_view shown = id.empty() ? path_text : id;
        if (path.front() != root_.name) {
            notes_.add(message::profile_path_bad, shown, path_text, root_.name);
            return;
        }
        if (path.size() > max_levels) {
            notes_.add(message::profile_too_deep, shown, std::to_string(max_levels));
            return;
        }
        Steps steps = steps_of_id(id, path);
        if (steps.empty()) {
            steps = steps_of_path(path, before_);
        }
        if (const std::string_view slice = text_of(tree_, element, "sliceName"); !slice.empty()) {
            steps.back().slice = slice;
        }
        ElementNode* at = &root_;
        for (std::size_t i = 1; i < steps.size(); ++i) {
            at = &step_into(*at, steps[i]);
        }
        if (at->is_stated) {
            notes_.add(message::profile_twice, shown);
            return;
        }
        at->is_stated = true;
        at->draft = ElementDraft(tree_, element, arena_);
        before_ = std::move(steps);
    }

    const json::Tree& tree_;
    DefinitionReport& notes_;
    base::Arena& arena_;
    ElementNode root_;
    Steps before_; // of the element before
};

// What the specification says about its own elements is not inherited.
constexpr std::array<std::string_view, 8> not_inherited{
    "structuredefinition-standards-status",
    "structuredefinition-fmm",
    "structuredefinition-wg",
    "structuredefinition-normative-version",
    "structuredefinition-category",
    "structuredefinition-security-category",
    "structuredefinition-summary",
    "structuredefinition-explicit-type-name",
};

void drop_own_extensions(ElementDraft& draft, base::Arena& arena) {
    const std::span<const MemberValue> all = draft.items(MemberKind::extension);
    std::vector<MemberValue> kept;
    std::ranges::copy_if(all, std::back_inserter(kept), [](const MemberValue& item) {
        return std::ranges::none_of(not_inherited,
                                    [&](std::string_view name) { return item.name.ends_with(name); });
    });
    if (kept.empty()) {
        draft.remove(MemberKind::extension);
    } else if (kept.size() < all.size()) {
        draft.set_items(MemberKind::extension, kept, arena);
    }
}

// Of the sibling that a slice slices: the last child so far, or one of its slices.
ElementNode& host_of(ElementNode& last, std::string_view sliced) {
    ElementNode* at = &last;
    while (at->slice != sliced && !at->slices.empty()) {
        at = &at->slices.back();
    }
    return at->slice == sliced ? *at : last;
}

} // namespace

ElementNode tree_of(const Structure& structure, ElementId id, base::Arena& arena) {
    const ElementDef& from = structure[id];
    ElementNode out{.name = from.name,
                    .slice = from.slice_name,
                    .draft = ElementDraft(structure.tree(), from.node, arena),
                    .children = {},
                    .slices = {}};
    drop_own_extensions(out.draft, arena);
    for (ElementId child = from.first_child; child != no_element; child = structure[child].next_sibling) {
        const ElementDef& it = structure[child];
        if (it.sliced == no_element || out.children.empty()) {
            out.children.push_back(tree_of(structure, child, arena));
        } else {
            host_of(out.children.back(), structure[it.sliced].slice_name)
                .slices.push_back(tree_of(structure, child, arena));
        }
    }
    return out;
}

ElementNode read_differential(const json::Tree& tree, NodeId elements, std::string_view root,
                              DefinitionReport& notes, base::Arena& arena) {
    return Differential(tree, root, notes, arena).read(elements);
}

std::string id_below(std::string_view parent, std::string_view name, std::string_view slice) {
    std::string out(parent);
    out += out.empty() ? "" : ".";
    out += name;
    if (!slice.empty()) {
        out += ':';
        out += slice;
    }
    return out;
}

std::size_t count_of(const ElementNode& element) {
    std::size_t out = 1;
    for (const ElementNode& child : element.children) {
        out += count_of(child);
    }
    for (const ElementNode& slice : element.slices) {
        out += count_of(slice);
    }
    return out;
}

} // namespace renkei::profiles
