#include "gateway/forms/form/questions.h"

#include <algorithm>
#include <limits>

namespace renkei::form {
namespace {

struct Place {
    std::size_t order; // in the ministry's table; of a group: of the first item in it or below it
    Question question;
};
constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

// Of the ministry's table, not made by the mapping language.
bool is_printed(const Group& group) {
    return group.kind != GroupKind::carried && group.kind != GroupKind::absent &&
           group.kind != GroupKind::blank;
}

bool is_below(const Tables& tables, GroupId group, GroupId above) {
    while (group != above && group != document_group) {
        group = tables.groups[group].parent;
    }
    return group == above;
}

std::size_t first_place(const Tables& tables, GroupId group) {
    std::size_t out = nowhere;
    for (const Item& item : tables.items) {
        if (!item.is(implied) && is_below(tables, item.group, group)) {
            out = std::min<std::size_t>(out, item.order);
        }
    }
    return out;
}

} // namespace

std::vector<Question> questions_in(const Tables& tables, GroupId above) {
    std::vector<Place> places;
    for (const ItemId i : tables.items.ids()) {
        const Item& item = tables.items[i];
        if (item.group == above && !item.is(implied)) {
            places.push_back({item.order, {i, above}});
        }
    }
    for (const GroupId g : tables.groups.ids(1)) {
        const Group& group = tables.groups[g];
        const std::size_t order =
            group.parent == above && is_printed(group) ? first_place(tables, g) : nowhere;
        if (order != nowhere) {
            places.push_back({order, {none, g}});
        }
    }
    std::ranges::stable_sort(places, {}, &Place::order);
    std::vector<Question> out;
    std::ranges::transform(places, std::back_inserter(out), &Place::question);
    return out;
}

} // namespace renkei::form
