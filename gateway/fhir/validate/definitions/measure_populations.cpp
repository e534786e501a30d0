// Which populations a group of a measure has, by the way the measure scores: the table of R4's page "Quality
// Reporting", and the definitions of the codes in measure-population. measure-observation is no column there.
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "generated/messages/validate_definitions.h"

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

constexpr std::string_view population_system = "http://terminology.hl7.org/CodeSystem/measure-population";
constexpr std::string_view scoring_system = "http://terminology.hl7.org/CodeSystem/measure-scoring";

enum class Use : std::uint8_t { required, optional, not_permitted };
constexpr Use R = Use::required;
constexpr Use O = Use::optional;
constexpr Use NP = Use::not_permitted;

struct Population {
    std::string_view code;
    std::array<Use, 4> use; // by the scorings below
};
constexpr std::array<std::string_view, 4> scoring_columns{"proportion", "ratio", "continuous-variable",
                                                          "cohort"};
constexpr std::array population_rows{
    Population{"initial-population", {R, R, R, R}},
    Population{"denominator", {R, R, NP, NP}},
    Population{"denominator-exclusion", {O, O, NP, NP}},
    Population{"denominator-exception", {O, NP, NP, NP}},
    Population{"numerator", {R, R, NP, NP}},
    Population{"numerator-exclusion", {O, O, NP, NP}},
    Population{"measure-population", {NP, NP, R, NP}},
    Population{"measure-population-exclusion", {NP, NP, O, NP}},
};

// The code of this system in a CodeableConcept; empty: none.
std::string_view code_of(const Document& document, NodeId concept_node, std::string_view system) {
    for (const NodeId coding : document.list(concept_node, "coding")) {
        if (document.text(coding, "system") == system) {
            return document.text(coding, "code");
        }
    }
    return {};
}

// An extension may give a group a scoring of its own, as R5 does with Measure.group.scoring.
std::string_view scoring_of(const Document& document, NodeId measure, NodeId group) {
    for (const NodeId extension : document.list(group, "extension")) {
        const std::string_view own =
            code_of(document, document.child(extension, "valueCodeableConcept"), scoring_system);
        if (!own.empty()) {
            return own;
        }
    }
    return code_of(document, document.child(measure, "scoring"), scoring_system);
}

} // namespace

void check_populations(ValidationRun& validation, NodeId measure, NodeId group) {
    const Document& document = validation.document();
    const std::string_view scoring = scoring_of(document, measure, group);
    const auto* const column = std::ranges::find(scoring_columns, scoring);
    const Tree::Children defined = document.list(group, "population");
    if (column == scoring_columns.end() || defined.empty()) {
        return;
    }
    const auto at = static_cast<std::size_t>(column - scoring_columns.begin());
    std::array<bool, population_rows.size()> is_there{};
    bool are_all_known = true; // a population without a code may be any of them
    for (const NodeId node : defined) {
        const std::string_view code = code_of(document, document.child(node, "code"), population_system);
        const auto* const row = std::ranges::find(population_rows, code, &Population::code);
        if (row == population_rows.end()) {
            are_all_known = are_all_known && !code.empty();
            continue;
        }
        is_there[static_cast<std::size_t>(row - population_rows.begin())] = true;
        if (row->use[at] == Use::not_permitted) {
            validation.report(message::measure_population_banned, node, {code, scoring});
        }
    }
    std::vector<std::string_view> missing;
    for (std::size_t i = 0; i < population_rows.size(); ++i) {
        if (population_rows[i].use[at] == Use::required && !is_there[i]) {
            missing.push_back(population_rows[i].code);
        }
    }
    if (are_all_known && !missing.empty()) {
        validation.report(message::measure_population_wanted, group, {scoring, joined(missing)});
    }
}

} // namespace renkei::validate
