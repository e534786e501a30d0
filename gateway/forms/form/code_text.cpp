#include "gateway/forms/form/code_text.h"

#include <algorithm>

namespace renkei::form {

const CodeRow* row_of_code(const Form& form, ListId list, std::string_view code) {
    const CodeRowId row = list == none ? CodeRowId() : form.row_of_form_code(form.lists()[list], code);
    return row == none ? nullptr : &form.rows(form.lists()[list])[row];
}

std::string_view text_of_code(const Form& form, ListId list, std::string_view code) {
    const CodeRow* const row = row_of_code(form, list, code);
    return row == nullptr ? code : form.text(row->display);
}

bool means_no_value(const Form& form, const Item& item, std::string_view code) {
    const CodeRow* const row = row_of_code(form, item.list, code);
    return row != nullptr && !row->absent.empty();
}

const Format* format_of(const Form& form, const Item& item) {
    if (item.format.empty()) {
        return nullptr;
    }
    const auto found = std::ranges::find(form.formats(), item.format, &Format::name);
    return found == form.formats().end() ? nullptr : &*found;
}

std::string_view words_of_beginning(const Form& form, const Item& item, std::string_view text) {
    const Format* const format = format_of(form, item);
    if (format == nullptr || format->begins == none) {
        return {};
    }
    const auto rows = form.rows(form.lists()[format->begins]);
    const CodeRow* longest = nullptr; // d4500 is d450, and more; d410-429 is a block of its own
    for (const CodeRow& each : rows) {
        const std::string_view code = form.text(each.form);
        if (text.starts_with(code) && !text.substr(code.size()).starts_with('-') &&
            (longest == nullptr || code.size() > form.text(longest->form).size())) {
            longest = &each;
        }
    }
    return longest == nullptr ? std::string_view() : form.text(longest->display);
}

} // namespace renkei::form
