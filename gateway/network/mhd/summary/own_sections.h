// What a person sees of themself, as profiles/own-page.tsv lists it, and the words that are explained there
// (profiles/terms.tsv).
#pragma once

#include "gateway/core/diag/message.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mhd {

enum class Audience : std::uint8_t {
    person,
    family // who acts for the person: only what the table allows for family
};

// A field of an eligibility check, shown as a card.
struct OwnCard {
    std::string_view title{}; // of the table
    std::string_view field{};
    std::string_view used{}; // field of what was used of it; empty: there is none
};

struct OwnSections {
    std::string table{}; // sections of what documents say, as read_summary_sections() reads it
    std::string
        fields{}; // those of the cards, as read_eligibility_table() reads it: sections of `table`, too
    std::vector<OwnCard> cards{};
    std::map<std::string, std::string, std::less<>> parts{}; // titles of those made of records: "consent" …

    bool has(std::string_view part) const { return parts.contains(part); }
    // Has it no answers but those of cards?
    bool is_of_cards(std::string_view section) const {
        return fields.find('\n' + std::string(section) + '\t') != std::string::npos;
    }
};
OwnSections read_own_sections(std::string_view table, Audience audience, diag::Language language);

struct Term {
    std::string_view word{}; // of the table
    std::string_view explanation{};
};
std::vector<Term> read_terms(std::string_view table, diag::Language language);

std::string_view own_page_table(); // the texts of the files
std::string_view terms_table();

} // namespace renkei::mhd
