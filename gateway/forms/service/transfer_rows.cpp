#include "gateway/forms/service/transfer_rows.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::service {
namespace {

using model::Form;
using model::Row;

void collect(const Form& form, const Row& at, std::uint16_t group, std::vector<const Row*>& out) {
    if (at.group == group) {
        out.push_back(&at);
        return;
    }
    for (std::uint16_t slot = 0; slot < form.groups()[at.group].groups; ++slot) {
        for (const Row* below : at.groups[slot]) {
            collect(form, *below, group, out);
        }
    }
}

// "diagnoses[1].codes[0]" of a row; empty for the document.
std::string path_of(const Form& form, const Row& row) {
    if (row.parent == nullptr) {
        return {};
    }
    const std::string_view id = form.text(form.groups()[row.group].id);
    const std::string above = path_of(form, *row.parent);
    const std::string_view id_above = form.text(form.groups()[row.parent->group].id);
    const std::string_view own = above.empty() ? id : id.substr(std::min(id_above.size() + 1, id.size()));
    return fmt::format("{}{}{}[{}]", above, above.empty() ? "" : ".", own, row.index);
}

} // namespace

std::vector<const Row*> rows_of(const model::Record& record, std::uint16_t group) {
    std::vector<const Row*> out;
    collect(record.form(), record.root(), group, out);
    return out;
}

std::string path_of(const Form& form, const Row& row, const model::Item& item) {
    const std::string above = path_of(form, row);
    const std::string_view id = form.text(item.id);
    const std::string_view group = form.text(form.groups()[row.group].id);
    if (above.empty() || id == group) {
        return above;
    }
    return above + "." + std::string(id.substr(std::min(group.size() + 1, id.size())));
}

bool holds(std::span<const mapping::TransferTest> tests, mapping::Direction way, const model::Record& record,
           const Row& row) {
    return std::ranges::all_of(tests, [&](const mapping::TransferTest& test) {
        if (test.way != way) {
            return true;
        }
        const model::Item& asked = record.form().items()[test.item];
        const std::string_view text = record.value(asked.group == 0 ? record.root() : row, asked).text();
        return (std::ranges::find(test.values, text) != test.values.end()) == test.is_wanted;
    });
}

const mapping::TransferTest* withheld_by(const mapping::Transfer& transfer, mapping::Direction way,
                                         const model::Record& record, const Row& row) {
    for (const mapping::TransferTest& test : transfer.withheld) {
        const bool is_asked =
            way == mapping::Direction::in && transfer.foreign->items()[test.item].group == row.group;
        if (is_asked && holds(std::span(&test, 1), way, record, row)) {
            return &test;
        }
    }
    return nullptr;
}

} // namespace renkei::service
