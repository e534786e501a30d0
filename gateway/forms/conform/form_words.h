// The printed words of a form, folded (text/width_folding.h) once: for comparisons with all of them.
#pragma once

#include "gateway/forms/form/form.h"

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

} // namespace renkei::conform
