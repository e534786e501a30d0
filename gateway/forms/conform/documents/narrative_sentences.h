// What the sentences of a narrative say against the document: answers that it does not hold, values that it
// denies, and values after a printed label and は.
#pragma once

#include "gateway/forms/conform/documents/document_content.h"
#include "gateway/forms/form/form.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

// A row of a table, a term of a <dl> with its descriptions, or a block (paragraph, list item, heading) as one
// cell. Where an inline element (<b>, <span>) or a block inside of a cell begins or ends, the text has an
// inline_boundary.
struct NarrativeRow {
    std::vector<std::string> cells{};
};
inline constexpr char inline_boundary = '\x1F';

// The rows of a Narrative.div, as far as it is well-formed XML. Rows without text are left out.
std::vector<NarrativeRow> narrative_rows(std::string_view div);

struct Statement {
    std::string label{}; // folded (text/fold.h)
    std::string value{}; // as written
};

// The text cut at commas, full stops and line breaks.
std::vector<std::string_view> clauses_of(std::string_view text);

// A label stands in the cell before its value, at the head of its column, or before a colon or an inline
// boundary in the same text; there the value ends at a comma or full stop. `labels`: the known ones, folded.
std::vector<Statement> statements_of(const std::vector<NarrativeRow>& rows,
                                     const std::set<std::string>& labels);

struct PrintedAnswer {
    std::string folded;
    std::string_view shown; // in the form
};

struct PrintedList {
    std::vector<PrintedAnswer> answers{};
    std::vector<std::string> labels{}; // of the items with this list, folded
};

struct FormWords {
    base::IdVector<form::ListId, PrintedList> lists{};
    std::set<std::string> labels{}; // of all items, folded
};

FormWords words_of(const form::Form& form); // views of the form

// What our own narratives of the record state. Labels are folded (text/fold.h).
struct StatedValues {
    const FormWords& words;
    std::map<std::string, std::vector<std::string>> values{}; // by label
    std::set<std::string> labels{};                           // of all items
    std::set<std::string> headings{};
};

struct Contradiction {
    std::string said;
    std::string stated; // what the document states; empty: nothing of the kind
};

// "アレルギーはありません", "そばアレルギーなし": a clause that denies a stated value, or a label all of
// whose values say that there is something.
std::optional<Contradiction> denial_in(const StatedValues& stated, const DocumentContent& content,
                                       std::string_view clause);
// "体重は80kgです": a clause with a label, は and another number, date or answer than the stated one.
std::optional<Contradiction> other_value_in(const StatedValues& stated, std::string_view clause);
// "要介護５と認定された": an answer of a code list that the document does not hold. Looked for are answers
// with a digit, and those whose item is named in the same text.
std::optional<Contradiction> other_answer_in(const StatedValues& stated, const DocumentContent& content,
                                             std::string_view text);

} // namespace renkei::conform
