#include "gateway/fhir/validate/walk/not_judged.h"

#include "generated/messages/validate.h"
#include "generated/messages/validate_bundle.h"
#include "generated/messages/validate_definitions.h"
#include "generated/messages/validate_questionnaire.h"

#include <algorithm>

namespace renkei::validate {
namespace {

constexpr auto rows =
    std::to_array<NotJudgedRow>({{message::validate_profile_not_loaded, NotJudged::profiles},
                                 {message::validate_profile_in_part, NotJudged::profiles},
                                 {message::element_profile_unknown, NotJudged::profiles},
                                 {message::operation_profile_missing, NotJudged::profiles},
                                 {message::validate_extension_not_loaded, NotJudged::extensions},
                                 {message::validate_code_not_checked, NotJudged::codes},
                                 {message::validate_code_system_not_loaded, NotJudged::codes},
                                 {message::validate_code_system_unknown, NotJudged::codes},
                                 {message::validate_display_not_checked, NotJudged::codes},
                                 {message::questionnaire_value_set_unknown, NotJudged::codes},
                                 {message::response_code_not_checked, NotJudged::codes},
                                 {message::response_no_option_list, NotJudged::codes},
                                 {message::value_set_codes_unchecked, NotJudged::codes},
                                 {message::value_set_import_missing, NotJudged::codes},
                                 {message::map_system_missing, NotJudged::codes},
                                 {message::validate_constraint_unreadable, NotJudged::rules},
                                 {message::validate_constraint_fails, NotJudged::rules},
                                 {message::validate_constraint_undecided, NotJudged::rules},
                                 {message::validate_additional_binding_in_context, NotJudged::rules},
                                 {message::validate_element_extension_not_judged, NotJudged::rules},
                                 {message::validate_slice_not_resolved, NotJudged::rules},
                                 {message::validate_slice_silent, NotJudged::rules},
                                 {message::validate_limit_undecided, NotJudged::rules},
                                 {message::response_condition_undecided, NotJudged::rules},
                                 {message::questionnaire_expression_unreadable, NotJudged::rules},
                                 {message::measure_expression_unreadable, NotJudged::rules},
                                 {message::bundle_search_self_unclear, NotJudged::rules},
                                 {message::structure_base_unknown, NotJudged::definitions},
                                 {message::code_system_base_missing, NotJudged::definitions},
                                 {message::search_origin_missing, NotJudged::definitions},
                                 {message::measure_library_missing, NotJudged::definitions},
                                 {message::measure_library_unreadable, NotJudged::definitions},
                                 {message::report_no_measure, NotJudged::definitions},
                                 {message::report_measure_missing, NotJudged::definitions},
                                 {message::report_scoring_unknown, NotJudged::definitions},
                                 {message::questionnaire_base_unknown, NotJudged::definitions},
                                 {message::questionnaire_derivation_kind, NotJudged::definitions},
                                 {message::response_without_questionnaire, NotJudged::definitions},
                                 {message::response_questionnaire_unknown, NotJudged::definitions},
                                 {message::response_questionnaire_version, NotJudged::definitions},
                                 {message::response_reference_undecided, NotJudged::references}});

constexpr auto rows_by_message = [] {
    auto out = rows;
    std::ranges::sort(out, {}, &NotJudgedRow::message);
    return out;
}();

// In the order of NotJudged.
constexpr std::array<diag::Message, not_judged_kinds> summaries{
    message::not_judged_profiles, message::not_judged_extensions,  message::not_judged_codes,
    message::not_judged_rules,    message::not_judged_definitions, message::not_judged_references};

} // namespace

std::span<const NotJudgedRow> not_judged_rows() { return rows; }

std::optional<NotJudged> not_judged(diag::Message message) {
    const auto* const found = std::ranges::lower_bound(rows_by_message, message, {}, &NotJudgedRow::message);
    return found == rows_by_message.end() || found->message != message ? std::nullopt
                                                                       : std::optional(found->kind);
}

diag::Report summary_of(const NotJudgedCounts& counts) {
    diag::Report out;
    for (std::size_t kind = 0; kind < counts.size(); ++kind) {
        if (counts[kind] > 0) {
            out.add(summaries[kind], {}, {std::to_string(counts[kind])});
        }
    }
    return out;
}

} // namespace renkei::validate
