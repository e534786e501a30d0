// The outcome of one input: documents, or the reasons why there are none.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/validate/walk/not_judged.h"
#include "gateway/forms/service/document_set.h"
#include "gateway/forms/service/input.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::service {

enum class OutcomeStatus : std::uint8_t {
    done,         // how well, the report says
    refused,      // nothing was made
    unreadable,   // the file could not be read at all
    unwritten,    // converted, but the result could not be written; set by the output
    wrong_output, // converted, but the output that was asked for cannot hold it; set by the output
};

struct StagedDocument; // of the output that made it

struct OutputDocument {
    std::string name;     // suggested file name
    std::string bytes;    // whole, as it is to be written; JSON ends with a line feed
    std::size_t head = 0; // leading bytes that a file of several documents has once: a header line
    bool is_json = false;
    bool is_utf8 = true;
    bool has_items_in_name = false; // `name` says items that are not in `bytes`
    // if set, `bytes` is empty: an output has written them already
    std::shared_ptr<StagedDocument> staged{};
    // "fhir-json", "admission 202404 csv": only documents of one kind can be read again from one file
    std::string kind{};
};

struct Outcome {
    std::string input; // its name
    // false: documents that are there before all of the input is done, which hold only if the last outcome is
    // `done`; findings come with the last one
    bool is_last = true;
    OutcomeStatus status = OutcomeStatus::done;
    std::string form{}; // id of the form of all documents that were read; empty: of none, or of several
    std::vector<OutputDocument> documents;
    diag::Report report;
    validate::NotJudgedCounts not_judged{}; // of a validation
    std::vector<SetMember> set_members{};   // of what was checked: documents that belong to others
    // of NDJSON that was validated: each of its lines has had an outcome of its own
    bool is_end_of_lines = false;
};

using Sink = std::function<void(Outcome)>;

// Documents of a CSV whose names say the same items go into one file: its name serves all of them.
void join_same_names(std::vector<OutputDocument>& documents);

// Names documents that have no name of their own after their input: NAME.json, or NAME-1.json, NAME-2.json …
// of several. `before`: how many of the input were named already.
void name_documents(std::vector<OutputDocument>& documents, const Input& input, std::size_t before,
                    const std::function<std::string_view(const OutputDocument&)>& ending);

} // namespace renkei::service
