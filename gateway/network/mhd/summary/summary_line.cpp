#include "gateway/network/mhd/summary/summary_line.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/network/mhd/summary/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace renkei::mhd {
namespace {

// Elements that say that something is there: 「今もある」, 「使用中」.
constexpr std::array<std::string_view, 2> states_of_presence{"clinicalStatus", "status"};

constexpr char by_word = '=';                 // before a path: codes in the words of the table of states
constexpr std::string_view before_all = "［"; // begins a word that stands before what the entry is about
constexpr std::string_view ticked = "はい";
constexpr std::string_view not_ticked = "いいえ";

std::string value_text(const Tree& tree, NodeId node);

std::string member_text(const Tree& tree, NodeId node, std::string_view name) {
    const NodeId member = tree.child(node, name);
    return member == json::no_node ? std::string() : value_text(tree, member);
}

// CodeableConcept, Coding, Quantity, Period, Range, Ratio, or a value without members
std::string value_text(const Tree& tree, NodeId node) {
    if (tree[node].is_boolean()) {
        return std::string(tree.raw(node) == "true" ? ticked : not_ticked);
    }
    if (!tree[node].is_container()) {
        return std::string(tree.text(node));
    }
    if (tree.child(node, "value") != json::no_node) {
        return fmt::format("{}{} {}", text_at(tree, node, "comparator"), member_text(tree, node, "value"),
                           text_at(tree, node, "unit|code"));
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
    return std::string(text_at(tree, node, "text|coding.display|display|coding.code|code"));
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
        out += fmt::format("［{}］", text_at(tree, tag, "display|code"));
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

// A row of profiles/state-words.tsv.
struct StateWord {
    std::string_view element; // or Type.element
    std::string_view code;
    std::string_view text;
    std::string_view effect; // "none": it says that there is none
};

std::optional<StateWord> known_word(std::string_view type, std::string_view element, std::string_view code) {
    static const auto known = text::table_rows<StateWord, &StateWord::element, &StateWord::code,
                                               &StateWord::text, &StateWord::effect>(state_words_table());
    for (const std::string& asked : {fmt::format("{}.{}", type, element), std::string(element)}) {
        const auto word = std::ranges::find_if(
            known, [&](const StateWord& each) { return each.element == asked && each.code == code; });
        if (word != known.end()) {
            return *word;
        }
    }
    return std::nullopt;
}

void add(std::string& out, std::string_view text) {
    out += out.empty() || text.empty() ? "" : "、";
    out += text;
}

// "a,b": the first that says something; "a{…}": the same in each a. All are read, so that `follow` meets what
// stands behind a display, too.
std::string said_at(const Tree& tree, NodeId node, std::string_view paths, const Follow& follow) {
    std::string out;
    if (const std::size_t brace = paths.find('{'); brace != std::string_view::npos) {
        const std::string_view inside = paths.substr(brace + 1, paths.size() - brace - 2);
        for (const NodeId each : nodes_at(tree, node, paths.substr(0, brace), follow)) {
            add(out, said_at(tree, each, inside, follow));
        }
        return out;
    }
    while (!paths.empty()) {
        std::string said = words_at(tree, node, text::next_part(paths, ','), follow);
        out = out.empty() ? std::move(said) : out;
    }
    return out;
}

// Parts of a line, some with names.
std::string said_in_parts(const Tree& tree, NodeId node, std::string_view parts, const Follow& follow) {
    std::string out;
    while (!parts.empty()) {
        std::string_view path = text::next_part(parts, ' ');
        const bool has_name = path.find('=') != std::string_view::npos;
        const std::string_view name = has_name ? text::next_part(path, '=') : std::string_view();
        const std::string said = said_at(tree, node, path, follow);
        if (!has_name) {
            add(out, said);
        } else if (!said.empty() && said != not_ticked) {
            add(out, said == ticked ? std::string(name) : fmt::format("{}：{}", name, said));
        }
    }
    return out;
}

std::string_view code_at(const Tree& tree, NodeId node) {
    return tree[node].is_object()    ? text_at(tree, node, "coding.code|code")
           : tree[node].is_boolean() ? tree.raw(node)
                                     : tree.text(node);
}

// Of any code of a concept: that of R4 may stand behind a local one, and an empty word says less than
// another.
std::optional<StateWord> word_at(const Tree& tree, NodeId node, std::string_view type,
                                 std::string_view element) {
    auto out = known_word(type, element, code_at(tree, node));
    for (const NodeId code : nodes_at(tree, node, "coding.code")) {
        const auto word = known_word(type, element, tree.text(code));
        out = word && (!out || out->text.empty()) ? word : out;
    }
    return out;
}

// Codes in words, each by its own text if it has one.
std::string said_by_words(const Tree& tree, NodeId node, std::string_view type, std::string_view element) {
    std::string out;
    for (const NodeId each : nodes_at(tree, node, element)) {
        const bool has_text = tree[each].is_object() && !text_at(tree, each, "text").empty();
        const auto word = has_text ? std::nullopt : word_at(tree, each, type, element);
        add(out, word ? std::string(word->text) : value_text(tree, each));
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
ResourceWords statement_of(const Tree& tree, NodeId resource, const FactLine& paths,
                           const form::Wordings& wordings, const Follow& follow) {
    const bool is_by_word = paths.what.starts_with(by_word);
    ResourceWords out{.what = is_by_word ? said_by_words(tree, resource, paths.type, paths.what.substr(1))
                                         : said_at(tree, resource, paths.what, follow)};
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

// What a line says of a resource, or of a part of one.
struct Said {
    std::string before{}; // words of states in ［ ］
    std::string what{};
    std::string answer{};
    bool names_nothing = false;
    bool is_unknown = false;
};

Said said_of(const Tree& tree, NodeId resource, const form::Wordings& wordings, const Follow& follow,
             std::string_view type) {
    const FactLine& paths = line_of(type);
    const ResourceWords statement = statement_of(tree, resource, paths, wordings, follow);
    Said out{.what = statement.what, .answer = said_in_parts(tree, resource, paths.words, follow)};
    // a reaction or a note of others answers nothing
    const std::string_view said = type == "Observation" && !out.answer.empty() ? out.answer : out.what;
    out.is_unknown = wordings.leaves_open(said);
    out.names_nothing = wordings.names_nothing(said) ||
                        (statement.reading != nullptr && statement.reading->says <= form::Says::unknown);
    std::string states;
    for (std::string_view rest = paths.states; !rest.empty();) {
        const std::string_view element = text::next_part(rest, '|');
        for (const NodeId state : nodes_at(tree, resource, element)) {
            // a code without a word of ours is shown as it is
            const std::optional<StateWord> known = word_at(tree, state, type, element);
            const std::string_view word = known ? known->text : code_at(tree, state);
            out.names_nothing |= known && known->effect == "none";
            if (word.starts_with(before_all)) {
                out.before += word;
            } else if (is_shown(statement, element)) {
                add(states, word);
            }
        }
    }
    out.answer += (out.answer.empty() || states.empty() ? "" : "　") + states;
    return out;
}

} // namespace

std::string words_at(const Tree& tree, NodeId node, std::string_view path, const Follow& follow) {
    std::string out;
    for (const NodeId each : nodes_at(tree, node, path, follow)) {
        add(out, value_text(tree, each));
    }
    return out;
}

std::string SummaryTime::text() const { return to ? fmt::format("{}～{}", from, *to) : from; }

std::string_view word_of(std::string_view element, std::string_view code) {
    const std::optional<StateWord> word = known_word({}, element, code);
    return word ? word->text : code;
}

SummaryAnswer answer_of(const Tree& tree, NodeId resource, const form::Wordings& wordings,
                        const Follow& follow) {
    Said said = said_of(tree, resource, wordings, follow, text_at(tree, resource, "resourceType"));
    return {
        .text = std::move(said.answer), .names_nothing = said.names_nothing, .is_unknown = said.is_unknown};
}

SummaryLine summary_line(const Tree& tree, NodeId resource, std::span<const SummaryMark> marks,
                         const form::Wordings& wordings, const Follow& follow, std::string_view type) {
    type = type.empty() ? text_at(tree, resource, "resourceType") : type;
    Said said = said_of(tree, resource, wordings, follow, type);
    const std::vector<NodeId> dates = nodes_at(tree, resource, line_of(type).date);
    return {.what = mark_text(tree, resource, marks) + said.before + said.what + site_text(tree, resource),
            .value = with_components(tree, resource, std::move(said.answer)),
            .date = dates.empty() ? SummaryTime() : time_of(tree, dates.front())};
}

} // namespace renkei::mhd
