#include "gateway/forms/record/value/unmapped_content.h"

#include <algorithm>
#include <charconv>

namespace renkei::record {
namespace {

constexpr std::string_view column_word = "column/";

form::ItemId item_of(const form::Form& form, form::GroupId group, std::string_view name) {
    if (group == form::none) {
        return form::none;
    }
    return form.item(std::string(form.text(form.groups()[group].id)) + "." + std::string(name))
        .value_or(form::none);
}

void set_copy(Record& record, Row& row, form::ItemId item, std::string_view text, std::uint32_t offset = 0) {
    record.set(row, record.form().items()[item], record.arena().keep(text), offset);
}

} // namespace

UnmappedContent::UnmappedContent(const form::Form& form)
    : carried(form.about().carried_group),
      carried_pointer(item_of(form, carried, "pointer")),
      carried_value(item_of(form, carried, "value")),
      absent(form.about().absent_group),
      absent_pointer(item_of(form, absent, "pointer")),
      absent_reason(item_of(form, absent, "reason")),
      absent_note(item_of(form, absent, "note")),
      blank(form.about().blank_group),
      blank_item(item_of(form, blank, "item")),
      blank_rows(item_of(form, blank, "rows")) {}

void carry(Record& record, const UnmappedContent& unmapped, std::string_view pointer, std::string_view value,
           std::uint32_t offset) {
    Row& row = record.add_row(record.root(), unmapped.carried);
    set_copy(record, row, unmapped.carried_pointer, pointer, offset);
    set_copy(record, row, unmapped.carried_value, value, offset);
}

std::string item_code(const form::Form& form, const form::Item& item) {
    return std::string(form.id()) + "." + std::string(form.text(item.id));
}

void mark_blank(Record& record, const UnmappedContent& unmapped, const form::Item& item,
                std::string_view rows) {
    Row& row = record.add_row(record.root(), unmapped.blank);
    set_copy(record, row, unmapped.blank_item, item_code(record.form(), item));
    set_copy(record, row, unmapped.blank_rows, rows);
}

bool is_blank(const Record& record, const UnmappedContent& unmapped, const form::Item& item,
              std::string_view rows) {
    if (unmapped.blank == form::none) {
        return false;
    }
    const form::Form& form = record.form();
    const Rows& all = record.rows(record.root(), unmapped.blank);
    const std::string code = item_code(form, item);
    return std::ranges::any_of(all, [&](const Row* row) {
        return record.value(*row, form.items()[unmapped.blank_item]).text() == code &&
               record.value(*row, form.items()[unmapped.blank_rows]).text() == rows;
    });
}

void BlankBoxes::collect(const Record& record, const UnmappedContent& unmapped) {
    boxes_.clear();
    if (unmapped.blank == form::none) {
        return;
    }
    const form::Form& form = record.form();
    for (const Row* row : record.rows(record.root(), unmapped.blank)) {
        boxes_.emplace_back(record.value(*row, form.items()[unmapped.blank_item]).text(),
                            record.value(*row, form.items()[unmapped.blank_rows]).text());
    }
    std::ranges::sort(boxes_);
}

bool BlankBoxes::has(const form::Form& form, const form::Item& item, std::string_view rows) const {
    return !boxes_.empty() && std::ranges::binary_search(boxes_, Box(item_code(form, item), rows));
}

const Row* row_at(const Record& record, form::GroupId group, std::string_view indices) {
    std::vector<form::GroupId> path; // from the group up to below the document
    for (form::GroupId at = group; at != form::document_group; at = record.form().groups()[at].parent) {
        path.push_back(at);
    }
    const Row* row = &record.root();
    const char* next = indices.data();
    const char* const end = indices.data() + indices.size();
    for (auto step = path.rbegin(); step != path.rend(); ++step) {
        std::uint32_t index = 0;
        const auto [stop, wrong] = std::from_chars(next, end, index);
        const Rows& rows = record.rows(*row, *step);
        if (wrong != std::errc{} || index >= rows.count) {
            return nullptr;
        }
        row = rows.rows[index];
        next = stop == end ? end : stop + 1;
    }
    return row_indices(*row) == indices ? row : nullptr; // written in one way only
}

std::string row_indices(const Row& row) {
    std::string out;
    for (const Row* at = &row; at->parent != nullptr; at = at->parent) {
        out = std::to_string(at->index) + (out.empty() ? "" : ".") + out;
    }
    return out;
}

std::string column_pointer(std::uint32_t column) { return std::string(column_word) + std::to_string(column); }

std::uint32_t column_of_pointer(std::string_view pointer) {
    if (!pointer.starts_with(column_word)) {
        return 0;
    }
    std::uint32_t out = 0;
    const char* const end = pointer.data() + pointer.size();
    const auto [stop, wrong] = std::from_chars(pointer.data() + column_word.size(), end, out);
    return wrong == std::errc{} && stop == end ? out : 0;
}

} // namespace renkei::record
