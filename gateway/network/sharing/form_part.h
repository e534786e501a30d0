// What of a form a reader is shown who may not see all of it: some of its kinds of information and not others
// (O21), or nothing that says a place where the person is hidden (O28). What no row of mappings/access names
// is in no part: an item of no kind, and of a hidden person any text that is not known to name no place.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::sharing {

// Kinds of one form: a bit for each, in the order of Matrix::kinds_of_form().
using KindsOfForm = std::uint32_t;
inline constexpr std::size_t most_kinds_of_form = 32;
inline constexpr KindsOfForm all_kinds_of_form = ~KindsOfForm{0};
constexpr KindsOfForm kind_of_form(std::size_t place) { return KindsOfForm{1} << place; }

// A row of items.tsv.
struct FormItems {
    KindsOfForm kinds = 0;            // any of them shows the items
    std::vector<std::string> items{}; // ids of the form's items, sorted
};

// A row of places.tsv: ids of items, sorted.
struct FormPlaces {
    std::vector<std::string> texts{};  // that name no address and no office, unlike all others
    std::vector<std::string> places{}; // codes, dates, numbers and boxes that say a place, unlike all others
};

enum class ItemContent : bool { coded, text }; // coded: or a date, a number, a box

struct FormPart {
    std::span<const FormItems> rows{};  // of the form, in the matrix; none: `kinds` are all
    KindsOfForm kinds = 0;              // that the reader may read
    const FormPlaces* hidden = nullptr; // of the form, in the matrix; null: the person is not hidden

    bool shows(std::string_view item, ItemContent content) const;
};

} // namespace renkei::sharing
