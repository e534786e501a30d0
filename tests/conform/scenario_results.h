// A folder with results of scenarios, as a program would leave it; and ours.
#pragma once

#include "gateway/forms/conform/scenario/scenario.h"

#include "tests/conform/kit.h"

#include <string>
#include <vector>

namespace renkei::test {

class ScenarioResults {
public:
    void add(const std::string& name, const std::string& bytes) { write(folder_.path() / name, bytes); }
    void remove(const std::string& name) { std::filesystem::remove(folder_.path() / name); }
    void list(const std::string& version = kit().version); // writes results.json
    const std::filesystem::path& path() const { return folder_.path(); }
    std::vector<conform::CaseEvaluation> evaluated(const conform::ConformScope& scope = {}) const {
        return evaluated_scenarios(folder_.path(), scope);
    }

private:
    Folder folder_;
};

const conform::Scenario& scenario_named(const std::string& id);

// Adds the files of one scenario: what our own conversion makes of its inputs, and answers from them.
enum class SentAs { form_file, bundle };
void add_our_result(const std::string& id, SentAs sent_as, ScenarioResults& out);
// The same for all, with results.json.
const ScenarioResults& our_scenario_results(SentAs sent_as = SentAs::form_file);

} // namespace renkei::test
