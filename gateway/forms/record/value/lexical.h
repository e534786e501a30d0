// One value: the text of a syntax to canonical text and back, by item type. One row of a table per type;
// knows no files.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/form.h"
#include "gateway/forms/record/value/read_options.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::record {

// What the syntax says about a value: CSV nothing, JSON its type.
enum class SourceType : std::uint8_t { cell, string, number, boolean };

struct SourceText {
    std::string_view text; // a string without its quotes and escapes; a boolean is true or false
    SourceType source_type;
};

struct LexicalResult {
    std::string_view text{}; // canonical; empty: there is no value
    std::optional<diag::Finding>
        finding{}; // an error: the value was refused. Item and value are in it, the place is not
};

// `written` is not empty. The text of the reading lies in `written` or in `arena`.
LexicalResult read_value(const form::Form& form, const form::Item& item, SourceText written,
                         ReadMode read_mode, base::Arena& arena);

// The RE2 pattern that a value must match; empty: every text may stand there.
std::string_view pattern_of(const form::Form& form, const form::Item& item);

// Blanks, line breaks and full-width spaces: what is in an empty box.
bool is_only_space(std::string_view text);

// Is it the text that a record holds for such an item? For code that makes records without a reader.
bool is_canonical(const form::Form& form, const form::Item& item, std::string_view text);

// How JSON writes the item; its text is the canonical text.
SourceType json_source_type(form::ItemType type);
// Appends a CSV cell's text, without quotes.
void append_cell_text(std::string& out, const form::Item& item, std::string_view canonical);

// A finding about an item: id, printed name and value as written are filled in.
diag::Finding about_item(const form::Form& form, const form::Item& item, diag::Message message,
                         std::vector<std::string> args, std::string_view value = {});

} // namespace renkei::record
