#include "gateway/forms/entry/box_names.h"

#include "gateway/forms/record/value/losses.h"

#include <algorithm>

namespace renkei::entry {

using form::Form;
using form::GroupId;
using form::Item;
using record::Row;

namespace {

std::string_view below(std::string_view id, std::string_view above) {
    return above.empty() ? id : id.substr(above.size() + 1);
}

std::string_view group_step(const Form& form, GroupId group) {
    const form::Group& it = form.groups()[group];
    return below(form.text(it.id), form.text(form.groups()[it.parent].id));
}

} // namespace

std::string step_of(const std::string& row, std::string_view step) {
    return (row.size() == box_prefix.size() ? row : row + ".") + std::string(step);
}

std::string name_in(const Form& form, const std::string& row, const Item& item) {
    const form::Group& group = form.groups()[item.group];
    return group.kind == form::GroupKind::codes
               ? step_of(row, group_step(form, item.group))
               : step_of(row, below(form.text(item.id), form.text(group.id)));
}

std::string numbered(const std::string& rows, std::size_t index) {
    return rows + "[" + std::to_string(index) + "]";
}

std::string rows_in(const Form& form, const std::string& row, GroupId group) {
    return step_of(row, group_step(form, group));
}

std::string row_name(const Form& form, const Row& row) {
    return std::string(box_prefix) + record::row_path(form, row);
}

std::string box_name(const Form& form, const Row& row, const Item& item) {
    return name_in(form, row_name(form, row), item);
}

bool is_asked(const Form& form, form::ItemId item) {
    const Item& it = form.items()[item];
    const bool is_apart = it.only_in != 0 && form.syntaxes()[it.only_in - 1U].kind != form::SyntaxKind::json;
    return !is_apart && it.literal.empty() && item != form.about().version_item &&
           item != form.about().mark_item && is_asked(form, it.group);
}

bool is_asked(const Form& form, GroupId group) {
    const form::FormHeader& about = form.about();
    return group != about.blank_group && group != about.absent_group;
}

// "f.opinion.diagnoses[0].name" → "/opinion/diagnoses/0/name"
std::string pointer_of(std::string_view box) {
    std::string out = "/";
    for (const char c : box.substr(box_prefix.size())) {
        if (c == '.' || c == '[') {
            out += '/';
        } else if (c != ']') {
            out += c;
        }
    }
    return out;
}

std::string box_of_pointer(std::string_view pointer) {
    std::string out(box_prefix);
    while (!pointer.empty()) {
        const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
        const std::string_view step = pointer.substr(1, end - 1);
        const bool is_row = !step.empty() && step.find_first_not_of("0123456789") == std::string_view::npos;
        out += is_row ? "[" + std::string(step) + "]"
                      : (out.size() == box_prefix.size() ? "" : ".") + std::string(step);
        pointer.remove_prefix(end);
    }
    return out;
}

} // namespace renkei::entry
