#include "gateway/network/mhd/summary_line.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/network/mhd/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace renkei::mhd {
namespace {

using json::NodeId;
using json::Tree;

// Elements that say that something is there: 「今もある」, 「使用中」.
constexpr std::array<std::string_view, 2> states_of_presence{"clinicalStatus", "status"};

constexpr char by_word = '=';                 // before a path: codes in the words of the table of states
constexpr std::string_view before_all = "［"; // begins a word that stands before what the entry is about
constexpr std::string_view ticked = "はい";
constexpr std::string_view not_ticked = "いいえ";

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
        return std::string(tree.raw(node) == "true" ? ticked : not_ticked);
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

// profiles/state-words.tsv: by element or Type.element, and code.
using StateWords = std::map<std::pair<std::string_view, std::string_view>, std::string_view>;
StateWords read_state_words() {
    StateWords out;
    for (std::string_view line : text::table_lines(state_words_table())) {
        const std::string_view element = text::next_part(line, '\t');
        const std::string_view code = text::next_part(line, '\t');
        out.try_emplace({element, code}, line);
    }
    return out;
}

std::optional<std::string_view> known_word(std::string_view type, std::string_view element,
                                           std::string_view code) {
    static const StateWords known = read_state_words();
    const std::string of_type = fmt::format("{}.{}", type, element);
    for (const std::string_view asked : {std::string_view(of_type), element}) {
        if (const auto word = known.find({asked, code}); word != known.end()) {
            return word->second;
        }
    }
    return std::nullopt;
}

void add(std::string& out, std::string_view text) {
    out += out.empty() || text.empty() ? "" : "、";
    out += text;
}

// "a,b": the first that says something; "a{…}": the same in each a.
std::string said_at(const Tree& tree, NodeId node, std::string_view paths, const Follow& follow) {
    std::string out;
    if (const std::size_t brace = paths.find('{'); brace != std::string_view::npos) {
        const std::string_view inside = paths.substr(brace + 1, paths.size() - brace - 2);
        for (const NodeId each : nodes_at(tree, node, paths.substr(0, brace), follow)) {
            add(out, said_at(tree, each, inside, follow));
        }
        return out;
    }
    while (out.empty() && !paths.empty()) {
        out = words_at(tree, node, text::next_part(paths, ','), follow);
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

// Codes in words, each by its own text if it has one.
std::string said_by_words(const Tree& tree, NodeId node, std::string_view type, std::string_view element) {
    std::string out;
    for (const NodeId each : nodes_at(tree, node, element)) {
        const bool has_text = tree[each].is_object() && !text_at(tree, each, "text").empty();
        const auto word = has_text ? std::nullopt : known_word(type, element, code_at(tree, each));
        add(out, word ? std::string(*word) : value_text(tree, each));
    }
    return out;
}

enum class Place : std::uint8_t { before, behind };

// A code without a word of ours is shown as it is.
std::string state_text(const Tree& tree, NodeId resource, std::string_view type, std::string_view element,
                       Place place) {
    std::string out;
    for (const NodeId state : nodes_at(tree, resource, element)) {
        const std::string_view code = code_at(tree, state);
        const std::string_view word = known_word(type, element, code).value_or(code);
        if (word.starts_with(before_all) == (place == Place::before)) {
            place == Place::before ? out.append(word) : (add(out, word), out);
        }
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

std::string_view word_of_type(std::string_view type) {
    return known_word({}, "resourceType", type).value_or(type);
}

std::string answer_of(const Tree& tree, NodeId resource, const form::Wordings& wordings, const Follow& follow,
                      std::string_view type) {
    type = type.empty() ? text_at(tree, resource, "resourceType") : type;
    const FactLine& paths = line_of(type);
    const ResourceWords statement = statement_of(tree, resource, paths, wordings, follow);
    const std::string text = said_in_parts(tree, resource, paths.words, follow);
    std::string states;
    for (std::string_view rest = paths.states; !rest.empty();) {
        const std::string_view element = text::next_part(rest, '|');
        add(states, is_shown(statement, element) ? state_text(tree, resource, type, element, Place::behind)
                                                 : std::string());
    }
    return text + (text.empty() || states.empty() ? "" : "　") + states;
}

SummaryLine summary_line(const Tree& tree, NodeId resource, std::span<const SummaryMark> marks,
                         const form::Wordings& wordings, const Follow& follow, std::string_view type) {
    type = type.empty() ? text_at(tree, resource, "resourceType") : type;
    const FactLine& paths = line_of(type);
    const std::vector<NodeId> dates = nodes_at(tree, resource, paths.date);
    std::string what = mark_text(tree, resource, marks);
    for (std::string_view rest = paths.states; !rest.empty();) {
        what += state_text(tree, resource, type, text::next_part(rest, '|'), Place::before);
    }
    what += statement_of(tree, resource, paths, wordings, follow).what + site_text(tree, resource);
    return {.what = std::move(what),
            .value = with_components(tree, resource, answer_of(tree, resource, wordings, follow, type)),
            .date = dates.empty() ? SummaryTime() : time_of(tree, dates.front())};
}

} // namespace renkei::mhd
