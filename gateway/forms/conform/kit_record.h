// The record of a case's input, with the changes that a scenario makes to it, and what is asked about it.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/conform/conform_kit.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/outcome.h"
#include "gateway/forms/service/workspace.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace renkei::conform {

// "medicine[0].name" → its canonical text.
using RecordLines = std::map<std::string, std::string>;
RecordLines record_lines(const std::string& record);
std::string without_indices(const std::string& place);

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

} // namespace renkei::conform
