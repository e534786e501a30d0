// One input into documents: form file → FHIR bundles, bundles → form file, one syntax or version of a form →
// another one, any FHIR resource from JSON into XML and back.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/xml/writer.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/service/outcome.h"
#include "gateway/forms/service/source.h"
#include "gateway/forms/service/target.h"
#include "gateway/forms/transfer/carry.h"

#include <limits>
#include <optional>

namespace renkei::service {

enum class BrokenRules : std::uint8_t {
    refuse, // a form file, or a record out of a bundle, that breaks a rule of severity error
    report, // written in any case, and the rules are reported
};
enum class OnLoss : std::uint8_t { report, refuse };
using xml::Layout; // of FHIR XML

struct ConvertOptions {
    ReadSettings read{};
    TargetSpec to{};
    BrokenRules rules = BrokenRules::refuse;
    OnLoss on_loss = OnLoss::report;
    text::Characters characters{}; // in which a CSV is written
    Layout layout = Layout::compact;
    // FHIR into FHIR by way of the form's items, which drops what they do not hold; false: syntax only
    bool rebuild = false;
    transfer::TransferValues values{}; // of a document that is carried into another form
    std::size_t max_documents = std::numeric_limits<std::size_t>::max(); // an input with more is refused
};

// All documents of the input, or none and a report of everything wrong with it.
Outcome convert(Workspace& workspace, const Input& input, const ConvertOptions& options);
// The same in memory that does not grow with the number of documents: they are handed to `early` as they are
// made (outcomes with is_last false), the last ones come with the outcome.
Outcome convert(Workspace& workspace, const Input& input, const ConvertOptions& options, const Sink& early);

// One bundle from a record and back, for those who want to see both (`renkei map try`). The record belongs to
// the plan's form. `left_out`: as Fill::run() has it.
std::string to_bundle(Workspace& workspace, const mapping::Plan& plan, record::Record& record,
                      diag::Report& loss, std::span<const std::uint8_t> left_out = {});
// `bundle` must outlive the use of `record`.
diag::Result<void> from_bundle(Workspace& workspace, const mapping::Plan& plan, std::string_view bundle,
                               record::Record& record, diag::Report& loss);

// Does this finding say that something was not carried over?
bool is_loss(const diag::Finding& finding);

// What became of its values, in numbers. `record`: what was made; `report`: what was said on the way. Nothing
// if all of it was carried as it was.
std::optional<diag::Finding> summary_of(const record::Record& record, const diag::Report& report);

// Where in a bundle an item is read from, said where that helps: adds one finding for each item of `found`
// that must be filled and is empty, or beside whose place something was left over. Each item once.
void report_read_from(const mapping::Plan& plan, const diag::Report& found, diag::Report& out);

} // namespace renkei::service
