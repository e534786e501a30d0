// The scenarios of the kit as people write them (fixtures/scenarios/*.yaml) and as the build made them
// (scenarios.json), and the documents that they are about.
#pragma once

#include "gateway/forms/conform/kit/kit_record.h"
#include "gateway/forms/conform/kit/kit_sources.h"
#include "gateway/forms/conform/scenario/scenario.h"

#include <map>
#include <string>
#include <vector>

namespace renkei::test {

const conform::KitSources& sources(); // of fixtures/
const std::vector<conform::WrittenScenario>& written_scenarios();
const std::vector<conform::Scenario>& scenarios(); // of scenarios.json

// Names of all inputs of a scenario, below the kit's folder.
std::vector<std::string> inputs_of(const conform::WrittenScenario& scenario);

// The record of a case's input; one at a time.
conform::KitRecord record_of(service::Workspace& workspace, std::string_view case_id);
// Removes all values but those at these places and of these items.
void keep(record::Record& record, const std::map<std::string, std::string>& places,
          const std::vector<std::string>& items);

// A document that is read: its record, and its bundle as we have or make it.
struct ReceivedDocument {
    std::string form;
    conform::RecordLines record;
    std::string bundle;
    std::string revision;
};
ReceivedDocument receive(const std::string& file);

} // namespace renkei::test
