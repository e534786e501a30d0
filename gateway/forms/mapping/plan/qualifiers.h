// Elements that change the meaning of what stands beside them: those that R4 calls modifiers (modifiers.tsv),
// and those of its context (context.tsv). A table says what each of their answers does to the fact.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace renkei::mapping {

enum class Treatment : std::uint8_t {
    never,    // read only where the entry writes this very answer
    alone,    // never beside another element of its array; else reported
    family,   // read only where the entry writes an answer of this family
    words,    // added to the text beside it; where that is not possible, the text is not read
    reported, // the fact stands, but the reader must know
    absence,  // "none": it says that there is none: so do the words that are read, or the reader must know
    same,     // it says nothing against the fact
};

// What an element is asked for, and its answers.
enum class Asked : std::uint8_t {
    code,   // its codes
    there,  // "there": none of it was read
    over,   // "over": it ended before the document's day, or that is not known; "ahead": it begins after it
    day,    // "other": another day than the one that the form has for it, or the document's
    person, // "other", "unknown": it does not lead to the person that the document is about
    stay,   // "other": it leads to another Encounter than the document's
    value,  // "beside": a value stands beside it
    amount, // "unsaid": an amount that the text beside it does not hold
    timing, // "unsaid": when or how long, which the text does not say; "otherwise": it says another time
    range, // codes of an interpretation, where the value stands otherwise to the range (above, below, within)
    unit,  // "other": another unit than the one that the mapping writes
    differs, // "other": another constant than the one that the mapping writes
    needed,  // … or none; then what stands beside it says nothing
    carried, // "unsaid": asked only of a transfer: the item that holds it is not carried
    time,    // orders resources, or elements, of which one is read: the newest
    many,    // an array: what the form has one place for, and R4 many, is read together
};
constexpr bool is_of_order(Asked asked) { return asked == Asked::time || asked == Asked::many; }

struct QualifierRow {
    std::string_view element; // "Observation.status", "Patient.deceased[x]", "Patient.telecom.use"
    Asked asked = Asked::code;
    std::string_view beside{};               // `needed`: the element that needs it; empty: all in the object
    std::vector<std::string_view> answers{}; // "*": every other one
    Treatment treatment = Treatment::never;
    std::string_view family{};
    std::string_view paragraph{}; // of R4
    std::string_view reason{};
};

std::string_view modifiers_table(); // the texts of the files
std::string_view context_table();
std::vector<QualifierRow> read_modifiers(std::string_view table);
std::vector<QualifierRow> read_context(std::string_view table);
std::span<const QualifierRow> modifiers(); // read once; an answer that is in no row is `never`
std::span<const QualifierRow> context();   // … says nothing

} // namespace renkei::mapping
