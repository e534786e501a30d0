// The answer of the line worker to one line, and the JSON Schema of all answers: both from one table.
#pragma once

#include "gateway/core/diag/without_values.h"
#include "gateway/forms/service/outcome.h"
#include "gateway/forms/service/workspace.h"

#include <cstdint>
#include <string>

namespace renkei::service {

enum class AnswersTo : std::uint8_t { conversion, validation };
// Of findings: what was read is left out, because answers end in the logs of engines.
enum class QuotedValues : bool { left_out, quoted };

struct AnswerSettings {
    AnswersTo what = AnswersTo::conversion;
    QuotedValues values = QuotedValues::left_out;
    diag::Language language = diag::Language::english;
    diag::IsName is_name{}; // of paths, where values are left out
};

// {"line":7,"ok":true,"form":"…","output":…,"loss":[…],"findings":[…]} and a line feed; without form, output
// and loss of a validation.
void append_answer(std::string& out, std::size_t line, const Outcome& outcome,
                   const AnswerSettings& settings);

std::string answer_schema(AnswersTo what);

// The names that may stand in the path of a finding: of elements and types of FHIR, and of items of the
// forms. What is given lives longer than the result.
diag::IsName path_names(const definitions::R4Definitions& r4);
diag::IsName path_names(Workspace& workspace);

} // namespace renkei::service
