#include "gateway/forms/conform/compare/conform.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/conform/compare/conform_fhir.h"
#include "gateway/forms/conform/compare/conform_folder.h"
#include "gateway/forms/conform/compare/conform_record.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/target.h"
#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"
#include "generated/messages/json_forms.h"
#include "generated/messages/service.h"

#include <algorithm>
#include <array>

namespace renkei::conform {
namespace {

// False if the result is a bundle instead of a form file or the reverse, or a file in another syntax.
bool is_as_asked(const service::RecordSource& source, const ConformCase& about, service::InputKind kind,
                 diag::Report& report) {
    if (source.kind() != kind) {
        report.add(kind == service::InputKind::bundle ? message::conform_not_a_bundle
                                                      : message::conform_not_a_form_file,
                   {}, {about.form});
        return false;
    }
    if (source.syntax() != nullptr && source.plan().form().text(source.syntax()->id) != about.syntax) {
        report.add(message::conform_other_syntax, {},
                   {about.syntax, std::string(source.plan().form().text(source.syntax()->id))});
        return false;
    }
    return true;
}

// The findings of a result that passed. Extra content is allowed, so it is not reported.
bool is_reportable(const diag::Finding& finding) {
    const bool is_extra =
        finding.message == message::loss_unmapped || finding.message == message::json_key_near_unmapped;
    return service::is_loss(finding) && !is_extra && !is_contradiction(finding);
}

struct CaseEvaluator {
    EvaluationTools tools;
    const ConformKit& kit;
    CaseResults& results;
    RunIdentities identities{};

    CaseEvaluation run(const ConformCase& about) {
        CaseEvaluation out{.about = &about};
        CaseResult given = results.of(about);
        out.file = given.name;
        if (!given.is_known) {
            out.verdict = CaseVerdict::unreadable;
            out.report = std::move(given.why);
        } else if (about.verdict == ExpectedVerdict::refused) {
            evaluate_refusal(given, out);
        } else if (about.direction == CaseDirection::check) {
            checked(given, out);
        } else {
            made(given, out);
        }
        return out;
    }

    // A check makes no document: the case passes if the input was accepted.
    static void checked(CaseResult& given, CaseEvaluation& out) {
        if (given.answer == ReportedVerdict::crashed ||
            (!given.result && given.answer != ReportedVerdict::accepted)) {
            out.verdict = given.answer == ReportedVerdict::none ? CaseVerdict::missing : CaseVerdict::failed;
            out.report = std::move(given.why);
        }
    }

    void made(CaseResult& given, CaseEvaluation& out) {
        const bool may_refuse = out.about->read_mode == record::ReadMode::lenient; // tolerated input
        if (given.result) {
            result(*given.result, out);
        }
        const bool is_contradicted = given.result && given.answer == ReportedVerdict::refused;
        if (is_contradicted || given.answer == ReportedVerdict::crashed) {
            out.verdict = out.verdict == CaseVerdict::passed ? CaseVerdict::failed : out.verdict;
            out.report.append(given.why);
        } else if (!given.result && !(may_refuse && given.answer == ReportedVerdict::refused)) {
            out.verdict = CaseVerdict::missing;
            out.report = std::move(given.why);
        }
    }

    void result(const service::Input& input, CaseEvaluation& out) {
        const diag::Result<std::string> expected = base::read_file(kit.folder / out.about->record);
        if (!expected) {
            out.verdict = CaseVerdict::unreadable;
            out.report.add(expected.error());
            return;
        }
        const service::InputKind kind = out.about->direction == CaseDirection::forward
                                            ? service::InputKind::bundle
                                            : service::InputKind::form;
        evaluate_result(tools, identities, input, kind, *expected, out);
    }
};

} // namespace

bool is_contradiction(const diag::Finding& finding) {
    constexpr std::array contradictions{
        message::loss_code_unknown,    message::loss_constant_differs,     message::loss_derived_differs,
        message::loss_conflict,        message::loss_display_differs,      message::loss_reported_with,
        message::loss_reported_person, message::loss_reported_of_document, message::loss_reported_beside,
        message::loss_reported_over,   message::loss_reported_other};
    return std::ranges::find(contradictions, finding.message) != contradictions.end();
}

void evaluate_refusal(CaseResult& given, CaseEvaluation& out) {
    if (given.answer == ReportedVerdict::crashed) {
        out.verdict = CaseVerdict::failed;
        out.report = std::move(given.why);
    } else if (given.result || given.answer == ReportedVerdict::accepted) {
        out.verdict = CaseVerdict::failed;
        out.report.add(message::conform_not_refused, {.file = out.file}, {out.about->clause()});
    } else if (given.answer == ReportedVerdict::none) {
        out.verdict = CaseVerdict::missing;
        out.report = std::move(given.why);
    }
}

bool read_records(service::Workspace& workspace, const service::Input& input, const ConformCase& about,
                  service::InputKind kind, std::string& text, diag::Report& report,
                  const EachDocument& each) {
    service::Documents documents(workspace, input, {.form = about.form}, report);
    bool is_good = documents.is_open();
    while (is_good && documents.next()) {
        report.append(documents.found());
        is_good = documents.is_usable() && is_as_asked(documents.source(), about, kind, report);
        if (is_good) {
            text += text.empty() ? "" : "\n";
            text += record::canonical_text(documents.record());
        }
        if (is_good && each) {
            each(documents.source(), documents.record());
        }
    }
    report.set_file(input.name);
    return is_good;
}

const mapping::Plan* find_plan(const catalogue::Catalogue& catalogue, CaseEvaluation& out) {
    const ConformCase& about = *out.about;
    const mapping::Plan* const plan = catalogue.find(about.form, about.version);
    if (plan == nullptr) {
        out.verdict = CaseVerdict::unreadable;
        if (catalogue.find(about.form) == nullptr) {
            out.report.add(service::unknown_form(catalogue, about.form));
        } else {
            out.report.add(message::version_unknown, {},
                           {about.version, service::known_versions(catalogue, about.form)});
        }
    }
    return plan;
}

void evaluate_result(EvaluationTools tools, RunIdentities& identities, const service::Input& result,
                     service::InputKind kind, std::string_view expected, CaseEvaluation& out) {
    const ConformCase& about = *out.about;
    const mapping::Plan* const plan = find_plan(tools.workspace.catalogue(), out);
    if (plan == nullptr) {
        return;
    }
    std::string found;
    diag::Report said;
    diag::Report wrong;
    const form::Syntax* syntax = nullptr; // of a form file
    const EachDocument evaluate_document = [&](const service::RecordSource& source, record::Record& record) {
        syntax = source.syntax();
        if (kind == service::InputKind::bundle) {
            evaluate_fhir(tools, identities, source, record, about.id, wrong);
        }
    };
    if (!read_records(tools.workspace, result, about, kind, found, said, evaluate_document)) {
        out.verdict = CaseVerdict::unreadable;
        out.report = std::move(said);
        return;
    }
    check_form_file(syntax, result.bytes, wrong);
    wrong.set_file(result.name);
    compare_records(plan->form(), expected, found, out.file, out.report);
    out.report.append(wrong);
    for (const diag::Finding& each : said.findings()) {
        if (is_contradiction(each)) {
            out.report.add(each);
        }
    }
    out.verdict = out.report.empty() ? CaseVerdict::passed : CaseVerdict::failed;
    for (const diag::Finding& each : said.findings()) {
        if (is_reportable(each)) {
            out.report.add(each);
        }
    }
}

std::vector<CaseEvaluation> evaluate(EvaluationTools tools, const ConformKit& kit, CaseResults& results,
                                     const ConformScope& scope) {
    std::vector<CaseEvaluation> out;
    CaseEvaluator one{tools, kit, results};
    for (const ConformCase& about : kit.cases) {
        if (scope.has(about)) {
            out.push_back(one.run(about));
        }
    }
    return out;
}

std::vector<CaseEvaluation> evaluate(EvaluationTools tools, const ConformKit& kit, const fs::path& results,
                                     const ConformScope& scope) {
    ResultFolder folder(tools, results);
    return evaluate(tools, kit, folder, scope);
}

VerdictCounts count_verdicts(const std::vector<CaseEvaluation>& evaluations) {
    VerdictCounts out;
    for (const CaseEvaluation& each : evaluations) {
        ++out.of[static_cast<std::size_t>(each.verdict)];
    }
    return out;
}

} // namespace renkei::conform
