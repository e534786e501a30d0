// A document of another program beside the one that we make of the same record: what is compared.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/tree.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/forms/form/form.h"

#include <span>
#include <string_view>

namespace renkei::conform {

struct ResourcePair { // resources that say the same
    json::NodeId ours;
    json::NodeId theirs;
    json::NodeId holder; // the resource of an entry that `theirs` is or lies in
};

struct ComparedBundle {
    const definitions::R4Definitions& r4;
    const form::Form& form;
    const json::Tree& ours;
    const json::Tree& theirs;
    const resources::BundleIndex& index;    // of theirs
    std::span<const ResourcePair> pairs;    // with the Compositions
    std::span<const json::NodeId> unmapped; // of theirs: leaves for which the form has no place
};

// Adds an error for each resource that theirs lacks, and for each modifier of R4 (isModifier) without which a
// resource says something else: nothing is lost for the record, but other readers are misled.
void check_missing(const ComparedBundle& bundle, diag::Report& report);

// Adds an error for each text or display in a CodeableConcept that names another code of the form's list than
// the one that was read, and for each coding that means another code: by the form's list, or because our
// document has another code of the same system there. What the lists do not know cannot be judged.
void check_codings(const ComparedBundle& bundle, diag::Report& report);

// Reports references that lead to another resource than ours do. How they are written is free, and so are
// references that ours does not have, and those of sections.
void check_references(const ComparedBundle& bundle, diag::Report& report);

// Adds an error for each element that carries meaning, does not stand in our document of the record and does
// not follow from it, and for each further resource about the person (of a type that R4 gives a place for a
// Patient, but Provenance and AuditEvent, which are about the document). Free are identifiers, extensions,
// narratives, references, further codings, how a document is divided into sections, and answers to a modifier
// of R4 that say what its absence says.
void check_beyond(const ComparedBundle& bundle, diag::Report& report);

struct ComparedDocument {
    const form::Form& form;
    const json::Tree& expected;             // the bundle that the form makes of the record
    const json::Tree& found;                // the bundle that is checked
    std::string_view record;                // the record in `found`, as canonical text
    std::span<const json::NodeId> unmapped; // of `found`: leaves that say what the form has no place for
};

// Do the narratives of a document agree with its content (R4 narrative.html; documents.html#presentation)?
// Their wording and layout are free. Adds one finding per statement that contradicts the content:
// - the value of an item, found by its printed label: in the same table row, below its column's head, or
//   behind a colon;
// - a sentence that denies a stated value or gives another one, and an answer that the document does not
//   hold: narrative_sentences.h;
// - a name of a person, a date, or a number of seven or more digits that the document does not hold.
// What the bundle says where the form has no place for it (extensions) is no content: a narrative cannot be
// justified by it. Numbers of identifiers are, because identifiers are free.
// A narrative with the status `additional` may contain more than the content, so only what contradicts it is
// found there.
void check_narratives(const ComparedDocument& document, diag::Report& report);

} // namespace renkei::conform
