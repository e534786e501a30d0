#include "gateway/forms/transfer/transfer_rows.h"

#include "gateway/forms/mapping/match/qualifier_answers.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::transfer {
namespace {

void collect(const Form& form, const Row& at, form::GroupId group, std::vector<const Row*>& out) {
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

bool is_said_by(const Transfer& transfer, const TransferAny& any, const record::Record& foreign,
                const Row& row) {
    return withheld_by(transfer, Direction::in, foreign, row) == nullptr &&
           holds(any.when, Direction::in, foreign, row);
}

} // namespace

std::vector<const Row*> rows_of(const record::Record& record, form::GroupId group) {
    return rows_below(record, record.root(), group);
}

std::vector<const Row*> rows_below(const record::Record& record, const Row& row, form::GroupId group) {
    std::vector<const Row*> out;
    collect(record.form(), row, group, out);
    return out;
}

std::string path_of(const Form& form, const Row& row, const form::Item& item) {
    const std::string above = path_of(form, row);
    const std::string_view id = form.text(item.id);
    const std::string_view group = form.text(form.groups()[row.group].id);
    if (above.empty() || id == group) {
        return above;
    }
    return above + "." + std::string(id.substr(std::min(group.size() + 1, id.size())));
}

bool is_answer(const TransferTest& test, std::string_view text) {
    const bool is_it =
        test.like ? test.like->matches(text) : std::ranges::find(test.values, text) != test.values.end();
    return is_it == test.is_wanted;
}

bool holds(std::span<const TransferTest> tests, Direction way, const record::Record& record, const Row& row) {
    return std::ranges::all_of(tests, [&](const TransferTest& test) {
        if (test.way != way) {
            return true;
        }
        if (test.without != form::document_group) {
            return rows_of(record, test.without).empty();
        }
        const form::Item& asked = record.form().items()[test.item];
        std::string_view text =
            record.value(asked.group == form::document_group ? record.root() : row, asked).text();
        if (test.until) {
            const form::Item& day = record.form().items()[*test.until];
            return !mapping::is_earlier_day(record.value(record.root(), day).text(), text);
        }
        if (test.wording != nullptr && !text.empty()) {
            text = form::name_of(test.wording->of_text(text));
        }
        return is_answer(test, text);
    });
}

const TransferTest* withheld_by(const Transfer& transfer, Direction way, const record::Record& record,
                                const Row& row) {
    for (const TransferTest& test : transfer.withheld) {
        const bool is_asked = way == Direction::in && transfer.foreign->items()[test.item].group == row.group;
        if (is_asked && holds(std::span(&test, 1), way, record, row)) {
            return &test;
        }
    }
    return nullptr;
}

std::set<form::ItemId> items_asked_for(const Transfer& transfer, Direction way) {
    std::set<form::ItemId> out;
    const auto add = [&](std::span<const TransferTest> when) {
        for (const TransferTest& test : when) {
            if (test.way == way && test.is_wanted && test.without == form::document_group) {
                out.insert(test.item);
            }
        }
    };
    for (const TransferRow& row : transfer.rows) {
        if (!row.goes_in(way)) {
            continue;
        }
        out.insert(row.from(way));
        add(row.when);
        for (const TransferText& text : row.texts) {
            add(text.when);
            for (const TransferText::Part& part : text.parts) {
                out.insert(part.item);
            }
        }
    }
    for (const TransferAny& any : transfer.any) {
        add(any.when);
        if (way == Direction::out) {
            out.insert(any.ours);
        }
    }
    return out;
}

bool exists(const Transfer& transfer, const TransferAny& any, const record::Record& foreign) {
    const auto says = [&](const Row* each) { return is_said_by(transfer, any, foreign, *each); };
    const std::vector<const Row*> rows = rows_of(foreign, any.group);
    return (any.all ? !rows.empty() && std::ranges::all_of(rows, says) : std::ranges::any_of(rows, says)) &&
           std::ranges::all_of(any.without,
                               [&](form::GroupId other) { return rows_of(foreign, other).empty(); });
}

std::vector<std::pair<const Row*, form::ItemId>>
texts_read_so(const Transfer& transfer, const TransferAny& any, const record::Record& foreign) {
    std::vector<std::pair<const Row*, form::ItemId>> out;
    for (const Row* each : rows_of(foreign, any.group)) {
        for (const TransferTest& test : any.when) {
            const form::Item& item = foreign.form().items()[test.item];
            const bool is_asked = test.wording != nullptr && test.is_wanted && item.group == each->group;
            if (is_asked && test.wording->of_text(foreign.value(*each, item).text()) != nullptr &&
                is_said_by(transfer, any, foreign, *each)) {
                out.emplace_back(each, test.item);
            }
        }
    }
    return out;
}

const TransferTest* excluded_by(const Transfer& transfer, Direction way, const record::Record& record,
                                const record::Row& row) {
    const form::Form& form = transfer.from(way);
    const auto is_of_row = [&](form::ItemId item) { return form.items()[item].group == row.group; };
    const auto excludes = [&](const TransferTest& test) {
        const bool lists_values =
            !test.is_wanted && test.wording == nullptr && test.like == nullptr && !test.until;
        return test.way == way && lists_values && test.item != form::ItemId(form::none) &&
               is_of_row(test.item) && !record.value(row, form.items()[test.item]).empty() &&
               !holds(std::span(&test, 1), way, record, row);
    };
    if (row.group == form::document_group) {
        return nullptr;
    }
    for (const TransferRow& each : transfer.rows) {
        if (!each.goes_in(way) || !is_of_row(each.from(way))) {
            continue;
        }
        const auto found = std::ranges::find_if(each.when, [&](const TransferTest& test) {
            return test.item != each.from(way) && excludes(test);
        });
        if (found != each.when.end()) {
            return &*found;
        }
    }
    return nullptr;
}

} // namespace renkei::transfer
