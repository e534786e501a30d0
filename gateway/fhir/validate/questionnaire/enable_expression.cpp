#include "gateway/fhir/validate/questionnaire/enable_when.h"
#include "gateway/fhir/validate/walk/validation_run.h"

#include <algorithm>
#include <memory>

namespace renkei::validate {
namespace {

using fhirpath::Item;

// Variables that name variables: each is worked out on the stack of the one before it.
constexpr std::size_t deepest = 32;
constexpr std::string_view variable_url = "http://hl7.org/fhir/StructureDefinition/variable";

Item item_of(const ValidationRun& validation, NodeId node) {
    return validation.expressions().item({node, no_node}, validation.document().type_of(node));
}

// What a validation knows, and beside it %questionnaire, %qitem and the variables that the questionnaire
// declares on itself and on the items around the one that asks.
class QuestionEnvironment : public fhirpath::Environment {
public:
    QuestionEnvironment(ValidationRun& validation, const ResponsePlace& place, QuestionId question)
        : Environment(validation.r4()),
          validation_(validation),
          place_(place),
          question_(question),
          world_(make_environment(validation)) {}

    std::optional<Item> resolve(const Item& from, std::string_view reference) override {
        return world_->resolve(from, reference);
    }
    definitions::Tristate member_of(const Item& item, std::string_view set) override {
        return world_->member_of(item, set);
    }
    definitions::Tristate conforms_to(const Item& item, std::string_view profile) override {
        return world_->conforms_to(item, profile);
    }
    definitions::Tristate subsumes(const Item& general, const Item& special) override {
        return world_->subsumes(general, special);
    }

    // Each is worked out once: where each names the next one twice, the last of twenty would be asked for a
    // million times.
    std::optional<std::vector<Item>> variable(std::string_view name) override {
        if (const auto known = known_.find(name); known != known_.end()) {
            return known->second;
        }
        auto out = find(name);
        known_.emplace(name, out);
        return out;
    }

private:
    using Items = std::optional<std::vector<Item>>;

    Items find(std::string_view name) {
        const TreeNode questionnaire = place_.index.questionnaire();
        if (name == "questionnaire") {
            return std::vector{fhirpath::resource_item(r4(), questionnaire.tree(), questionnaire.id())};
        }
        if (name == "qitem") {
            const TreeNode item = place_.index[question_].node;
            return std::vector{Item::node(item.tree(), item.id(), no_node, r4().type("Questionnaire.item"))};
        }
        for (QuestionId at = question_; at != no_question; at = place_.index[at].parent) {
            if (auto found = declared(place_.index[at].node, name)) {
                return found;
            }
        }
        return declared(questionnaire, name);
    }

    Items declared(TreeNode holder, std::string_view name) {
        for (const TreeNode one : extensions(holder, variable_url)) {
            const TreeNode expression = one.choice("value");
            if (expression.text("name") == name && expression.text("language") == "text/fhirpath") {
                return value_of(expression.text("expression"));
            }
        }
        return std::nullopt;
    }

    // Each in an evaluator of its own: what it found must outlive the other evaluations.
    Items value_of(std::string_view text) {
        const auto& expression = place_.conditions.compiled(text, r4()).expression;
        const bool is_circle = std::ranges::find(in_progress_, text) != in_progress_.end();
        if (!expression || is_circle || in_progress_.size() == deepest) {
            return std::nullopt;
        }
        in_progress_.push_back(text);
        const Item response = item_of(validation_, place_.response);
        evaluators_.push_back(std::make_unique<fhirpath::Evaluator>(r4()));
        const auto found = evaluators_.back()->evaluate(
            *expression,
            {.context = response, .resource = response, .root_resource = response, .environment = this});
        in_progress_.pop_back();
        if (!found) {
            return std::nullopt;
        }
        return std::vector<Item>(found->begin(), found->end());
    }

    ValidationRun& validation_;
    const ResponsePlace& place_;
    QuestionId question_;
    std::unique_ptr<fhirpath::Environment> world_;
    std::map<std::string, Items, std::less<>> known_;
    std::vector<std::unique_ptr<fhirpath::Evaluator>> evaluators_;
    std::vector<std::string_view> in_progress_;
};

} // namespace

const ConditionCache::Compiled& ConditionCache::compiled(std::string_view text,
                                                         const definitions::R4Definitions& r4) {
    const auto [at, is_new] = compiled_.try_emplace(text);
    if (is_new) {
        auto expression = fhirpath::compile(text, r4);
        if (expression) {
            at->second.expression = *std::move(expression);
        } else {
            at->second.problem = to_text(expression.error(), diag::Language::english);
        }
    }
    return at->second;
}

Enablement evaluate_condition(ValidationRun& validation, const ResponsePlace& place, QuestionId question,
                              std::string_view expression) {
    const ConditionCache::Compiled& compiled = place.conditions.compiled(expression, validation.r4());
    if (!compiled.expression) {
        return {Enabled::unknown, compiled.problem};
    }
    QuestionEnvironment environment(validation, place, question);
    const Item response = item_of(validation, place.response);
    const auto result = validation.expressions().evaluator().is_true(
        *compiled.expression,
        {.context = response, .resource = response, .root_resource = response, .environment = &environment});
    if (!result) {
        return {Enabled::unknown, to_text(result.error(), diag::Language::english)};
    }
    switch (*result) {
    case fhirpath::InvariantResult::yes: return {Enabled::yes};
    case fhirpath::InvariantResult::no:
    case fhirpath::InvariantResult::empty: return {Enabled::no};
    case fhirpath::InvariantResult::undecidable: break;
    }
    return {Enabled::unknown, std::string(expression)};
}

} // namespace renkei::validate
