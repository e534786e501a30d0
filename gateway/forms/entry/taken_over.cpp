// Texts that a form was begun with, until each is confirmed.
#include "gateway/forms/entry/filled_form.h"
#include "gateway/forms/transfer/transfer_rows.h"

#include <algorithm>

namespace renkei::entry {

using form::Item;
using record::Row;

namespace {

constexpr std::string_view unconfirmed =
    "元の文書から引き継いだ値です。確かめて「この内容でよい」に印をつけるか、直してください";

} // namespace

// Gives a field that no page has.
std::string FilledForm::read_taken_over(const Fields& typed) {
    for (const auto& [name, text] : typed) {
        if (name.starts_with(taken_over_prefix) &&
            !taken_over_.try_emplace(std::string(box_of(name)), TakenOver{.text = with_line_feeds(text)})
                 .second) {
            return name;
        }
    }
    if (!taken_over_.empty()) {
        each_box([&](const Row& row, form::ItemId id, const std::string& box) {
            if (const auto found = taken_over_.find(box); found != taken_over_.end()) {
                found->second.is_box = true;
                found->second.is_there = value_of(row, form_.items()[id], box) == found->second.text;
            }
        });
    }
    for (const auto& [name, text] : typed) {
        const bool is_tick = name.starts_with(confirmed_prefix);
        if (is_tick || name.starts_with(taken_over_prefix)) {
            const auto found = taken_over_.find(box_of(name));
            if (found == taken_over_.end() || !found->second.is_box) {
                return name;
            }
            found->second.is_confirmed |= is_tick;
        }
    }
    return {};
}

const FilledForm::TakenOver* FilledForm::taken_over(std::string_view box) const {
    const auto found = taken_over_.find(box);
    return found == taken_over_.end() ? nullptr : &found->second;
}

Fields FilledForm::texts_taken_over() const {
    Fields out;
    for (const auto& [box, it] : taken_over_) {
        out.emplace_back(std::string(taken_over_prefix) + box, it.text);
    }
    return out;
}

Fields FilledForm::texts_taken_over(const std::set<std::string, std::less<>>& paths) const {
    Fields out;
    each_box([&](const Row& row, form::ItemId id, const std::string& box) {
        const Item& item = form_.items()[id];
        bool is_named = false;
        if (item.group == row.group) {
            is_named = paths.contains(transfer::path_of(form_, row, item));
        } else {
            for (const Row* each : record_.rows(row, item.group)) {
                is_named = is_named || paths.contains(transfer::path_of(form_, *each, item));
            }
        }
        std::string text = value_of(row, item, box);
        if (is_named && !text.empty() && form_.groups()[item.group].place != id) { // which no user sees
            out.emplace_back(std::string(taken_over_prefix) + box, std::move(text));
        }
    });
    return out;
}

Fields FilledForm::ticks() const {
    Fields out;
    for (const auto& [box, text] : taken_over_) {
        if (text.is_confirmed) {
            out.emplace_back(std::string(confirmed_prefix) + box, "1");
        }
    }
    return out;
}

void FilledForm::check_taken_over() {
    for (const auto& [box, text] : taken_over_) {
        if (text.is_there && !text.is_confirmed) {
            errors_.emplace(box, unconfirmed);
        }
    }
}

} // namespace renkei::entry
