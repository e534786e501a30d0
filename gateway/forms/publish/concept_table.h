// Which items of which forms ask the same thing, with the codes that others have for it: for people who
// review concepts.yaml, and for programs that ask across forms.
#pragma once

#include "gateway/forms/publish/loaded_form.h"

namespace renkei::publish {

struct AskingItem {
    std::string form;
    std::string item;
    std::string name; // as printed on the form
};

struct ConceptRow {
    form::Concept asked;
    std::vector<AskingItem> items; // by form; of several versions of a form the newest
};

// In the order of concepts.yaml; empty: there is no such file.
std::vector<ConceptRow> concept_table(const LoadedForms& forms);

} // namespace renkei::publish
