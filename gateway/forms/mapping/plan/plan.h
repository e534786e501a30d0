// A compiled mapping: flat tables in the form's blob. Forward: a program of small instructions whose literals
// are finished JSON. Backward: the example as a tree of numbered nodes. Immutable; shared by all threads.
#pragma once

#include "gateway/core/json/names.h"
#include "gateway/forms/form/form.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/form/wordings.h"
#include "gateway/forms/mapping/plan/codec.h"
#include "gateway/forms/mapping/plan/engine_name.h"
#include "gateway/forms/mapping/plan/ids.h"
#include "gateway/forms/mapping/plan/match_node.h"
#include "gateway/forms/mapping/plan/page_plan.h"
#include "gateway/forms/mapping/plan/qualifier_plan.h"

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

namespace renkei::mapping {

using base::none;
using base::Str;
using form::max_group_depth;

// ---------------------------------------------------------------- forward
enum class OpCode : std::uint8_t {
    literal,            // a = place, b = size in literals()
    skip_unless,        // a = condition, b = jump to
    skip_unless_reason, // a = hole: its item has a reason, or a code that means "no value"
    skip_unless_absent, // a = hole: item `part` has a reason
    jump,               // b
    stand_in,           // what stands where other fields are empty begins …
    stood_in,           // … and ends; a = condition: that any of them is filled
    put,                // a = hole
    reason_concept,     // a = hole: {"coding":[…],"text":…} of its reason
    reason_extensions,  // a = hole: [{…},{…}]
    reference,          // a = entry: {"reference":"urn:uuid:…"}
    references,         // a = entry: one per living row below, each with a comma
    own_text,           // rows of the Composition's own narrative
    each,               // a = group, b = behind the matching `next`
    next,
    close, // a = '}' or ']': takes the place of a trailing comma
    end,
};

struct Instruction {
    OpCode what = OpCode::end;
    std::uint8_t part = 0; // of a hole
    std::uint32_t a = 0;
    std::uint32_t b = 0;

    EntryId entry() const { return EntryId(a); }
    GroupId group() const { return GroupId(a); }
};

// A condition holds if one of its terms does.
struct Condition {
    std::uint32_t first_term = 0;
    std::uint32_t terms = 0;
};
enum class TermKind : std::uint8_t {
    always,
    item,       // a = item: has text or a reason
    hole,       // a = hole: its derived value exists
    entry,      // a = entry: lives in this row, or in a row above
    any_entry,  // a = entry: lives in some row below
    any_row,    // a = group, b = condition that holds in some row below
    row,        // a = group: has a row below
    no_row,     // a = group: has no row below
    no_item,    // a = item: has neither text nor a reason
    code,       // a = item: its text is condition_codes[b]
    other_code, // a = item: has text, and condition b does not hold
    all,        // a = first of b conditions that all hold
};
struct Term {
    TermKind kind = TermKind::always;
    std::uint32_t a = 0;
    std::uint32_t b = 0;

    ItemId item() const { return ItemId(a); }
    EntryId entry() const { return EntryId(a); }
    GroupId group() const { return GroupId(a); }
};

struct HolePart {
    ItemId item;
    std::uint16_t derived = 0;
};
struct Hole {
    std::uint32_t first_part = 0;
    std::uint16_t parts = 0;
    CodecId codec = CodecId::none;
    View view = View::none;
    ListId list = none; // of the code that is written
    bool derived = false;
    bool may_have_reason = false; // a reason, or a code of the list that means "no value"
    bool in_uri = false;          // its values are percent-encoded as parts of a URI
    std::uint16_t view_cases = 0;
    std::uint32_t first_view_case = 0;
};

// A text of a declared view. View::cases: the first whose pieces all hold; View::order: one per ViewOrder.
struct ViewCase {
    std::uint32_t first_piece = 0;
    std::uint16_t pieces = 0;
    Str tail; // behind the last piece
};
inline constexpr std::uint32_t no_view_pattern = 0xFFFFFFFF, no_wording = 0xFFFFFFFF;
// Holds if the part has text that fits the pattern.
struct ViewPiece {
    Str before;             // text before the value
    std::uint16_t part = 0; // of the hole
    PieceWrites writes = PieceWrites::nothing;
    std::uint32_t pattern = no_view_pattern; // number of a view pattern
    std::uint32_t wording = no_wording;      // number of the wording whose reading must fit
};
enum class ViewOrder : std::uint8_t { before, same, after, only_first, only_second, count };

// Finished JSON of a row of a code list, parallel to the form's list rows.
struct CodeText {
    Str coding;  // {"system":…,"code":…,"display":…}
    Str codings; // coding and its translations, with commas between
    Str code;    // "code" with quotes
    Str display; // escaped for JSON, without quotes
    Str shown;   // escaped for XHTML in JSON: for the narrative
    Str absent;  // "coding":[local, data-absent-reason] if the row means "no value", else empty
    Str reason;  // list of reasons: the standard reason with quotes
};

struct EntryPlan {
    Str name;
    Str type;                            // resourceType
    std::uint32_t first_instruction = 0; // the resource behind its id: fields and the closing brace
    std::uint32_t condition = 0;         // lives when this holds
    std::uint32_t node = 0;              // root of its backward tree
    GroupId each = document_group;
    std::uint16_t derived = 0; // `when:`: compared, never read
    SectionId section;
    EntryId anchor_entry;
    EntryId within;                // the entry whose resource contains it
    std::uint32_t first_rival = 0; // into rivals()
    std::uint32_t rivals = 0;
    std::uint32_t first_anchor = 0; // into anchor_steps()
    std::uint32_t anchor_steps = 0;
    std::uint32_t first_denial = 0; // into denial_names()
    std::uint32_t denials = 0;
    std::uint32_t first_understood = 0; // into understood()
    std::uint32_t understood = 0;
    std::uint8_t owner = 0;
    std::uint8_t by_reference_only = 0;
    std::uint8_t reads_items = 0; // reads something
    std::uint8_t restricted = 0;  // meta.security says R
    std::uint8_t accepted = 0;    // read, never written
    std::uint8_t copies_rows = 0; // elements repeat rows that are made elsewhere, and refer to none of them
    std::uint8_t unused[2] = {};
};

struct SectionPlan {
    Str code;  // <form>.<section>
    Str loinc; // or empty
    std::uint32_t first_narrative_row = 0;
    std::uint32_t narrative_rows = 0;
    Str head;       // {"title":…,"code":{…},"text":{"status":"generated","div":"<div …>
    Str empty_text; // <p>title</p>, where the table has no row
};

// A row of a section's narrative: each filled item of its entries, in the form's order, a group together.
struct NarrativeRow {
    ItemId item = none; // none: a group, followed by the narrative rows of a row
    GroupId group = document_group;
    std::uint32_t inner = 0; // group: number of narrative rows that belong to a row
    Str head; // <tr><th>体温</th><td>, or what is before the row's number; empty: rows without a head
    Str tail; // unit and </td></tr>
};

// ---------------------------------------------------------------- backward
// Where to look a resource up: a path of names to a discriminating constant …
struct Probe {
    Str type;
    std::uint32_t first_step = 0; // into probe_steps()
    std::uint32_t steps = 0;      // 0: entries without discriminating constant, tried for every resource
};
// … and what is there for which entry; sorted by (probe, value, entry).
struct Candidate {
    std::uint32_t probe = 0;
    Str value;
    EntryId entry;
};

struct PlanHead {
    std::uint32_t has_bundle = 0;        // 1: the mapping writes the Bundle's own fields
    std::uint32_t bundle_first = 0;      // instructions of the Bundle behind its type …
    std::uint32_t bundle_node = 0;       // … and what it is matched against
    std::uint32_t composition_first = 0; // instructions of the Composition behind its id
    std::uint32_t composition_node = 0;
    std::uint32_t is_collection = 0; // 1: a Bundle without a Composition, whose first entry is its person
    Str only_resource; // its type, and it stands in the Composition's place; empty: there is a document
    std::uint32_t first_own_narrative_row = 0; // Composition.text: what is in no section
    std::uint32_t own_narrative_rows = 0;
    Str own_text_head;     // "text":{"status":"generated","div":"<div …>
    Str security_system;   // of the label that a restricted entry gives the Bundle
    Str composition_types; // codes of Composition.type joined by space, for messages
    Str bundle_profile;
    Str bundle_system;  // Bundle.identifier.system
    Str section_system; // code system of section codes
    Str detail_url;     // extension absent-detail
    json::NameId keys[static_cast<std::size_t>(EngineName::count)];
};

template <template <class> class Of, template <class, class> class By>
struct PlanSections {
    Of<Instruction> instructions;
    Of<Condition> conditions;
    Of<Term> terms;
    Of<Str> condition_codes;
    Of<Hole> holes;
    Of<HolePart> parts;
    Of<CodeText> code_texts;
    By<EntryId, EntryPlan> entries;
    By<SectionId, SectionPlan> sections;
    Of<NarrativeRow> narrative_rows;
    Of<MatchNode> nodes;
    Of<json::NameId> anchor_steps;
    By<FhirTypeId, FhirType> types;
    Of<FhirField> type_fields;
    Of<json::NameId> time_names;
    By<QualifierId, Qualifier> qualifiers;
    Of<AnswerRow> qualifier_answers;
    Of<json::NameId> denial_names; // modifiers by which an entry may deny what it says
    Of<Understood> understood;
    Of<EntryId> rivals; // entries with `when:` that say more than the one that reads
    Of<EntryId> match_order;
    Of<EntryId> liveness_order;
    Of<Candidate> candidates;
    Of<Probe> probes;
    Of<json::NameId> probe_steps;
    Of<Str> sender_systems; // Identifier.system of each of form().senders(); empty: its home is no identifier
    Of<Str> receiver_systems; // of each of form().receivers()
    Of<ViewCase> view_cases;
    Of<ViewPiece> view_pieces;
    Of<Str> view_patterns; // RE2
    By<ItemId, PageItem> page_items;
    By<PageQuestionId, PageQuestion> page_questions;
    By<PageSectionId, PageSection> page_sections;
    Of<PageFact> page_facts;
    Of<PageAlert> page_alerts;
    Of<PageTable> page_tables;
    Of<PageCell> page_cells;
    Of<PageLook> page_look; // one
    auto all() { return tie(*this); }
    auto all() const { return tie(*this); }

private:
    template <class Self>
    static auto tie(Self& self) {
        return std::tie(
            self.instructions, self.conditions, self.terms, self.condition_codes, self.holes, self.parts,
            self.code_texts, self.entries.rows(), self.sections.rows(), self.narrative_rows, self.nodes,
            self.anchor_steps, self.types.rows(), self.type_fields, self.time_names, self.qualifiers.rows(),
            self.qualifier_answers, self.denial_names, self.understood, self.rivals, self.match_order,
            self.liveness_order, self.candidates, self.probes, self.probe_steps, self.sender_systems,
            self.receiver_systems, self.view_cases, self.view_pieces, self.view_patterns,
            self.page_items.rows(), self.page_questions.rows(), self.page_sections.rows(), self.page_facts,
            self.page_alerts, self.page_tables, self.page_cells, self.page_look);
    }
};

// Numbers of sections in the form's blob.
inline constexpr std::uint32_t plan_head_section = form::first_mapping_section;
inline constexpr std::uint32_t literals_section = plan_head_section + 1;
inline constexpr std::uint32_t first_plan_section = plan_head_section + 2;

class Plan {
public:
    // Views the form's blob; `names` and `wordings` are the catalogue's.
    Plan(const form::Form& form, json::NameTable names, const form::Wordings& wordings);

    const form::Form& form() const { return *form_; }
    const json::NameTable& names() const { return names_; }
    const form::Wordings& wordings() const { return *wordings_; }
    std::string_view text(Str str) const { return form_->text(str); }

    const PlanHead& head() const { return head_[0]; }
    json::NameId key(EngineName key) const { return head().keys[static_cast<std::size_t>(key)]; }
    std::span<const Instruction> instructions() const { return tables_.instructions; }
    const Condition& condition(std::uint32_t index) const { return tables_.conditions[index]; }
    std::span<const Term> terms(const Condition& c) const {
        return tables_.terms.subspan(c.first_term, c.terms);
    }
    std::string_view condition_code(std::uint32_t at) const { return text(tables_.condition_codes[at]); }
    const Hole& hole(std::uint32_t index) const { return tables_.holes[index]; }
    std::span<const Hole> holes() const { return tables_.holes; }
    std::span<const HolePart> parts(const Hole& h) const {
        return tables_.parts.subspan(h.first_part, h.parts);
    }
    const CodeText& code_text(const form::CodeList& list, CodeRowId row) const {
        return tables_.code_texts[list.first_row + row.value];
    }
    base::IdView<EntryId, EntryPlan> entries() const { return tables_.entries; }
    // The entry of the person whom the document is about; none: it does not say.
    EntryId person() const;
    base::IdView<SectionId, SectionPlan> sections() const { return tables_.sections; }
    std::span<const NarrativeRow> narrative_rows(const SectionPlan& s) const {
        return tables_.narrative_rows.subspan(s.first_narrative_row, s.narrative_rows);
    }
    std::span<const NarrativeRow> own_narrative_rows() const {
        return tables_.narrative_rows.subspan(head().first_own_narrative_row, head().own_narrative_rows);
    }
    std::span<const MatchNode> nodes() const { return tables_.nodes; }
    std::span<const MatchNode> children(const MatchNode& n) const {
        return tables_.nodes.subspan(n.first_child, n.children);
    }
    std::span<const json::NameId> anchor(const EntryPlan& e) const {
        return tables_.anchor_steps.subspan(e.first_anchor, e.anchor_steps);
    }
    base::IdView<FhirTypeId, FhirType> types() const { return tables_.types; }
    std::span<const FhirField> fields(const FhirType& t) const {
        return tables_.type_fields.subspan(t.first_field, t.fields);
    }
    std::span<const json::NameId> times(const FhirType& t) const {
        return tables_.time_names.subspan(t.first_time, t.times);
    }
    const Qualifier& qualifier(QualifierId qualifier) const { return tables_.qualifiers[qualifier]; }
    std::span<const AnswerRow> answers(const Qualifier& q) const {
        return tables_.qualifier_answers.subspan(q.first_answer, q.answers);
    }
    std::span<const json::NameId> denials(const EntryPlan& e) const {
        return tables_.denial_names.subspan(e.first_denial, e.denials);
    }
    std::span<const Understood> understood(const EntryPlan& e) const {
        return tables_.understood.subspan(e.first_understood, e.understood);
    }
    std::span<const EntryId> rivals(const EntryPlan& e) const {
        return tables_.rivals.subspan(e.first_rival, e.rivals);
    }
    std::span<const EntryId> match_order() const { return tables_.match_order; }
    std::span<const EntryId> liveness_order() const { return tables_.liveness_order; }
    std::span<const Candidate> candidates() const { return tables_.candidates; }
    std::span<const Probe> probes() const { return tables_.probes; }
    std::span<const json::NameId> steps(const Probe& p) const {
        return tables_.probe_steps.subspan(p.first_step, p.steps);
    }
    std::span<const Str> sender_systems() const { return tables_.sender_systems; }
    std::span<const Str> receiver_systems() const { return tables_.receiver_systems; }
    std::span<const ViewCase> view_cases(const Hole& h) const {
        return tables_.view_cases.subspan(h.first_view_case, h.view_cases);
    }
    std::span<const ViewPiece> pieces(const ViewCase& c) const {
        return tables_.view_pieces.subspan(c.first_piece, c.pieces);
    }
    const form::TextPattern& view_pattern(std::uint32_t index) const { return view_patterns_[index]; }
    const PageItem& page_item(ItemId item) const { return tables_.page_items[item]; }
    base::IdView<PageQuestionId, PageQuestion> page_questions() const { return tables_.page_questions; }
    base::IdView<PageSectionId, PageSection> page_sections() const { return tables_.page_sections; }
    std::span<const PageFact> page_facts() const { return tables_.page_facts; }
    std::span<const PageAlert> page_alerts() const { return tables_.page_alerts; }
    const PageTable* page_table(form::GroupId rows) const { // null: the mapping says nothing of them
        const auto found = std::ranges::find(tables_.page_tables, rows, &PageTable::rows);
        return found == tables_.page_tables.end() ? nullptr : &*found;
    }
    const PageTable* beside(ItemId item) const { // null: the item does not stand beside another
        const std::uint8_t number = tables_.page_items[item].beside;
        return number == 0 ? nullptr : &tables_.page_tables[number - 1];
    }
    std::span<const PageCell> page_cells(const PageTable& table) const {
        return std::span(tables_.page_cells).subspan(table.first_cell, table.cells);
    }
    const PageLook& page_look() const { return tables_.page_look.front(); }
    const char* literals() const { return literals_.data(); }

private:
    const form::Form* form_;
    json::NameTable names_;
    const form::Wordings* wordings_;
    base::View<PlanHead> head_;
    base::View<char> literals_;
    PlanSections<base::View, base::IdView> tables_;
    std::vector<form::TextPattern> view_patterns_;
};

} // namespace renkei::mapping
