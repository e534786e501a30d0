// renkei conform at work: result sets that are right in their own way, and two that are deliberately wrong.
#include "gateway/forms/conform/report/conform_report.h"
#include "generated/messages/conform.h"
#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"
#include "generated/messages/service.h"

#include "tests/conform/foreign.h"
#include "tests/conform/kit.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace renkei::evaluate_test {
namespace {

using conform::CaseDirection;
using conform::CaseEvaluation;
using conform::CaseVerdict;
using conform::ConformCase;

std::string outcome(const std::string& severity);

conform::ConformScope scope_of(const std::string& form) {
    return form.empty() ? conform::ConformScope() : conform::ConformScope{.forms = {form}};
}

const conform::ConformRun trial{.tester = "試験担当",
                                .issued = 1'772'323'200'000,
                                .tested = "results",
                                .scope = "all",
                                .requirements = test::requirements()};

// The results of a program for the inputs of a form (all forms if it is empty). `edit` may change bundles;
// then these bundles are all results: what the others are worth, passes_our_own_results asks. `end`: of the
// ids of the cases.
class CaseResults {
public:
    explicit CaseResults(const std::string& form, const test::BundleEdit& edit = {},
                         std::string_view end = {}) {
        for (const ConformCase& about : test::kit().cases) {
            if (scope_of(form).has_form(about.form) && about.id.ends_with(end) &&
                (!edit || is_one_bundle(about))) {
                cases_.push_back(&about);
                add(about, edit);
            }
        }
    }
    std::filesystem::path path(std::string_view file) const { return folder_.path() / file; }

    std::vector<CaseEvaluation> evaluated() const { return test::evaluated_cases(folder_.path(), cases_); }
    CaseEvaluation evaluated_case(std::string_view id) const {
        return test::evaluated_case(folder_.path(), id);
    }

private:
    static bool is_one_bundle(const ConformCase& about) {
        return about.verdict != conform::ExpectedVerdict::refused &&
               about.direction == CaseDirection::forward && test::make(about).documents.size() == 1;
    }
    void add(const ConformCase& about, const test::BundleEdit& edit) const {
        if (about.verdict == conform::ExpectedVerdict::refused) {
            test::write(path(about.id + ".answer.txt"), "refused\n" + about.clause() + "\n");
            return;
        }
        if (about.direction == CaseDirection::check) {
            test::write(path(about.id + ".outcome.json"), outcome("warning"));
            return;
        }
        const conform::MadeCase& made = test::make(about);
        test::write(path(conform::result_name(about, made)),
                    edit ? edit(made.documents.front()) : conform::result_bytes(made));
    }

    test::Folder folder_;
    std::vector<const ConformCase*> cases_{};
};

std::string failures(const std::vector<CaseEvaluation>& evaluations) {
    std::string out;
    for (const CaseEvaluation& each : evaluations) {
        if (each.verdict != CaseVerdict::passed) {
            out += each.about->id + "\n";
            for (const diag::Finding& finding : each.report.findings()) {
                out += "  " + diag::to_text(finding, diag::Language::english) + "\n";
            }
        }
    }
    return out;
}

std::string outcome(const std::string& severity) {
    return R"({"resourceType":"OperationOutcome","issue":[{"severity":")" + severity +
           R"(","code":"invalid","diagnostics":"as it is"}]})";
}

// "birth_date conform-item-differs", …
std::set<std::string> said(const CaseEvaluation& evaluation) {
    std::set<std::string> out;
    for (const diag::Finding& each : evaluation.report.findings()) {
        out.insert(each.item + " " + std::string(diag::row(each.message).id));
    }
    return out;
}

TEST(Evaluation, passes_our_own_results) {
    const auto evaluations = CaseResults("").evaluated();
    EXPECT_EQ(failures(evaluations), "");
    EXPECT_EQ(evaluations.size(), test::kit().cases.size());
}

struct Permitted {
    const char* name;
    test::BundleEdit edit;
};
class PermittedDifferences : public testing::TestWithParam<Permitted> {};

TEST_P(PermittedDifferences, pass) {
    const auto evaluations = CaseResults("", GetParam().edit).evaluated();
    EXPECT_GT(evaluations.size(), test::catalogue().plans().size());
    EXPECT_EQ(failures(evaluations), "");
}
INSTANTIATE_TEST_SUITE_P(ConformKit, PermittedDifferences,
                         testing::Values(Permitted{"order", test::by(conform::edit_order)},
                                         Permitted{"contained", test::by(conform::edit_contained)},
                                         Permitted{"more_around", test::by(test::more_around)}),
                         [](const auto& shown) { return std::string(shown.param.name); });

// One id, however a program gives it, is one document and one person.
TEST(Evaluation, fails_a_second_document_with_the_identifier_of_the_first) {
    const CaseResults results("admission", test::by([](laws::Json& bundle) {
                                  bundle.find("identifier")->find("value")->text = "1";
                              }));
    const auto evaluations = results.evaluated();
    const auto failed = std::ranges::count_if(evaluations, [](const CaseEvaluation& each) {
        return each.report.has(diag::message::conform_identifier_repeated);
    });
    const auto bundles = std::ranges::count_if(evaluations, [](const CaseEvaluation& each) {
        return each.about->direction == CaseDirection::forward && each.file.ends_with(".json");
    });
    EXPECT_GT(bundles, 2);
    EXPECT_EQ(failed, bundles - 1) << "all but the first";
}

// How many results of the form are of a person whose id is another one's, if each Patient is `edited`.
std::size_t persons_repeated(const std::string& form,
                             void (*edited)(std::string& bundle, laws::Json& entry)) {
    const CaseResults results(form, [&](const std::string& bundle) {
        laws::Json json = laws::parse(bundle);
        std::string out = bundle;
        for (laws::Json& entry : json.find("entry")->elements) {
            if (entry.find("resource")->text_of("resourceType") == "Patient") {
                edited(out, entry);
            }
        }
        return out;
    });
    std::size_t out = 0;
    for (const CaseEvaluation& each : results.evaluated()) {
        out += each.report.has(diag::message::conform_person_repeated) ? 1 : 0;
    }
    return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

TEST(Evaluation, fails_a_second_person_with_the_id_of_the_first) {
    EXPECT_GT(persons_repeated("nursing_report",
                               [](std::string& bundle, laws::Json& entry) {
                                   replace_all(bundle, entry.text_of("fullUrl"),
                                               "https://partner.example/fhir/Patient/1");
                                   replace_all(bundle, entry.find("resource")->text_of("id"), "1");
                               }),
              0U);
}

TEST(Evaluation, leaves_ids_beside_a_urn_free) {
    EXPECT_EQ(persons_repeated("nursing_report",
                               [](std::string& bundle, laws::Json& entry) {
                                   replace_all(bundle,
                                               "\"id\":\"" +
                                                   std::string(entry.find("resource")->text_of("id")) + "\"",
                                               "\"id\":\"patient\"");
                               }),
              0U);
}

// The evaluation of a CSV form whose last bytes are replaced.
CaseEvaluation with_end(std::string_view end) {
    const CaseResults results("admission");
    const ConformCase& about = test::case_named("admission-foreign-order");
    const std::filesystem::path file = results.path(conform::result_name(about, test::make(about)));
    std::string bytes = test::read(file);
    EXPECT_TRUE(bytes.ends_with("\r\n"));
    bytes.resize(bytes.size() - 2);
    test::write(file, bytes + std::string(end));
    return results.evaluated_case(about.id);
}

TEST(Evaluation, fails_a_form_file_whose_records_do_not_end_with_crlf) {
    for (const char* const end : {"\n", ""}) {
        const CaseEvaluation evaluation = with_end(end);
        EXPECT_EQ(evaluation.verdict, CaseVerdict::failed);
        EXPECT_TRUE(evaluation.report.has(diag::message::conform_line_end)) << failures({evaluation});
    }
    EXPECT_EQ(with_end("\r\n").verdict, CaseVerdict::passed);
}

TEST(Evaluation, names_every_item_that_was_lost) {
    const CaseResults lost("admission", test::by(test::without_some), "-hard-characters");
    const CaseEvaluation evaluation = lost.evaluated_case("admission-hard-characters");
    EXPECT_EQ(evaluation.verdict, CaseVerdict::failed);
    ASSERT_FALSE(evaluation.report.empty());
    for (const diag::Finding& each : evaluation.report.findings()) {
        if (each.message == diag::message::conform_item_lost) {
            EXPECT_NE(each.name, "") << each.item;
            EXPECT_EQ(each.where.file, lost.path("admission-hard-characters.json"));
        }
    }
    EXPECT_TRUE(evaluation.report.has(diag::message::conform_item_lost));
    EXPECT_FALSE(evaluation.report.has(diag::message::conform_item_differs));
}

// Every bundle with at least three resources besides its Composition lost something.
TEST(Evaluation, fails_all_cases_that_lost_something) {
    const auto evaluations = CaseResults("", test::by(test::without_some), "-full").evaluated();
    EXPECT_GE(evaluations.size(), test::catalogue().plans().size() / 2);
    for (const CaseEvaluation& each : evaluations) {
        EXPECT_EQ(each.verdict, CaseVerdict::failed) << each.about->id;
    }
}

TEST(Evaluation, names_codes_and_dates_that_were_changed) {
    const CaseResults changed("admission", test::by(test::altered), "-full");
    const CaseEvaluation evaluation = changed.evaluated_case("admission-full");
    EXPECT_EQ(evaluation.verdict, CaseVerdict::failed);
    EXPECT_TRUE(said(evaluation).contains("birth_date conform-item-differs"));
    EXPECT_TRUE(said(evaluation).contains("adl_dressing conform-item-differs")) << failures({evaluation});
    const auto born = std::ranges::find(evaluation.report.findings(), "birth_date", &diag::Finding::item);
    EXPECT_EQ(born->args.at(1), "1901-02-03");
    EXPECT_EQ(born->name, "生年月日");
}

TEST(Evaluation, fails_every_form_whose_dates_were_changed) {
    const auto evaluations = CaseResults("", test::by(test::altered), "-minimal").evaluated();
    EXPECT_GE(evaluations.size(), test::catalogue().plans().size() / 2);
    for (const CaseEvaluation& each : evaluations) {
        EXPECT_EQ(each.verdict, CaseVerdict::failed) << each.about->id;
    }
}

TEST(Evaluation, distinguishes_missing_unreadable_and_not_refused) {
    const CaseResults results("admission");
    std::filesystem::remove(results.path("admission-minimal.json"));
    std::filesystem::remove(results.path("admission-lenient.json"));
    test::write(results.path("admission-full.json"), "{\"resourceType\": \"Bundle\", ");
    test::write(results.path("admission-unknown.json"), "{\"resourceType\": \"Patient\"}");
    test::write(results.path("admission-broken-date.json"), "{}");
    std::filesystem::remove(results.path("admission-broken-date.answer.txt"));
    test::write(results.path("admission-short.json"),
                test::read(test::kit().folder / test::case_named("discharge-minimal").bundle));
    EXPECT_EQ(results.evaluated_case("admission-minimal").verdict, CaseVerdict::missing);
    EXPECT_EQ(results.evaluated_case("admission-lenient").verdict, CaseVerdict::missing)
        << "nothing shows that it was refused";
    EXPECT_EQ(results.evaluated_case("admission-full").verdict, CaseVerdict::unreadable);
    EXPECT_EQ(results.evaluated_case("admission-unknown").verdict, CaseVerdict::unreadable);
    EXPECT_EQ(results.evaluated_case("admission-broken-date").verdict, CaseVerdict::failed);
    EXPECT_EQ(results.evaluated_case("admission-short").verdict, CaseVerdict::unreadable);
    EXPECT_TRUE(results.evaluated_case("admission-short").report.has(diag::message::content_other_form));
}

TEST(Evaluation, requires_a_bundle_forward_and_a_form_file_backward) {
    const CaseResults results("nursing_plan");
    const std::filesystem::path input = test::kit().folder / test::case_named("nursing-plan-full").input;
    std::filesystem::copy_file(input, results.path("nursing-plan-full.json"),
                               std::filesystem::copy_options::overwrite_existing);
    test::write(results.path("nursing-plan-back-full.json"),
                test::read(test::kit().folder / test::case_named("nursing-plan-full").bundle));
    EXPECT_TRUE(results.evaluated_case("nursing-plan-full").report.has(diag::message::conform_not_a_bundle));
    EXPECT_TRUE(
        results.evaluated_case("nursing-plan-back-full").report.has(diag::message::conform_not_a_form_file));
}

TEST(Evaluation, fails_a_bundle_that_contradicts_itself) {
    const CaseResults results("admission", test::by([](laws::Json& bundle) {
                                  for (laws::Json& entry : bundle.find("entry")->elements) {
                                      laws::Json& resource = *entry.find("resource");
                                      if (resource.text_of("resourceType") == "Observation") {
                                          resource.find("status")->text = "entered-in-error";
                                      }
                                  }
                              }));
    const CaseEvaluation evaluation = results.evaluated_case("admission-full");
    EXPECT_EQ(evaluation.verdict, CaseVerdict::failed);
    EXPECT_TRUE(evaluation.report.has(diag::message::loss_withheld_by)) << failures({evaluation});
}

TEST(EvaluationReport, in_words_names_cases_and_items) {
    const CaseResults results("discharge", test::by(test::altered), "-full");
    const std::string english = conform::conform_text(results.evaluated(), trial, diag::Language::english);
    EXPECT_NE(english.find("FAILED     discharge-full\n"), std::string::npos) << english;
    EXPECT_NE(english.find("生年月日 (birth_date): expected: "), std::string::npos) << english;
    const std::string japanese = conform::conform_text(results.evaluated(), trial, diag::Language::japanese);
    EXPECT_NE(japanese.find("不合格   discharge-full\n"), std::string::npos) << japanese;
}

TEST(EvaluationReport, as_junit_counts_and_escapes) {
    const CaseResults results("admission");
    test::write(results.path("admission-full.json"), "<&\"");
    std::filesystem::remove(results.path("admission-minimal.json"));
    const auto evaluations = results.evaluated();
    const std::string xml = conform::conform_junit(evaluations, trial, diag::Language::english);
    EXPECT_NE(xml.find("<testsuite name=\"admission\" tests=\"" + std::to_string(evaluations.size()) +
                       "\" failures=\"1\" errors=\"1\" timestamp=\"2026-03-01T00:00:00Z\">"),
              std::string::npos)
        << xml.substr(0, 400);
    EXPECT_NE(xml.find("<testcase classname=\"conform.admission\" name=\"admission-unknown\"/>"),
              std::string::npos);
    EXPECT_EQ(xml.find("<&"), std::string::npos);
    EXPECT_NE(xml.find("<failure type=\"MISSING\" message="), std::string::npos) << xml;
    EXPECT_NE(xml.find("<error type=\"UNREADABLE\" message="), std::string::npos) << xml;
}

TEST(EvaluationReport, as_test_report_has_one_test_per_case) {
    const CaseResults results("opinion");
    std::filesystem::remove(results.path("opinion-minimal.json"));
    const auto evaluations = results.evaluated();
    const auto report =
        nlohmann::json::parse(conform::conform_test_report(evaluations, trial, diag::Language::english));
    EXPECT_EQ(report["resourceType"], "TestReport");
    EXPECT_EQ(report["status"], "completed");
    EXPECT_EQ(report["result"], "fail");
    EXPECT_EQ(report["tester"], "試験担当");
    EXPECT_EQ(report["issued"], "2026-03-01T00:00:00Z");
    EXPECT_EQ(report["test"].size(), evaluations.size());
    const auto failed = std::ranges::count_if(
        report["test"], [](const auto& each) { return each["action"][0]["assert"]["result"] == "fail"; });
    EXPECT_EQ(failed, 1);
}

TEST(EvaluationReport, as_test_report_is_valid_fhir) {
    const CaseResults results("opinion");
    for (const auto& evaluations : {results.evaluated(), std::vector<CaseEvaluation>()}) {
        const std::string report = conform::conform_test_report(evaluations, trial, diag::Language::japanese);
        EXPECT_EQ(test::errors_of(report), "") << report;
    }
}

} // namespace
} // namespace renkei::evaluate_test
