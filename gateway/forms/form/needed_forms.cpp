#include "gateway/forms/form/needed_forms.h"

#include "gateway/core/text/words.h"

namespace renkei::form {

std::vector<std::string_view> forms_of_need(std::string_view need) {
    std::vector<std::string_view> out;
    while (!need.empty()) {
        out.push_back(text::trim(text::next_part(need, '|')));
    }
    return out;
}

} // namespace renkei::form
