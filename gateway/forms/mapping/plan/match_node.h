// A node of an example, which the backward direction matches against an element of a bundle.
#pragma once

#include "gateway/core/base/blob.h"
#include "gateway/core/json/names.h"
#include "gateway/forms/mapping/plan/ids.h"

#include <cstdint>

namespace renkei::mapping {

enum class MatchKind : std::uint8_t { constant, hole, reference, object, array };
enum MatchFlag : std::uint32_t {
    m_reads = 1, // reads something
    m_all_constant = 2,
    m_stand_in = 4,      // stands only where another field is empty (missing:)
    m_discriminates = 8, // must be there and equal for a resource or element to fit
    m_many = 16,         // reference
    m_strong = 32,       // reference
    m_quantity = 64,     // an absent value vanishes whole, with its reason beside it
    m_coded_value = 128, // value[x] beside a code: a reason is in dataAbsentReason
    m_owner_stays = 256, // object that outlives its holes
    m_accepted = 512,    // element: read, never written
    m_canonical = 1024,  // constant: what a document claims, which may name a version behind a |
    m_ranked = 2048,     // array: its elements may say in which order they are preferred
    m_amount = 4096,     // object: a Quantity or a Money of which the value is read
    m_needed = 8192,     // field: constant without which what stands beside it says nothing
    m_needs = 16384,     // object: has such a field
    m_joins = 32768,     // array: what is left of it is read with what was; reference: so are its resources
    m_latest = 65536,    // array: of its elements the last one counts
    m_distinct = 131072, // object: a name leads to one of its fields at most, as a field or as a sibling
};
struct MatchNode {
    MatchKind kind = MatchKind::constant;
    std::uint8_t literal = 0; // constant: 's' string, 'n' number, 'b' boolean
    std::uint8_t choice = 0;  // field of value[x]: length of the name without its type; else 0
    std::uint32_t flags = 0;
    json::NameId name = json::no_name;    // as a field
    json::NameId sibling = json::no_name; // "_name" of a primitive
    std::uint32_t first_child = 0;
    std::uint32_t children = 0;
    std::uint32_t index = 0;                // hole or entry
    std::uint32_t place = 0;                // reference: how many stand before it in the example
    GroupId each = document_group;          // element that repeats over a group
    json::NameId replaces = json::no_name;  // stand-in: the field that must be empty
    json::NameId needed_by = json::no_name; // m_needed: only where this field is there
    base::Str text; // constant; outermost object or array of constants: its JSON as it is written; else empty
};

} // namespace renkei::mapping
