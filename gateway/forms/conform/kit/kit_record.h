// The record of a case's input, with the changes that a scenario makes to it, and what is asked about it.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/conform/kit/conform_kit.h"
#include "gateway/forms/conform/kit/kit_scenarios.h"
#include "gateway/forms/conform/kit/scenario_kit.h"
#include "gateway/forms/form/form.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/outcome.h"
#include "gateway/forms/service/workspace.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace renkei::conform {

// "medicine[0].name" → its canonical text.
using RecordLines = std::map<std::string, std::string>;
RecordLines record_lines(const std::string& record);

class KitRecord {
public:
    // Reads the first document of the input. `set` has items with their new values; if it is null, nothing
    // changes. Only one record of a workspace can be used at a time.
    static diag::Result<KitRecord> read(service::Workspace& workspace, const ConformCase& about,
                                        service::Input input, const yaml::Node* set);

    record::Record& record() { return workspace_->record(); }
    const service::Input& input() const { return *input_; }
    std::string text() { return record::canonical_text(record()); }
    std::string bundle();                                      // made of the record
    diag::Result<std::string> file(const std::string& syntax); // the form file, made of the bundle

private:
    KitRecord(service::Workspace& workspace, const ConformCase& about, service::Input input);
    diag::Result<void> change(const yaml::Node& set);

    service::Workspace* workspace_;
    const ConformCase* about_;
    std::unique_ptr<service::Input> input_;
    std::unique_ptr<service::Documents> documents_; // looks into input_
};

// The only document of a conversion for the kit.
diag::Result<std::string> only_document(const service::Outcome& outcome, const ConformCase& about);

// The answers to a question of a written scenario, from a record. `is_received`: from the document as we read
// it, in which another item may hold the answer.
std::vector<std::string> answers_of(const yaml::Node& question, const RecordLines& record,
                                    const std::string& form, bool is_received);

// The item at a place ("medicine[0].name"); `node` names it.
diag::Result<const form::Item*> item_at(const form::Form& form, const yaml::Node& node,
                                        const std::string& place);

// As a person would write the value of an item.
enum class StoryLanguage : std::uint8_t { japanese, english };
std::string spoken_value(const form::Form& form, const form::Item& item, const std::string& value,
                         StoryLanguage language);

// Replaces {place} by its value and {!place} by nothing; both are named in `places`.
diag::Result<std::string> filled_story(const yaml::Node& story, const form::Form& form,
                                       const RecordLines& record, StoryLanguage language,
                                       std::set<std::string>& places);

// What may be answered to a question; none: anything.
diag::Result<std::vector<ScenarioChoice>> choices_of(const yaml::Node& question, const form::Form& form);

// The items of the form that a question asks for; none: it asks for the documents themselves.
diag::Result<std::vector<std::string>> items_of(const yaml::Node& question, const form::Form& form);

} // namespace renkei::conform
