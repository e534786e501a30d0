#include "kit.h"

#include "gateway/core/base/file.h"
#include "gateway/network/documents/digest.h"

#include <gtest/gtest.h>

namespace renkei::mhd {
namespace {

const fs::path ihe_folder = fs::path(RENKEI_SHARED) / "jp/ihe-mhd-4.2.4-sushi";

service::Definitions opened(const service::DefinitionSettings& settings) {
    setenv("RENKEI_DATA", RENKEI_BINARY "/share", 0);
    diag::Report report;
    auto out = service::Definitions::open(settings, report);
    EXPECT_TRUE(out) << (out ? "" : diag::to_text(out.error(), diag::Language::english));
    return *std::move(out);
}

const service::Definitions& definitions() {
    static const service::Definitions all = opened({});
    return all;
}

const service::Definitions& ihe_definitions() {
    static const service::Definitions all = [] {
        service::DefinitionSettings settings;
        for (const auto& file : fs::directory_iterator(ihe_folder)) {
            if (file.path().extension() == ".json") {
                settings.with.push_back(file.path());
            }
        }
        return opened(settings);
    }();
    return all;
}

std::string findings_of(const service::Definitions& by, const std::string& resource,
                        const std::vector<std::string>& profiles) {
    service::Validation validation(by);
    validate::ValidationOptions options{.profiles = profiles};
    options.best_practice = validate::BestPractice::ignore;
    options.absolute_references_name_types = true;
    const service::Outcome outcome = validation.run({.name = {}, .bytes = resource}, options);
    std::string out;
    for (const diag::Finding& finding : outcome.report.findings()) {
        if (finding.severity == diag::Severity::error) {
            out += diag::to_text(finding, diag::Language::english) + "\n";
        }
    }
    return out;
}

} // namespace

std::string fixture(const std::string& name) {
    const auto read = base::read_file(fs::path(RENKEI_KIT) / name);
    EXPECT_TRUE(read) << name;
    return read.value_or("");
}

store::Version version_of(const Json& bundle, const std::string& bytes) {
    const Json& composition = bundle["entry"][0]["resource"];
    store::Version out{.document = document_id,
                       .number = 2,
                       .form = "a-form",
                       .form_version = "202404",
                       .syntax = "fhir",
                       .media_type = "application/fhir+json"};
    out.type_system = composition["type"]["coding"][0]["system"];
    out.type_code = composition["type"]["coding"][0]["code"];
    out.title = composition["title"];
    out.date = composition["date"];
    out.created = taken_at;
    out.submitter = "sender";
    out.size = bytes.size();
    out.sha1 = documents::sha1_base64(bytes);
    out.has_fhir = true;
    return out;
}

std::unique_ptr<DocumentView> view_of(const std::string& fixture_name) {
    const std::string bytes = fixture(fixture_name);
    auto view = DocumentView::open(version_of(Json::parse(bytes), bytes), bytes);
    EXPECT_TRUE(view) << fixture_name;
    return *std::move(view);
}

std::unique_ptr<DocumentView> view_without_fhir() {
    store::Version version{.document = document_id,
                           .number = 1,
                           .media_type = "application/pdf",
                           .title = "写真",
                           .date = "2026-02-17",
                           .created = taken_at,
                           .submitter = "sender"};
    version.size = 3;
    version.sha1 = documents::sha1_base64("pdf");
    return *DocumentView::open(version, "");
}

std::string errors_of(const std::string& resource, const std::vector<std::string>& profiles) {
    return findings_of(definitions(), resource, profiles);
}

bool has_ihe_definitions() { return fs::exists(ihe_folder); }

std::string ihe_errors_of(const std::string& resource, const std::vector<std::string>& profiles) {
    return findings_of(ihe_definitions(), resource, profiles);
}

} // namespace renkei::mhd
