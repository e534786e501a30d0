// Do the narratives of a document agree with its content (R4 narrative.html; documents.html#presentation)?
// Their wording and layout are free. What they state is not: a value of an item, the person, a date, a
// number.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/tree.h"
#include "gateway/forms/form/form.h"

#include <span>
#include <string_view>

namespace renkei::conform {

struct ComparedDocument {
    const form::Form& form;
    const json::Tree& expected;             // the bundle that the form makes of the record
    const json::Tree& found;                // the bundle that is checked
    std::string_view record;                // the record in `found`, as canonical text
    std::span<const json::NodeId> unmapped; // of `found`: leaves that say what the form has no place for
};

// Adds one finding per statement that contradicts the content:
// - the value of an item, found by its printed label: in the same table row, below its column's head, or
//   behind a colon;
// - a sentence that denies a stated value or gives another one, and an answer that the document does not
// hold:
//   narrative_sentences.h;
// - a name of a person, a date, or a number of seven or more digits that the document does not hold.
// What the bundle says where the form has no place for it (extensions) is no content: a narrative cannot be
// justified by it. Numbers of identifiers are, because identifiers are free.
// A narrative with the status `additional` may contain more than the content, so only what contradicts it is
// found there.
void check_narratives(const ComparedDocument& document, diag::Report& report);

} // namespace renkei::conform
