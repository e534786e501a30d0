// renkei conform at work: result sets that are right in their own way, and two that are deliberately wrong.
#include "gateway/service/conform_report.h"

#include "tests/conform/foreign.h"
#include "tests/conform/kit.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace renkei::judge_test {
namespace {

using service::CaseDirection;
using service::ConformCase;
using service::Fate;
using service::Judgement;

std::string outcome(const std::string& severity);

service::Scope scope_of(const std::string& form) {
    return form.empty() ? service::Scope() : service::Scope{.forms = {form}};
}

const service::Trial trial{.tester = "試験担当", .issued = 1'772'323'200'000, .tested = "results", .scope = "all"};

// What a program makes of the inputs of a form (empty: of all) and says of them; bundles as `edit` says them.
class Results {
public:
    explicit Results(const std::string& form, void (*edit)(laws::Json&) = nullptr) {
        for (const ConformCase& about : test::kit().cases) {
            if (!scope_of(form).has_form(about.form)) {
                continue;
            }
            if (about.verdict == service::ExpectedVerdict::refused) {
                test::write(path(about.id + ".answer.txt"), "refused\n" + about.clause + "\n");
                continue;
            }
            if (about.direction == CaseDirection::check) {
                test::write(path(about.id + ".outcome.json"), outcome("warning"));
                continue;
            }
            const test::Made made = test::make(about);
            const bool is_one_bundle =
                about.direction == CaseDirection::forward && made.documents.size() == 1;
            const std::string bytes = edit != nullptr && is_one_bundle
                                          ? test::edited(made.documents.front(), edit)
                                          : test::result_bytes(made);
            test::write(folder_.path() / test::result_name(about, made), bytes);
        }
    }
    std::filesystem::path path(std::string_view file) const { return folder_.path() / file; }

    std::vector<Judgement> judged(const std::string& form = {}) const {
        return test::judged(folder_.path(), scope_of(form));
    }
    Judgement judged_case(std::string_view id) const {
        for (Judgement& each : judged(test::case_named(id).form)) {
            if (each.about->id == id) {
                return std::move(each);
            }
        }
        return Judgement();
    }

private:
    test::Folder folder_;
};

std::string failures(const std::vector<Judgement>& judgements) {
    std::string out;
    for (const Judgement& each : judgements) {
        if (each.fate != Fate::passed) {
            out += each.about->id + "\n";
            for (const diag::Finding& finding : each.report.findings()) {
                out += "  " + diag::to_text(finding, diag::Language::english) + "\n";
            }
        }
    }
    return out;
}

std::string outcome(const std::string& severity) {
    return R"({"resourceType":"OperationOutcome","issue":[{"severity":")" + severity + R"(","code":"invalid","diagnostics":"as it is"}]})";
}

// "birth_date conform-item-differs", …
std::set<std::string> said(const Judgement& judgement) {
    std::set<std::string> out;
    for (const diag::Finding& each : judgement.report.findings()) {
        out.insert(each.item + " " + std::string(diag::row(each.message).id));
    }
    return out;
}

TEST(Judge, passes_our_own_results) {
    const Results ours("");
    EXPECT_EQ(failures(ours.judged()), "");
    EXPECT_EQ(ours.judged().size(), test::kit().cases.size());
}

TEST(Judge, passes_free_differences) {
    EXPECT_EQ(failures(Results("", test::other_order).judged()), "");
    EXPECT_EQ(failures(Results("", test::contained).judged()), "");
    EXPECT_EQ(failures(Results("", test::extra).judged()), "");
}

TEST(Judge, names_every_item_that_was_lost) {
    const Results lost("admission", test::without_some);
    const Judgement judgement = lost.judged_case("admission-hard-characters");
    EXPECT_EQ(judgement.fate, Fate::failed);
    ASSERT_FALSE(judgement.report.empty());
    for (const diag::Finding& each : judgement.report.findings()) {
        if (each.message == diag::Message::conform_item_lost) {
            EXPECT_NE(each.name, "") << each.item;
            EXPECT_EQ(each.where.file, lost.path("admission-hard-characters.json"));
        }
    }
    EXPECT_TRUE(judgement.report.has(diag::Message::conform_item_lost));
    EXPECT_FALSE(judgement.report.has(diag::Message::conform_item_differs));
}

// Every bundle with at least three resources besides its Composition lost something.
TEST(Judge, fails_all_cases_that_lost_something) {
    for (const Judgement& each : Results("", test::without_some).judged()) {
        if (each.about->direction == CaseDirection::forward && each.about->id.ends_with("-full")) {
            EXPECT_EQ(each.fate, Fate::failed) << each.about->id;
        }
    }
}

TEST(Judge, names_codes_and_dates_that_were_changed) {
    const Results changed("admission", test::altered);
    const Judgement judgement = changed.judged_case("admission-full");
    EXPECT_EQ(judgement.fate, Fate::failed);
    EXPECT_TRUE(said(judgement).contains("birth_date conform-item-differs"));
    EXPECT_TRUE(said(judgement).contains("adl_dressing conform-item-differs")) << failures({judgement});
    const auto born = std::ranges::find(judgement.report.findings(), "birth_date", &diag::Finding::item);
    EXPECT_EQ(born->args.at(1), "1901-02-03");
    EXPECT_EQ(born->name, "生年月日");
}

TEST(Judge, fails_every_form_whose_dates_were_changed) {
    for (const Judgement& each : Results("", test::altered).judged()) {
        if (each.about->direction == CaseDirection::forward && each.about->id.ends_with("-minimal")) {
            EXPECT_EQ(each.fate, Fate::failed) << each.about->id;
        }
    }
}

TEST(Judge, tells_missing_unreadable_and_not_refused_apart) {
    const Results results("admission");
    std::filesystem::remove(results.path("admission-minimal.json"));
    std::filesystem::remove(results.path("admission-lenient.json"));
    test::write(results.path("admission-full.json"), "{\"resourceType\": \"Bundle\", ");
    test::write(results.path("admission-unknown.json"), "{\"resourceType\": \"Patient\"}");
    test::write(results.path("admission-broken-date.json"), "{}");
    std::filesystem::remove(results.path("admission-broken-date.answer.txt"));
    test::write(results.path("admission-short.json"),
                test::read(test::kit().folder / test::case_named("discharge-minimal").bundle));
    EXPECT_EQ(results.judged_case("admission-minimal").fate, Fate::missing);
    EXPECT_EQ(results.judged_case("admission-lenient").fate, Fate::missing) << "nothing shows that it was refused";
    EXPECT_EQ(results.judged_case("admission-full").fate, Fate::unreadable);
    EXPECT_EQ(results.judged_case("admission-unknown").fate, Fate::unreadable);
    EXPECT_EQ(results.judged_case("admission-broken-date").fate, Fate::failed);
    EXPECT_EQ(results.judged_case("admission-short").fate, Fate::unreadable);
    EXPECT_TRUE(results.judged_case("admission-short").report.has(diag::Message::content_other_form));
}

TEST(Judge, wants_a_bundle_forward_and_a_form_file_backward) {
    const Results results("nursing_plan");
    const std::filesystem::path input = test::kit().folder / test::case_named("nursing-plan-full").input;
    std::filesystem::copy_file(input, results.path("nursing-plan-full.json"),
                               std::filesystem::copy_options::overwrite_existing);
    test::write(results.path("nursing-plan-back-full.json"),
                test::read(test::kit().folder / test::case_named("nursing-plan-full").bundle));
    EXPECT_TRUE(results.judged_case("nursing-plan-full").report.has(diag::Message::conform_not_a_bundle));
    EXPECT_TRUE(
        results.judged_case("nursing-plan-back-full").report.has(diag::Message::conform_not_a_form_file));
}

TEST(Judge, fails_a_bundle_that_contradicts_itself) {
    const Results results("admission", [](laws::Json& bundle) {
        for (laws::Json& entry : bundle.find("entry")->elements) {
            laws::Json& resource = *entry.find("resource");
            if (resource.text_of("resourceType") == "Observation") {
                resource.find("status")->text = "entered-in-error";
            }
        }
    });
    const Judgement judgement = results.judged_case("admission-full");
    EXPECT_EQ(judgement.fate, Fate::failed);
    EXPECT_TRUE(judgement.report.has(diag::Message::loss_constant_differs)) << failures({judgement});
}

TEST(JudgeReport, in_words_names_cases_and_items) {
    const Results results("discharge", test::altered);
    const std::string english = service::conform_text(results.judged("discharge"), trial, diag::Language::english);
    EXPECT_NE(english.find("FAILED     discharge-full\n"), std::string::npos) << english;
    EXPECT_NE(english.find("生年月日 (birth_date): expected: "), std::string::npos) << english;
    const std::string japanese = service::conform_text(results.judged("discharge"), trial, diag::Language::japanese);
    EXPECT_NE(japanese.find("不合格   discharge-full\n"), std::string::npos) << japanese;
}

TEST(JudgeReport, as_junit_counts_and_escapes) {
    const Results results("admission");
    test::write(results.path("admission-full.json"), "<&\"");
    std::filesystem::remove(results.path("admission-minimal.json"));
    const auto judgements = results.judged("admission");
    const std::string xml = service::conform_junit(judgements, trial, diag::Language::english);
    EXPECT_NE(xml.find("<testsuite name=\"admission\" tests=\"" + std::to_string(judgements.size()) +
                       "\" failures=\"1\" errors=\"1\" timestamp=\"2026-03-01T00:00:00Z\">"),
              std::string::npos)
        << xml.substr(0, 400);
    EXPECT_NE(xml.find("<testcase classname=\"conform.admission\" name=\"admission-unknown\"/>"),
              std::string::npos);
    EXPECT_EQ(xml.find("<&"), std::string::npos);
}

TEST(JudgeReport, as_test_report_has_one_test_per_case) {
    const Results results("opinion");
    std::filesystem::remove(results.path("opinion-minimal.json"));
    const auto judgements = results.judged("opinion");
    const auto report =
        nlohmann::json::parse(service::conform_test_report(judgements, trial, diag::Language::english));
    EXPECT_EQ(report["resourceType"], "TestReport");
    EXPECT_EQ(report["status"], "completed");
    EXPECT_EQ(report["result"], "fail");
    EXPECT_EQ(report["tester"], "試験担当");
    EXPECT_EQ(report["issued"], "2026-03-01T00:00:00Z");
    EXPECT_EQ(report["test"].size(), judgements.size());
    const auto failed = std::ranges::count_if(
        report["test"], [](const auto& each) { return each["action"][0]["assert"]["result"] == "fail"; });
    EXPECT_EQ(failed, 1);
}

TEST(JudgeReport, as_test_report_is_valid_fhir) {
    const Results results("opinion");
    for (const auto& judgements : {results.judged("opinion"), std::vector<Judgement>()}) {
        const std::string report = service::conform_test_report(judgements, trial, diag::Language::japanese);
        EXPECT_EQ(test::errors_of(report), "") << report;
    }
}

} // namespace
} // namespace renkei::judge_test
