#include "gateway/exchange/conform.h"

#include "gateway/base/file.h"
#include "gateway/exchange/conform_convert.h"
#include "gateway/exchange/conform_mhd.h"

namespace renkei::exchange {
namespace {

using service::ConformCase;
using service::Fate;
using service::Judgement;

constexpr std::string_view fhir_json = "application/fhir+json";

std::vector<std::string_view> bundles_in(std::string_view bytes, bool is_one_a_line) {
    std::vector<std::string_view> out;
    while (!bytes.empty()) {
        const std::size_t end = is_one_a_line ? bytes.find('\n') : std::string_view::npos;
        if (const std::string_view each = bytes.substr(0, end); !each.empty()) {
            out.push_back(each);
        }
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    }
    return out;
}

class Judging {
public:
    Judging(TestedServer& server, service::JudgeTools tools, const service::Kit& kit) : server_(server), tools_(tools), kit_(kit) {}

    ServerJudgement run(const service::Scope& scope) {
        ConvertResults results(server_, kit_, tools_.worker.catalogue());
        out_.judgements = service::judge(tools_, kit_, results, scope);
        for (const ConformCase& about : kit_.cases) {
            if (!about.bundle.empty() && scope.has_base(about) && scope.has_task(service::validate_task)) {
                validate(begin(about, "$validate", "$validate accepts the expected bundle", "FHIR R4, Resource/$validate"), kit_.folder / about.bundle);
            }
        }
        const auto document = scope.has_task(service::mhd_task) ? new_document(tools_.worker, kit_, scope) : std::nullopt;
        if (document) {
            judge_mhd(server_, tools_, *document,
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

    void validate(Judgement& judgement, const std::filesystem::path& file) {
        const diag::Result<std::string> bytes = base::read_file(file);
        if (!bytes) {
            judgement.fate = Fate::unreadable;
            judgement.report.add(bytes.error());
            return;
        }
        for (const std::string_view bundle : bundles_in(*bytes, file.extension() == ".ndjson")) {
            validate_one(judgement, bundle);
        }
    }

    void validate_one(Judgement& judgement, std::string_view bundle) {
        const Question asked{.method = "POST",
                             .url = server_.url("$validate"),
                             .content_type = std::string(fhir_json),
                             .accept = std::string(fhir_json),
                             .body = bundle,
                             .about = judgement.about->bundle};
        judgement.file = printed(asked);
        const diag::Result<HttpAnswer> answer = server_.ask(asked);
        if (!answer) {
            judgement.fate = Fate::unreadable;
            judgement.report.add(answer.error());
        } else if (answer->status != http_ok || !is_outcome_without_error(answer->body)) {
            judgement.fate = Fate::failed;
            judgement.report.add(expected_found(asked, "OperationOutcome.issue", "200: OperationOutcome, severity information | warning", summary(*answer)));
        }
    }

    TestedServer& server_;
    service::JudgeTools tools_;
    const service::Kit& kit_;
    ServerJudgement out_{};
};

} // namespace

ServerJudgement judge(TestedServer& server, service::JudgeTools tools, const service::Kit& kit, const service::Scope& scope) {
    return Judging(server, tools, kit).run(scope);
}

} // namespace renkei::exchange
