#include "gateway/network/mhd/summary_question.h"

#include "gateway/core/text/words.h"
#include "gateway/network/mhd/path.h"
#include "gateway/network/mhd/summary_line.h"
#include "gateway/network/mhd/summary_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace renkei::mhd {
namespace {

using json::NodeId;
using json::Tree;

constexpr std::string_view concepts = "/CodeSystem/concept";
constexpr std::string_view public_codes = "http://loinc.org";
constexpr std::array<std::string_view, 2> restricted_codes{"R", "V"}; // v3-Confidentiality

// What a resource of this type says beside its code: states, and words.
struct AnswerPaths {
    std::string_view type;
    std::string_view words;
    std::string_view states;
};
constexpr AnswerPaths answer_paths[] = {
    {"Observation", observed_values, ""},
    {"Condition", "severity|note.text", "clinicalStatus|verificationStatus"},
    {"AllergyIntolerance", "reaction.manifestation|note.text",
     "clinicalStatus|verificationStatus|criticality"},
    {"MedicationStatement", "dosage.text|note.text", "status"},
    {"MedicationAdministration", "dosage.text|note.text", "status"},
    {"RelatedPerson", "name.text|telecom.value", ""},
    {"Goal", "target.detailString|note.text", "lifecycleStatus"},
    {"", "note.text", "status"}, // any other type; the last row
};

// A row of profiles/state-words.tsv.
struct StateWord {
    std::string_view element;
    std::string_view code;
    std::string_view text;
};

std::vector<StateWord> read_state_words(std::string_view table) {
    std::vector<StateWord> out;
    while (!table.empty()) {
        std::string_view line = text::next_part(table, '\n');
        if (!line.empty() && !line.starts_with('#')) {
            const std::string_view element = text::next_part(line, '\t');
            const std::string_view code = text::next_part(line, '\t');
            out.push_back({element, code, line});
        }
    }
    return out;
}

void add(std::string& out, std::string_view text) {
    out += out.empty() || text.empty() ? "" : "、";
    out += text;
}

// A code without a word of ours is shown as it is.
std::string state_text(const Tree& tree, NodeId resource, std::string_view element) {
    static const std::vector<StateWord> known = read_state_words(state_words_table());
    std::string out;
    for (const NodeId state : nodes_at(tree, resource, element)) {
        const std::string_view code =
            tree[state].is_object() ? text_at(tree, state, "coding.code") : tree.text(state);
        const auto word = std::ranges::find_if(
            known, [&](const StateWord& each) { return each.element == element && each.code == code; });
        add(out, word == known.end() ? code : word->text);
    }
    return out;
}

std::string answer_of(const Tree& tree, NodeId resource) {
    const std::string_view type = text_at(tree, resource, "resourceType");
    const auto* const found = std::ranges::find(answer_paths, type, &AnswerPaths::type);
    const AnswerPaths& paths = found == std::end(answer_paths) ? *std::prev(found) : *found;
    const std::string text = words_at(tree, resource, paths.words);
    std::string states;
    for (std::string_view rest = paths.states; !rest.empty();) {
        add(states, state_text(tree, resource, text::next_part(rest, '|')));
    }
    return text + (text.empty() || states.empty() ? "" : "　") + states;
}

std::string code_in(const Tree& tree, NodeId resource, std::string_view system) {
    for (const NodeId coding : nodes_at(tree, resource, "code.coding")) {
        if (text_at(tree, coding, "system") == system) {
            return fmt::format("{}|{}", system, text_at(tree, coding, "code"));
        }
    }
    return {};
}

// A concept, else a public code, else the item's own code.
std::string key_of_code(const Tree& tree, NodeId asked, std::string_view canonical) {
    for (const std::string& system : {fmt::format("{}{}", canonical, concepts), std::string(public_codes),
                                      std::string(text_at(tree, asked, "code.coding.system"))}) {
        if (std::string code = code_in(tree, asked, system); !code.empty()) {
            return code;
        }
    }
    return words_at(tree, asked, "code");
}

// 仙骨部 and 踵部 are two questions.
std::string site_key(const Tree& tree, NodeId resource) {
    if (tree.child(resource, "focus") == json::no_node) {
        return {};
    }
    const std::string site = words_at(tree, resource, "bodySite");
    return site.empty() ? site : " " + site;
}

// What is no observation is asked by its name: そば.
std::string key_of(const Tree& tree, NodeId resource, std::string_view canonical) {
    const std::string_view type = text_at(tree, resource, "resourceType");
    return type == "Observation" ? key_of_code(tree, resource, canonical) + site_key(tree, resource)
                                 : fmt::format("{} {}", type, summary_line(tree, resource, {}).what);
}

std::optional<SummaryNumber> number_of(const Tree& tree, NodeId answer) {
    const NodeId quantity = tree.child(answer, "valueQuantity");
    const NodeId value = quantity == json::no_node ? quantity : tree.child(quantity, "value");
    if (value == json::no_node || tree.child(quantity, "comparator") != json::no_node) {
        return std::nullopt; // "less than 5" is no 5
    }
    const std::string_view text = tree.raw(value);
    SummaryNumber out{.text = std::string(text), .unit = std::string(text_at(tree, quantity, "unit|code"))};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(std::move(out))
                                                                    : std::nullopt;
}

SummaryPart part_of(const Tree& tree, NodeId component, std::string_view canonical) {
    SummaryPart out{.key = key_of_code(tree, component, canonical),
                    .what = words_at(tree, component, "code"),
                    .value = words_at(tree, component, observed_values),
                    .number = number_of(tree, component)};
    if (const NodeId box = tree.child(component, "valueBoolean"); box != json::no_node) {
        out.is_ticked = tree.raw(box) == "true";
    }
    return out;
}

} // namespace

SummaryQuestion summary_question(const Tree& tree, NodeId resource, std::string_view canonical) {
    SummaryQuestion out{.key = key_of(tree, resource, canonical), .number = number_of(tree, resource)};
    out.value = answer_of(tree, resource);
    for (const NodeId component : nodes_at(tree, resource, "component")) {
        out.parts.push_back(part_of(tree, component, canonical));
    }
    for (const NodeId label : nodes_at(tree, resource, "meta.security.code")) {
        out.is_restricted |= std::ranges::find(restricted_codes, tree.text(label)) != restricted_codes.end();
    }
    out.is_group =
        out.value.empty() && out.parts.empty() && tree.child(resource, "hasMember") != json::no_node;
    return out;
}

} // namespace renkei::mhd
