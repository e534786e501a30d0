#include "gateway/network/server/records/strict_resource.h"

#include "gateway/core/json/place.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/core/text/words.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/mapping/plan/codec.h"
#include "generated/messages/sharing.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace renkei::server {
namespace {

using diag::Error;
using json::no_node;
using json::NodeId;
using mapping::CodecId;
using mapping::Hole;
using mapping::MatchKind;
using mapping::MatchNode;
using Wrong = std::optional<Error>;

constexpr std::size_t longest_quote = 40; // of what was found, in bytes
constexpr std::string_view any_text = "\"…\"";
constexpr std::string_view any_list = "[…]";
constexpr std::string_view instant_format = "instant"; // of shared/formats.yaml: a day is its beginning
constexpr std::string_view instant_form = "YYYY-MM-DDThh:mm:ss+09:00 | YYYY-MM-DD";

Error error_of(std::string_view record, std::string_view place, std::string_view found,
               std::string_view expected, diag::Where where) {
    return diag::finding(diag::message::sharing_record_wrong, std::move(where),
                         {record, place, fmt::format("\"{}\" → {}", found, expected)});
}

Error error_at(std::string_view record, const json::Tree& tree, NodeId node, std::string_view expected) {
    diag::Where where = json::where(tree, node);
    const std::string place = where.path.starts_with('/') ? where.path.substr(1) : where.path;
    return error_of(record, place, text::truncated_utf8(tree.text(node), longest_quote), expected,
                    std::move(where));
}

struct StrictResource {
    std::string_view record;
    const mapping::Plan& plan;
    const mapping::Consumption& consumption;
    const json::Tree& tree;
    std::span<const ItemWords> lists;

    Wrong run() const {
        const std::string_view type = plan.text(plan.head().only_resource);
        if (!tree[json::Tree::root].is_object()) {
            return wrong(json::Tree::root, "{…}");
        }
        const NodeId stated = tree.child(json::Tree::root, "resourceType");
        if (stated == no_node || tree.text(stated) != type) {
            return stated == no_node ? missing(json::Tree::root, "resourceType", type) : wrong(stated, type);
        }
        return members(plan.nodes()[plan.head().composition_node], json::Tree::root);
    }

    std::string_view name(const MatchNode& node) const { return plan.names().name(node.name); }
    Error wrong(NodeId node, std::string_view expected) const {
        return error_at(record, tree, node, expected);
    }
    Error missing(NodeId object, std::string_view member, std::string_view expected) const {
        return error_of(record, member, "", expected, json::where(tree, object));
    }

    // ---------------------------------------------------------------- what must be there
    static bool reads(const MatchNode& node) { return (node.flags & mapping::m_reads) != 0; }
    static bool is_constant(const MatchNode& node) { return (node.flags & mapping::m_all_constant) != 0; }
    // It is written, and no request says it.
    static bool is_written_alone(const MatchNode& node) { return !reads(node) && !is_constant(node); }

    bool is_required(const MatchNode& node) const {
        if (node.kind == MatchKind::hole) {
            const Hole& hole = plan.hole(node.index);
            return !hole.derived && plan.form().items()[plan.parts(hole)[0].item].is(form::required);
        }
        return std::ranges::any_of(plan.children(node), [&](const MatchNode& each) {
            return each.each == form::document_group && is_required(each);
        });
    }
    // Of an element of a list, or a concept, the only thing that it says; what says which thing it is. The
    // type of a reference and the tag of a server may be left out.
    bool is_needed(const MatchNode& object, const MatchNode& member, NodeId at) const {
        if (is_constant(member)) {
            const bool is_type = member.kind == MatchKind::constant && name(member) == "type";
            return !is_type && name(member) != "tag";
        }
        const bool is_only = reads(member) && std::ranges::count_if(plan.children(object), reads) == 1;
        return is_required(member) || (is_only && (tree.is_element(at) || name(member) == "coding"));
    }

    // ---------------------------------------------------------------- what was expected
    std::string form_of(const Hole& hole) const {
        if (hole.list != form::none && hole.codec != CodecId::string) {
            std::vector<std::string_view> codes;
            if (const auto* const words = words_of(plan.parts(hole)[0].item)) {
                return text::alternatives(*words);
            }
            for (const form::CodeRow& row : plan.form().rows(plan.form().lists()[hole.list])) {
                codes.push_back(plan.form().text(row.fhir));
            }
            return text::alternatives(codes);
        }
        if (is_instant(hole)) {
            return std::string(instant_form);
        }
        const std::string_view canonical = mapping::codec(hole.codec).canonical;
        return hole.codec == CodecId::boolean  ? "true | false"
               : hole.codec == CodecId::string ? std::string(any_text)
                                               : std::string(canonical);
    }
    // Of an object the members that it cannot do without; one that is nothing but another one is that one,
    // and one that says the same in each resource is its code.
    std::string form_of(const MatchNode& node) const {
        if (node.kind == MatchKind::hole) {
            return form_of(plan.hole(node.index));
        }
        if (node.kind == MatchKind::array) {
            return std::string(any_list);
        }
        if (is_constant(node)) {
            const MatchNode* last = &node;
            while (last->kind != MatchKind::constant) {
                last = &plan.children(*last).back();
            }
            return std::string(plan.text(last->text));
        }
        std::string out;
        for (const MatchNode& each : plan.children(node)) {
            if (is_required(each) && (each.kind == MatchKind::object || name(each) == "code")) {
                return form_of(each);
            }
            if (is_required(each) && each.kind == MatchKind::hole) {
                const std::string form = form_of(each);
                out += fmt::format("{}\"{}\": {}", out.empty() ? "" : ", ", name(each),
                                   form == any_text ? "…" : "\"" + form + "\"");
            }
        }
        return out.empty() ? "{…}" : "{" + out + "}";
    }
    const std::span<const std::string_view>* words_of(form::ItemId item) const {
        const std::string_view id = plan.form().text(plan.form().items()[item].id);
        const auto found = std::ranges::find(lists, id, &ItemWords::item);
        return found == lists.end() ? nullptr : &found->words;
    }
    bool is_instant(const Hole& hole) const {
        return hole.codec == CodecId::string &&
               plan.form().text(plan.form().items()[plan.parts(hole)[0].item].format) == instant_format;
    }

    // ---------------------------------------------------------------- the walk
    Wrong node(const MatchNode& node, NodeId at) const {
        switch (node.kind) {
        case MatchKind::constant:
            return tree[at].is_string() && tree.text(at) == plan.text(node.text)
                       ? Wrong()
                       : wrong(at, plan.text(node.text));
        case MatchKind::hole: return hole(plan.hole(node.index), at);
        case MatchKind::array: return array(node, at);
        default: return tree[at].is_object() ? members(node, at) : wrong(at, "{…}");
        }
    }

    Wrong hole(const Hole& hole, NodeId at) const {
        if (is_instant(hole)) {
            return tree[at].is_string() && time::parse_instant_or_day(tree.text(at))
                       ? Wrong()
                       : wrong(at, instant_form);
        }
        const form::ItemId item = plan.parts(hole)[0].item;
        if (const auto* const words = words_of(item)) {
            return tree[at].is_string() && std::ranges::find(*words, tree.text(at)) != words->end()
                       ? Wrong()
                       : wrong(at, text::alternatives(*words));
        }
        const bool is_empty_text =
            hole.codec == CodecId::string && tree[at].is_string() && tree.text(at).empty();
        const bool is_changed =
            std::ranges::find(consumption.notes(), at, &mapping::Consumption::Note::node) !=
            consumption.notes().end();
        return (consumption.is_consumed(at) && !is_changed) || is_empty_text ? Wrong()
                                                                             : wrong(at, form_of(hole));
    }

    Wrong members(const MatchNode& example, NodeId object) const {
        for (const MatchNode& each : plan.children(example)) {
            if (is_written_alone(each)) {
                continue;
            }
            const NodeId at = tree.child(object, each.name);
            if (at == no_node && is_needed(example, each, object)) {
                return missing(object, name(each), form_of(each));
            }
            if (Wrong out = at == no_node ? Wrong() : node(each, at)) {
                return out;
            }
        }
        for (const NodeId at : tree.children(object)) {
            const bool is_known = std::ranges::any_of(plan.children(example), [&](const MatchNode& each) {
                return each.name == tree[at].name && each.name != json::no_name && !is_written_alone(each);
            });
            const std::string expected = is_known ? std::string() : expected_beside(example, at);
            if (!expected.empty()) {
                return wrong(at, expected);
            }
        }
        return {};
    }

    // What a server gives itself is not compared, nor are words for people beside a code or a number: then
    // nothing is expected but their form.
    std::string expected_beside(const MatchNode& example, NodeId at) const {
        const auto has = [&](std::string_view member) {
            return std::ranges::any_of(plan.children(example),
                                       [&](const MatchNode& each) { return name(each) == member; });
        };
        const std::string_view key = tree.key(at);
        const NodeId object = tree.parent(at);
        const bool is_in_meta = tree.key(object) == "meta";
        const bool is_words = key == "display" && (has("identifier") || (has("system") && has("code")));
        if (object == json::Tree::root && key == "resourceType") {
            return {};
        }
        if (is_in_meta && key == "profile") {
            const bool is_right =
                tree[at].is_array() &&
                std::ranges::all_of(tree.children(at), [&](NodeId each) { return tree[each].is_string(); });
            return is_right ? std::string() : std::string(any_list);
        }
        if (is_words || (is_in_meta && key == "lastUpdated")) {
            return tree[at].is_string() ? std::string() : std::string(any_text);
        }
        return fmt::format("no member \"{}\"", text::truncated_utf8(key, longest_quote));
    }

    // The field whose constant says which element of the list it is: "url", or the code of "type".
    const MatchNode& mark(const MatchNode& element) const {
        return *std::ranges::find_if(plan.children(element), &StrictResource::is_constant);
    }
    const MatchNode& last_constant(const MatchNode& constant) const {
        return constant.kind == MatchKind::constant ? constant
                                                    : last_constant(plan.children(constant).back());
    }
    // What stands in its place in the element; `missing`: the first name that does not.
    NodeId stated(const MatchNode& mark, NodeId element, std::string_view& missing) const {
        const bool is_listed = tree[element].is_array();
        const NodeId at = is_listed ? tree.element(element, 0) : tree.child(element, mark.name);
        if (at == no_node) {
            missing = is_listed ? missing : name(mark);
            return no_node;
        }
        return mark.kind == MatchKind::constant ? at : stated(plan.children(mark).back(), at, missing);
    }

    Wrong array(const MatchNode& example, NodeId at) const {
        if (!tree[at].is_array()) {
            return wrong(at, any_list);
        }
        const auto elements = plan.children(example);
        if (elements.size() > 1) {
            return marked_elements(elements, at);
        }
        const MatchNode& only = elements.front();
        const bool may_be_empty = name(example) == "tag" || name(example) == "contained";
        const bool repeats = only.each != form::document_group || name(example) == "tag";
        if ((tree[at].count == 0 && !may_be_empty) || (tree[at].count > 1 && !repeats)) {
            return wrong(at, repeats ? "[…] (1…)" : "[…] (1)");
        }
        for (const NodeId each : tree.children(at)) {
            if (Wrong out = element(only, each)) {
                return out;
            }
        }
        return {};
    }

    Wrong element(const MatchNode& example, NodeId at) const {
        if (example.kind == MatchKind::object && !tree[at].is_object()) {
            return wrong(at, "{…}");
        }
        for (const MatchNode& each : plan.children(example)) {
            const bool is_mark =
                each.kind == MatchKind::constant && (each.flags & mapping::m_discriminates) != 0;
            if (is_mark && tree.child(at, each.name) == no_node) {
                return missing(at, name(each), plan.text(each.text));
            }
        }
        return node(example, at);
    }

    // Each stands at most once, and its mark says which it is.
    Wrong marked_elements(std::span<const MatchNode> elements, NodeId at) const {
        std::vector<std::string_view> known;
        for (const MatchNode& each : elements) {
            known.push_back(plan.text(last_constant(mark(each)).text));
        }
        std::vector<bool> seen(elements.size(), false);
        for (const NodeId each : tree.children(at)) {
            if (!tree[each].is_object()) {
                return wrong(each, "{…}");
            }
            std::string_view field;
            const NodeId said = stated(mark(elements.front()), each, field);
            const auto which = said != no_node && tree[said].is_string()
                                   ? std::ranges::find(known, tree.text(said))
                                   : known.end();
            const auto place = static_cast<std::size_t>(which - known.begin());
            if (said == no_node) {
                return missing(each, field, text::alternatives(known) + " (1)");
            }
            if (which == known.end() || seen[place]) {
                return wrong(said, text::alternatives(known) + (which == known.end() ? "" : " (1)"));
            }
            seen[place] = true;
            if (Wrong out = node(elements[place], each)) {
                return out;
            }
        }
        return {};
    }
};

} // namespace

diag::Result<void> check_resource(std::string_view record, const mapping::Plan& plan,
                                  const mapping::Matcher& matcher, const json::Tree& tree,
                                  std::span<const ItemWords> lists) {
    Wrong out = StrictResource{record, plan, matcher.consumption(), tree, lists}.run();
    return out ? tl::make_unexpected(*std::move(out)) : diag::Result<void>();
}

namespace {

// As far as there is something; `path` becomes what is behind it, beginning with what is missing.
NodeId furthest(const json::Tree& tree, std::string_view& path) {
    NodeId at = json::Tree::root;
    while (!path.empty()) {
        std::string_view rest = path;
        const std::string_view step = text::next_part(rest, '/');
        std::size_t index = 0;
        std::from_chars(step.data(), step.data() + step.size(), index);
        const NodeId below = tree[at].is_array() ? tree.element(at, index) : tree.child(at, step);
        if (below == no_node) {
            break;
        }
        at = below;
        path = rest;
    }
    return at;
}

} // namespace

Error wrong_place(std::string_view record, const json::Tree& tree, std::string_view path,
                  std::string_view expected) {
    const NodeId at = furthest(tree, path);
    if (path.empty()) {
        return error_at(record, tree, at, expected);
    }
    const std::string_view member = text::next_part(path, '/'); // a list, if an element is behind it
    return error_of(record, member, "", path.starts_with('0') ? any_list : expected, json::where(tree, at));
}

bool has_place(const json::Tree& tree, std::string_view path) {
    (void)furthest(tree, path);
    return path.empty();
}

} // namespace renkei::server
