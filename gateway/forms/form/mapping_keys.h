// The keys of the maps in mapping files, as rows: what stands under a key, and what it means. The JSON
// Schemas and the list of keys in share/doc come from these rows, and the readers of most maps check by them
// (tables_keys.h); maps of several shapes (entries, views, columns) are checked where they are read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace renkei::form {

enum class Holds : std::uint8_t {
    text,
    texts,       // a list; one text stands for a list of one
    number,      // between `least` and `most`
    truth,       // true; the other value is to leave the key out
    word,        // one of `words`
    pattern,     // RE2
    map,         // with the keys of `inside`
    named_maps,  // names that the writer chooses, and a map for each
    maps,        // a list of maps
    named_texts, // names that the writer chooses, and a text for each
    rows,        // a list of lists of texts; `least` to `most` of them in a row
    anything,    // several shapes; the reader checks them
};

struct KeyTable;

struct MappingKey {
    std::string_view name;
    Holds holds;
    std::string_view meaning;
    bool is_needed = false;
    std::string_view words{}; // as messages show them: "in | out"
    std::uint32_t least = 0;
    std::uint32_t most = 0;
    const KeyTable* inside = nullptr;
};

enum class OtherKeys : bool { refused, allowed };

struct KeyTable {
    std::string_view name;
    std::string_view about;
    std::span<const MappingKey> keys;
    OtherKeys others = OtherKeys::refused;
    std::span<const KeyTable* const> kinds{}; // instead of keys: the map is one of these
    const KeyTable* each = nullptr;           // instead of keys: names that the writer chooses
    bool may_be_text = false;                 // or a text
    bool may_be_list = false;                 // or a list
    const KeyTable* ends_list = nullptr;      // the map that may end such a list
    bool may_be_part = false;                 // a later file may give the needed keys
};

// What the files of one kind hold.
struct MappingFile {
    std::string_view kind;
    std::string_view files; // as people name them
    const KeyTable* keys;
};
std::span<const MappingFile> mapping_files();

namespace keys {
extern const KeyTable head, foreign, edition, identity, wide, nested, json, implied; // form.yaml
extern const KeyTable part, group, group_without_list, item, rule, condition, section, page,
    earlier;                       // items, fhir
extern const KeyTable entry, view; // fhir
extern const KeyTable page_alert, page_item, page_table, page_column, page_beside, page_line_of, page_week,
    page_month;
inline constexpr std::string_view alert_words = "warning | danger | death";
extern const KeyTable column, bits, digits, set, row, first_of, ignored;                    // columns
extern const KeyTable list, format, wordings, wording, reading;                             // codes, words
extern const KeyTable number_kind, no_number_kind;                                          // numbers
extern const KeyTable concepts, concept_row, public_code, page_line;                        // concepts
extern const KeyTable transfer, transfer_row, transfer_option, transfer_any, transfer_text; // transfer
extern const KeyTable transfer_constants, transfer_made, transfer_condition;
extern const KeyTable prefill, prefill_option, prefill_only;
} // namespace keys

} // namespace renkei::form
