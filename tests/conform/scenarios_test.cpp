// The scenarios: do we give the expected answers, and are wrong ones found?
#include "gateway/forms/conform/report/conform_report.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/validation.h"
#include "gateway/forms/service/workspace.h"

#include "tests/conform/kit.h"
#include "tests/conform/scenario_results.h"
#include "tests/conform/scenarios.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

namespace renkei::scenarios_test {
namespace {

using conform::CaseEvaluation;
using conform::CaseVerdict;
using conform::Scenario;
using conform::ScenarioKind;

TEST(ScenarioFiles, send_receive_replace_and_withdraw_each_form) {
    std::set<std::string> kinds;
    std::map<std::string, std::set<std::string>> of_form;
    for (const Scenario& each : test::scenarios()) {
        of_form[each.about.form].emplace(conform::to_text(each.kind));
        kinds.emplace(conform::to_text(each.kind));
    }
    EXPECT_GE(test::scenarios().size(), 100U);
    EXPECT_EQ(kinds.size(), conform::scenario_kinds().size());
    for (const mapping::Plan& plan : test::catalogue().plans()) {
        const std::string form(plan.form().id());
        if (!plan.form().is_foreign()) {
            for (const char* kind : {"send", "receive", "refuse"}) {
                EXPECT_TRUE(of_form[form].contains(kind)) << form << " " << kind;
            }
            // a form that names no document cannot say which one it replaces
            for (const char* kind : {"version", "withdrawal"}) {
                EXPECT_EQ(of_form[form].contains(kind), !plan.form().documents().empty())
                    << form << " " << kind;
            }
        }
    }
}

std::string failures(const std::vector<CaseEvaluation>& evaluations) {
    std::string out;
    for (const CaseEvaluation& each : evaluations) {
        out += each.verdict == CaseVerdict::passed ? "" : each.about->id + "\n";
        for (const diag::Finding& finding : each.report.findings()) {
            out += "  " + diag::to_text(finding, diag::Language::english) + "\n";
        }
    }
    return out;
}

TEST(Scenarios, are_passed_by_our_own_conversion) {
    const auto evaluations = test::our_scenario_results().evaluated();
    EXPECT_EQ(failures(evaluations), "");
    EXPECT_EQ(evaluations.size(), test::scenarios().size() + 1);
}

TEST(Scenarios, are_passed_with_bundles_where_a_form_is_sent) {
    EXPECT_EQ(failures(test::our_scenario_results(test::SentAs::bundle).evaluated({.tasks = {"send"}})), "");
}

// One scenario in a folder of its own, with what `change` does to our result.
CaseEvaluation evaluated_with(const std::string& id,
                              const std::function<void(test::ScenarioResults&)>& change = {}) {
    test::ScenarioResults results;
    test::add_our_result(id, test::SentAs::form_file, results);
    if (change) {
        change(results);
    }
    results.list();
    const Scenario& scenario = test::scenario_named(id);
    for (CaseEvaluation& each : results.evaluated({.forms = {scenario.about.form}})) {
        if (each.about->id == id) {
            return std::move(each);
        }
    }
    return CaseEvaluation();
}

// "allergy conform-item-differs", …
std::set<std::string> said(const CaseEvaluation& evaluation) {
    std::set<std::string> out;
    for (const diag::Finding& each : evaluation.report.findings()) {
        out.insert(each.item + " " + std::string(diag::row(each.message).id));
    }
    return out;
}

std::string answers(const std::string& id) {
    return test::read(test::our_scenario_results().path() / (id + ".answers.tsv"));
}

std::string replaced(std::string text, const std::string& old, const std::string& other) {
    const std::size_t at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    return at == std::string::npos ? text : text.replace(at, old.size(), other);
}

TEST(ScenarioAnswers, are_compared_question_by_question) {
    const std::string id = "admission-receive-unknown";
    const auto with = [&](const std::string& table) {
        return evaluated_with(id, [&](test::ScenarioResults& out) { out.add(id + ".answers.tsv", table); });
    };
    const std::string right = answers(id);
    EXPECT_EQ(with(right).verdict, CaseVerdict::passed);
    EXPECT_EQ(with(replaced(right, "allergy\tnot-stated", "allergy\tなし")).verdict, CaseVerdict::failed);
    EXPECT_EQ(said(with(replaced(right, "allergy\tnot-stated", "allergy\t2"))),
              std::set<std::string>{"allergy conform-item-differs"});
    EXPECT_EQ(said(with(replaced(right, "allergy\tnot-stated\n", ""))),
              std::set<std::string>{"allergy conform-question-unanswered"});
    EXPECT_EQ(said(with(right + "weight\t45\n")), std::set<std::string>{" conform-question-unknown"});
    EXPECT_EQ(said(with(replaced(right, "adl-not-stated\tadl_transfer\n", ""))),
              std::set<std::string>{"adl-not-stated conform-item-differs"});
    EXPECT_EQ(with("allergy not-stated\n").verdict, CaseVerdict::unreadable);
}

TEST(ScenarioAnswers, may_be_the_words_of_the_form_and_in_any_order) {
    const std::string id = "admission-receive-unknown";
    const CaseEvaluation evaluation = evaluated_with(id, [&](test::ScenarioResults& out) {
        out.add(id + ".answers.tsv", "\xEF\xBB\xBF"
                                     "adl-not-stated\t起居動作\r\n" +
                                         replaced(replaced(answers(id), "adl-not-stated\tadl_rising\n", ""),
                                                  "allergy\tnot-stated", "allergy\t記載なし"));
    });
    EXPECT_EQ(evaluation.verdict, CaseVerdict::passed) << failures({evaluation});
}

TEST(ScenarioAnswers, may_be_a_questionnaire_response) {
    const std::string id = "discharge-receive-gaps";
    const auto with = [&](const std::string& status, const std::string& day) {
        std::string items;
        for (const conform::ScenarioQuestion& question : test::scenario_named(id).questions) {
            std::string given;
            for (const std::string& answer : question.answers) {
                given += (given.empty() ? "" : ",") +
                         (question.id == "admission" ? "{\"valueDate\":\"" + day + "\"}"
                                                     : "{\"valueCoding\":{\"code\":\"" + answer + "\"}}");
            }
            items += (items.empty() ? "" : ",") +
                     ("{\"linkId\":\"" + question.id + "\",\"answer\":[" + given + "]}");
        }
        return evaluated_with(id, [&](test::ScenarioResults& out) {
            out.remove(id + ".answers.tsv");
            out.add(id + ".answers.json", "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"" +
                                              status + "\",\"item\":[" + items + "]}");
        });
    };
    EXPECT_EQ(failures({with("completed", "2026-01-12")}), "");
    EXPECT_EQ(said(with("completed", "2026-01-13")), std::set<std::string>{"admission conform-item-differs"});
    EXPECT_EQ(with("done", "2026-01-12").verdict, CaseVerdict::unreadable) << "no valid FHIR";
}

TEST(ScenarioForms, hold_what_the_story_says_and_nothing_else) {
    const std::string id = "nursing-plan-send";
    const std::string name = id + ".json";
    const std::string right = test::read(test::our_scenario_results().path() / name);
    const auto with = [&](const std::string& bytes) {
        return evaluated_with(id, [&](test::ScenarioResults& out) { out.add(name, bytes); });
    };
    EXPECT_EQ(failures({with(right)}), "");
    EXPECT_EQ(said(with(replaced(right, "\"1938-05-03\"", "\"1939-05-03\""))),
              std::set<std::string>{"header.patient.birthDate conform-item-differs"});
    EXPECT_TRUE(said(with(replaced(right, "\"birthDate\"", "\"phone\":\"00-0000-0000\",\"birthDate\"")))
                    .contains("header.patient.phone conform-item-extra"));
    EXPECT_EQ(with("{").verdict, CaseVerdict::unreadable);
    EXPECT_EQ(with(test::read(test::kit().folder / test::case_named("admission-minimal").bundle)).verdict,
              CaseVerdict::unreadable);
    EXPECT_EQ(evaluated_with(id, [&](test::ScenarioResults& out) { out.remove(name); }).verdict,
              CaseVerdict::missing);
}

TEST(ScenarioResultsList, shows_what_was_not_made_by_the_run) {
    const auto list_of = [](const std::function<void(test::ScenarioResults&)>& change) {
        test::ScenarioResults results;
        test::add_our_result("opinion-send", test::SentAs::form_file, results);
        results.list();
        change(results);
        return conform::evaluate_results_list(test::catalogue(), test::kit(), results.path());
    };
    const auto ids = [](const CaseEvaluation& evaluation) { return said(evaluation); };
    const std::string name = "opinion-send.json";
    EXPECT_EQ(list_of([](auto&) {}).verdict, CaseVerdict::passed);
    EXPECT_EQ(ids(list_of([](auto& out) { out.remove("results.json"); })),
              std::set<std::string>{" conform-results-missing"});
    EXPECT_EQ(ids(list_of([](auto& out) { out.list("1999.01"); })),
              std::set<std::string>{" conform-other-kit"});
    EXPECT_EQ(ids(list_of([&](auto& out) { out.add(name, "{}"); })),
              std::set<std::string>{" conform-file-changed"});
    EXPECT_EQ(ids(list_of([&](auto& out) { out.remove(name); })),
              std::set<std::string>{" conform-file-gone"});
    EXPECT_EQ(ids(list_of([](auto& out) { out.add("referral-send.json", "{}"); })),
              std::set<std::string>{" conform-file-unlisted"});
    EXPECT_EQ(ids(list_of([&](auto& out) {
                  out.add(name, test::read(test::kit().folder / test::case_named("opinion-full").input));
                  out.list();
              })),
              std::set<std::string>{" conform-file-copied"});
    EXPECT_EQ(ids(list_of([](auto& out) { out.add("results.json", "{\"files\":{}}"); })),
              std::set<std::string>{" conform-results-wrong"});
    EXPECT_EQ(list_of([](auto& out) { out.add("results.json", "[]"); }).verdict, CaseVerdict::unreadable);
    EXPECT_EQ(ids(list_of([](auto& out) {
                  out.add("results.json", R"({"kit":"1","files":{"../opinion-send.json":"00"}})");
              })),
              std::set<std::string>{" conform-results-wrong"});
    const test::Folder elsewhere;
    EXPECT_EQ(ids(list_of([&](auto& out) {
                  fs::rename(out.path() / name, elsewhere.path() / name);
                  fs::create_symlink(elsewhere.path() / name, out.path() / name);
              })),
              std::set<std::string>{" conform-results-wrong"})
        << "a link to a file elsewhere";
}

TEST(ScenarioReports, name_kit_profiles_and_every_scenario) {
    const conform::ConformRun run{.tester = "試験担当",
                                  .issued = 0,
                                  .tested = "results",
                                  .scope = "all",
                                  .kit = "2026.11",
                                  .requirements = test::requirements()};
    const auto evaluations = test::our_scenario_results().evaluated({.forms = {"opinion"}});
    const std::string junit = conform::conform_junit(evaluations, run, diag::Language::japanese);
    EXPECT_NE(junit.find("<property name=\"kit\" value=\"2026.11\"/>"), std::string::npos) << junit;
    EXPECT_NE(junit.find("<testcase classname=\"conform.opinion\" name=\"opinion-withdrawal\"/>"),
              std::string::npos);
    const std::string report = conform::conform_test_report(evaluations, run, diag::Language::japanese);
    EXPECT_EQ(test::errors_of(report), "");
    EXPECT_NE(report.find("kit 2026.11, profiles "), std::string::npos);
    EXPECT_NE(report.find("主治医"), std::string::npos) << "what requires it";
}

// What is wrong with a kit that has this scenario; `rest`: its kind and what that needs.
std::string read_scenario(const test::Folder& folder, const std::string& rest) {
    test::write(
        folder.path() / "scenarios.json",
        R"({"scenarios":[{"id":"a","form":"f","version":"1","syntax":"json","title":{"ja":"x","en":"x"},)"
        R"("story":{"ja":"x","en":"x"},"source":{"rule":{"ja":"x","en":"x"},"where":"x"},)" +
            rest + "}]}");
    const auto opened = conform::read_scenarios({.folder = folder.path(), .version = {}, .cases = {}});
    return opened ? std::string("accepted") : opened.error().args.front();
}

TEST(ScenarioFiles, name_inputs_of_the_kit_only) {
    const test::Folder folder;
    const auto read = [&](const std::string& input) {
        return read_scenario(folder, R"("kind":"refuse","inputs":[")" + input + "\"]");
    };
    EXPECT_EQ(read("in/i.json"), "accepted");
    EXPECT_EQ(read("/etc/hostname"), "inputs");
    EXPECT_EQ(read("../i.json"), "inputs");
    EXPECT_EQ(read("in/../../i.json"), "inputs");
    EXPECT_EQ(read("..\\\\i.json"), "inputs");
    fs::create_symlink("/etc", folder.path() / "out");
    EXPECT_EQ(read("out/hostname"), "inputs");
    fs::create_symlink("in", folder.path() / "inside");
    EXPECT_EQ(read("inside/i.json"), "accepted");
}

// The verdict about one scenario for our result of another one, and why.
std::string verdict_of(const std::string& form, const std::string& version) {
    std::vector<Scenario> one{test::scenario_named("nursing-plan-send")};
    one.front().about.form = form;
    one.front().about.version = version;
    test::ScenarioResults results;
    test::add_our_result("nursing-plan-send", test::SentAs::form_file, results);
    results.list();
    diag::Report ignored;
    const auto definitions = service::Definitions::open({}, ignored);
    service::Workspace workspace(test::catalogue());
    service::Validation validation(*definitions);
    auto promises = conform::Promises::read(test::kit().folder, definitions->r4());
    EXPECT_TRUE(promises);
    const auto evaluations = conform::evaluate_scenarios(
        {workspace, validation, definitions->r4(), *promises}, test::kit(), one, results.path(), {});
    EXPECT_EQ(evaluations.back().verdict, CaseVerdict::unreadable);
    return failures({evaluations.back()});
}

TEST(Scenarios, of_a_version_that_is_not_known_here_are_unreadable) {
    EXPECT_EQ(verdict_of("nursing_plan", "9.9"),
              "nursing-plan-send\n  error[S025]: there is no version 9.9 of this form here; known: 0.1.0\n");
    EXPECT_NE(verdict_of("tea", "1").find("error[S046]: there is no form tea; known: admission, "),
              std::string::npos);
}

TEST(ScenarioFiles, are_refused_where_they_would_test_nothing) {
    const test::Folder folder;
    const auto read = [&](const std::string& rest) { return read_scenario(folder, rest); };
    EXPECT_EQ(read(R"("kind":"refuse","inputs":["i"])"), "accepted");
    EXPECT_EQ(read(R"("kind":"refuse")"), "inputs");
    EXPECT_EQ(read(R"("kind":"send")"), "inputs") << "nothing is expected";
    EXPECT_EQ(read(R"("kind":"receive","inputs":["i"])"), "inputs") << "nothing is asked";
    EXPECT_EQ(read(R"("kind":"tell","inputs":["i"])"), "kind");
    EXPECT_EQ(
        read(
            R"("kind":"receive","inputs":["i"],"questions":[{"id":"q","ask":{"ja":"x","en":"x"},"answers":[]}])"),
        "answers");
}

} // namespace
} // namespace renkei::scenarios_test
