// An ElementDefinition while a snapshot is being made: its members as JSON, in the order FHIR writes them.
// Values view the definitions they come from or an arena; both outlive the draft.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/core/json/writer.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace renkei::profiles {

// The members of an ElementDefinition in FHIR's order; id and path are not kept: they follow from the place.
enum class MemberKind : std::uint8_t {
    extension,
    modifier_extension,
    representation,
    slice_name,
    slice_is_constraining,
    label,
    code,
    slicing,
    short_text,
    definition,
    comment,
    requirements,
    alias,
    min,
    max,
    base,
    content_reference,
    type,
    default_value,
    meaning_when_missing,
    order_meaning,
    fixed,
    pattern,
    example,
    min_value,
    max_value,
    max_length,
    condition,
    constraint,
    must_support,
    is_modifier,
    is_modifier_reason,
    is_summary,
    binding,
    mapping,
    other,
};

// How a derived definition's member meets the base's.
enum class MergeRule : std::uint8_t {
    replaces, // the derived one counts
    adds,     // a list of both; what is the same occurs once
    appends,  // replaces; "..." at its beginning stands for the base's text
    merges,   // an object: what the derived one leaves out stays
    fits,     // replaces, if it is of the element's type
    explains, // a list of both; the derived one's say where they come from
    apart,    // checked before all others, or never inherited
};

struct MemberKindRow {
    MemberKind part;
    std::string_view key; // in JSON; of a choice what is before the type
    MergeRule meeting;
    bool is_choice;            // "fixedUri"
    std::string_view item_key; // the member that names an item of the list: "key" of a constraint
};
const MemberKindRow& row(MemberKind part);

// A JSON value: a node of a tree that outlives it, or text.
struct MemberValue {
    const json::Tree* tree = nullptr;
    json::NodeId node = json::no_node;
    std::string_view json; // as written
    std::string_view name; // what names it within its list, or the text of a string
};

struct Member {
    MemberKind part;
    bool is_list;
    std::string_view key;               // "fixedUri", "_short"
    std::span<const MemberValue> items; // exactly one unless it is a list
};

class ElementDraft {
public:
    // Reads an ElementDefinition.
    ElementDraft(const json::Tree& tree, json::NodeId definition, base::Arena& arena);
    ElementDraft() = default;

    std::span<const Member> members() const { return members_; }
    const Member* find(MemberKind part) const; // the first of this part
    bool has(MemberKind part) const { return find(part) != nullptr; }
    std::span<const MemberValue> items(MemberKind part) const; // of a list; empty if it is not there
    std::string_view text(MemberKind part) const; // of a string or number; empty if it is not there

    void remove(MemberKind part);
    void set(const Member& member); // in place of all members of its part
    void add(const Member& member); // beside them
    void set_text(MemberKind part, std::string_view text, base::Arena& arena);
    void set_items(MemberKind part, std::span<const MemberValue> items, base::Arena& arena);
    void set_json(MemberKind part, std::string_view json, base::Arena& arena); // of a member that is no list

    void write(json::Writer& out) const; // the members without the object's brackets, id and path

private:
    std::vector<Member> members_; // sorted by part
};

// "http://…|1.0" of the first type's first profile; empty: none.
std::string_view type_profile(const MemberValue& type);

} // namespace renkei::profiles
