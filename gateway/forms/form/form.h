// A form as compiled data: items, groups, code lists, rules and concrete syntaxes of one version of one form.
// A view into a blob that the catalogue keeps alive; nothing here is parsed at run time.
#pragma once

#include "gateway/core/base/blob.h"
#include "gateway/forms/form/form_ids.h"
#include "gateway/forms/form/form_rules.h"
#include "gateway/forms/form/form_syntax.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

namespace renkei::form {

enum class ItemType : std::uint8_t {
    text,     // free text; LF inside
    token,    // text of a named format (digits10, phone …)
    code,     // a code of its list
    codes,    // the one item of a group of codes (the group has the item's id)
    flag,     // 1 or 0; with a list: the list says what yes and no mean
    date,     // ISO; may be a year or a year and month if `partial`
    month,    // YYYY-MM
    time,     // HH:MM
    datetime, // ISO with +09:00; may be a day, a month or a year if `partial`
    integer,  // digits as written
    decimal,  // number as written
};
std::string_view type_name(ItemType type); // as items.yaml writes it

enum ItemFlag : std::uint16_t {
    required = 1,      // must be filled in every row of its group
    extension = 2,     // 拡張項目: is after the standard items
    partial = 4,       // a date may be a year or a month, a datetime may be a date
    implied = 8,       // not in the ministry's table: made for a group (its place) or for what no item holds
    sensitive = 16,    // restricted content
    reason_apart = 32, // a reason for it stands in the group of reasons that name no item
    kept_alone = 64,   // of a ledger record: it is kept, and its resource does not say it
    shown_alone = 128, // of a ledger record: its resource says it, and it is not kept
};

struct Item {
    Str id;      // "visits.vitals.temperature"; the JSON path without []
    Str name;    // as printed on the form
    Str literal; // the only value it may have, or empty
    Str none;    // what its CSV column holds where it has no value, or empty: the column may be, too
    Str format;  // token: name of the format; else empty
    Str pattern; // RE2 the canonical text must match, or empty
    Str min;     // number as text, or empty
    Str max;
    Str plausible_min; // a number outside is most likely a slip of the pen; or both empty
    Str plausible_max;
    Str provenance; // S F D of the ministry's table
    GroupId group;
    std::uint16_t slot;       // place in a row of that group
    ListId list;              // or none
    std::uint16_t flags;      // ItemFlag
    std::uint32_t max_length; // characters, 0 = no limit
    ItemType type;
    std::uint8_t check;    // CheckDigit
    std::uint16_t order;   // place in the ministry's table, from 0
    std::uint16_t only_in; // 0: every syntax may have it; n: only syntaxes()[n - 1] knows it
    std::uint16_t unused;

    bool is(ItemFlag flag) const { return (flags & flag) != 0; }
};

enum class CheckDigit : std::uint8_t { unchecked, m10w21_error, m10w21_warning };

enum class GroupKind : std::uint8_t {
    document, // index 0: the document itself, always one row
    array,    // JSON array of objects
    codes,    // JSON array of codes
    numbered, // numbered columns; a gap is kept by the implied item <group>.place
    level,    // level of a CSV whose document is many rows
    carried,  // what the item table does not know, as written: <group>.pointer, <group>.value
    absent,   // reasons that name no item: <group>.pointer .reason .note
    blank,    // boxes that were shown and left empty (null): <group>.item .rows
};

struct Group {
    Str id;
    Str name;
    GroupId parent;       // group above
    std::uint16_t slot;   // place among the groups of the parent's row
    std::uint16_t items;  // number of item slots in a row
    std::uint16_t groups; // number of group slots in a row
    ItemId place;         // numbered: the implied place item, else none
    std::uint16_t min_rows;
    std::uint16_t max_rows;  // or no_bound
    std::uint16_t first_key; // level: into level_keys(): the items whose change begins a row
    std::uint16_t keys;
    GroupKind kind;
    std::uint8_t depth; // document 0
};

// What the name of a token's format means.
struct Format {
    Str name;     // digits10
    Str pattern;  // RE2 that the whole text must match
    Str japanese; // what to say is expected: 半角数字10桁
    Str english;
    ListId begins; // whose codes such texts begin with, or none
};

// A code list; local code first, everything else is understood or added.
struct CodeList {
    Str id;
    Str system;
    Str name;
    std::uint32_t first_row;
    std::uint32_t rows;
    std::uint32_t first_translation; // into translations(), sorted by (row, order of writing)
    std::uint32_t translations;
    std::uint32_t first_understood; // into understood(): foreign coding -> row, sorted by (system, code)
    std::uint32_t understood;
};

struct CodeRow {
    Str form; // the code in the form
    Str fhir; // the code in FHIR
    Str display;
    Str absent; // a standard data-absent-reason if this row means "no value" (不明), else empty
};

struct FurtherCoding { // written after the local coding
    CodeRowId row;
    Str system;
    Str code;
    Str display;
};

// The system under which `also:` lists words: a text or display that says a code where no code does.
inline constexpr std::string_view words_system = "words";

struct AcceptedCoding { // read, never written
    Str system;
    Str code;
    CodeRowId row;
};

struct FormHeader {
    Str form;                   // form id
    Str title;                  // 入院時情報提供書
    Str version;                // "202404"
    Str base;                   // canonical base with a trailing slash
    Str family;                 // of a foreign document type ("clins"); empty: a form of ours
    Str mark;                   // value of mark_item
    Str answers;                // kind of ledger record that a document answers, or empty
    ItemId version_item;        // which item names the version
    ItemId created_item;        // when the record was made: Bundle.timestamp
    ItemId created_day;         // the day, where created_item is empty; or none
    ItemId revision_item;       // or none
    std::uint32_t first_sender; // into senders(): items that number the sender, first filled one counts
    std::uint32_t senders;
    GroupId carried_group; // or none
    GroupId absent_group;
    GroupId blank_group;
    ListId absent_list; // code list of reasons, or none
    ItemId mark_item;   // the first item whose value the form fixes (discriminator_of), or none
    std::uint16_t unused;
};

// A document takes back those of `form` that have its key: the items of the same ids, or `own` instead of
// `item`. A row for each form without items, and one for each pair of it.
struct Deletion {
    Str form;
    Str item; // of that form; or empty
    ItemId own;
    std::uint16_t unused;
};

// A version of the form that came before this one, whatever its number is.
struct EarlierVersion {
    Str version;
    std::uint32_t is_read; // 1: its files have the columns of this version
};

// The tables of a form.
template <template <class> class Of, template <class, class> class By>
struct FormSections {
    By<ItemId, Item> items;
    By<GroupId, Group> groups;
    Of<ItemId> level_keys;
    By<FormatId, Format> formats;
    By<ListId, CodeList> lists;
    Of<CodeRow> list_rows;
    Of<CodeRowId> rows_by_form; // at the places of list_rows: the list's rows by CodeRow::form …
    Of<CodeRowId> rows_by_fhir; // … and by CodeRow::fhir; of equal codes, the first row first
    Of<FurtherCoding> translations;
    Of<AcceptedCoding> understood;
    By<RuleId, Rule> rules;
    Of<RuleTarget> rule_targets;
    Of<Str> rule_values;
    Of<RuleCondition> rule_conditions;
    Of<Syntax> syntaxes;
    Of<Cell> cells;
    Of<CellPart> cell_parts;
    Of<NamePart> name_parts;
    Of<Implied> implied;
    Of<ItemId> senders;
    Of<ItemId> documents;       // items that name the document for its sender; any is empty → its SHA-256
    Of<ItemId> receivers;       // items that number whom the document is for
    Of<ItemId> plan;            // items that make the number of the plan; none: documents belong to no plan
    Of<Str> creators;           // roles of peers that make such documents; none: no peer may send it
    Of<Str> asked;              // roles that make one only where the insurer asked them to
    Of<Str> needs;              // forms that a document must come with; "a | b": one of them
    Of<Deletion> deletes;       // what a document takes back
    Of<EarlierVersion> earlier; // versions before this one
    Of<ItemId> item_index;      // sorted by the items' names (Item::id)

    auto all() { return tie(*this); }
    auto all() const { return tie(*this); }

private:
    template <class Self>
    static auto tie(Self& self) {
        return std::tie(self.items.rows(), self.groups.rows(), self.level_keys, self.formats.rows(),
                        self.lists.rows(), self.list_rows, self.rows_by_form, self.rows_by_fhir,
                        self.translations, self.understood, self.rules.rows(), self.rule_targets,
                        self.rule_values, self.rule_conditions, self.syntaxes, self.cells, self.cell_parts,
                        self.name_parts, self.implied, self.senders, self.documents, self.receivers,
                        self.plan, self.creators, self.asked, self.needs, self.deletes, self.earlier,
                        self.item_index);
    }
};

// Numbers of sections in the blob.
inline constexpr std::uint32_t header_section = 1;
inline constexpr std::uint32_t first_form_section = 2;
inline constexpr std::uint32_t first_mapping_section = 64;
inline constexpr std::uint32_t layout_version = 25;

class Form {
public:
    // bytes must outlive the form
    static diag::Result<Form> open(std::string_view bytes);

    const FormHeader& about() const { return about_[0]; }
    std::string_view id() const { return text(about().form); }
    std::string_view version() const { return text(about().version); }
    // A document type that others define: read and written, but nothing of ours is published about it.
    bool is_foreign() const { return !about().family.empty(); }
    std::string_view text(Str str) const { return blob_.text(str); }
    std::string_view printed_name(const CodeList& list) const {
        return text(list.name.empty() ? list.id : list.name);
    }
    const base::Blob& blob() const { return blob_; }

    base::IdView<ItemId, Item> items() const { return tables_.items; }
    base::IdView<GroupId, Group> groups() const { return tables_.groups; }
    std::span<const ItemId> level_keys(const Group& group) const {
        return tables_.level_keys.subspan(group.first_key, group.keys);
    }
    base::IdView<FormatId, Format> formats() const { return tables_.formats; }
    base::IdView<ListId, CodeList> lists() const { return tables_.lists; }
    base::IdView<CodeRowId, CodeRow> rows(const CodeList& list) const {
        return tables_.list_rows.subspan(list.first_row, list.rows);
    }
    std::span<const FurtherCoding> translations(const CodeList& list) const {
        return tables_.translations.subspan(list.first_translation, list.translations);
    }
    std::span<const AcceptedCoding> understood(const CodeList& list) const {
        return tables_.understood.subspan(list.first_understood, list.understood);
    }
    base::IdView<RuleId, Rule> rules() const { return tables_.rules; }
    std::span<const RuleTarget> targets(const Rule& rule) const {
        return tables_.rule_targets.subspan(rule.first_target, rule.targets);
    }
    std::span<const Str> values(const Rule& rule) const {
        return tables_.rule_values.subspan(rule.first_value, rule.values);
    }
    std::span<const RuleCondition> conditions(const Rule& rule) const {
        return tables_.rule_conditions.subspan(rule.first_condition, rule.conditions);
    }
    std::span<const Str> values(const RuleCondition& condition) const {
        return tables_.rule_values.subspan(condition.first_value, condition.values);
    }
    std::span<const Syntax> syntaxes() const { return tables_.syntaxes; }
    std::span<const Cell> cells(const Syntax& syntax) const {
        return tables_.cells.subspan(syntax.first_cell, syntax.cells);
    }
    std::span<const CellPart> parts(const Cell& cell) const {
        return tables_.cell_parts.subspan(cell.first_part, cell.parts);
    }
    std::span<const NamePart> name_parts(const Syntax& syntax) const {
        return tables_.name_parts.subspan(syntax.first_name_part, syntax.name_parts);
    }
    std::span<const Implied> implied(const Syntax& syntax) const {
        return tables_.implied.subspan(syntax.first_implied, syntax.implied);
    }
    std::span<const Str> creators() const { return tables_.creators; }
    std::span<const Str> asked() const { return tables_.asked; }
    std::span<const Str> needs() const { return tables_.needs; }
    std::span<const Deletion> deletes() const { return tables_.deletes; }
    std::span<const EarlierVersion> earlier() const { return tables_.earlier; }
    std::span<const ItemId> senders() const {
        return tables_.senders.subspan(about().first_sender, about().senders);
    }
    std::span<const ItemId> documents() const { return tables_.documents; }
    // The item that is the document's id; none if no item or several items name the document.
    ItemId document_id_item() const { return documents().size() == 1 ? documents().front() : ItemId(); }
    // The item at which findings about the whole document stand; none if no item names the document.
    ItemId first_document_item() const { return documents().empty() ? ItemId() : documents().front(); }
    std::span<const ItemId> receivers() const { return tables_.receivers; }
    std::span<const ItemId> plan() const { return tables_.plan; }

    std::optional<ItemId> item(std::string_view id) const;   // binary search
    std::optional<GroupId> group(std::string_view id) const; // few: linear
    const Syntax* syntax(std::string_view id) const;

    // Row of a list by the form's code; none if the list has no such code.
    CodeRowId row_of_form_code(const CodeList& list, std::string_view code) const;
    CodeRowId row_of_fhir_code(const CodeList& list, std::string_view code) const;

private:
    CodeRowId row_of(const CodeList& list, base::View<CodeRowId> index, Str CodeRow::*code,
                     std::string_view wanted) const;

    base::Blob blob_;
    base::View<FormHeader> about_;
    FormSections<base::View, base::IdView> tables_;
};

// How deep groups may lie inside each other; the loader refuses more, so that walks may keep their path on
// the stack.
inline constexpr std::size_t max_group_depth = 32;

// The group directly below `above` that `group` is or lies in; none if it is not below.
GroupId child_towards(const Form& form, GroupId above, GroupId group);

// The forms of an entry of `needs:` ("careplan1 | careplan6_plan": one of them must be there).
std::vector<std::string_view> forms_of_need(std::string_view need);

} // namespace renkei::form
