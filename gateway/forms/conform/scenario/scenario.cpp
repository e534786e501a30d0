#include "gateway/forms/conform/scenario/scenario.h"

#include "gateway/core/text/words.h"
#include "gateway/forms/conform/compare/conform_fhir.h"
#include "gateway/forms/conform/compare/conform_folder.h"
#include "gateway/forms/conform/compare/conform_record.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/service/documents.h"
#include "generated/messages/conform.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::conform {
namespace {

// Is the item, or a group around it, named among the sender's own items?
bool is_own(const Scenario& scenario, const std::string& item) {
    return std::ranges::any_of(scenario.own, [&](const std::string& each) {
        return item == each || (item.starts_with(each) && item[each.size()] == '.');
    });
}

// A canonical record without the items that are the sender's own affair.
std::string judged_part(const Scenario& scenario, std::string_view record) {
    std::string out;
    while (!record.empty()) {
        const std::string_view line = text::next_part(record, '\n');
        if (!is_own(scenario, without_indices(line.substr(0, line.find(" = "))))) {
            out += line;
            out += '\n';
        }
    }
    return out;
}

std::string expected_record(const Scenario& scenario) {
    std::string out;
    for (const ScenarioItem& each : scenario.expected) {
        out += fmt::format("{} = {}\n", each.place, each.value);
    }
    return out;
}

void add_errors(const diag::Report& from, diag::Report& to) {
    for (const diag::Finding& each : from.findings()) {
        if (each.severity == diag::Severity::error) {
            to.add(each);
        }
    }
}

// An answer as the kit writes it: the code for a text of the form; one kind of space.
std::string plain_answer(const ScenarioQuestion& question, std::string_view answer) {
    constexpr std::string_view wide_space = "\u3000";
    std::string out;
    for (std::size_t at = 0; at < answer.size();) {
        const bool is_wide = answer.substr(at).starts_with(wide_space);
        out += is_wide ? ' ' : answer[at];
        at += is_wide ? wide_space.size() : 1;
    }
    for (const ScenarioChoice& choice : question.choices) {
        if (out == choice.text) {
            return choice.code;
        }
    }
    return out;
}

std::multiset<std::string> plain_answers(const ScenarioQuestion& question,
                                         const std::vector<std::string>& answers) {
    std::multiset<std::string> out;
    for (const std::string& each : answers) {
        out.insert(plain_answer(question, each));
    }
    return out;
}

struct ScenarioEvaluator {
    EvaluationTools tools;
    const fs::path& results_folder;
    ResultFolder folder{tools, results_folder};
    RunIdentities identities{};

    CaseEvaluation run(const Scenario& scenario) {
        CaseEvaluation out{.about = &scenario.about};
        if (scenario.kind != ScenarioKind::send && scenario.kind != ScenarioKind::refuse) {
            answered(scenario, out);
            return out;
        }
        CaseResult given = folder.of(scenario.about);
        out.file = given.name;
        if (!given.is_known) {
            out.verdict = CaseVerdict::unreadable;
            out.report = std::move(given.why);
        } else if (scenario.kind == ScenarioKind::refuse) {
            evaluate_refusal(given, out);
        } else if (!given.result) {
            out.verdict = CaseVerdict::missing;
            out.report = std::move(given.why);
        } else {
            sent(scenario, *given.result, out);
        }
        return out;
    }

    // A form file or a document Bundle, whichever the program writes.
    void sent(const Scenario& scenario, const service::Input& input, CaseEvaluation& out) {
        const mapping::Plan* const plan = find_plan(tools.workspace.catalogue(), out);
        if (plan == nullptr) {
            return;
        }
        diag::Report said;
        diag::Report wrong;
        std::string found;
        if (!read_sent(scenario, input, found, said, wrong)) {
            out.verdict = CaseVerdict::unreadable;
            out.report = std::move(said);
            return;
        }
        compare_records(plan->form(), expected_record(scenario), judged_part(scenario, found), out.file,
                        out.report);
        add_errors(wrong, out.report);
        for (const diag::Finding& each : said.findings()) {
            if (is_contradiction(each)) {
                out.report.add(each);
            }
        }
        out.verdict = out.report.empty() ? CaseVerdict::passed : CaseVerdict::failed;
    }

    bool read_sent(const Scenario& scenario, const service::Input& input, std::string& found,
                   diag::Report& said, diag::Report& wrong) {
        service::Documents documents(tools.workspace, input, {.form = scenario.about.form}, said);
        std::size_t count = 0;
        while (documents.next()) {
            said.append(documents.found());
            if (!documents.is_usable()) {
                return false;
            }
            ++count;
            found += record::canonical_text(documents.record());
            wrong.append(documents.broken_rules());
            if (documents.source().kind() == service::InputKind::bundle) {
                evaluate_fhir(tools, identities, documents.source(), documents.record(), scenario.about.id,
                              wrong);
            }
            check_form_file(documents.source().syntax(), input.bytes, wrong);
        }
        if (documents.is_open() && count != 1) {
            said.add(message::conform_document_count, {}, {std::to_string(count)});
        }
        said.set_file(input.name);
        wrong.set_file(input.name);
        return count == 1;
    }

    void answered(const Scenario& scenario, CaseEvaluation& out) {
        GivenAnswers given = read_answers(tools, results_folder, scenario.about.id);
        out.file = given.file.string();
        if (given.file.empty()) {
            const std::string name = (results_folder / scenario.about.id).string();
            out.verdict = CaseVerdict::missing;
            out.report.add(message::conform_missing, {},
                           {fmt::format("{0}.answers.tsv, {0}.answers.json", name)});
            return;
        }
        if (!given.wrong.empty()) {
            out.verdict = CaseVerdict::unreadable;
            out.report = std::move(given.wrong);
            return;
        }
        for (const ScenarioQuestion& question : scenario.questions) {
            compare(question, given, out);
            given.answers.erase(question.id);
        }
        for (const auto& [id, answers] : given.answers) {
            out.report.add(message::conform_question_unknown, {.file = out.file, .path = id}, {id});
        }
        out.verdict = out.report.empty() ? CaseVerdict::passed : CaseVerdict::failed;
    }

    static void compare(const ScenarioQuestion& question, const GivenAnswers& given, CaseEvaluation& out) {
        const std::string wanted = fmt::format("{}", fmt::join(question.answers, "; "));
        const auto found = given.answers.find(question.id);
        if (found == given.answers.end()) {
            add(message::conform_question_unanswered, question, {wanted}, out);
        } else if (plain_answers(question, found->second) != plain_answers(question, question.answers)) {
            add(message::conform_item_differs, question,
                {wanted, fmt::format("{}", fmt::join(found->second, "; "))}, out);
        }
    }

    static void add(Message message, const ScenarioQuestion& question, std::vector<std::string> args,
                    CaseEvaluation& out) {
        diag::Finding& finding =
            out.report.add(message, {.file = out.file, .path = question.id}, std::move(args));
        finding.item = question.id;
        finding.name = question.ask.japanese;
    }
};

} // namespace

std::vector<CaseEvaluation> evaluate_scenarios(EvaluationTools tools, const ConformKit& kit,
                                               const std::vector<Scenario>& scenarios,
                                               const fs::path& results, const ConformScope& scope) {
    std::vector<CaseEvaluation> out;
    ScenarioEvaluator one{tools, results};
    for (const Scenario& each : scenarios) {
        if (each.is_in(scope)) {
            out.push_back(one.run(each));
        }
    }
    if (!out.empty()) {
        out.insert(out.begin(), evaluate_results_list(tools.workspace.catalogue(), kit, results));
    }
    return out;
}

} // namespace renkei::conform
