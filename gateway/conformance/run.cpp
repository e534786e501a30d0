#include "gateway/conformance/run.h"

#include "gateway/conformance/convert_cases.h"
#include "gateway/conformance/mhd_cases.h"
#include "gateway/conformance/validate_cases.h"

namespace renkei::conformance {
namespace {

using service::ConformCase;
using service::Fate;
using service::Judgement;

class Judging {
public:
    Judging(TestedServer& server, service::JudgeTools tools, const service::Kit& kit) : server_(server), tools_(tools), kit_(kit) {}

    ServerJudgement run(const service::Scope& scope) {
        ConvertResults results(server_, kit_, tools_.worker.catalogue());
        out_.judgements = service::judge(tools_, kit_, results, scope);
        if (scope.has_task(service::validate_task)) {
            const BeginCase begin_one = [this](const ConformCase& base, const std::string& what, const std::string& clause, const std::string& reference) -> Judgement& {
                return begin(base, what, clause, reference);
            };
            run_validate_cases(server_, kit_, scope, begin_one);
        }
        const auto document = scope.has_task(service::mhd_task) ? new_document(tools_.worker, kit_, scope) : std::nullopt;
        if (document) {
            run_mhd_cases(server_, tools_, *document,
                      begin(*document->base, "MHD", "the document is provided, found and retrieved again", "IHE MHD, ITI-65, ITI-67, ITI-68"));
        }
        return std::move(out_);
    }

private:
    // Of a case that only servers have.
    Judgement& begin(const ConformCase& base, const std::string& what, const std::string& clause, const std::string& reference) {
        ConformCase about = base;
        about.id += " " + what;
        about.clause = clause;
        about.reference = reference;
        out_.cases.push_back(std::move(about));
        return out_.judgements.emplace_back(Judgement{.about = &out_.cases.back(), .file = {}, .fate = Fate::passed, .report = diag::Report()});
    }

    TestedServer& server_;
    service::JudgeTools tools_;
    const service::Kit& kit_;
    ServerJudgement out_{};
};

} // namespace

ServerJudgement run_conformance(TestedServer& server, service::JudgeTools tools, const service::Kit& kit, const service::Scope& scope) {
    return Judging(server, tools, kit).run(scope);
}

} // namespace renkei::conformance
