// The sections of a person's summary, as profiles/summary.tsv lists them: what each is called, and the
// searches that find its entries, by kinds of facts (facts.h) or its own; and the tags that count there.
#pragma once

#include "gateway/network/mhd/search/candidate.h"
#include "gateway/network/mhd/search/search_request.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mhd {

// A section of documents that asks for a kind of fact.
struct AskedInDocument {
    std::string_view kind{}; // of the table
    TokenValue code{};
};

struct SummarySection {
    std::string title{};
    std::string system{}; // of its code; empty: it has none
    std::string code{};
    std::string display{};
    std::vector<SearchRequest> searches{};
    bool has_contacts = false;               // of the person's own Patient
    std::vector<AskedInDocument> asked_in{}; // sections of documents that ask the same
    bool is_side_by_side = false;            // the newest answers and those before are compared
    bool is_alert = false;                   // its newest answers stand above all others, too
    bool is_if_any = false;                  // it is there only if a document says something to it
    std::string look{};                      // what stands behind all of the row, in other tables
};

// A tag of meta that is part of what a resource says.
struct SummaryMark {
    std::string_view system{}; // of the table
    std::string_view code{};
};

std::string_view summary_table();     // the text of the file
std::string_view person_page_table(); // of profiles/person-page.tsv: what a person's page shows
std::string_view state_words_table(); // of profiles/state-words.tsv: words for codes of states
std::string_view eligibility_table(); // of profiles/eligibility.tsv: what an eligibility check answers
std::vector<SummaryMark> read_summary_marks(std::string_view table);
// Codings in meta.tag of the resource.
std::vector<json::NodeId> marks_of(const json::Tree& tree, json::NodeId resource,
                                   std::span<const SummaryMark> marks);

// "kg:CodeSystem/x" as it is in documents. `canonical`: base of our own definitions.
std::string with_own_base(std::string_view text, std::string_view canonical);
// A row has kinds of facts, or a type and a search. Behind stands "side-by-side", "alert" or "if-any", or
// what another table means by its look. It is an error if there is no such kind, or a search cannot be read.
diag::Result<std::vector<SummarySection>> read_summary_sections(std::string_view table,
                                                                std::string_view canonical);
// Is it about the person of the document, and does the search find it?
bool finds(const SearchRequest& search, const Candidate& candidate);

} // namespace renkei::mhd
