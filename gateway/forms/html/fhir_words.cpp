#include "gateway/forms/html/fhir_words.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace renkei::html {
namespace {

using json::no_node;

// Where a resource says what it is; the first that it has.
constexpr std::string_view what_it_is = "name code medicationCodeableConcept vaccineCode relationship class "
                                        "description title serviceType category deviceName type";

using PageWords = std::map<std::pair<std::string_view, std::string_view>, PageWord>;

PageWords read_page_words() {
    constexpr std::array<std::string_view, 6> effects{"", "not", "past", "doubt", "restricted", "alert"};
    PageWords out;
    for (std::string_view line : text::table_lines(page_words_table())) {
        const auto next = [&line] { return text::next_part(line, '\t'); };
        const std::pair coding{next(), next()};
        const std::string_view word = next();
        const auto* const effect = std::ranges::find(effects, line);
        out.emplace(coding, PageWord{word, static_cast<CodeEffect>(effect - effects.begin())});
    }
    return out;
}

} // namespace

NodeId node_in(const Tree& tree, NodeId node, std::initializer_list<std::string_view> path) {
    for (const std::string_view name : path) {
        if (node != no_node && tree[node].is_array()) {
            node = tree.first_child(node);
        }
        node = node == no_node ? no_node : tree.child(node, name);
    }
    return node;
}

std::string_view text_in(const Tree& tree, NodeId node, std::initializer_list<std::string_view> path) {
    const NodeId found = node_in(tree, node, path);
    return found == no_node || tree[found].is_container() || tree[found].is_null() ? std::string_view()
                                                                                   : tree.text(found);
}

std::string words_of(const Tree& tree, NodeId node) {
    for (const NodeId each : tree.items(node)) {
        std::string out(tree[each].is_string() ? tree.text(each) : text_in(tree, each, {"text"}));
        const NodeId codings = tree.child(each, "coding");
        for (const std::string_view name : {"display", "code", "name"}) { // the last: of Device.deviceName
            for (const NodeId coding : tree.items(codings == no_node ? each : codings)) {
                if (out.empty()) {
                    out = text_in(tree, coding, {name});
                }
            }
        }
        if (out.empty()) {
            out = text_in(tree, each, {"family"});
            for (const NodeId given : tree.items(tree.child(each, "given"))) {
                out += out.empty() ? "" : " ";
                out += tree[given].is_string() ? tree.text(given) : std::string_view();
            }
        }
        if (!out.empty()) {
            return out;
        }
    }
    return {};
}

std::string resource_words(const Tree& tree, NodeId resource) {
    std::string out;
    for (std::string_view rest = what_it_is; out.empty() && !rest.empty();) {
        out = words_of(tree, tree.child(resource, text::next_part(rest, ' ')));
    }
    return out;
}

std::string reference_words(const Tree& tree, const resources::BundleIndex& index, NodeId reference) {
    const std::string_view display = text_in(tree, reference, {"display"});
    const auto target = index.find(text_in(tree, reference, {"reference"}), 0);
    if (!target) {
        return std::string(display.empty() ? text_in(tree, reference, {"identifier", "value"}) : display);
    }
    std::string out;
    for (const std::string_view part : {"practitioner", "organization"}) {
        const auto named = index.find(text_in(tree, target->resource, {part, "reference"}), target->entry);
        const std::string words = named ? resource_words(tree, named->resource)
                                        : std::string(text_in(tree, target->resource, {part, "display"}));
        out += (out.empty() || words.empty() ? "" : "　") + words;
    }
    out = out.empty() ? resource_words(tree, target->resource) : out;
    return out.empty() ? std::string(display) : out;
}

std::string_view state_words(const Tree& tree, NodeId resource) {
    PageWord word = page_word("status", text_in(tree, resource, {"status"}));
    for (const std::string_view name : {"verificationStatus", "clinicalStatus"}) {
        const PageWord next = page_word(text_in(tree, resource, {name, "coding", "system"}),
                                        text_in(tree, resource, {name, "coding", "code"}));
        const bool is_first = word.effect == CodeEffect::none || next.effect < word.effect;
        word = next.effect != CodeEffect::none && is_first ? next : word; // what is not, then what is over
    }
    return word.effect == CodeEffect::none ? std::string_view() : word.text;
}

std::vector<SecurityLabel> labels_of(const Tree& tree, NodeId resource) {
    std::vector<SecurityLabel> out;
    for (const NodeId each : tree.items(node_in(tree, resource, {"meta", "security"}))) {
        out.push_back({.system = text_in(tree, each, {"system"}),
                       .code = text_in(tree, each, {"code"}),
                       .display = text_in(tree, each, {"display"})});
    }
    return out;
}

bool restricts(const SecurityLabel& label) {
    return page_word(label.system, label.code).effect == CodeEffect::restricted;
}

std::string label_html(const SecurityLabel& label) {
    const bool is_known = !page_word(label.system, label.code).text.empty();
    return is_known || label.display.empty() ? code_html(label.system, label.code) : isolated(label.display);
}

std::vector<std::string_view> label_alerts_of(const Tree& tree, const resources::BundleIndex& index) {
    std::vector<std::string_view> out;
    const auto add = [&](NodeId resource) {
        for (const SecurityLabel& each : labels_of(tree, resource)) {
            const PageWord word = page_word(each.system, each.code);
            if (word.effect == CodeEffect::alert && std::ranges::find(out, word.text) == out.end()) {
                out.push_back(word.text);
            }
        }
    };
    add(tree.empty() ? no_node : Tree::root);
    for (const resources::BundleEntry& each : index.entries()) {
        add(each.resource);
    }
    return out;
}

NodeId composition_of(const Tree& tree) {
    const NodeId first = tree.empty() ? no_node : node_in(tree, Tree::root, {"entry", "resource"});
    return text_in(tree, first, {"resourceType"}) == "Composition" ? first : no_node;
}

NodeId person_in(const Tree& tree, const resources::BundleIndex& index) {
    const NodeId composition = composition_of(tree);
    if (const std::string_view subject = text_in(tree, composition, {"subject", "reference"});
        !subject.empty()) {
        const auto found = index.find(subject, 0);
        return found ? found->resource : no_node;
    }
    const auto entries = index.entries();
    const auto patient = std::ranges::find(entries, "Patient", &resources::BundleEntry::type);
    return composition != no_node || patient == entries.end() ? no_node : patient->resource;
}

std::optional<std::string> death_of(const Tree& tree, NodeId person) {
    const std::string_view when = text_in(tree, person, {"deceasedDateTime"});
    const bool is_dead = !when.empty() || node_in(tree, person, {"_deceasedDateTime"}) != no_node ||
                         text_in(tree, person, {"deceasedBoolean"}) == "true";
    return is_dead ? std::optional(when.empty() ? std::string() : date_html(when)) : std::nullopt;
}

std::string unusual_status_of(const Tree& tree) {
    const PageWord word = page_word(status_system, text_in(tree, composition_of(tree), {"status"}));
    return word.effect == CodeEffect::none ? std::string() : std::string(word.text);
}

PageWord page_word(std::string_view system, std::string_view code) {
    static const PageWords words = read_page_words();
    const auto found = words.find({system, code});
    return found == words.end() ? PageWord{} : found->second;
}

std::string code_html(std::string_view system, std::string_view code) {
    const std::string_view word = page_word(system, code).text;
    return word.empty() ? isolated(code) : escaped(word);
}

} // namespace renkei::html
