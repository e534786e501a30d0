// What a page for people shows of a form, beyond the form's own tables: sections with their items, questions
// of several items, units, and what stands at the top of the page.
#pragma once

#include "gateway/forms/mapping/plan/ids.h"

namespace renkei::mapping {

// What an item is to a reader. It follows from where its home is in FHIR.
enum class PageRole : std::uint8_t {
    plain,
    phone,           // ContactPoint.value of a telephone
    technical,       // numbers of offices and documents, versions: for programs, not for care
    name,            // of the person
    kana,            // of the person
    gender,          // of the person
    birth_date,      // of the person
    date,            // of the document
    status,          // of the document
    confidentiality, // of the document
    sender,          // name of the document's custodian
    insured_number,  // of the person
};

using PageSectionId = base::Id<struct PageSectionTag, std::uint16_t>;
using PageQuestionId = base::Id<struct PageQuestionTag, std::uint16_t>;

// One for each item of the form.
struct PageItem {
    base::Str label; // printed name, without what its question says already
    base::Str unit;
    PageSectionId section;   // none: of the document as a whole
    PageQuestionId question; // or none
    PageRole role = PageRole::plain;
    std::uint8_t restricted = 0; // its resource says so (meta.security R), or the item
    std::uint8_t answers = 0;    // the value of its question; others are details
    std::uint8_t unused = 0;
    ItemId behind; // of a code (HOT, ICD-10 …): the words that it stands behind; or none
    EntryId entry; // in which its home is; none: of the document's heads
};

// Several items that one resource holds: an answer with its details, the boxes of one question, or what is
// said of one person or office.
struct PageQuestion {
    base::Str name;
};

struct PageSection { // in the order of the page
    base::Str title;
};

// What stands at the top: items with the same name are one line.
struct PageFact {
    base::Str name;
    base::Str resource; // type whose wordings read the answers, or empty
    ItemId item;
    std::uint16_t unused = 0;
};

// An answer that stands above all others in large letters. Several rows of one item: any of these values.
struct PageAlert {
    base::Str value; // of the form; empty: any
    ItemId item;
    std::uint16_t unused = 0;
};

} // namespace renkei::mapping
