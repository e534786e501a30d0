#include "gateway/core/base/version.h"
#include "gateway/core/json/document.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/conform/report/conform_rows.h"
#include "generated/messages/conform.h"
#include "generated/messages/json.h"
#include "generated/messages/service.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace renkei::conform {
namespace {

using diag::Language;

// FHIR dateTime, and ISO 8601 as JUnit has it: in UTC.
std::string moment(base::Millis at) { return time::instant_of_second(at); }

std::string word(CaseVerdict verdict, Language language) {
    return diag::sentence(row_of(verdict).word, {}, language);
}

std::string lines_of(const diag::Report& report, Language language, std::size_t most) {
    std::string out;
    for (std::size_t i = 0; i < report.findings().size() && i < most; ++i) {
        out += fmt::format("    {}\n", diag::to_text(report.findings()[i], language));
    }
    if (report.total() > std::min(most, report.findings().size())) {
        const std::size_t rest = report.total() - std::min(most, report.findings().size());
        out += fmt::format("    {}\n", diag::sentence(message::findings_not_shown,
                                                      std::vector{std::to_string(rest)}, language));
    }
    return out;
}

std::string summary(const VerdictCounts& totals, Language language) {
    std::vector<std::string> counts{
        std::to_string(totals.of[0] + totals.of[1] + totals.of[2] + totals.of[3])};
    for (const std::size_t count : totals.of) {
        counts.push_back(std::to_string(count));
    }
    return diag::sentence(message::conform_summary, counts, language);
}

// XML 1.0 takes no other control characters than TAB, LF and CR.
std::string xml(std::string_view text) {
    constexpr std::array<std::pair<char, std::string_view>, 8> escapes{{{'&', "&amp;"},
                                                                        {'<', "&lt;"},
                                                                        {'>', "&gt;"},
                                                                        {'"', "&quot;"},
                                                                        {'\'', "&apos;"},
                                                                        {'\n', "&#10;"},
                                                                        {'\r', "&#13;"},
                                                                        {'\t', "&#9;"}}};
    std::string out;
    for (const char c : text) {
        const auto* const found = std::ranges::find(escapes, c, &std::pair<char, std::string_view>::first);
        if (found != escapes.end()) {
            out += found->second;
        } else {
            out += static_cast<unsigned char>(c) < ' ' ? '?' : c;
        }
    }
    return out;
}

using ByForm = std::map<std::string, std::vector<const CaseEvaluation*>>;
ByForm by_form(const std::vector<CaseEvaluation>& evaluations) {
    ByForm out;
    for (const CaseEvaluation& each : evaluations) {
        out[each.about->form].push_back(&each);
    }
    return out;
}

std::string junit_case(const CaseEvaluation& each, Language language) {
    std::string out = fmt::format(R"(    <testcase classname="conform.{}" name="{}")", xml(each.about->form),
                                  xml(each.about->id));
    const std::string_view element = row_of(each.verdict).junit;
    if (element.empty()) {
        return out + "/>\n";
    }
    return out + fmt::format(">\n      <{} type=\"{}\" message=\"{}\">{}</{}>\n    </testcase>\n", element,
                             xml(word(each.verdict, Language::english)), xml(each.about->clause()),
                             xml(lines_of(each.report, language, each.report.total())), element);
}

// What the verdicts were made with.
std::string junit_properties(const ConformRun& conform_run) {
    const std::array<std::pair<std::string_view, std::string_view>, 7> properties{
        {{"kit", conform_run.kit},
         {"profiles", base::program_version},
         {"product", conform_run.product},
         {"vendor", conform_run.vendor},
         {"tested", conform_run.tested},
         {"tester", conform_run.tester},
         {"scope", conform_run.scope}}};
    std::string out = "    <properties>\n";
    for (const auto& [name, value] : properties) {
        out += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, xml(value));
    }
    return out + "    </properties>\n";
}

std::string junit_suite(const std::string& form, const std::vector<const CaseEvaluation*>& cases,
                        const ConformRun& conform_run, Language language) {
    std::string inner;
    std::size_t failures = 0;
    std::size_t errors = 0;
    for (const CaseEvaluation* each : cases) {
        failures += row_of(each->verdict).junit == "failure" ? 1 : 0;
        errors += row_of(each->verdict).junit == "error" ? 1 : 0;
        inner += junit_case(*each, language);
    }
    return fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
                       "timestamp=\"{}\">\n{}{}  </testsuite>\n",
                       xml(form), cases.size(), failures, errors, moment(conform_run.issued),
                       junit_properties(conform_run), inner);
}

json::Document test_of(const CaseEvaluation& each, Language language) {
    json::Document assertion = {{"result", row_of(each.verdict).result}};
    if (!each.report.empty()) {
        assertion["message"] = lines_of(each.report, language, each.report.total());
    }
    return {{"name", each.about->id},
            {"description", fmt::format("{} ({})", each.about->clause(), each.about->reference())},
            {"action", json::Document::array({{{"assert", std::move(assertion)}}})}};
}

bool is_server(std::string_view tested) {
    return tested.starts_with("https://") || tested.starts_with("http://");
}

json::Document participant(std::string_view type, std::string_view uri, std::string_view display) {
    return {{"type", type}, {"uri", uri}, {"display", display}};
}

} // namespace

std::string conform_text(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                         Language language) {
    constexpr std::size_t max_shown = 20;                       // of one case; JUnit and TestReport have all
    const int widest = language == Language::japanese ? 8 : 10; // columns of the longest word
    std::string out;
    for (const CaseEvaluation& each : evaluations) {
        out += fmt::format("{:<{}} {}\n", word(each.verdict, language), widest, each.about->id);
        out += lines_of(each.report, language, max_shown);
    }
    if (conform_run.outside > 0) {
        out += diag::sentence(message::conform_scope,
                              std::vector{conform_run.scope, std::to_string(conform_run.outside)}, language) +
               "\n";
    }
    for (const diag::Finding& cause : frequent_causes(evaluations, language)) {
        out += diag::to_text(cause, language) + "\n";
    }
    return out + summary(count_verdicts(evaluations), language) + "\n";
}

std::string conform_junit(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                          Language language) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"renkei conform\">\n";
    for (const auto& [form, cases] : by_form(evaluations)) {
        out += junit_suite(form, cases, conform_run, language);
    }
    return out + "</testsuites>\n";
}

std::string conform_test_report(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                                Language language) {
    constexpr double percent = 100.0;
    const VerdictCounts counts = count_verdicts(evaluations);
    json::Document out = {
        {"resourceType", "TestReport"},
        {"name", "renkei conform"},
        {"status", "completed"},
        {"testScript",
         {{"display", fmt::format("Renkei conformance kit {}, profiles {} ({})", conform_run.kit,
                                  base::program_version, conform_run.scope)}}},
        {"result", row_of(verdict_of(evaluations)).result}};
    if (!evaluations.empty()) {
        const double score = percent * static_cast<double>(counts[CaseVerdict::passed]) /
                             static_cast<double>(evaluations.size());
        out["score"] = json::verbatim(fmt::format("{:.2f}", score));
    }
    out["tester"] = conform_run.tester;
    out["issued"] = moment(conform_run.issued);
    const std::string_view tested = conform_run.tested;
    out["participant"] = json::Document::array(
        {participant("test-engine",
                     fmt::format("https://renkei.example.jp/conform/{}", base::program_version),
                     "renkei conform"),
         participant(is_server(tested) ? "server" : "client",
                     is_server(tested) ? tested : "urn:renkei:conform:results",
                     conform_run.product.empty() ? tested : conform_run.product)});
    for (const CaseEvaluation& each : evaluations) {
        out["test"].push_back(test_of(each, language));
    }
    return json::pretty(json::write_document(out)) + "\n";
}

} // namespace renkei::conform
