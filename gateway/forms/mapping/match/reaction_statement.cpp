#include "gateway/forms/mapping/match/reaction_statement.h"

#include "gateway/forms/mapping/plan/code_words.h"

#include <string_view>

namespace renkei::mapping {
namespace {

using json::NodeId;

constexpr std::string_view reaction_mark = "、";

class Reactions {
public:
    Reactions(MatchState& state, NodeId resource) : state_(state), tree_(state.tree()), resource_(resource) {}

    std::optional<ReactionStatement> run() {
        const NodeId reactions = field(resource_, "reaction");
        for (const NodeId reaction : tree_.items(reactions)) {
            if (!add(reaction) || all_.size() > longest_statement) {
                return std::nullopt;
            }
        }
        if (out_.read != json::no_node) { // an item holds symptoms
            out_.said.text = all_;
            return std::move(out_);
        }
        if (!find_allergen()) {
            return std::nullopt;
        }
        out_.said.text = std::string(tree_.text(out_.read)) + (all_.empty() ? "" : "（" + all_ + "）");
        return add_criticality() ? std::optional(std::move(out_)) : std::nullopt;
    }

private:
    NodeId field(NodeId object, std::string_view name) const {
        return object == json::no_node || !tree_[object].is_object() ? json::no_node
                                                                     : tree_.child(object, name);
    }

    // The text, or the name of a code, that an item takes as the allergen's name.
    bool find_allergen() {
        const NodeId code = field(resource_, "code");
        for (const ReadValue* const value :
             code == json::no_node ? std::vector<const ReadValue*>() : state_.values_below(code)) {
            const bool is_text = tree_.key(value->node) == "text" || tree_.key(value->node) == "display";
            if (is_text && (out_.read == json::no_node || tree_.key(value->node) == "text")) {
                out_.read = value->node;
            }
        }
        return out_.read != json::no_node && !state_.plan().wordings().names_nothing(tree_.text(out_.read));
    }

    // The words of a concept; empty: it has none.
    std::string_view concept_words(NodeId node) const {
        if (const std::string_view words = state_.text_at(node, EngineName::text); !words.empty()) {
            return words;
        }
        for (const NodeId coding : tree_.items(field(node, "coding"))) {
            if (const std::string_view words = state_.text_at(coding, EngineName::display); !words.empty()) {
                return words;
            }
        }
        return {};
    }

    bool add(NodeId reaction) {
        std::string words;
        for (const NodeId each : tree_.items(field(reaction, "manifestation"))) {
            const std::string_view one = concept_words(each);
            if (one.empty()) {
                return false;
            }
            const NodeId text = state_.child(each, EngineName::text);
            if (text != json::no_node && state_.has_values_below(text)) {
                out_.read = text;
            } else {
                out_.said.parts.push_back(each);
            }
            words.append(words.empty() ? std::string_view() : reaction_mark).append(one);
        }
        std::string more;
        if (const NodeId severity = field(reaction, "severity"); severity != json::no_node) {
            const CodeWords* const known = code_words_of("severity", tree_.text(severity));
            if (known == nullptr) {
                return false;
            }
            more = known->words;
            out_.said.parts.push_back(severity);
        }
        if (const NodeId onset = field(reaction, "onset"); onset != json::no_node) {
            more.append(more.empty() ? std::string_view() : reaction_mark).append(tree_.text(onset));
            out_.said.parts.push_back(onset);
        }
        words += more.empty() ? "" : "（" + more + "）";
        all_.append(all_.empty() || words.empty() ? std::string_view() : reaction_mark).append(words);
        return true;
    }

    bool add_criticality() {
        const NodeId node = field(resource_, "criticality");
        if (node == json::no_node || state_.consumption.is_consumed(node)) {
            return true;
        }
        const CodeWords* const known = code_words_of("criticality", tree_.text(node));
        if (known == nullptr) {
            return false;
        }
        if (!known->words.empty()) {
            out_.said.text.append("（").append(known->words).append("）");
            out_.said.parts.push_back(node);
        }
        return true;
    }

    MatchState& state_;
    const json::Tree& tree_;
    NodeId resource_;
    std::string all_;
    ReactionStatement out_;
};

} // namespace

std::optional<ReactionStatement> reaction_statement(MatchState& state, NodeId resource) {
    return Reactions(state, resource).run();
}

} // namespace renkei::mapping
