// A list of documents with a form to search them, one page at a time.
#pragma once

#include "gateway/forms/html/page.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::pages {

struct ListedStatus {
    std::string_view words{}; // new, fetched, withdrawn …; empty: nothing is to be said
    std::string_view look{};  // of its tag: "new", "done", "late"
};

struct ListedDocument {
    std::string url{};
    std::string title{};
    std::string date{};           // of the document
    std::string received{};       // by the gateway
    std::string person{};         // name; empty: it has none, or was not opened
    std::string birth{};          // of the person; empty: as the name
    std::string insured_number{}; // shown where there is no name
    std::string sender{};         // name of the organisation; empty: as the name
    ListedStatus status{};
    bool has_link = true; // no: its content is gone
    bool has_person_page = false;
    bool has_counterpart = false; // forms put it beside another document
    bool is_own = false;          // the reader sent it, and may see which receivers have it
};

// How many of the page's documents were opened to compare the name that was asked.
struct ComparedNames {
    std::size_t compared = 0;
    std::size_t left_closed = 0;
};

struct ListPage {
    std::string documents_url{};
    std::string eligibility_url{};                               // of the form of an eligibility check
    std::vector<std::pair<std::string, std::string>> forms{};    // id and title, to choose from
    std::vector<std::pair<std::string, std::string>> searched{}; // parameters and values that were asked
    std::vector<ListedDocument> documents{};
    std::string next{};                      // token of the page behind this one; empty: there is none
    std::optional<ComparedNames> compared{}; // nothing: no name was asked
    std::string refusal{};                   // in words: nothing was searched
    bool needs_insurer = false;              // of a refusal: the number alone may be several persons'
};

std::string list_page(const ListPage& list, const html::PageHead& head);

} // namespace renkei::pages
