// The part of a report that one answer to a request holds. Its findings quote the input, which may be large
// and is another's choice: an answer must not grow with it.
#pragma once

#include "gateway/core/diag/finding.h"

#include <string>
#include <string_view>

namespace renkei::resources {

inline constexpr std::size_t max_findings = 1000; // in an answer; if there are more, the last one counts them
inline constexpr std::size_t max_quote = 200;     // characters of a text out of the input

// The first `max_findings` findings, errors first, with quotes that are cut; a path ends at the innermost
// element that it can name within the limit. The rest is counted.
diag::Report limited_report(const diag::Report& report);

// operation_outcome() and to_json_array() of that.
std::string answer_outcome(const diag::Report& report, diag::Language language,
                           std::string_view canonical_base);
std::string answer_rows(const diag::Report& report, diag::Language language);

} // namespace renkei::resources
