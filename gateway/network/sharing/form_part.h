// What of a form a reader is shown who may not see all of it: some of its kinds of information and not others
// (O21), or nothing that says a place where the person is hidden (O28). An item that no row of items.tsv, or
// of hidden.tsv, of mappings/access names is in no such part.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::sharing {

// Kinds of one form: a bit for each, in the order of Matrix::kinds_of_form().
using KindsOfForm = std::uint32_t;
inline constexpr std::size_t most_kinds_of_form = 31;
constexpr KindsOfForm kind_of_form(std::size_t place) { return KindsOfForm{1} << place; }
constexpr KindsOfForm first_kinds_of_form(std::size_t count) { return kind_of_form(count) - 1; }

// A row of items.tsv.
struct FormItems {
    KindsOfForm kinds = 0;            // any of them shows the items
    bool is_of_all_kinds = false;     // of the document rather than of a kind
    std::vector<std::string> items{}; // ids of the form's items, sorted
};

struct FormPart {
    std::shared_ptr<const void> owner{}; // of what the others look into: a matrix
    std::span<const FormItems> rows{};   // of the form; none: `kinds` are all
    KindsOfForm kinds = 0;               // that the reader may read
    // Ids of items that are shown of a hidden person, sorted; null: the person is not hidden.
    const std::vector<std::string>* of_hidden = nullptr;

    bool shows(std::string_view item) const;
    // It belongs to a kind that the reader may read, and not to the document as such.
    bool is_of_open_kind(std::string_view item) const;
};

} // namespace renkei::sharing
