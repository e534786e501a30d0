// The scenarios as people write them (fixtures/scenarios/*.yaml), and the file that they become
// (fixtures/scenarios.json) with its stories filled in, its answers taken from the records of the kit's
// cases.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/model/record.h"
#include "gateway/forms/service/scenario.h"

#include <map>
#include <string>
#include <vector>

namespace renkei::test {

struct WrittenScenario {
    std::string kind;
    const yaml::Node* node; // lives as long as the program

    std::string id() const { return node->get("id")->text; }
    std::string form() const { return node->get("form")->text; }
};
const std::vector<WrittenScenario>& written_scenarios();
const yaml::Node& shared_of_scenarios(); // common.yaml

const std::vector<service::Scenario>& scenarios(); // of scenarios.json

// "medicine[0].name" → its canonical text.
using Lines = std::map<std::string, std::string>;
Lines lines_of(const std::string& record);
std::string without_indices(const std::string& place);

// The record of a case's input, with the items of `set` changed.
struct CaseRecord {
    explicit CaseRecord(std::string_view case_id, const yaml::Node* set = nullptr);
    service::Workspace workspace;
    service::Input input;
    std::unique_ptr<service::RecordSource> source;
    model::Record& record() { return workspace.record(); }
    std::string text() { return model::canonical_text(record()); }
    std::string bundle();                        // made of the record
    std::string file(const std::string& syntax); // the form file, made of the bundle
    // Only these places and items stay.
    void keep(const std::map<std::string, std::string>& places, const std::vector<std::string>& items);
};

// The answers to a question of a written scenario, from a record.
std::vector<std::string> answers_of(const yaml::Node& question, const Lines& record, const std::string& form,
                                    bool is_received);

// What is not in the kit as a file of a case: name below the kit's folder → bytes.
std::map<std::string, std::string> inputs_made();
// Names of all inputs of a scenario, below the kit's folder.
std::vector<std::string> inputs_of(const WrittenScenario& scenario);
// A document that is read: its record, and its bundle as we have or make it.
struct ReceivedDocument {
    std::string form;
    Lines record;
    std::string bundle;
    std::string revision;
};
ReceivedDocument receive(const std::string& file);

std::string scenarios_json();

} // namespace renkei::test
