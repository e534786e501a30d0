// A mapping while it is being loaded: the example bundle with holes, entry by entry, before it is compiled to
// a plan.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/form/tables.h"
#include "gateway/forms/mapping/plan/codec.h"
#include "gateway/forms/mapping/plan/ids.h"
#include "gateway/forms/mapping/plan/page_plan.h"

#include <cstdint>
#include <map>
#include <ranges>
#include <set>
#include <string>
#include <vector>

namespace renkei::mapping {

using base::none;

enum class NodeKind : std::uint8_t { constant, hole, reference, object, array };

// One item of a hole; derived: written and compared, never read.
struct Part {
    ItemId item;
    bool derived = false;
};

// A text under `views:`, computed from items.
struct DeclaredPiece {
    std::string before;                     // text before the value
    std::uint16_t part = 0;                 // into DeclaredView::items
    std::string pattern;                    // RE2 that the whole value must match; empty: any
    bool writes = true;                     // false: the value only decides
    bool as_digits = false;                 // of a day: 20260120, without what stands between
    const form::Wording* wording = nullptr; // the pattern is about the reading of the value
};
struct DeclaredCase {
    std::vector<DeclaredPiece> pieces;
    std::string tail;
    diag::Where where;
};
struct DeclaredView {
    std::string name;
    diag::Where where;
    View kind = View::cases;
    std::vector<ItemId> items;
    std::vector<DeclaredCase> cases; // View::order: one for each ViewOrder
};

struct Field;

struct ExampleNode {
    NodeKind kind = NodeKind::constant;
    diag::Where where;
    std::string text; // constant: its value; reference: name of the entry
    bool quoted = false;

    std::vector<Part> parts; // hole
    View view = View::none;
    ListId view_list = none;
    DeclaredViewId declared_view;
    std::vector<std::string> view_texts; // all that its declared view can give, if these are constants
    CodecId codec = CodecId::none;       // set when the node is typed

    EntryId entry; // reference
    bool strong = false;
    bool many = false;

    std::vector<Field> fields;     // object, in FHIR's order once typed
    GroupId each = document_group; // object in an array: repeats over this group
    bool stay = false;
    std::vector<ExampleNode> elements; // array
    std::vector<ExampleNode> accepted; // array: further shapes of an element, read and never written

    definitions::TypeId type; // FHIR type of the value, once typed

    bool derived() const; // hole: has no part that is read
    bool is_constant() const { return kind == NodeKind::constant; }
};

struct Field {
    std::string name;
    ExampleNode value;
    std::string instead_of;  // stands only where this field of the same object is empty
    std::uint16_t order = 0; // in the StructureDefinition
    std::uint16_t turn = 0;  // of several that stand in for a field: the first that is not empty is written
};

// What makes a node live, and what may make it vanish.
bool reads_items(const ExampleNode& node);     // has a hole that is read, or a strong reference
bool is_derived_only(const ExampleNode& node); // has a derived hole or a weak reference
bool all_constant(const ExampleNode& node);
// Of an object without hole and strong reference: its `~` at an element that R4 requires, and those that
// stand in for it. Empty if a constant stands in. Without any of them the object would be no FHIR, so it
// lives with them.
std::vector<const Field*> required_derived(const ExampleNode& object, const definitions::R4Definitions& r4);

// An element that repeats the values of rows made elsewhere and refers to none of them: it is only compared.
bool copies_rows(const ExampleNode& element);

bool is_empty_array(const ExampleNode& node);    // nothing to write and nothing to read
bool is_restricted(const ExampleNode& resource); // meta.security says R

// A condition of `when:`.
enum class WhenKind : std::uint8_t {
    is,         // the item has one of the codes
    is_not,     // it has a value, and none of the codes
    is_empty,   // it has neither a value nor a reason
    has_no_row, // the group has none
};
struct WhenTest {
    WhenKind kind = WhenKind::is;
    ItemId item{};                  // of all kinds but has_no_row
    GroupId group = document_group; // has_no_row
    std::vector<std::string> codes{};
    diag::Where where;
};

struct ExampleEntry {
    std::string name;
    diag::Where where;
    std::string section;           // empty: found by reference
    std::string within;            // the entry whose resource contains it; empty: none
    bool accepted = false;         // a further shape: read and never written
    GroupId each = document_group; // document_group: once
    std::vector<WhenTest> when;    // derived: lives when all hold; nothing in it is read
    // modifier and family of modifiers.tsv: codes that say nothing against what the entry reads
    std::vector<std::pair<std::string, std::string>> understands;
    ExampleNode resource;
    std::string type; // resourceType

    // found by find_roles(); by_reference_only by check_ambiguity()
    bool owner = false; // its matches make the rows of `each`; an accepted one may be so beside the first
    bool by_reference_only = false;
    std::vector<std::string> anchor; // path to the reference that finds its row; "[]" = any element
    EntryId anchor_entry;

    bool is_derived() const { return !when.empty(); }
};

struct SectionHead {
    std::string code;
    std::string title;
    std::string loinc;
    diag::Where where;
};

struct SectionChoice {
    std::string code;
    diag::Where where;
};
struct AlertChoice {
    ItemId item;
    std::string name{};  // empty: the item's
    std::string value{}; // empty: any
    AlertKind kind = AlertKind::danger;
};
struct ColumnChoice {
    std::string name{};
    std::string over{};
    std::vector<ItemId> items{};
};
struct TableChoice {
    GroupId rows;
    PageGrid grid = PageGrid::table;
    std::vector<ItemId> places{}; // as in PageTable
    std::vector<ColumnChoice> columns{};
};
struct BesideChoice {
    std::string name{};
    std::vector<std::string> begins{}; // of the names of the boxes, one for each column
    std::vector<std::string> columns{};
};
struct LineChoice {
    std::string name{};
    std::vector<ItemId> items{};
    std::vector<std::string> units{}; // one for each
};
struct ItemChoice {
    ItemId item;
    std::string name{}; // empty: its own
    bool is_day = false;
    std::vector<std::string> ticked{}; // none, or two: without a tick, with one
};
// What the mapping says of a page for people; without it the page follows the form's order.
struct PageChoices {
    std::vector<SectionChoice> first; // sections that stand first
    std::vector<AlertChoice> alerts;  // answers that stand above all others
    std::vector<TableChoice> tables;
    std::vector<BesideChoice> besides;
    std::vector<LineChoice> lines;
    std::vector<ItemChoice> items;
    PageLook look;
};

struct Example {
    const form::Tables* tables = nullptr;
    const definitions::R4Definitions* r4 = nullptr;
    base::IdVector<SectionId, SectionHead> sections;
    PageChoices page;
    base::IdVector<DeclaredViewId, DeclaredView> views;
    ExampleNode bundle; // its own fields, if the mapping writes them out; no fields: they are ours
    ExampleNode composition;
    bool is_alone = false; // `composition` is the only resource, and no document is around it
    bool is_collection() const { return composition.fields.empty(); } // a Bundle without a Composition
    base::IdVector<EntryId, ExampleEntry> entries;
    std::map<std::string, EntryId, std::less<>> entry_by_name;
    std::set<std::string, std::less<>> dropped; // entries of the base form that this version does not have

    base::IdVector<GroupId, bool> made_inline; // rows are made by an array element (find_roles)
    // found by order_entries()
    // entries: what refers comes before what it refers to, owners before rows
    std::vector<EntryId> match_order;
    std::vector<EntryId> liveness_order; // entries: targets of strong references first

    // What is written once in every document, without being an entry.
    std::vector<const ExampleNode*> heads() const {
        return bundle.fields.empty() ? std::vector{&composition} : std::vector{&bundle, &composition};
    }
    // The entries that can be written: all but the accepted ones.
    auto written() const {
        return entries | std::views::filter([](const ExampleEntry& entry) { return !entry.accepted; });
    }
    std::vector<GroupId> chain(GroupId group) const; // document … group
    const std::string& item_id(ItemId item) const { return tables->item_ids[item]; }
    // "体温 (visits.vitals.temperature)"
    std::string item_text(ItemId item) const;
};

// YAML -> Example; typed, ordered and checked. Everything wrong goes to the report; usable only if it got no
// error.
Example load_example(const form::FormYaml& folder, const form::Tables& tables,
                     const definitions::R4Definitions& r4, diag::Report& report);

// The steps of load_example, in this order.
void read_example(const form::FormYaml& folder, Example& example, diag::Report& report);
void link_example(Example& example, diag::Report& report);
void type_example(Example& example, diag::Report& report);
void find_roles(Example& example, diag::Report& report);
void check_accepted(const Example& example, diag::Report& report);
void check_missing(const Example& example, diag::Report& report);
void check_bindings(const Example& example, diag::Report& report);
void check_ambiguity(Example& example, diag::Report& report);
void check_required(const Example& example, diag::Report& report);
// The system of the Identifier whose value is the item's home; empty if its home is no Identifier.
std::string number_system(const Example& example, ItemId item);
void check_document(const form::FormYaml& folder, const Example& example, diag::Report& report);
void check_receivers(const form::FormYaml& folder, const Example& example, diag::Report& report);
void check_literals(const Example& example, diag::Report& report);
void check_concepts(const form::FormYaml& folder, const Example& example, diag::Report& report);
void order_entries(Example& example, diag::Report& report);

// Visits every node that is written below (and with) `node`; path = field names, "[]" for elements.
template <class Visit>
void walk(const ExampleNode& node, std::vector<std::string>& path, const Visit& visit) {
    visit(node, path);
    for (const Field& field : node.fields) {
        path.push_back(field.name);
        walk(field.value, path, visit);
        path.pop_back();
    }
    for (const ExampleNode& element : node.elements) {
        path.emplace_back("[]");
        walk(element, path, visit);
        path.pop_back();
    }
}
template <class Visit>
void walk(const ExampleNode& node, const Visit& visit) {
    std::vector<std::string> path;
    walk(node, path, [&](const ExampleNode& each, const std::vector<std::string>&) { visit(each); });
}

} // namespace renkei::mapping
