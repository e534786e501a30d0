// Inside of lexical: one row per item type.
#pragma once

#include "gateway/forms/record/value/lexical.h"

namespace renkei::record::lexical {

// Canonical text, in `arena` if it is not the text itself; empty if the text is not written as the item wants
// it.
using Read = std::string_view (*)(const form::Form&, const form::Item&, std::string_view, base::Arena&);
// What people write instead, given without full width and outer spaces. No value: not understood.
using Relax = std::optional<std::string> (*)(const form::Form&, const form::Item&, std::string_view);

struct LexicalType {
    form::ItemType type;
    Read cell;                     // CSV
    Read json;                     // the text of the JSON value
    SourceType source_type;        // JSON
    std::string_view cell_pattern; // for messages
    std::string_view json_pattern;
    Relax relax;
    std::string_view dropped; // characters of the canonical text that CSV leaves out …
    std::size_t kept;         // … and how many of its characters CSV has place for
    diag::Message wrong;      // {0} what was found, {1} the pattern
};

const LexicalType& codec(form::ItemType type);
const LexicalType& codec(const form::Item& item);
bool is_in_tenths(const form::Item& item); // a CSV column has 325 for 32.5

std::optional<std::string> relaxed_date(const form::Form&, const form::Item&, std::string_view);
std::optional<std::string> relaxed_month(const form::Form&, const form::Item&, std::string_view);
std::optional<std::string> relaxed_time(const form::Form&, const form::Item&, std::string_view);
std::optional<std::string> relaxed_datetime(const form::Form&, const form::Item&, std::string_view);
std::optional<std::string> relaxed_number(const form::Form&, const form::Item&, std::string_view);
std::optional<std::string> relaxed_flag(const form::Form&, const form::Item&, std::string_view);
std::optional<std::string> nothing_else(const form::Form&, const form::Item&, std::string_view);

// "2024-05-03T23:30Z" → "2024-05-04T08:30:00+09:00". No value if there is no zone or it is no moment.
std::optional<std::string> japan_time(std::string_view text);

} // namespace renkei::record::lexical
