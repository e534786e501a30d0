#include "gateway/network/mhd/summary_line.h"

#include "gateway/core/text/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::mhd {
namespace {

using json::NodeId;
using json::Tree;

// The paths (path.h) at which a type says each part. `date`: when it happened or began. The day on which
// somebody only recorded it is not such a date.
struct LinePaths {
    std::string_view type;
    std::string_view what;
    std::string_view words;
    std::string_view states;
    std::string_view date;
};
constexpr LinePaths line_paths[] = {
    {"Observation", "code", observed_values, "", "effectiveDateTime|effectivePeriod|effectiveInstant"},
    {"Condition", "code", "severity|note.text", "clinicalStatus|verificationStatus",
     "onsetDateTime|onsetPeriod"},
    {"AllergyIntolerance", "code", "reaction.manifestation|note.text",
     "clinicalStatus|verificationStatus|criticality", "onsetDateTime|onsetPeriod"},
    {"MedicationStatement", "medicationCodeableConcept|medicationReference.display", "dosage.text|note.text",
     "status", "effectiveDateTime|effectivePeriod"},
    {"MedicationAdministration", "medicationCodeableConcept|medicationReference.display",
     "dosage.text|note.text", "status", "effectiveDateTime|effectivePeriod"},
    {"RelatedPerson", "relationship", "name.text|telecom.value", "", "period"},
    {"Goal", "description", "target.detailString|note.text", "lifecycleStatus", "startDate"},
    {"Procedure", "code", "note.text", "status", "performedDateTime|performedPeriod"},
    {"Appointment", "serviceType|reasonCode", "description|comment", "status", "start|requestedPeriod"},
    {"Coverage", "type", "class.name", "", "period"},
    {"Encounter", "hospitalization.dischargeDisposition", "reasonCode", "class", "period"},
    {"", "code", "note.text", "status", ""}, // any other type; the last row
};

const LinePaths& paths_of(std::string_view type) {
    const auto* const found = std::ranges::find(line_paths, type, &LinePaths::type);
    return found == std::end(line_paths) ? *std::prev(found) : *found;
}

// Elements that say that something is there: 「今もある」, 「使用中」.
constexpr std::array<std::string_view, 2> states_of_presence{"clinicalStatus", "status"};

// A row of profiles/state-words.tsv.
struct StateWord {
    std::string_view element; // or Type.element
    std::string_view code;
    std::string_view text;
};

std::string first_of(const Tree& tree, NodeId node, std::initializer_list<std::string_view> paths) {
    for (const std::string_view path : paths) {
        if (const std::string_view found = text_at(tree, node, path); !found.empty()) {
            return std::string(found);
        }
    }
    return {};
}

std::string value_text(const Tree& tree, NodeId node);

std::string member_text(const Tree& tree, NodeId node, std::string_view name) {
    const NodeId member = tree.child(node, name);
    return member == json::no_node ? std::string() : value_text(tree, member);
}

// CodeableConcept, Coding, Quantity, Period, Range, Ratio, or a value without members
std::string value_text(const Tree& tree, NodeId node) {
    if (tree[node].is_boolean()) {
        return tree.raw(node) == "true" ? "はい" : "いいえ";
    }
    if (!tree[node].is_container()) {
        return std::string(tree.text(node));
    }
    if (tree.child(node, "value") != json::no_node) {
        return fmt::format("{}{} {}", text_at(tree, node, "comparator"), member_text(tree, node, "value"),
                           first_of(tree, node, {"unit", "code"}));
    }
    for (const auto& [from, to] : {std::pair("start", "end"), std::pair("low", "high")}) {
        if (tree.child(node, from) != json::no_node || tree.child(node, to) != json::no_node) {
            return fmt::format("{}～{}", member_text(tree, node, from), member_text(tree, node, to));
        }
    }
    if (tree.child(node, "numerator") != json::no_node) {
        return fmt::format("{} / {}", member_text(tree, node, "numerator"),
                           member_text(tree, node, "denominator"));
    }
    return first_of(tree, node, {"text", "coding.display", "display", "coding.code", "code"});
}

std::string with_components(const Tree& tree, NodeId resource, std::string out) {
    for (const NodeId component : nodes_at(tree, resource, "component")) {
        out += fmt::format("{}{}: {}", out.empty() ? "" : "、", words_at(tree, component, "code"),
                           words_at(tree, component, observed_values));
    }
    return out;
}

// A date, a moment, or a Period.
SummaryTime time_of(const Tree& tree, NodeId node) {
    if (!tree[node].is_object()) {
        return {.from = value_text(tree, node)};
    }
    SummaryTime out{.from = member_text(tree, node, "start"), .to = member_text(tree, node, "end")};
    return out.from.empty() && out.to->empty() ? SummaryTime() : out;
}

// They stand first.
std::string mark_text(const Tree& tree, NodeId resource, std::span<const SummaryMark> marks) {
    std::string out;
    for (const NodeId tag : marks_of(tree, resource, marks)) {
        out += fmt::format("［{}］", first_of(tree, tag, {"display", "code"}));
    }
    return out;
}

// Two pressure ulcers are two things, and what is observed of them; where a temperature is taken makes none.
std::string site_text(const Tree& tree, NodeId resource) {
    const bool is_about_site = text_at(tree, resource, "resourceType") == "Condition" ||
                               tree.child(resource, "focus") != json::no_node;
    if (!is_about_site) {
        return {};
    }
    const std::string site = words_at(tree, resource, "bodySite");
    return site.empty() ? site : fmt::format("（{}）", site);
}

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

// A code without a word of ours is shown as it is.
std::string_view state_word(std::string_view type, std::string_view element, std::string_view code) {
    static const std::vector<StateWord> known = read_state_words(state_words_table());
    const std::string of_type = fmt::format("{}.{}", type, element);
    for (const std::string_view asked : {std::string_view(of_type), element}) {
        const auto word = std::ranges::find_if(
            known, [&](const StateWord& each) { return each.element == asked && each.code == code; });
        if (word != known.end()) {
            return word->text;
        }
    }
    return code;
}

void add(std::string& out, std::string_view text) {
    out += out.empty() || text.empty() ? "" : "、";
    out += text;
}

std::string state_text(const Tree& tree, NodeId resource, std::string_view type, std::string_view element) {
    std::string out;
    for (const NodeId state : nodes_at(tree, resource, element)) {
        add(out, state_word(type, element,
                            tree[state].is_object() ? text_at(tree, state, "coding.code|code")
                                                    : tree.text(state)));
    }
    return out;
}

// What a resource is about, and what the words and codes for it say.
struct ResourceWords {
    std::string what{};
    const form::Reading* reading = nullptr; // null: it names something, or its code and its text contradict
};

const form::Reading* reading_of_codes(const Tree& tree, NodeId concept_, const form::Wording& wording) {
    for (const NodeId coding : nodes_at(tree, concept_, "coding")) {
        const form::Reading* const said =
            wording.of_code(text_at(tree, coding, "system"), text_at(tree, coding, "code"));
        if (said != nullptr && said->says != form::Says::question) {
            return said;
        }
    }
    return nullptr;
}

// A code says more than a text that only repeats the question.
ResourceWords statement_of(const Tree& tree, NodeId resource, const LinePaths& paths,
                           const form::Wordings& wordings) {
    ResourceWords out{.what = words_at(tree, resource, paths.what)};
    const form::Wording* const wording = wordings.of_type(paths.type);
    const NodeId named =
        wording == nullptr ? json::no_node : tree.child(resource, wording->element_of(paths.type));
    if (named == json::no_node) {
        return out;
    }
    const std::string_view text = text_at(tree, named, "text");
    const form::Reading* const written = wording->of_text(text.empty() ? std::string_view(out.what) : text);
    const form::Reading* const coded = reading_of_codes(tree, named, *wording);
    if (coded == nullptr) {
        out.reading = written;
    } else if (text.empty() || (written != nullptr && written->says == form::Says::question)) {
        out.reading = coded;
        out.what = coded->words;
    } else if (written != nullptr && written->says == coded->says) {
        out.reading = written;
    } else {
        out.what += fmt::format("（コードは「{}」）", coded->words);
    }
    return out;
}

bool is_shown(const ResourceWords& statement, std::string_view element) {
    if (statement.reading == nullptr) {
        return true;
    }
    switch (statement.reading->says) {
    case form::Says::denied: return false; // 「卵アレルギーなし」 is not 「否定」 once more
    case form::Says::nothing:
    case form::Says::unknown:
        return std::ranges::find(states_of_presence, element) == states_of_presence.end();
    case form::Says::some:
    case form::Says::doubt:
    case form::Says::question:
    case form::Says::count: return true;
    }
    return true;
}

} // namespace

std::string words_at(const Tree& tree, NodeId node, std::string_view path, const Follow& follow) {
    std::string out;
    for (const NodeId each : nodes_at(tree, node, path, follow)) {
        const std::string text = value_text(tree, each);
        out += out.empty() || text.empty() ? text : "、" + text;
    }
    return out;
}

std::string SummaryTime::text() const { return to ? fmt::format("{}～{}", from, *to) : from; }

std::string answer_of(const Tree& tree, NodeId resource, const form::Wordings& wordings) {
    const std::string_view type = text_at(tree, resource, "resourceType");
    const LinePaths& paths = paths_of(type);
    const ResourceWords statement = statement_of(tree, resource, paths, wordings);
    const std::string text = words_at(tree, resource, paths.words);
    std::string states;
    for (std::string_view rest = paths.states; !rest.empty();) {
        const std::string_view element = text::next_part(rest, '|');
        add(states, is_shown(statement, element) ? state_text(tree, resource, type, element) : std::string());
    }
    return text + (text.empty() || states.empty() ? "" : "　") + states;
}

SummaryLine summary_line(const Tree& tree, NodeId resource, std::span<const SummaryMark> marks,
                         const form::Wordings& wordings) {
    const LinePaths& paths = paths_of(text_at(tree, resource, "resourceType"));
    const std::vector<NodeId> dates = nodes_at(tree, resource, paths.date);
    return {.what = mark_text(tree, resource, marks) + statement_of(tree, resource, paths, wordings).what +
                    site_text(tree, resource),
            .value = with_components(tree, resource, answer_of(tree, resource, wordings)),
            .date = dates.empty() ? SummaryTime() : time_of(tree, dates.front())};
}

} // namespace renkei::mhd
