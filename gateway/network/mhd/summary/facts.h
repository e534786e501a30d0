// What resources of R4 tell of a person, in kinds of facts (profiles/facts.tsv), and how a resource of a type
// is said in one line (profiles/fact-lines.tsv).
#pragma once

#include <span>
#include <string_view>

namespace renkei::mhd {

// Types of the table that are parts of a resource.
inline constexpr std::string_view contacts_of_patient = "Patient.contact";
inline constexpr std::string_view section_of_document = "Composition.section";

struct Fact {
    std::string_view kind{};
    std::string_view type{};
    std::string_view search{}; // empty: every resource of the type
};

// How a type is said. Empty paths: it does not say that.
struct FactLine {
    std::string_view type{}; // empty: any other one
    std::string_view what{};
    std::string_view words{};
    std::string_view states{};
    std::string_view date{};
};

inline constexpr std::string_view serves_others = "-"; // kind of what says nothing of the person itself

std::span<const Fact> facts();
std::string_view kind_of(std::string_view type); // the first of the type; empty: the table does not have it
const FactLine& line_of(std::string_view type);

std::string_view facts_table(); // the texts of the files
std::string_view fact_lines_table();

} // namespace renkei::mhd
