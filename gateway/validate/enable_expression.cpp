#include "gateway/validate/enable_when.h"

#include "gateway/validate/environment.h"

#include <algorithm>
#include <memory>

namespace renkei::validate {
namespace {

using defs::Answer;
using fhirpath::Item;

constexpr std::string_view variable_url = "http://hl7.org/fhir/StructureDefinition/variable";

Item item_of(const Check& check, json::NodeId node) {
    return check.item({node, json::no_node}, check.document().type_of(node));
}

// What a validation knows, and beside it %questionnaire, %qitem and the variables that the questionnaire
// declares on itself and on the items around the one that asks.
class QuestionEnvironment : public fhirpath::Environment {
public:
    QuestionEnvironment(Check& check, const ResponsePlace& place, QuestionId question)
        : Environment(check.defs())
        , check_(check)
        , place_(place)
        , question_(question)
        , world_(make_environment(check)) {}

    std::optional<Item> resolve(const Item& from, std::string_view reference) override {
        return world_->resolve(from, reference);
    }
    Answer member_of(const Item& item, std::string_view set) override { return world_->member_of(item, set); }
    Answer conforms_to(const Item& item, std::string_view profile) override {
        return world_->conforms_to(item, profile);
    }
    Answer subsumes(const Item& general, const Item& special) override { return world_->subsumes(general, special); }

    std::optional<std::vector<Item>> variable(std::string_view name) override {
        const TreeNode questionnaire = place_.index.questionnaire();
        if (name == "questionnaire") {
            return std::vector{fhirpath::resource_item(defs(), questionnaire.tree(), questionnaire.id())};
        }
        if (name == "qitem") {
            const TreeNode item = place_.index[question_].node;
            return std::vector{Item::node(item.tree(), item.id(), json::no_node, defs().type("Questionnaire.item"))};
        }
        for (QuestionId at = question_; at != no_question; at = place_.index[at].parent) {
            if (auto found = declared(place_.index[at].node, name)) {
                return found;
            }
        }
        return declared(questionnaire, name);
    }

private:
    std::optional<std::vector<Item>> declared(TreeNode holder, std::string_view name) {
        for (const TreeNode one : extensions(holder, variable_url)) {
            const TreeNode expression = one.choice("value");
            if (expression.text("name") == name && expression.text("language") == "text/fhirpath") {
                return value_of(expression.text("expression"));
            }
        }
        return std::nullopt;
    }

    // Each in an evaluator of its own: what it found must outlive the other evaluations.
    std::optional<std::vector<Item>> value_of(std::string_view text) {
        auto expression = fhirpath::compile(text, defs());
        const bool is_circle = std::ranges::find(in_progress_, text) != in_progress_.end();
        if (!expression || is_circle) {
            return std::nullopt;
        }
        in_progress_.push_back(text);
        expressions_.push_back(std::make_unique<fhirpath::Expression>(std::move(*expression)));
        const Item response = item_of(check_, place_.response);
        const fhirpath::Expression& compiled = *expressions_.back();
        evaluators_.push_back(std::make_unique<fhirpath::Evaluator>(defs()));
        const auto found = evaluators_.back()->evaluate(
            compiled,
            {.context = response, .resource = response, .root_resource = response, .environment = this});
        in_progress_.pop_back();
        if (!found) {
            return std::nullopt;
        }
        return std::vector<Item>(found->begin(), found->end());
    }

    Check& check_;
    const ResponsePlace& place_;
    QuestionId question_;
    std::unique_ptr<fhirpath::Environment> world_;
    std::vector<std::unique_ptr<fhirpath::Expression>> expressions_;
    std::vector<std::unique_ptr<fhirpath::Evaluator>> evaluators_;
    std::vector<std::string_view> in_progress_;
};

} // namespace

Enablement evaluate_condition(Check& check, const ResponsePlace& place, QuestionId question,
                              std::string_view expression) {
    const auto compiled = fhirpath::compile(expression, check.defs());
    if (!compiled) {
        return {Enabled::unknown, to_text(compiled.error(), diag::Language::english)};
    }
    QuestionEnvironment environment(check, place, question);
    const Item response = item_of(check, place.response);
    const auto verdict = check.evaluator().is_true(
        *compiled,
        {.context = response, .resource = response, .root_resource = response, .environment = &environment});
    if (!verdict) {
        return {Enabled::unknown, to_text(verdict.error(), diag::Language::english)};
    }
    switch (*verdict) {
    case fhirpath::Verdict::yes: return {Enabled::yes};
    case fhirpath::Verdict::no:
    case fhirpath::Verdict::empty: return {Enabled::no};
    case fhirpath::Verdict::undecidable: break;
    }
    return {Enabled::unknown, std::string(expression)};
}

} // namespace renkei::validate
