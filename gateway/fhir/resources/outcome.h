// A report for other programs and for people: FHIR OperationOutcome, JSON, JSON lines, text.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/writer.h"

#include <string>
#include <string_view>

namespace renkei::resources {

// `canonical_base` without a slash at its end; details.coding.system = base +
// "/CodeSystem/conversion-outcome". An empty report becomes one issue that says so (R4 wants at least one).
std::string operation_outcome(const diag::Report& report, diag::Language language,
                              std::string_view canonical_base);

// [{"severity":…,"id":…,"file":…,"line":…,"column":…,"offset":…,"record":…,"cell":…,"document":…,"path":…,"item":…,"name":…,"value":…,
// "text":…}, …]; what is unknown is left out.
std::string to_json_array(const diag::Report& report, diag::Language language);
std::string to_json_lines(const diag::Report& report, diag::Language language); // one object a line

// The same in parts, for reports that are written while more is found: the rows or issues of one part with
// commas between (empty if it has none), and the text before and after those of all parts.
std::string to_json_rows(const diag::Report& report, diag::Language language);
std::string outcome_issues(const diag::Report& report, diag::Language language,
                           std::string_view canonical_base);
std::string outcome_begin(diag::Language language);
inline constexpr std::string_view outcome_end = "]}";

// A finding for those that the report counted without keeping them, as severe as the worst of them.
diag::Finding rest_of(const diag::Report& report);
// The place as members line, column, offset, record, cell, document and path; what is unknown is left out.
void write_place(json::Writer& out, const diag::Where& where);

std::string to_text_lines(const diag::Report& report, diag::Language language);
// For a terminal: what is the same in several entries of a bundle is one line.
std::string to_grouped_lines(const diag::Report& report, diag::Language language);

} // namespace renkei::resources
