// What a page for people shows of a form, beyond the form's own tables: sections with their items, questions
// of several items, units, and what stands at the top of the page.
#pragma once

#include "gateway/forms/mapping/plan/ids.h"

#include <array>

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
    day,             // that the document is about: `page: {items: […]}`
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
    base::Str unticked; // words of a flag, or empty
    base::Str ticked;
    PageSectionId section;   // none: of the document as a whole
    PageQuestionId question; // or none
    PageRole role = PageRole::plain;
    std::uint8_t restricted = 0; // its resource says so (meta.security R), or the item
    std::uint8_t answers = 0;    // the value of its question; others are details
    std::uint8_t beside = 0;     // its PageTable of grid `beside`, counted from 1; 0: it is in none
    ItemId behind;               // of a code (HOT, ICD-10 …): the words that it stands behind; or none
    EntryId entry;               // in which its home is; none: of the document's heads
};

// Several items that one resource holds: an answer with its details, the boxes of one question, or what is
// said of one person or office.
struct PageQuestion {
    base::Str name;
};

struct PageSection { // in the order of the page
    base::Str title;
};

// How much an answer must not be missed.
enum class AlertKind : std::uint8_t {
    line, // at the top: it is no alert
    warning,
    danger,
    death, // above all others, without alarm
};

// What stands at the top: items with the same name are one line, or one alert if an answer is one.
struct PageFact {
    base::Str name;
    base::Str resource; // type whose wordings read the answers, or empty
    base::Str codes; // FHIR codes of the answers that are an alert, with blanks between; empty: all that name
                     // something
    ItemId item;
    AlertKind alert = AlertKind::line;
    std::uint8_t unused = 0;
};

// An answer that stands above all others. Several rows of one item: any of these values.
struct PageAlert {
    base::Str name;  // empty: the item's label
    base::Str value; // of the form; empty: any
    ItemId item;
    AlertKind kind = AlertKind::danger;
    std::uint8_t unused = 0;
};

// How rows of a group stand on the page.
enum class PageGrid : std::uint8_t {
    table,  // a line for each row of the innermost group
    week,   // a column for each day, from 0:00 to 24:00
    month,  // a column for each day of the month
    beside, // of no rows: a line for each box, a column for each kind of it
};

// The rows of one group, and of those within them, as on the paper form.
struct PageTable {
    base::Str name{}; // of grid `beside`, or empty
    form::GroupId rows;
    PageGrid grid = PageGrid::table;
    std::uint8_t unused = 0;
    std::uint16_t first_cell = 0; // in PlanSections::page_cells
    std::uint16_t cells = 0;
    // Of a week: day, begin and end; begin and end of what is done every day. Of a month: date and count.
    std::array<ItemId, 5> places{};
    std::uint16_t unused_too = 0;
};

// An item of a column of such a table: the first of a column is its value, the others stand below it. Of grid
// `beside`: the cells of a line, and then of the next.
struct PageCell {
    base::Str name;          // of the column
    base::Str over;          // of several columns beside one another; or empty. Of grid `beside`: of the line
    ItemId item;             // of grid `beside` perhaps none
    std::uint8_t begins = 0; // a column; of grid `beside`: a line
    std::uint8_t unused = 0;
};

// The page as a whole.
struct PageLook {
    bool landscape = false;
    bool all_choices = false; // each question with all its answers, as on paper
};

} // namespace renkei::mapping
