#include "gateway/forms/record/csv/nested_reader.h"

#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <cassert>

namespace renkei::record {

std::vector<form::GroupId> levels_of(const form::Form& form) {
    std::vector<form::GroupId> out{form::document_group};
    for (const form::GroupId g : form.groups().ids(1)) {
        if (form.groups()[g].kind == form::GroupKind::level) {
            out.push_back(g);
        }
    }
    std::ranges::stable_sort(out, {}, [&](form::GroupId g) { return form.groups()[g].depth; });
    return out;
}

NestedReader::NestedReader(const Columns& columns, const UnmappedContent& unmapped, ReadMode read_mode)
    : columns_(&columns),
      unmapped_(&unmapped),
      read_mode_(read_mode),
      width_finding_(columns),
      levels_(levels_of(columns.form())),
      line_values_(levels_.size()),
      open_(levels_.size()) {}

std::size_t NestedReader::level_of(form::GroupId group) const {
    const auto found = std::ranges::find(levels_, group);
    assert(found != levels_.end());
    return static_cast<std::size_t>(found - levels_.begin());
}

bool NestedReader::is_next_document(const csv::Record& line) const {
    if (!has_document_ || line.cells.size() < columns_->syntax().columns) {
        return false;
    }
    std::size_t next = 0;
    for (const form::Cell& cell : columns_->cells()) {
        const bool of_document = cell.kind == form::CellKind::item &&
                                 columns_->form().items()[cell.item].group == form::document_group;
        if (of_document && line.cells[cell.column - 1U].text != document_[next++]) {
            return true;
        }
    }
    return false;
}

bool NestedReader::has_width(const csv::Record& line, diag::Report& report) {
    if (line.cells.size() == columns_->syntax().columns) {
        return true;
    }
    report.add(width_finding_.of(line));
    return false;
}

void NestedReader::add(const csv::Record& line, Record& record, diag::Report& report) {
    if (!has_width(line, report)) {
        return;
    }
    diag::Report found;
    read_cells({line, record, *unmapped_, read_mode_, found});
    width_finding_.append(line, found, report);
    bool fresh = !has_document_;
    if (fresh) {
        has_document_ = true;
        fill(record, record.root(), line_values_[0]);
        open_[0] = &record.root();
        document_.clear();
        for (const form::Cell& cell : columns_->cells()) {
            if (cell.kind == form::CellKind::item &&
                record.form().items()[cell.item].group == form::document_group) {
                document_.emplace_back(line.cells[cell.column - 1U].text);
            }
        }
    }
    for (std::size_t level = 1; level < levels_.size(); ++level) {
        const bool more = !line_sets_.empty() ||
                          std::any_of(line_values_.begin() + static_cast<std::ptrdiff_t>(level),
                                      line_values_.end(), [](const auto& values) { return !values.empty(); });
        if (!more) {
            return; // the line only repeats what is above
        }
        if (fresh || open_[level] == nullptr || begins_row(record, level)) {
            open_[level] = &record.add_row(*open_[level - 1], levels_[level]);
            std::fill(open_.begin() + static_cast<std::ptrdiff_t>(level) + 1, open_.end(), nullptr);
            fresh = true;
        } else {
            report_later({line, record, *unmapped_, read_mode_, report}, level);
        }
        fill(record, *open_[level], line_values_[level]);
    }
    for (const form::Cell* const cell : line_sets_) {
        read_cell({line, record, *unmapped_, read_mode_, report}, *cell, *open_.back());
    }
}

void NestedReader::read_cells(const CellContext& context) {
    for (std::vector<CellValue>& values : line_values_) {
        values.clear();
    }
    line_sets_.clear();
    const form::Form& form = columns_->form();
    const auto is_read_already = [&](const form::Cell& cell) { // the document's: equal on all of its lines
        return has_document_ && cell.kind == form::CellKind::item &&
               form.items()[cell.item].group == form::document_group;
    };
    for (const form::Cell& cell : columns_->cells()) {
        const csv::Cell& source = context.source.cells[cell.column - 1U];
        if (is_read_already(cell)) {
            continue;
        }
        if (source.text.empty()) {
            read_empty(context, cell);
            continue;
        }
        if (cell.kind == form::CellKind::set) {
            line_sets_.push_back(&cell);
            continue;
        }
        if (cell.kind != form::CellKind::item) {
            context.report.add(diag::message::loss_unmapped, csv::where(context.source, cell.column),
                               {column_pointer(cell.column)});
            continue;
        }
        const form::Item& item = form.items()[cell.item];
        if (const std::string_view text = read_text(context, cell.column, item, source.text); !text.empty()) {
            line_values_[level_of(item.group)].push_back(
                {cell.item, text, static_cast<std::uint32_t>(source.offset), cell.column});
        }
    }
}

// A line of the innermost level is a row of its own. Further out, another key begins a row, and so does the
// same key with another text.
bool NestedReader::begins_row(const Record& record, std::size_t level) const {
    if (level + 1 == levels_.size()) {
        return true;
    }
    const form::Form& form = record.form();
    const std::span<const form::ItemId> keys = form.level_keys(form.groups()[levels_[level]]);
    return std::ranges::any_of(line_values_[level], [&](const CellValue& cell) {
        const std::string_view open = record.value(*open_[level], form.items()[cell.item]).text();
        const bool is_key = std::ranges::find(keys, cell.item) != keys.end();
        return open != cell.text && (is_key || !open.empty());
    });
}

// Values of a row that stand on one of its lines, and not on the first.
void NestedReader::report_later(const CellContext& context, std::size_t level) const {
    const form::Form& form = context.record.form();
    for (const CellValue& value : line_values_[level]) {
        const form::Item& item = form.items()[value.item];
        if (!context.record.value(*open_[level], item).empty()) {
            continue;
        }
        diag::Finding& finding =
            context.report.add(diag::message::cell_later_line, csv::where(context.source, value.column),
                               {std::string(form.text(form.groups()[levels_[level]].name))});
        finding.item = form.text(item.id);
        finding.name = form.text(item.name);
        finding.value = value.text;
    }
}

void NestedReader::fill(Record& record, Row& row, const std::vector<CellValue>& values) const {
    for (const CellValue& cell : values) {
        record.set(row, record.form().items()[cell.item], cell.text, cell.offset);
    }
}

} // namespace renkei::record
