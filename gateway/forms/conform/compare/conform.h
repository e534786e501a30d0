// Evaluates what another program made from the inputs of the conformance kit. Its results are compared as
// records and validated as FHIR: the order of entries, ids, the wording of narratives and extra content are
// free.
#pragma once

#include "gateway/forms/conform/compare/run_identities.h"
#include "gateway/forms/conform/kit/conform_kit.h"
#include "gateway/forms/conform/kit/promises.h"
#include "gateway/forms/service/source.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::service {
class Validation;
}

namespace renkei::conform {

enum class CaseVerdict : std::uint8_t {
    passed,
    failed,     // another record, no good FHIR, or a result where the input had to be refused
    missing,    // no result, or no sign that the input was refused
    unreadable, // a result that is no document of the form, or none of the kind that was asked for
};

struct CaseEvaluation {
    const ConformCase* about = nullptr; // of the kit
    std::string file{};                 // the result; empty if there is none
    CaseVerdict verdict = CaseVerdict::passed;
    diag::Report report{}; // why it did not pass; of a passed one: what its bundle says besides
};

// The verdict that a program reports for an input. Crashed: it failed, which refuses nothing.
enum class ReportedVerdict : std::uint8_t { none, accepted, refused, crashed };

// What a program made of the input of a case.
struct CaseResult {
    std::string name{}; // of the result: its file, or the request that it answers
    std::optional<service::Input> result{};
    ReportedVerdict answer = ReportedVerdict::none;
    bool is_known = true; // false: its verdict cannot be determined
    diag::Report why{};   // of a refusal, and of what is not there
};

class CaseResults {
public:
    virtual ~CaseResults() = default;
    virtual CaseResult of(const ConformCase& about) = 0; // asked for each case of the scope, in their order
};

// What an evaluation works with. All outlive it.
struct EvaluationTools {
    service::Workspace& workspace;
    service::Validation& validation;
    const definitions::R4Definitions& r4;
    Promises& promises; // of the kit
};

std::vector<CaseEvaluation> evaluate(EvaluationTools tools, const ConformKit& kit, CaseResults& results,
                                     const ConformScope& scope);
// `results` holds the files of conform_folder.h.
std::vector<CaseEvaluation> evaluate(EvaluationTools tools, const ConformKit& kit,
                                     const std::filesystem::path& results, const ConformScope& scope);

// Evaluates an input that had to be refused. A missing result does not prove that it was refused.
void evaluate_refusal(CaseResult& given, CaseEvaluation& out);

// A bundle that says the same thing twice in different ways (a status or another constant, a derived copy, a
// second value, words beside a code), or something beside a value that readers of the form must know and the
// input does not say, such as a code where the form has no value or another one.
bool is_contradiction(const diag::Finding& finding);

// The plan of the case's form and version. Null if it is unknown; then the case counts as unreadable.
const mapping::Plan* find_plan(const catalogue::Catalogue& catalogue, CaseEvaluation& out);

// One result against the record that is expected, as canonical text; `kind`: what the result must be;
// `identities`: of the run so far.
void evaluate_result(EvaluationTools tools, RunIdentities& identities, const service::Input& result,
                     service::InputKind kind, std::string_view expected, CaseEvaluation& out);

struct VerdictCounts {
    std::size_t of[4] = {0, 0, 0, 0}; // by CaseVerdict
    std::size_t operator[](CaseVerdict verdict) const { return of[static_cast<std::size_t>(verdict)]; }
};
VerdictCounts count_verdicts(const std::vector<CaseEvaluation>& evaluations);

// The records in an input as the kit writes them: canonical texts, separated by an empty line. `kind` and
// `form`: what is expected. Anything else fails, with everything that is wrong in the report. `each`: called
// with every document.
using EachDocument = std::function<void(const service::RecordSource&, record::Record&)>;
bool read_records(service::Workspace& workspace, const service::Input& input, const ConformCase& about,
                  service::InputKind kind, std::string& text, diag::Report& report,
                  const EachDocument& each = {});

} // namespace renkei::conform
