#include "tests/conform/kit.h"

#include "gateway/core/base/file.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/service/check.h"
#include "gateway/forms/service/convert.h"
#include "generated/messages/service.h"

#include "tests/conform/scenarios.h"
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace renkei::test {
namespace {

namespace fs = std::filesystem;
using service::CaseDirection;
using service::ConformCase;
using service::ExpectedVerdict;

// The tests cannot go on.
[[noreturn]] void give_up(const std::string& why) {
    fmt::print(stderr, "{}\n", why);
    std::abort();
}

template <class T>
T must(diag::Result<T> result) {
    if (!result) {
        give_up(diag::to_text(result.error(), diag::Language::english));
    }
    return std::move(*result);
}

std::string place_of(const diag::Where& where) {
    if (!where.path.empty()) {
        return where.path;
    }
    if (where.record > 0) {
        return fmt::format("{}:{}", where.record, where.cell);
    }
    return "-";
}

std::string lines_of(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& each : report.findings()) {
        if (each.message == diag::message::conversion_summary) {
            continue; // it counts the others
        }
        out += fmt::format("{} {} {} {}\n", diag::to_text(each.severity), diag::row(each.message).id,
                           place_of(each.where), each.item.empty() ? "-" : each.item);
    }
    return out;
}

// Records of a file, read as the case says.
std::string records_of(service::Workspace& workspace, const service::Input& input,
                       const service::ReadSettings& how) {
    diag::Report ignored;
    const std::unique_ptr<service::RecordSource> source =
        service::open_source(workspace, input, how, ignored);
    std::string out;
    while (source != nullptr && source->next(workspace.record(), ignored) == service::ReadStatus::document) {
        out += (out.empty() ? "" : "\n") + model::canonical_text(workspace.record());
    }
    return out;
}

std::string kept(const std::vector<std::string>& bundles) {
    if (bundles.size() == 1) {
        return json::pretty(bundles.front()) + "\n";
    }
    std::string out;
    for (const std::string& each : bundles) {
        out += each;
    }
    return out;
}

service::Outcome work(service::Workspace& workspace, const ConformCase& about, const service::Input& input,
                      const service::ReadSettings& how) {
    switch (about.direction) {
    case CaseDirection::forward:
        return service::convert(workspace, input, {.read = how, .to = {std::string(service::fhir_name), ""}});
    case CaseDirection::backward:
        return service::convert(workspace, input, {.read = how, .to = {about.syntax, ""}});
    case CaseDirection::check: return service::check(workspace, input, how);
    }
    return service::Outcome();
}

} // namespace

const mapping::Catalogue& catalogue() {
    static const mapping::Catalogue loaded = [] {
        diag::Report report;
        return must(mapping::Catalogue::load(RENKEI_SOURCE "/mappings", report));
    }();
    return loaded;
}

const service::ConformKit& kit() {
    static const service::ConformKit opened = must(service::read_kit(RENKEI_SOURCE "/fixtures"));
    return opened;
}

bool has_case(std::string_view id) {
    return std::ranges::find(kit().cases, id, &ConformCase::id) != kit().cases.end();
}

const ConformCase& case_named(std::string_view id) {
    const auto found = std::ranges::find(kit().cases, id, &ConformCase::id);
    if (found == kit().cases.end()) {
        give_up(fmt::format("no case {}", id));
    }
    return *found;
}

Made make(const ConformCase& about) {
    service::Workspace workspace(catalogue());
    const service::Input input = must(service::read_input(kit().folder / about.input));
    const service::ReadSettings how{.read_mode = about.read_mode};
    const service::Outcome outcome = work(workspace, about, input, how);
    Made out;
    const ExpectedVerdict accepted =
        outcome.report.empty() ? ExpectedVerdict::accepted : ExpectedVerdict::accepted_with_findings;
    out.verdict = outcome.status == service::OutcomeStatus::done ? accepted : ExpectedVerdict::refused;
    out.loss = lines_of(outcome.report);
    for (const service::OutputDocument& document : outcome.documents) {
        out.documents.push_back(document.bytes);
        out.name = document.has_items_in_name ? document.name : "";
    }
    if (out.documents.empty()) {
        return out;
    }
    if (about.direction == CaseDirection::forward) {
        out.record = records_of(workspace, input, how);
        out.bundle = kept(out.documents);
    } else {
        out.record =
            records_of(workspace, {result_name(about, out), result_bytes(out)}, {.form = about.form});
    }
    return out;
}

std::string result_name(const ConformCase& about, const Made& made) {
    if (!made.name.empty()) {
        return about.id + "/" + made.name;
    }
    const bool is_json = about.direction == CaseDirection::forward || about.syntax == "json";
    return about.id + (!is_json ? ".csv" : made.documents.size() > 1 ? ".ndjson" : ".json");
}

std::string result_bytes(const Made& made) {
    std::string out;
    for (const std::string& each : made.documents) {
        out += each;
    }
    return out;
}

namespace {

const service::Definitions& definitions() {
    static const service::Definitions opened = [] {
        diag::Report report;
        return must(service::Definitions::open({}, report));
    }();
    return opened;
}

} // namespace

namespace {

service::EvaluationTools tools() {
    static service::Workspace workspace(catalogue()); // what they remember makes many evaluations quick
    static service::Validation validation(definitions());
    return {workspace, validation};
}

} // namespace

std::vector<service::CaseEvaluation> evaluated(const fs::path& results, const service::ConformScope& scope) {
    return service::evaluate(tools(), kit(), results, scope);
}

std::vector<service::CaseEvaluation> evaluated_scenarios(const fs::path& results,
                                                         const service::ConformScope& scope) {
    return service::evaluate_scenarios(tools(), kit(), scenarios(), results, scope);
}

std::string errors_of(const std::string& resource) {
    static service::Validation validation(definitions());
    validate::ValidationOptions options;
    options.least = diag::Severity::error;
    const service::Outcome evaluated = validation.run({"resource.json", resource}, options);
    std::string out;
    for (const diag::Finding& each : evaluated.report.findings()) {
        out += diag::to_text(each, diag::Language::english) + "\n";
    }
    return out;
}

std::string read(const fs::path& path) { return must(base::read_file(path)); }
void write(const fs::path& path, std::string_view bytes) {
    fs::create_directories(path.parent_path());
    if (const diag::Result<void> written = base::write_file(path, bytes, base::Overwrite::yes); !written) {
        give_up(diag::to_text(written.error(), diag::Language::english));
    }
}

Folder::Folder()
    : path_(fs::temp_directory_path() /
            fmt::format("renkei-conform-{}-{}", getpid(), static_cast<const void*>(this))) {
    fs::create_directories(path_);
}
Folder::~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

} // namespace renkei::test
