#include "gateway/network/servertest/run.h"

#include "gateway/network/servertest/convert_cases.h"
#include "gateway/network/servertest/mhd_cases.h"
#include "gateway/network/servertest/validate_cases.h"

namespace renkei::servertest {
namespace {

using conform::CaseEvaluation;
using conform::CaseVerdict;
using conform::ConformCase;

struct ConformanceRun {
    TestedServer& server;
    conform::EvaluationTools tools;
    const conform::ConformKit& kit;
    ServerEvaluation out{};

    ServerEvaluation run(const conform::ConformScope& scope) {
        ConvertResults results(server, kit, tools.workspace.catalogue());
        out.evaluations = conform::evaluate(tools, kit, results, scope);
        if (scope.has_task(conform::validate_task)) {
            const BeginCase begin_one = [this](const ConformCase& base, const std::string& what,
                                               const std::string& clause,
                                               const std::string& reference) -> CaseEvaluation& {
                return begin(base, what, clause, reference);
            };
            run_validate_cases(server, kit, scope, begin_one);
        }
        const auto document =
            scope.has_task(conform::mhd_task) ? new_document(tools.workspace, kit, scope) : std::nullopt;
        if (document) {
            run_mhd_cases(server, tools, *document,
                          begin(*document->base, "MHD", "the document is provided, found and retrieved again",
                                "IHE MHD, ITI-65, ITI-67, ITI-68"));
        }
        return std::move(out);
    }

    // Of a case that only servers have.
    CaseEvaluation& begin(const ConformCase& base, const std::string& what, const std::string& clause,
                          const std::string& reference) {
        ConformCase about = base;
        about.id += " " + what;
        about.title = {{}, clause};
        about.rule = {{}, reference};
        out.cases.push_back(std::move(about));
        return out.evaluations.emplace_back(CaseEvaluation{.about = &out.cases.back(),
                                                           .file = {},
                                                           .verdict = CaseVerdict::passed,
                                                           .report = diag::Report()});
    }
};

} // namespace

ServerEvaluation run_conformance(TestedServer& server, conform::EvaluationTools tools,
                                 const conform::ConformKit& kit, const conform::ConformScope& scope) {
    return ConformanceRun{server, tools, kit}.run(scope);
}

} // namespace renkei::servertest
