// The documents of one input as records, whatever it is: a form file in any syntax, or FHIR bundles that are
// matched to their forms.
#pragma once

#include "gateway/forms/record/value/read_options.h"
#include "gateway/forms/service/input.h"
#include "gateway/forms/service/workspace.h"

#include <functional>
#include <memory>
#include <string>

namespace renkei::resources {
class BundleIndex;
}
namespace renkei::record {
struct ItemLocation;
}

namespace renkei::service {

enum class InputKind : std::uint8_t { form, bundle };

struct ReadSettings {
    std::string form{}; // its id, if given; else it is recognised by the content
    record::ReadMode read_mode = record::ReadMode::strict;
    text::Gaiji gaiji = text::Gaiji::refuse;
    std::optional<text::Encoding> encoding{};
    std::size_t most_findings = diag::Report::default_limit; // that are kept
    std::string name{};                                      // of the file, where the input is standard input
    std::string today{};                                     // as record::ReadOptions have it
    // Called for a bundle as soon as its form is known, before it is matched. False: ReadStatus::refused. Not
    // set: every form is read.
    std::function<bool(const mapping::Plan&)> is_allowed{};
    bool takes_documents_without_form = false; // as ReadStatus::without_form
    bool takes_resources_alone = true;         // as a collection of one
};

enum class ReadStatus : std::uint8_t {
    document,
    unusable,     // a document that cannot be used; the report says why. One that is withheld
                  // (message::document_withheld) has been read into the record
    without_form, // a FHIR document that no form reads: tree() is it, there is no plan() and no record
    refused,      // ReadSettings::is_allowed is false for plan(); nothing of it was read
    end,
};

class RecordSource {
public:
    virtual ~RecordSource() = default;

    virtual InputKind kind() const = 0;
    // Reads the next document into `record` and reports its findings.
    virtual ReadStatus next(record::Record& record, diag::Report& report) = 0;
    // Of the document read last.
    virtual const mapping::Plan& plan() const = 0;
    virtual const form::Syntax* syntax() const = 0; // nullptr: bundle
    virtual std::string_view form() const = 0;      // its id, as far as it was recognised
    virtual diag::Where where(const record::ItemLocation& location) const = 0;
    virtual std::string original() const = 0;    // it as an input of its own, with the header line it needs
    virtual std::string_view bundle() const = 0; // it in FHIR JSON; empty if the input is a form file
    // The bundle as it was read, with the names of the catalogue, until the worker reads another; nullptr:
    // the input is a form file.
    virtual const json::Tree* tree() const = 0;
    virtual const resources::BundleIndex* index() const = 0; // of tree(); nullptr: no form reads it
    // Adds findings about its bundle at their places in the input; about the bundle that a form file became,
    // without a place in it.
    virtual void append_about_bundle(diag::Report& report, const diag::Report& found) const = 0;
};

// `workspace` and `input` must outlive the source. Null if the content is nothing we know: the report says
// why.
std::unique_ptr<RecordSource> open_source(Workspace& workspace, const Input& input,
                                          const ReadSettings& settings, diag::Report& report);

// Whether a document says of itself that it holds no longer: fails with the place of the status if the one
// read last was entered in error. Then it is not carried into another form. A form file has no such status.
diag::Result<void> check_holds(const RecordSource& source);

// Both are made by open_source().
std::unique_ptr<RecordSource> form_source(const mapping::Plan& plan, const form::Syntax& syntax,
                                          const Input& input, record::ReadOptions options);
std::unique_ptr<RecordSource> bundle_source(Workspace& workspace, const Input& input,
                                            const ReadSettings& settings);

} // namespace renkei::service
