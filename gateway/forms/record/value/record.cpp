#include "gateway/forms/record/value/record.h"

#include <cassert>

namespace renkei::record {
namespace {

std::size_t words(std::size_t bits) { return (bits + 63) / 64; }

void number_rows_of(const form::Form& form, Row& row, std::uint32_t* counts) {
    const form::Group& group = form.groups()[row.group];
    for (std::uint16_t g = 0; g < group.groups; ++g) {
        Rows& rows = row.groups[g];
        for (std::uint32_t i = 0; i < rows.count; ++i) {
            rows.rows[i]->index = i;
            rows.rows[i]->number = counts[rows.rows[i]->group.value]++;
            number_rows_of(form, *rows.rows[i], counts);
        }
    }
}

bool prune_row(const form::Form& form, Row& row) {
    bool went = false;
    const form::Group& group = form.groups()[row.group];
    for (std::uint16_t g = 0; g < group.groups; ++g) {
        Rows& rows = row.groups[g];
        std::uint32_t kept = 0;
        for (std::uint32_t i = 0; i < rows.count; ++i) {
            went |= prune_row(form, *rows.rows[i]);
            if (!is_empty_row(form, *rows.rows[i])) {
                rows.rows[kept++] = rows.rows[i];
            }
        }
        went |= kept != rows.count;
        rows.count = kept;
    }
    return went;
}

bool equal_rows(const form::Form& form, const Row& a, const Row& b) {
    const form::Group& group = form.groups()[a.group];
    for (std::uint16_t i = 0; i < group.items; ++i) {
        const ItemValue& x = a.values[i];
        const ItemValue& y = b.values[i];
        if (x.text() != y.text() || (x.absent == nullptr) != (y.absent == nullptr) ||
            (x.absent != nullptr && !(*x.absent == *y.absent))) {
            return false;
        }
    }
    for (std::uint16_t g = 0; g < group.groups; ++g) {
        if (a.groups[g].count != b.groups[g].count) {
            return false;
        }
        for (std::uint32_t i = 0; i < a.groups[g].count; ++i) {
            if (!equal_rows(form, *a.groups[g].rows[i], *b.groups[g].rows[i])) {
                return false;
            }
        }
    }
    return true;
}

void append_line_text(std::string& out, std::string_view text) {
    if (text.find('\n') == std::string_view::npos && text.find('\\') == std::string_view::npos) {
        out += text;
        return;
    }
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\n' || text[at] == '\\') {
            out.append(text, from, at - from);
            out += text[at] == '\n' ? "\\n" : "\\\\";
            from = at + 1;
        }
    }
    out.append(text, from);
}

// Items and groups of a row in the form's order, which is the order of the item table.
void print(const form::Form& form, const Row& row, const std::string& prefix, std::size_t cut,
           std::string& out) {
    for (const form::Item& item : form.items()) {
        if (item.group != row.group || !row.has(item.slot)) {
            continue;
        }
        out += prefix;
        out += form.text(item.id).substr(cut);
        out += " = ";
        const ItemValue& value = row.values[item.slot];
        if (value.absent != nullptr) {
            out += "!" + std::string(value.absent->reason) + " ";
            append_line_text(out, value.absent->note);
        } else {
            append_line_text(out, value.text());
        }
        out += '\n';
    }
    for (const form::GroupId g : form.groups().ids(1)) {
        const form::Group& group = form.groups()[g];
        if (group.parent != row.group || g == row.group) {
            continue;
        }
        const Rows& rows = row.groups[group.slot];
        for (std::uint32_t i = 0; i < rows.count; ++i) {
            const std::string_view id = form.text(group.id);
            const std::string here =
                prefix + std::string(id.substr(std::min(cut, id.size()))) + "[" + std::to_string(i) + "]";
            if (is_empty_row(form, *rows.rows[i])) {
                out += here + "\n";
            }
            print(form, *rows.rows[i], here, id.size(), out);
        }
    }
}

} // namespace

void Record::clear() {
    arena_.reset();
    counts_ = arena_.array<std::uint32_t>(form_->groups().size());
    root_ = &make_row(form::document_group, nullptr);
}

void Record::clear(const form::Form& form) {
    form_ = &form;
    clear();
}

Row& Record::make_row(form::GroupId group, Row* parent) {
    const form::Group& about = form_->groups()[group];
    Row* row = arena_.array<Row>(1);
    row->values = arena_.array<ItemValue>(about.items);
    row->present = arena_.array<std::uint64_t>(words(about.items));
    row->groups = arena_.array<Rows>(about.groups);
    row->parent = parent;
    row->group = group;
    return *row;
}

Row& Record::add_row(Row& parent, form::GroupId group) {
    assert(form_->groups()[group].parent == parent.group);
    Rows& rows = parent.groups[form_->groups()[group].slot];
    if (rows.count == rows.capacity) {
        const std::uint32_t capacity = rows.capacity == 0 ? 4 : rows.capacity * 2;
        Row** grown = arena_.array<Row*>(capacity);
        std::copy(rows.rows, rows.rows + rows.count, grown);
        rows.rows = grown;
        rows.capacity = capacity;
    }
    Row& row = make_row(group, &parent);
    row.index = rows.count;
    rows.rows[rows.count++] = &row;
    return row;
}

void Record::remove_last_row(Row& parent, form::GroupId group) {
    Rows& rows = parent.groups[form_->groups()[group].slot];
    assert(rows.count > 0);
    --rows.count;
}

void Record::set(Row& row, const form::Item& item, std::string_view text, std::uint32_t offset) {
    assert(item.group == row.group);
    if (text.empty()) {
        return;
    }
    row.values[item.slot] = {text.data(), static_cast<std::uint32_t>(text.size()), offset, nullptr};
    row.present[item.slot / 64] |= std::uint64_t{1} << (item.slot % 64);
}

void Record::set_absent(Row& row, const form::Item& item, Absent absent, std::uint32_t offset) {
    assert(item.group == row.group);
    Absent* kept = arena_.array<Absent>(1);
    *kept = absent;
    row.values[item.slot] = {nullptr, 0, offset, kept};
    row.present[item.slot / 64] |= std::uint64_t{1} << (item.slot % 64);
}

void Record::unset(Row& row, const form::Item& item) {
    row.values[item.slot] = {};
    row.present[item.slot / 64] &= ~(std::uint64_t{1} << (item.slot % 64));
}

const ItemValue& Record::common_value(const form::Item& item) const {
    static const ItemValue nothing{};
    if (item.group == form::document_group) {
        return value(*root_, item);
    }
    const Rows& all = rows(*root_, item.group);
    const bool are_alike = std::all_of(all.begin(), all.end(), [&](const Row* row) {
        return value(*row, item).text() == value(**all.begin(), item).text();
    });
    return are_alike && all.begin() != all.end() ? value(**all.begin(), item) : nothing;
}

void Record::number_rows() {
    std::fill(counts_, counts_ + form_->groups().size(), 0U);
    counts_[form::document_group.value] = 1;
    number_rows_of(*form_, *root_, counts_);
}

bool Record::prune() { return prune_row(*form_, *root_); }

bool equal(const Record& a, const Record& b) {
    return &a.form() == &b.form() && equal_rows(a.form(), a.root(), b.root());
}

std::string canonical_text(const Record& record) {
    constexpr std::size_t usual_size = 4096; // a filled form seldom exceeds it
    std::string out;
    out.reserve(usual_size);
    print(record.form(), record.root(), "", 0, out);
    return out;
}

} // namespace renkei::record
