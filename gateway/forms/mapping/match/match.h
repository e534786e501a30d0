// Matches a bundle against a form's plan and reads the record out of it: the backward half of the lens. The
// other half is fill.h. What the match did not take is the loss report.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/forms/mapping/codec/consumption.h"
#include "gateway/forms/mapping/fill/fill.h"
#include "gateway/forms/mapping/match/match_fit.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include <memory>
#include <string>
#include <vector>

namespace renkei::mapping {

// A resource of a bundle that was matched, and what the plan calls the resource that says the same.
struct Counterpart {
    json::NodeId resource = json::no_node;
    std::uint32_t entry = resources::no_entry; // the bundle entry with the resource, which may be contained
    std::string url{};                         // fullUrl of the plan's resource: "urn:uuid:…"
};

// Keeps its working memory from document to document: one per thread.
class Matcher {
public:
    explicit Matcher(const Plan& plan);
    ~Matcher();
    Matcher(Matcher&&) noexcept;
    Matcher& operator=(Matcher&&) noexcept;

    // Fills `record` (cleared first) from the tree of a document Bundle; every leaf that was not consumed is
    // in `loss` with its FHIRPath, value and kind. The tree must have been read with the plan's names; tree
    // and input outlive the record's use. Fails if there is no Composition of this form.
    diag::Result<void> run(const json::Tree& tree, record::Record& record, diag::Report& loss);
    // Of the bundle matched last.
    const resources::BundleIndex& index() const;
    // Of the bundle matched last, without its Composition; to compare it with the bundle that Fill makes of
    // the same record.
    std::vector<Counterpart> counterparts();
    // Leaves of the bundle matched last that say something for which the form has no place: neither read nor
    // known to differ from what was read.
    std::vector<json::NodeId> unmapped() const;
    const Consumption& consumption() const; // of the same

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace renkei::mapping
