#include "gateway/forms/mapping/match/worded_text.h"

#include "gateway/forms/mapping/match/said_in_text.h"
#include "gateway/forms/mapping/plan/code_words.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>

namespace renkei::mapping {
namespace {

using Words = std::optional<std::string>; // nothing if it cannot be said in words

constexpr std::string_view between = "、";            // what stands beside a text
constexpr std::string_view next_step = " ／ ";        // the dosage that follows
constexpr std::size_t longest_statement = 16U << 10U; // no box of a form holds a longer one, in bytes

struct BesideText {
    MatchState& state;
    const json::Tree& tree = state.tree();
    Scope scope = Scope::all; // of several steps each one is said whole, with what items hold of it

    std::optional<WordedText> dosage(NodeId read) {
        const auto steps = tree.items(tree.is_element(read) ? tree.parent(read) : read);
        std::vector<NodeId> all(steps.begin(), steps.end());
        std::ranges::stable_sort(all, {}, [&](NodeId each) { return sequence(each); });
        scope = all.size() > 1 ? Scope::all : Scope::left;
        WordedText out{.read = field(read, "text")};
        for (const NodeId dosage : all) {
            const Words words = step(dosage, out.parts);
            if (!words || out.text.size() + words->size() > longest_statement) {
                return std::nullopt;
            }
            if (dosage != read) {
                out.parts.push_back(field(dosage, "text"));
            } else if (scope == Scope::all) {
                add(field(dosage, "doseAndRate"), out.of_one_step);
                add(field(field(dosage, "timing"), "repeat"), out.of_one_step);
            }
            out.text.append(out.text.empty() ? "" : next_step).append(*words);
        }
        return out;
    }

    std::optional<WordedText> reactions(NodeId resource) {
        static constexpr Part symptoms[] = {{"manifestation", "", &BesideText::concept_words}};
        static constexpr Part details[] = {{"severity", "", &BesideText::severity},
                                           {"onset", "", &BesideText::plain}};
        WordedText out;
        std::string all;
        for (const NodeId reaction : tree.items(field(resource, "reaction"))) {
            const Words words = parts_in_words(reaction, symptoms);
            const Words more = parts_in_words(reaction, details);
            if (!words || !more || all.size() + words->size() + more->size() > longest_statement) {
                return std::nullopt;
            }
            all.append(all.empty() || (words->empty() && more->empty()) ? "" : between);
            all.append(*words).append(in_brackets(*more));
            for (const NodeId each : tree.items(field(reaction, "manifestation"))) {
                const NodeId text = field(each, "text");
                if (text != json::no_node && state.has_values_below(text)) {
                    out.read = text;
                } else {
                    out.parts.push_back(each);
                }
            }
            add(field(reaction, "severity"), out.parts);
            add(field(reaction, "onset"), out.parts);
        }
        out.text = all;
        if (out.read != json::no_node) { // an item holds symptoms
            return out;
        }
        out.read = allergen(field(resource, "code"));
        const NodeId criticality = field(resource, "criticality");
        const Words risk = criticality == json::no_node || state.consumption.is_consumed(criticality)
                               ? std::string()
                               : word_of("criticality", criticality);
        if (out.read == json::no_node || state.plan().wordings().names_nothing(text(out.read)) || !risk) {
            return std::nullopt;
        }
        out.text = text(out.read) + in_brackets(all) + in_brackets(*risk);
        add(risk->empty() ? json::no_node : criticality, out.parts);
        return out;
    }

    // A field and how each of what it holds is said.
    struct Part {
        std::string_view name;
        std::string_view before;
        Words (BesideText::*said)(NodeId) const;
        std::string_view behind = "";
    };

    NodeId field(NodeId object, std::string_view name) const { return state.child(object, name); }
    std::string text(NodeId node) const {
        return node == json::no_node ? std::string() : std::string(tree.text(node));
    }
    static void add(NodeId node, std::vector<NodeId>& to) {
        if (node != json::no_node) {
            to.push_back(node);
        }
    }
    static std::string in_brackets(const std::string& words) {
        return words.empty() ? words : "（" + words + "）";
    }
    bool is_left(NodeId node) const {
        for (NodeId at = node; at != json::no_node && at < tree.after(node); ++at) {
            if (!tree[at].is_container() && (scope == Scope::all || !state.consumption.is_consumed(at))) {
                return true;
            }
        }
        return false;
    }

    // What is left of the fields, in the order of the table.
    Words parts_in_words(NodeId object, std::span<const Part> known) const {
        std::string out;
        for (const Part& part : known) {
            const NodeId node = field(object, part.name);
            const Words words = is_left(node) ? in_words(part, node) : std::string();
            if (!words) {
                return std::nullopt;
            }
            out.append(out.empty() || words->empty() ? "" : between).append(*words);
        }
        return out;
    }
    Words in_words(const Part& part, NodeId node) const {
        std::string out;
        for (const NodeId each : tree.items(node)) {
            const Words words = (this->*part.said)(each);
            if (!words) {
                return std::nullopt;
            }
            if (!words->empty()) {
                out.append(out.empty() ? "" : between).append(part.before).append(*words).append(part.behind);
            }
        }
        return out;
    }

    // ---------------------------------------------------------------- allergies
    // The text, else the name of a code, that an item takes as the allergen's name.
    NodeId allergen(NodeId code) {
        NodeId out = json::no_node;
        if (code == json::no_node) {
            return out;
        }
        for (const ReadValue* const value : state.values_below(code)) {
            const std::string_view key = tree.key(value->node);
            if (key == "text" || (key == "display" && out == json::no_node)) {
                out = value->node;
            }
        }
        return out;
    }

    // ---------------------------------------------------------------- dosages
    // An extension that changes the meaning of what holds it.
    bool has_modifier(NodeId dosage) const {
        for (NodeId at = dosage; at < tree.after(dosage); ++at) {
            if (tree.key(at) == "modifierExtension") {
                return true;
            }
        }
        return false;
    }
    // Steps without a number stand where they are written.
    int sequence(NodeId dosage) const {
        const std::string number = text(field(dosage, "sequence"));
        const bool is_number = !number.empty() && number.size() < 6 &&
                               number.find_first_not_of("0123456789") == std::string::npos;
        return is_number ? std::stoi(number) : 0;
    }

    Words step(NodeId dosage, std::vector<NodeId>& parts) const {
        std::string out = text(field(dosage, "text"));
        if (out.empty() || has_modifier(dosage)) {
            return std::nullopt;
        }
        static constexpr Part known[] = {
            {"additionalInstruction", "", &BesideText::concept_words},
            {"patientInstruction", "", &BesideText::plain},
            {"asNeededBoolean", "", &BesideText::as_needed},
            {"asNeededCodeableConcept", "必要時（", &BesideText::concept_words, "）"},
            {"doseAndRate", "", &BesideText::amount},
            {"maxDosePerPeriod", "最大", &BesideText::ratio},
            {"maxDosePerAdministration", "1回最大", &BesideText::quantity},
            {"maxDosePerLifetime", "総量最大", &BesideText::quantity}};
        const std::string sender = out;
        for (const Part& part : known) {
            const NodeId node = field(dosage, part.name);
            if (!is_left(node) ||
                (part.name == "doseAndRate" && !has_unsaid_amount(state, node, sender, scope))) {
                continue;
            }
            const Words words = in_words(part, node);
            if (!words) {
                return std::nullopt;
            }
            if (words->empty()) {
                continue;
            }
            if (sender.find(*words) == std::string::npos) { // the sender's text does not say it
                out.append(between).append(*words);
            }
            parts.push_back(node);
        }
        std::vector<NodeId> timings{field(dosage, "timing")};
        std::ranges::copy(tree.items(field(dosage, "extension")), std::back_inserter(timings));
        if (!std::ranges::all_of(timings,
                                 [&](NodeId each) { return add_timing(each, sender, out, parts); })) {
            return std::nullopt;
        }
        add(field(dosage, "sequence"), parts);
        return out;
    }

    // False: something has no words. In a single step what contradicts the text stays where it is.
    bool add_timing(NodeId part, const std::string& sender, std::string& out,
                    std::vector<NodeId>& parts) const {
        if (part == json::no_node) {
            return true;
        }
        const bool is_of_steps = scope == Scope::all;
        const TimingWords said = timing_words(state, part, out, scope); // nothing twice
        if (!said.is_complete && is_of_steps) {
            return false;
        }
        out.append(said.unsaid.empty() ? "" : between).append(said.unsaid);
        if (is_of_steps && !said.otherwise.empty()) {
            out.append("（別の指定：").append(said.otherwise).append("）");
        }
        if (!is_of_steps &&
            (!said.is_complete || !said.otherwise.empty() || (said.unsaid.empty() && out == sender))) {
            return true;
        }
        const bool is_extension = tree.is_element(part);
        add(is_extension ? part : field(part, "repeat"), parts);
        add(is_extension ? json::no_node : field(part, "event"), parts);
        return true;
    }

    // ---------------------------------------------------------------- words
    Words plain(NodeId node) const { return text(node); }

    Words concept_words(NodeId node) const {
        if (const std::string words = text(field(node, "text")); !words.empty()) {
            return words;
        }
        for (const NodeId coding : tree.items(field(node, "coding"))) {
            if (const std::string words = text(field(coding, "display")); !words.empty()) {
                return words;
            }
        }
        return std::nullopt;
    }

    Words word_of(std::string_view kind, NodeId code) const {
        const CodeWords* const known = code_words_of(kind, tree.text(code));
        return known == nullptr ? Words() : std::string(known->words);
    }
    Words severity(NodeId node) const { return word_of("severity", node); }
    Words as_needed(NodeId node) const {
        return !tree[node].is_boolean() ? Words() : Words(text(node) == "true" ? "必要時" : std::string());
    }

    Words quantity(NodeId node) const {
        const std::string value = text(field(node, "value"));
        const std::string unit = text(field(node, "unit"));
        const std::string code = text(field(node, "code"));
        if (value.empty() || (unit.empty() && code.empty())) {
            return std::nullopt;
        }
        return text(field(node, "comparator")) + value + (unit.empty() ? code : unit);
    }

    Words ratio(NodeId node) const { return pair(node, "numerator", "denominator", "/"); }
    Words range(NodeId node) const { return pair(node, "low", "high", "〜"); }
    Words pair(NodeId node, std::string_view first, std::string_view second,
               std::string_view between_them) const {
        const Words one = quantity(field(node, first));
        const Words other = quantity(field(node, second));
        return one && other ? Words(*one + std::string(between_them) + *other) : std::nullopt;
    }

    Words amount(NodeId node) const {
        static constexpr Part known[] = {{"doseQuantity", "1回", &BesideText::quantity},
                                         {"doseRange", "1回", &BesideText::range},
                                         {"rateQuantity", "速度", &BesideText::quantity},
                                         {"rateRange", "速度", &BesideText::range},
                                         {"rateRatio", "", &BesideText::ratio}};
        static constexpr Part type[] = {
            {"type", "（", &BesideText::concept_words, "）"}}; // ordered, calculated
        const Words amounts = parts_in_words(node, known);
        const Words of_type = !amounts || amounts->empty() ? std::string() : parts_in_words(node, type);
        return amounts && of_type ? Words(*amounts + *of_type) : std::nullopt;
    }
};

} // namespace

std::optional<WordedText> dosage_in_words(MatchState& state, NodeId dosage) {
    return BesideText{state}.dosage(dosage);
}

std::optional<WordedText> reactions_in_words(MatchState& state, NodeId resource) {
    return BesideText{state}.reactions(resource);
}

} // namespace renkei::mapping
