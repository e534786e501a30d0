#include "gateway/forms/html/section_items.h"

#include <algorithm>

namespace renkei::html {
namespace {

using mapping::PageItem;
using mapping::PageRole;

// Does the item stand at the top of the page already? A name may be several items, and where none is asked,
// the number stands there.
bool stands_at_the_top(const Answers& answers, form::ItemId item) {
    const PageRole role = answers.plan().page_item(item).role;
    const auto is_first = [&] { return answers.item_of(role) == item; };
    const auto speaks = [&] {
        return answers.form().items()[item].group == form::document_group &&
               answers.of(answers.record().root(), item).speaks();
    };
    switch (role) {
    case PageRole::name:
    case PageRole::kana: return is_first() || speaks();
    case PageRole::insured_number:
        return is_first() && speaks() && answers.item_of(PageRole::name) == form::none;
    case PageRole::gender:
    case PageRole::birth_date:
    case PageRole::date:
    case PageRole::status:
    case PageRole::confidentiality: return is_first();
    case PageRole::plain:
    case PageRole::day:
    case PageRole::phone:
    case PageRole::technical:
    case PageRole::sender: return false;
    }
    return false;
}

} // namespace

SectionItems::SectionItems(const Answers& answers, mapping::PageSectionId section, Layer layer)
    : answers_(answers),
      plan_(answers.plan()),
      form_(answers.form()) {
    for (const form::ItemId i : form_.items().ids()) {
        if (belongs(i, section, layer)) {
            (answers_.shows(i) ? items_ : left_out_).push_back(i);
        }
    }
    for (std::vector<form::ItemId>* const each : {&items_, &left_out_}) {
        std::ranges::stable_sort(*each, {}, [&](form::ItemId i) { return form_.items()[i].order; });
    }
}

bool SectionItems::shows_group(form::GroupId group) const {
    return !answers_.is_part() || std::ranges::any_of(items_, [&](form::ItemId item) {
        const form::GroupId own = form_.items()[item].group;
        return own == group || form::child_towards(form_, group, own) != form::none;
    });
}

bool SectionItems::belongs(form::ItemId item, mapping::PageSectionId section, Layer layer) const {
    const PageItem& shown = plan_.page_item(item);
    if (form_.items()[item].is(form::implied) && is_place(item)) {
        return false;
    }
    if (layer == Layer::technical) {
        return shown.role == PageRole::technical;
    }
    return shown.section == section && shown.role != PageRole::technical &&
           !stands_at_the_top(answers_, item);
}

bool SectionItems::stands_behind_words(form::ItemId item) const {
    return plan_.page_item(item).behind != form::none;
}

// Is the item the place of a numbered row? The number of the row says the same.
bool SectionItems::is_place(form::ItemId item) const {
    return form_.groups()[form_.items()[item].group].place == item;
}

std::string_view SectionItems::label_of(form::ItemId item) const {
    constexpr std::string_view separator = "：";
    const std::string_view label = form_.text(plan_.page_item(item).label);
    const std::string_view group = form_.text(form_.groups()[answers_.group_of(form_.items()[item])].name);
    const bool is_repeated = !group.empty() && label.starts_with(group) &&
                             label.substr(group.size()).starts_with(separator) &&
                             label.size() > group.size() + separator.size();
    return is_repeated ? label.substr(group.size() + separator.size()) : label;
}

} // namespace renkei::html
