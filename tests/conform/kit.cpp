#include "tests/conform/kit.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/validation.h"

#include "tests/conform/scenarios.h"
#include "tests/support/must.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

namespace renkei::test {
namespace {

using conform::ConformCase;

// The tests cannot go on.
[[noreturn]] void give_up(const std::string& why) {
    fmt::print(stderr, "{}\n", why);
    std::abort();
}

} // namespace

const catalogue::Catalogue& catalogue() {
    static const catalogue::Catalogue loaded = [] {
        diag::Report report;
        return must(catalogue::Catalogue::load(RENKEI_SOURCE "/mappings", report));
    }();
    return loaded;
}

const conform::ConformKit& kit() {
    static const conform::ConformKit opened = must(conform::read_kit(RENKEI_KIT));
    return opened;
}

const conform::Requirements& requirements() {
    static const conform::Requirements read = must(conform::Requirements::read(kit().folder));
    return read;
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

const conform::MadeCase& make(const ConformCase& about) {
    static std::map<std::string, conform::MadeCase> made;
    const auto [place, is_new] = made.try_emplace(about.id);
    if (is_new) {
        service::Workspace workspace(catalogue());
        place->second = conform::make_case(workspace, about, {about.input, read(kit().folder / about.input)});
    }
    return place->second;
}

namespace {

const service::Definitions& definitions() {
    static const service::Definitions opened = [] {
        diag::Report report;
        return must(service::Definitions::open({}, report));
    }();
    return opened;
}

conform::EvaluationTools tools() {
    static service::Workspace workspace(catalogue()); // what they remember makes many evaluations quick
    static service::Validation validation(definitions());
    static conform::Promises promises = must(conform::Promises::read(kit().folder, definitions().r4()));
    return {workspace, validation, definitions().r4(), promises};
}

} // namespace

std::vector<conform::CaseEvaluation> evaluated(const fs::path& results, const conform::ConformScope& scope) {
    return conform::evaluate(tools(), kit(), results, scope);
}

std::vector<conform::CaseEvaluation> evaluated_cases(const fs::path& results,
                                                     const std::vector<const ConformCase*>& cases) {
    conform::ConformKit some{.folder = kit().folder, .version = kit().version, .cases = {}};
    for (const ConformCase* const each : cases) {
        some.cases.push_back(*each);
    }
    std::vector<conform::CaseEvaluation> out = conform::evaluate(tools(), some, results, {});
    for (conform::CaseEvaluation& each : out) {
        each.about = &case_named(each.about->id);
    }
    return out;
}

conform::CaseEvaluation evaluated_case(const fs::path& results, std::string_view id) {
    return std::move(evaluated_cases(results, {&case_named(id)}).front());
}

std::vector<conform::CaseEvaluation> evaluated_scenarios(const fs::path& results,
                                                         const conform::ConformScope& scope) {
    return conform::evaluate_scenarios(tools(), kit(), scenarios(), results, scope);
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
    std::ofstream out(path, std::ios::binary);
    if (!out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush()) {
        give_up(fmt::format("cannot write {}", path.string()));
    }
}

} // namespace renkei::test
