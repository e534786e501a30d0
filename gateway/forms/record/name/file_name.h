// File names that say what is in the file: NYUIN_9970100013_43_9910100016_00_20260113101500.CSV
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/record/value/record.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::record {

// Empty if the syntax has no pattern of names.
std::string file_name(const Record& record, const form::Syntax& syntax);

// Compares a name that follows the pattern with the record; any other name is not compared. Another form type
// is an error, another sender, receiver or time a warning.
void check_file_name(std::string_view name, const Record& record, const form::Syntax& syntax,
                     diag::Report& report);

// Without folders; empty if there is none (standard input, a request without a name).
std::string_view bare_file_name(std::string_view name);

// Has the syntax items that stand only in the names of its files?
bool has_items_in_name(const form::Form& form, const form::Syntax& syntax);
bool is_in_name_only(const form::Form& form, const form::Syntax& syntax, form::ItemId item);

// For people: "UP1KYO_{送信元事業所番号}_…_{ファイル連番}.CSV".
std::string file_name_pattern(const form::Form& form, const form::Syntax& syntax);
// The same with what is known: `text_of` gives the canonical text of an item by its id, empty if it is known
// to have none. What is not known stands as in the pattern.
using TextOfItem = std::function<std::optional<std::string_view>(std::string_view item)>;
std::string expected_file_name(const form::Form& form, const form::Syntax& syntax, const TextOfItem& text_of);
// What the names of two syntaxes must not have in common: the texts that mark a form, and `*` for items.
std::string file_name_shape(const form::Form& form, const form::Syntax& syntax);

// The text with which every name of such a file begins; empty: names begin with an item.
std::string_view file_name_beginning(const form::Form& form, const form::Syntax& syntax);
bool begins_as_named(std::string_view name, std::string_view beginning);

// The texts of the parts, in their order, if the name has as many. Letters of fixed texts may be small. A
// mark of a copy ("-2", " (1)") behind a last part of digits is no part of it.
struct NameCut {
    std::vector<std::string_view> texts{};
    std::string_view copy_mark{};
};
std::optional<NameCut> cut_file_name(const form::Form& form, const form::Syntax& syntax,
                                     std::string_view name);

// The text that stands in every name: a literal, or the only value of an item that stands nowhere else.
std::string_view fixed_part(const form::Form& form, const form::NamePart& part);

// The items of the record that stand only in the name, and that it cannot say as they are.
void report_unnamed(const Record& record, const form::Syntax& syntax, diag::Report& report);

} // namespace renkei::record
