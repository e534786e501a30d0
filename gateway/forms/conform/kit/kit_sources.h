// What people write for the kit, and what has been made of it so far.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/conform/kit/conform_kit.h"
#include "gateway/forms/conform/kit/kit_scenarios.h"
#include "gateway/forms/service/input.h"
#include "gateway/forms/service/workspace.h"
#include "gateway/forms/transfer/given_values.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace renkei::conform {

using KitFiles = std::map<std::string, std::string>; // name below the kit's folder → bytes

class KitSources {
public:
    // `folder` has manifest.json, edits.yaml and scenarios/. The catalogue must outlive the sources.
    static diag::Result<KitSources> read(const catalogue::Catalogue& catalogue,
                                         const std::filesystem::path& folder);

    const catalogue::Catalogue& catalogue() const { return *catalogue_; }
    const std::filesystem::path& folder() const { return kit_.folder; }
    const ConformKit& kit() const { return kit_; }
    const WrittenScenarios& scenarios() const { return scenarios_; }
    const InputEdits& edits() const { return edits_; }
    // The default values of documents that scenarios carry over to other forms.
    const transfer::DefaultValues& values() const { return values_; }
    const KitFiles& made() const { return made_; }

    // The case that `node` names.
    diag::Result<const ConformCase*> case_of(const yaml::Node& node) const;
    diag::Result<const form::Form*> form_of(const WrittenScenario& scenario) const;
    // A file of the case as it was made, or as a person wrote it.
    diag::Result<service::Input> input_of(const ConformCase& about) const;
    diag::Result<std::string> bytes_of(std::string_view name) const; // of a file, in the same way
    void add(const std::string& name, std::string bytes) { made_[name] = std::move(bytes); }

private:
    KitSources(const catalogue::Catalogue& catalogue, ConformKit kit, InputEdits edits,
               WrittenScenarios scenarios, transfer::DefaultValues values);

    const catalogue::Catalogue* catalogue_;
    ConformKit kit_;
    InputEdits edits_;
    WrittenScenarios scenarios_;
    transfer::DefaultValues values_;
    KitFiles made_;
};

// One input of a scenario.
struct ScenarioInput {
    std::string name; // below the kit's folder
    const ConformCase* from;
    const yaml::Node* node; // null: the scenario names a case and nothing else
    bool is_made;           // made for the scenario, so it is no file of the case
};
diag::Result<std::vector<ScenarioInput>> inputs_of(const KitSources& sources,
                                                   const WrittenScenario& scenario);
// The bytes of an input that is made.
diag::Result<std::string> scenario_input(const KitSources& sources, service::Workspace& workspace,
                                         const ScenarioInput& input);

// requirements.tsv: titles of the cases in Japanese, and what requires them.
diag::Result<std::string> requirements_file(const KitSources& sources);

// scenarios.json: stories with their values, answers with their choices.
diag::Result<std::string> scenarios_file(const KitSources& sources, service::Workspace& workspace);

} // namespace renkei::conform
