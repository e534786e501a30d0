// Syntaxes of a compiled form: kinds of files and their columns. Inside of form.h.
#pragma once

#include "gateway/forms/form/form_ids.h"

#include <cstdint>

namespace renkei::form {

enum class SyntaxKind : std::uint8_t {
    wide,   // CSV, one record = one document
    nested, // CSV, many records = one document
    json,   // one JSON object = one document
};

enum class Encoding : std::uint8_t { utf8, cp932 };

enum class Quoting : std::uint8_t {
    text,  // texts; other values where they need it
    all,   // every value, also the empty ones
    never, // a value that would need it loses the characters
};

struct Syntax {
    Str id; // "csv", "json", "orca": what --to names
    SyntaxKind kind;
    Encoding encoding;
    std::uint16_t columns;   // CSV: full width
    std::uint16_t standard;  // CSV: width of the short form, or the full width
    std::uint8_t has_header; // CSV: the first line is the names of the columns
    Quoting quoting;
    std::uint32_t first_cell;
    std::uint32_t cells; // into cells(): one per column that holds something, by column
    std::uint32_t first_name_part;
    std::uint32_t name_parts; // into name_parts(): the file name (spec/csv §4), or none
    std::uint32_t first_implied;
    std::uint32_t implied;          // into implied(): items this syntax gives by itself
    Str interface;                  // that some programs write alone in a line before the header, or empty
    std::uint8_t blank_line_breaks; // a line break in a value is written as a blank
    std::uint8_t reads_both;        // files may be in UTF-8 or CP932; `encoding` is what is written
    std::uint16_t mark_column;      // CSV: that of FormHeader::mark_item; 0: none
    ItemId numbered = none;         // numbers the records of a file from 1, or none
};

enum class CellKind : std::uint8_t {
    item,     // the item of the document or of row `row` of its group
    bits,     // one digit 0/1 per item
    digits,   // one code digit per item
    set,      // one bit per code: the group of codes `item`
    first_of, // written from the first filled of several items, read into the first
    ignored,  // a column without item: its text is carried
};

struct Cell {
    std::uint16_t column; // from 1
    CellKind kind;
    ItemId item;       // kind item, set
    std::uint16_t row; // numbered row from 0, or no_row
    std::uint32_t first_part;
    std::uint32_t parts; // into cell_parts(): bits, digits, first_of: items; set: rows of the item's list
    Str name;            // printed column name where no item gives it
    Str head;            // name of the column in the header line, if the syntax has one
};

class CellPart {
public:
    CellPart(ItemId item) : value_(item.value) {}  // NOLINT(google-explicit-constructor)
    CellPart(CodeRowId row) : value_(row.value) {} // NOLINT(google-explicit-constructor)

    ItemId item() const { return ItemId(value_); }           // of all kinds but set
    CodeRowId code_row() const { return CodeRowId(value_); } // of kind set
    bool operator==(const CellPart&) const = default;

private:
    std::uint16_t value_;
};
static_assert(sizeof(CellPart) == sizeof(std::uint16_t));

enum class NamePartKind : std::uint16_t {
    literal,   // text
    compared,  // an item that the file itself holds, too
    home,      // an item that stands nowhere else in the file
    extension, // text behind all parts
};

struct NamePart {
    ItemId item; // compared, home
    NamePartKind kind;
    Str text; // literal, extension; or what stands for an empty item ("00")
};

struct Implied {
    ItemId item;
    ItemId from;         // copied from this item, or none
    Str value;           // fixed value
    GroupId count_group; // the item is the row number in this group, or none
};

} // namespace renkei::form
