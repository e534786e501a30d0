#include "gateway/forms/mapping/match/dosage_statement.h"

#include "gateway/forms/mapping/match/amount_in_text.h"
#include "gateway/forms/mapping/match/timing_words.h"

#include <algorithm>
#include <string_view>

namespace renkei::mapping {
namespace {

using json::NodeId;
using Words = std::optional<std::string>; // nothing if it cannot be said in words

constexpr std::string_view between = "、";     // what stands beside a text
constexpr std::string_view next_step = " ／ "; // the dosage that follows

class Dosages {
public:
    explicit Dosages(const MatchState& state) : state_(state), tree_(state.tree()) {}

    std::optional<DosageStatement> statement(NodeId read) {
        std::vector<NodeId> all{read};
        if (tree_.is_element(read)) {
            const auto elements = tree_.children(tree_.parent(read));
            all.assign(elements.begin(), elements.end());
            std::ranges::stable_sort(all, {}, [&](NodeId each) { return sequence(each); });
        }
        scope_ = all.size() > 1 ? Scope::all : Scope::left;
        DosageStatement out;
        for (const NodeId dosage : all) {
            const Words words = step(dosage, out.parts);
            if (!words || out.text.size() + words->size() > longest_statement) {
                return std::nullopt;
            }
            if (dosage != read) {
                out.parts.push_back(field(dosage, "text"));
            } else if (scope_ == Scope::all) {
                for (const NodeId part : {field(dosage, "doseAndRate"), field(dosage, "timing", "repeat")}) {
                    if (part != json::no_node) {
                        out.of_one_step.push_back(part);
                    }
                }
            }
            out.text += (out.text.empty() ? "" : std::string(next_step)) + *words;
        }
        return out;
    }

private:
    NodeId field(NodeId object, std::string_view name) const {
        return tree_[object].is_object() ? tree_.child(object, name) : json::no_node;
    }
    NodeId field(NodeId object, std::string_view name, std::string_view below) const {
        const NodeId found = field(object, name);
        return found == json::no_node ? found : field(found, below);
    }
    std::string text(NodeId node) const {
        return node == json::no_node ? std::string() : std::string(tree_.text(node));
    }
    bool is_left(NodeId node) const {
        for (NodeId at = node; at < tree_.after(node); ++at) {
            if (!tree_[at].is_container() && (scope_ == Scope::all || !state_.consumption.is_consumed(at))) {
                return true;
            }
        }
        return false;
    }
    // An extension that changes the meaning of what holds it.
    bool has_modifier(NodeId dosage) const {
        for (NodeId at = dosage; at < tree_.after(dosage); ++at) {
            if (tree_.key(at) == "modifierExtension") {
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
        using Said = Words (Dosages::*)(NodeId) const;
        struct Part {
            std::string_view name;
            Said said;
        };
        static constexpr Part known[] = {{"additionalInstruction", &Dosages::concepts},
                                         {"patientInstruction", &Dosages::plain},
                                         {"asNeededBoolean", &Dosages::as_needed},
                                         {"asNeededCodeableConcept", &Dosages::as_needed_for},
                                         {"doseAndRate", &Dosages::amounts},
                                         {"maxDosePerPeriod", &Dosages::most_in_period},
                                         {"maxDosePerAdministration", &Dosages::most_at_once},
                                         {"maxDosePerLifetime", &Dosages::most_ever}};
        const std::string sender = out;
        for (const Part& part : known) {
            const NodeId node = field(dosage, part.name);
            if (node == json::no_node || !is_left(node) ||
                (part.name == "doseAndRate" && !has_unsaid_amount(state_, node, sender, scope_))) {
                continue;
            }
            const Words words = (this->*part.said)(node);
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
        if (!add_timing(dosage, sender, out, parts)) {
            return std::nullopt;
        }
        if (const NodeId number = field(dosage, "sequence"); number != json::no_node) {
            parts.push_back(number);
        }
        return out;
    }

    // False: something has no words. In a single step what contradicts the text stays where it is.
    bool add_timing(NodeId dosage, const std::string& sender, std::string& out,
                    std::vector<NodeId>& parts) const {
        std::vector<NodeId> all{field(dosage, "timing")};
        for (const NodeId each : tree_.items(field(dosage, "extension"))) {
            all.push_back(each);
        }
        for (const NodeId part : all) {
            if (part == json::no_node) {
                continue;
            }
            const TimingWords said = timing_words(state_, part, sender, scope_);
            if (!said.is_complete && scope_ == Scope::all) {
                return false;
            }
            if (!said.unsaid.empty()) {
                out.append(between).append(said.unsaid);
            }
            if (scope_ == Scope::all && !said.otherwise.empty()) {
                out.append("（別の指定：").append(said.otherwise).append("）");
            }
            const bool is_said = said.is_complete && (said.otherwise.empty() || scope_ == Scope::all);
            if (!is_said || (said.unsaid.empty() && scope_ != Scope::all)) {
                continue;
            }
            const bool is_timing = part == all.front();
            for (const NodeId held : {is_timing ? field(part, "repeat") : part,
                                      is_timing ? field(part, "event") : json::no_node}) {
                if (held != json::no_node) {
                    parts.push_back(held);
                }
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- words
    Words plain(NodeId node) const { return text(node); }

    Words concept_words(NodeId node) const {
        if (const std::string words = text(field(node, "text")); !words.empty()) {
            return words;
        }
        const NodeId codings = field(node, "coding");
        for (const NodeId coding : tree_.items(codings)) {
            if (const std::string words = text(field(coding, "display")); !words.empty()) {
                return words;
            }
        }
        return std::nullopt;
    }

    Words concepts(NodeId node) const {
        return joined(node, between, [&](NodeId each) { return concept_words(each); });
    }

    template <class Say>
    Words joined(NodeId list, std::string_view separator, const Say& say) const {
        std::string out;
        for (const NodeId each : tree_.items(list)) {
            const Words words = say(each);
            if (!words) {
                return std::nullopt;
            }
            if (!words->empty()) {
                out.append(out.empty() ? "" : separator).append(*words);
            }
        }
        return out;
    }

    Words as_needed(NodeId node) const {
        return !tree_[node].is_boolean() ? Words() : Words(text(node) == "true" ? "必要時" : std::string());
    }
    Words as_needed_for(NodeId node) const { return around("必要時（", concept_words(node), "）"); }
    Words most_at_once(NodeId node) const { return around("1回最大", quantity(node), ""); }
    Words most_ever(NodeId node) const { return around("総量最大", quantity(node), ""); }
    Words most_in_period(NodeId node) const {
        return joined(node, between, [&](NodeId each) { return around("最大", ratio(each), ""); });
    }

    static Words around(std::string_view before, Words words, std::string_view behind) {
        return words ? Words(std::string(before) + *words + std::string(behind)) : std::nullopt;
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
        const Words one = quantity(field_or_self(node, first));
        const Words other = quantity(field_or_self(node, second));
        return one && other ? Words(*one + std::string(between_them) + *other) : std::nullopt;
    }
    // The field; if it is absent the node itself, which then has no value.
    NodeId field_or_self(NodeId node, std::string_view name) const {
        const NodeId found = field(node, name);
        return found == json::no_node ? node : found;
    }

    Words amounts(NodeId node) const {
        return joined(node, between, [&](NodeId each) { return amount(each); });
    }

    Words amount(NodeId node) const {
        using Said = Words (Dosages::*)(NodeId) const;
        struct Part {
            std::string_view name;
            std::string_view before;
            Said said;
        };
        static constexpr Part known[] = {{"doseQuantity", "1回", &Dosages::quantity},
                                         {"doseRange", "1回", &Dosages::range},
                                         {"rateQuantity", "速度", &Dosages::quantity},
                                         {"rateRange", "速度", &Dosages::range},
                                         {"rateRatio", "", &Dosages::ratio}};
        std::string out;
        for (const Part& part : known) {
            const NodeId found = field(node, part.name);
            if (found == json::no_node || !is_left(found)) {
                continue;
            }
            const Words words = around(part.before, (this->*part.said)(found), "");
            if (!words) {
                return std::nullopt;
            }
            out.append(out.empty() ? "" : between).append(*words);
        }
        const NodeId type = field(node, "type"); // ordered, calculated …
        if (out.empty() || type == json::no_node || !is_left(type)) {
            return out;
        }
        return around(out + "（", concept_words(type), "）");
    }

    const MatchState& state_;
    const json::Tree& tree_;
    Scope scope_ = Scope::left; // of several steps each one is said whole, with what items hold of it
};

} // namespace

std::optional<DosageStatement> dosage_statement(const MatchState& state, NodeId dosage) {
    return Dosages(state).statement(dosage);
}

} // namespace renkei::mapping
