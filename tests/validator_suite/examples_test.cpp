// No false rejects: the standard's own examples and the Japanese ones are valid but for those named, with the
// reason.
#include "gateway/fhir/packages/archive.h"
#include "gateway/fhir/resources/outcome.h"
#include "gateway/forms/service/validation.h"
#include "generated/messages/validate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>

namespace renkei::examples_test {
namespace {

std::map<std::string, std::string> named_in(const std::string& file) {
    std::map<std::string, std::string> out;
    std::ifstream in(fs::path(RENKEI_SOURCE "/tests/validator_suite") / file);
    for (std::string line; std::getline(in, line);) {
        const std::size_t colon = line.find(": ");
        if (!line.empty() && line[0] != '#' && colon != std::string::npos) {
            out[line.substr(0, colon)] = line.substr(colon + 2);
        }
    }
    return out;
}

const service::Definitions& r4() {
    static const auto opened = [] {
        diag::Report report;
        return service::Definitions::open({}, report);
    }();
    return *opened;
}

fs::path package(const std::string& file) {
    const char* chosen = std::getenv("RENKEI_PACKAGES");
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    for (const fs::path& folder :
         {fs::path(chosen == nullptr ? "" : chosen), fs::path(cache == nullptr ? "" : cache) / "renkei",
          fs::path(home == nullptr ? "" : home) / ".cache/renkei"}) {
        if (fs::exists(folder / file)) {
            return folder / file;
        }
    }
    return {};
}

class ExampleValidator {
public:
    ExampleValidator(const service::Definitions& definitions, const std::string& exceptions)
        : validation_(definitions),
          bad_(named_in(exceptions)) {}

    void add(const std::string& name, std::string bytes) {
        const service::Outcome outcome = validation_.run({name, std::move(bytes)}, {});
        ++all_;
        const bool is_valid = outcome.status == service::OutcomeStatus::done;
        rejected_ += is_valid ? 0U : 1U;
        EXPECT_EQ(!is_valid, bad_.contains(name)) << errors(outcome.report);
    }
    ~ExampleValidator() { std::cout << all_ << " examples, " << rejected_ << " rejected\n"; }
    std::size_t all() const { return all_; }

private:
    static std::string errors(const diag::Report& report) {
        std::string out;
        for (const diag::Finding& finding : report.findings()) {
            if (finding.severity == diag::Severity::error && out.size() < 3000) {
                out += to_text(finding, diag::Language::english) + "\n";
            }
        }
        return out;
    }

    service::Validation validation_;
    std::map<std::string, std::string> bad_;
    std::size_t all_ = 0;
    std::size_t rejected_ = 0;
};

TEST(No_example_of_the_standard, is_rejected_but_for_those_that_are_bad) {
    const fs::path path = package("hl7.fhir.r4.examples-4.0.1.tgz");
    if (path.empty()) {
        GTEST_SKIP() << "the package of examples is not here";
    }
    const char* only = std::getenv("RENKEI_EXAMPLES_ONLY");
    ExampleValidator validator(r4(), "bad_examples.txt");
    const auto read = packages::each_file(path, [&](std::string_view name, std::string_view content) {
        const std::string file(name.substr(name.rfind('/') + 1));
        const bool is_resource = file.ends_with(".json") && file != "package.json" && file != ".index.json";
        if (is_resource && (only == nullptr || file.find(only) != std::string::npos)) {
            validator.add(file, std::string(content));
        }
    });
    ASSERT_TRUE(read);
    EXPECT_TRUE(only != nullptr || validator.all() >= 5306U);
}

struct Japanese {
    const char* folder;
    std::vector<const char*> packages;
};

void validate_folder(const Japanese& what) {
    const fs::path root = fs::path(RENKEI_SHARED) / "jp";
    if (!fs::exists(root)) {
        GTEST_SKIP() << "the Japanese examples are not beside the project";
    }
    service::DefinitionSettings settings;
    for (const char* folder : what.packages) {
        settings.packages.push_back(root / folder);
    }
    diag::Report report;
    const auto definitions = service::Definitions::open(settings, report);
    ASSERT_TRUE(definitions);
    ExampleValidator validator(*definitions, "bad_japanese_examples.txt");
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(root / what.folder)) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        if (file.extension() == ".json") {
            validator.add(std::string(what.folder) + "/" + file.filename().string(), *base::read_file(file));
        }
    }
    EXPECT_GT(validator.all(), 40U);
}

TEST(No_example_of_JP_Core, is_rejected_but_for_those_that_are_bad) {
    validate_folder({"jp-core-1.2.0-examples",
                     {"jp-core-external-terminology-2023", "jp-core-terminology", "jp-core-1.2.0-sushi"}});
}

TEST(No_example_of_JP_CLINS, is_rejected_but_for_those_that_are_bad) {
    validate_folder({"clins-1.5-examples",
                     {"jp-core-external-terminology-2023", "jp-core-terminology", "jp-core-1.2.0-sushi",
                      "jp-clins-1.5.2-snapshot"}});
}

// 1.5.2 fixes these codes in its profile of the discharge summary, and its code system does not have them: a
// document that has such a section cannot be valid, and one without 362 lacks a required one.
TEST(Our_documents_of_JP_CLINS, are_valid_but_for_codes_that_its_own_code_system_lacks) {
    const fs::path root = fs::path(RENKEI_SHARED) / "jp";
    if (!fs::exists(root)) {
        GTEST_SKIP() << "JP-CLINS is not beside the project";
    }
    service::DefinitionSettings settings;
    for (const char* folder : {"jp-core-external-terminology-2023", "jp-core-terminology",
                               "jp-core-1.2.0-sushi", "jp-clins-1.5.2-snapshot"}) {
        settings.packages.push_back(root / folder);
    }
    diag::Report report;
    const auto definitions = service::Definitions::open(settings, report);
    ASSERT_TRUE(definitions);
    service::Validation validation(*definitions);
    const std::vector<std::string_view> lacking{"362", "372", "552", "642"};
    for (const char* name : {"discharge-summary-minimal", "discharge-summary-full", "discharge-summary-ward",
                             "referral-letter-minimal", "referral-letter-full"}) {
        const fs::path file = fs::path(RENKEI_BINARY "/tests/files") / (std::string(name) + ".json");
        const service::Outcome outcome = validation.run({file.string(), *base::read_file(file)}, {});
        for (const diag::Finding& finding : outcome.report.findings()) {
            const bool is_known = finding.message == diag::message::validate_unknown_code &&
                                  std::ranges::find(lacking, finding.args[0]) != lacking.end();
            EXPECT_TRUE(finding.severity != diag::Severity::error || is_known)
                << name << ": " << to_text(finding, diag::Language::english);
        }
    }
}

} // namespace
} // namespace renkei::examples_test
