#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "generated/messages/validate_definitions.h"

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

struct Scoring {
    std::string_view code;
    bool has_score;
    bool has_unit;
};
constexpr std::array scorings{Scoring{"proportion", true, false}, Scoring{"ratio", true, true},
                              Scoring{"continuous-variable", true, true}, Scoring{"cohort", false, false}};

const Scoring* find(std::string_view code) {
    const auto* row = std::ranges::find(scorings, code, &Scoring::code);
    return row == scorings.end() ? nullptr : row;
}

// A number between 0 and 1, as JSON writes numbers.
bool is_share(std::string_view number) {
    if (number.starts_with('-')) {
        return number.find_first_of("123456789") == std::string_view::npos;
    }
    if (number.find_first_of("eE") != std::string_view::npos) {
        return true; // not worth a calculation
    }
    const std::size_t dot = number.find('.');
    const std::string_view whole = number.substr(0, dot);
    const std::string_view rest = dot == std::string_view::npos ? std::string_view() : number.substr(dot + 1);
    return whole == "0" || (whole == "1" && rest.find_first_not_of('0') == std::string_view::npos);
}

void check_proportion(ValidationRun& validation, NodeId score, NodeId value) {
    for (const std::string_view name : {"unit", "comparator", "system", "code"}) {
        if (const NodeId found = validation.document().child(score, name); found != no_node) {
            validation.report(message::report_score_unit, found, {name});
        }
    }
    if (!is_share(validation.tree().raw(value))) {
        validation.report(message::report_score_range, value, {validation.tree().raw(value)});
    }
}

} // namespace

bool is_scoring(std::string_view code) { return find(code) != nullptr; }

void check_score(ValidationRun& validation, NodeId group, std::string_view type, std::string_view scoring) {
    const Document& document = validation.document();
    const NodeId score = document.child(group, "measureScore");
    const Scoring* row = find(scoring);
    if (type == "data-collection" || (row != nullptr && !row->has_score)) {
        if (score != no_node) {
            validation.report(message::report_score_banned, score,
                              {type == "data-collection" ? type : scoring});
        }
        return;
    }
    if (row == nullptr) {
        return;
    }
    const NodeId value = document.child(score, "value");
    if (value == no_node) {
        validation.report(message::report_score_wanted, score == no_node ? group : score, {scoring});
        return;
    }
    if (!row->has_unit) {
        check_proportion(validation, score, value);
    } else if (document.child(score, "code") == no_node && document.child(score, "unit") == no_node) {
        validation.report(message::report_score_no_unit, score, {scoring});
    }
}

} // namespace renkei::validate
