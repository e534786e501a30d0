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

struct OwnSections {
    std::string table{}; // of what documents say, as read_summary_sections() reads it
    std::map<std::string, std::string, std::less<>> parts{}; // titles of those made of records: "consent" …

    bool has(std::string_view part) const { return parts.contains(part); }
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
