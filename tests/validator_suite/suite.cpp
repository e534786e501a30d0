#include "suite.h"

#include "gateway/fhir/resources/outcome.h"

#include <gtest/gtest.h>

#include <fstream>

namespace renkei {
namespace {

using Json = nlohmann::json;

std::vector<fs::path> files(const Json& object, const char* key) {
    std::vector<fs::path> out;
    if (object.contains(key)) {
        for (const auto& name : object[key]) {
            out.push_back(suite_folder() / "cases" / name.get<std::string>());
        }
    }
    return out;
}

// "Bundle.entry[0].resource/*Patient/1*/.name" without the remark
std::string plain_place(std::string text) {
    for (std::size_t open = text.find("/*"); open != std::string::npos; open = text.find("/*")) {
        const std::size_t close = text.find("*/", open);
        text.erase(open, close == std::string::npos ? close : close + 2 - open);
    }
    return text;
}

void expect(SuiteRun& run, const Json& outcome) {
    for (const Json& issue : outcome.value("issue", Json::array())) {
        const std::string severity = issue["severity"];
        if (severity == "error" || severity == "fatal") {
            run.is_valid = false;
            ++run.errors;
            const auto expression = issue.value("expression", Json::array());
            run.places.insert(expression.empty() ? "" : plain_place(expression[0].get<std::string>()));
        }
    }
}

std::string url_of(const fs::path& file) {
    const auto r4 = definitions::R4Definitions::open();
    diag::Report ignored;
    const auto content = base::read_file(file);
    std::string json = *content;
    xml::Document document;
    if (content->find_first_not_of(" \t\r\n\xEF\xBB\xBF") != std::string::npos &&
        content->find('{') > content->find('<')) {
        EXPECT_TRUE(xml::Reader(*r4).read(*content, document, ignored)) << file;
        json = document.json;
    }
    return Json::parse(json).value("url", "");
}

} // namespace

fs::path suite_folder() { return fs::path(RENKEI_SHARED) / "conformance/fhir-validator"; }

std::vector<SuiteRun> suite_runs() {
    std::vector<SuiteRun> out;
    std::ifstream in(suite_folder() / "manifest.json");
    const Json manifest = Json::parse(in);
    std::set<std::string> seen;
    for (const Json& one : manifest["cases"]) {
        SuiteRun run;
        run.name = one["name"];
        run.name += seen.insert(run.name).second ? "" : "#2"; // one name stands there twice
        run.file = one["file"];
        run.with = files(one, "supporting");
        std::ranges::copy(files(one, "profiles"), std::back_inserter(run.with));
        run.options.known_extensions_only = true; // as the suite's own runner has it
        run.options.security_checks = one.value("security-checks", false);
        run.options.absolute_references_name_types = one.value("assumeValidRestReferences", false);
        run.options.example_urls = one.value("examples", true);
        run.options.languages = one.value("language", "");
        run.options.markdown_without_html = one.value("noHtmlInMarkdown", false);
        if (one.contains("allowed-extension-domain")) {
            run.options.extension_domains.push_back(one["allowed-extension-domain"]);
        }
        SuiteRun base = run;
        expect(base, one["expected"]);
        out.push_back(base);
        if (one.contains("profile") && one["profile"].contains("expected")) {
            const Json& profile = one["profile"];
            run.name += "/profile";
            const fs::path source = suite_folder() / "cases" / profile["source"].get<std::string>();
            std::ranges::copy(files(profile, "supporting"), std::back_inserter(run.with));
            run.with.push_back(source);
            run.options.profiles.push_back(url_of(source));
            run.options.absolute_references_name_types |= profile.value("assumeValidRestReferences", false);
            expect(run, profile["expected"]);
            out.push_back(run);
        }
    }
    return out;
}

SuiteResult validate_run(const SuiteRun& run) {
    diag::Report report;
    const auto definitions = service::Definitions::open({.with = run.with}, report);
    EXPECT_TRUE(definitions) << run.name;
    service::Validation validation(*definitions);
    const fs::path path = suite_folder() / "cases" / run.file;
    const auto bytes = base::read_file(path);
    const service::Outcome outcome = validation.run({run.file, *bytes}, run.options);
    SuiteResult out;
    out.is_valid = outcome.status == service::OutcomeStatus::done;
    for (const diag::Finding& finding : outcome.report.findings()) {
        if (finding.severity == diag::Severity::error) {
            ++out.errors;
            out.places.insert(finding.where.path);
        }
    }
    out.text = resources::to_text_lines(report, diag::Language::english) +
               resources::to_text_lines(outcome.report, diag::Language::english);
    return out;
}

} // namespace renkei
