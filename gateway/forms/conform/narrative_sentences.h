// What the sentences of a narrative say against the document: answers that it does not hold, values that it
// denies, and values after a printed label and は.
#pragma once

#include "gateway/forms/conform/document_content.h"
#include "gateway/forms/form/form.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

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
