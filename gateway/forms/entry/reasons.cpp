// Why boxes have no value, where the box itself does not say it.
#include "gateway/forms/entry/filled_form.h"
#include "gateway/forms/record/value/unmapped_content.h"

#include <fmt/format.h>

#include <map>

namespace renkei::entry {

using form::GroupId;
using form::Item;
using record::Row;

namespace {

constexpr std::size_t most_reasons = 500;

} // namespace

std::string reasons_name(const form::Form& form) {
    return std::string(box_prefix) + std::string(form.text(form.groups()[form.about().absent_group].id));
}

void FilledForm::read_reasons() {
    const record::UnmappedContent parts(form_);
    const form::ListId list = form_.about().absent_list;
    if (list == form::none || !has_row(reasons_name(form_) + "[")) {
        return;
    }
    std::map<std::string, std::pair<Row*, const Item*>, std::less<>> boxes;
    each_row([&](Row& row, const std::string& name) {
        for (const Item& item : form_.items()) {
            const form::Group& group = form_.groups()[item.group];
            const bool is_of_codes = group.kind == form::GroupKind::codes && group.parent == row.group;
            if (!item.is(form::reason_apart) && (item.group == row.group || is_of_codes)) {
                boxes.try_emplace(name_in(form_, name, item), &row, &item);
            }
        }
    });
    const std::string rows = reasons_name(form_);
    std::size_t kept = 0; // rows that stay, behind those that boxes say
    std::vector<std::pair<std::size_t, std::pair<std::string_view, std::string_view>>> wrong_rows;
    for (std::size_t i = 0; i < most_reasons && has_row(numbered(rows, i) + "."); ++i) {
        const auto name = [&](std::string_view part) { return step_of(numbered(rows, i), part); };
        const auto part = [&](std::string_view of) { return record_.arena().keep(take_field(name(of))); };
        const std::string_view item = part("item");
        const record::Absent absent{part("reason"), part("note")};
        bool is_wrong = false;
        const auto wrong = [&](std::string_view of, std::string_view why) {
            is_wrong = true;
            wrong_rows.push_back({kept, {of, why}});
        };
        const auto found = boxes.find(item);
        const bool is_set = found != boxes.end();
        if (item.empty() && absent.reason.empty() && absent.note.empty()) {
            continue;
        }
        if (item.empty() || absent.reason.empty()) {
            wrong(item.empty() ? "item" : "reason", "欄とその理由の両方を選んでください");
        } else if (form_.row_of_form_code(form_.lists()[list], absent.reason) == form::none) {
            wrong("reason", "一覧から選んでください");
        }
        const bool is_of_codes = is_set && found->second.second->group != found->second.first->group;
        if (is_set && (is_of_codes ? record_.rows(*found->second.first, found->second.second->group).count > 0
                                   : !record_.value(*found->second.first, *found->second.second).empty())) {
            wrong("item", "この欄には値があります。値か理由のどちらかを消してください");
        }
        if (is_wrong || !is_set) {
            ++kept;
            Row& row = record_.add_row(record_.root(), parts.absent);
            record_.set(row, form_.items()[parts.absent_pointer],
                        item.starts_with(box_prefix) ? record_.arena().keep(pointer_of(item)) : item);
            record_.set(row, form_.items()[parts.absent_reason], absent.reason);
            record_.set(row, form_.items()[parts.absent_note], absent.note);
            continue;
        }
        auto& [row, of] = found->second;
        Row& place = is_of_codes ? record_.add_row(*row, of->group) : *row;
        record_.set_absent(place, *of, absent);
    }
    const std::size_t before = reasons().size() - kept;
    for (const auto& [row, error] : wrong_rows) {
        errors_.emplace(step_of(numbered(rows, before + row), error.first), error.second);
    }
}

std::vector<Reason> FilledForm::reasons() const {
    std::vector<Reason> out;
    each_row([&](const Row& row, const std::string& name) {
        for (const Item& item : form_.items()) {
            const record::Absent* const absent =
                item.group == row.group ? record_.value(row, item).absent : nullptr;
            if (absent != nullptr && !(has_long_list(form_, item) && absent->note.empty())) {
                out.push_back(
                    {name_in(form_, name, item), std::string(absent->reason), std::string(absent->note)});
            }
        }
    });
    const record::UnmappedContent parts(form_);
    if (parts.absent != form::none) {
        for (const Row* row : record_.rows(record_.root(), parts.absent)) {
            const auto text = [&](form::ItemId item) {
                return std::string(record_.value(*row, form_.items()[item]).text());
            };
            out.push_back({box_of_pointer(text(parts.absent_pointer)), text(parts.absent_reason),
                           text(parts.absent_note)});
        }
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> FilledForm::places() const {
    std::vector<std::pair<std::string, std::string>> out;
    const GroupId carried = form_.about().carried_group;
    each_row([&](const Row& row, const std::string& name) {
        const bool is_of_codes =
            form_.groups()[row.group].kind == form::GroupKind::codes || row.group == carried;
        const auto named = [&](form::Str words) {
            const std::string_view rows = form_.text(form_.groups()[row.group].name);
            return (row.parent == nullptr ? std::string() : fmt::format("{} {}：", rows, row.index + 1)) +
                   std::string(form_.text(words));
        };
        for (const form::ItemId id : form_.items().ids()) {
            const Item& item = form_.items()[id];
            const form::Group& group = form_.groups()[item.group];
            const bool is_codes = group.kind == form::GroupKind::codes && group.parent == row.group;
            if (!is_of_codes && is_asked(form_, id) && (item.group == row.group || is_codes)) {
                out.emplace_back(name_in(form_, name, item), named(item.name));
            }
        }
        for (const GroupId group : form_.groups().ids()) {
            const form::Group& it = form_.groups()[group];
            if (group != form::document_group && it.parent == row.group && is_asked(form_, group) &&
                it.kind != form::GroupKind::codes && group != carried) {
                out.emplace_back(rows_in(form_, name, group), named(it.name));
            }
        }
    });
    return out;
}

} // namespace renkei::entry
