#include "gateway/forms/conform/form_words.h"

#include "gateway/core/text/width_folding.h"

namespace renkei::conform {

FormWords words_of(const form::Form& form) {
    FormWords out;
    for (const form::CodeList& list : form.lists()) {
        out.lists.emplace_back();
        PrintedList& printed = out.lists.back();
        for (const form::CodeRow& row : form.rows(list)) {
            const std::string_view shown = form.text(row.display);
            printed.answers.push_back({text::fold(shown), shown});
        }
    }
    for (const form::Item& item : form.items()) {
        const auto label = out.labels.insert(text::fold(form.text(item.name))).first;
        if (item.list != form::none) {
            out.lists[item.list].labels.push_back(*label);
        }
    }
    out.labels.erase(std::string());
    return out;
}

} // namespace renkei::conform
