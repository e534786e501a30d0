// A search over the documents of one person: each is opened, its resources are compared, a page of them is
// written. Nothing is indexed beyond what finds a person's documents. A person who is described by name or
// birth date is looked for among the documents that the caller may read, newest first, so many for one page.
#pragma once

#include "gateway/network/mhd/search/candidate.h"
#include "gateway/network/mhd/search/person_finder.h"

#include <functional>
#include <string>

namespace renkei::mhd {

// Bytes that a search may hold in memory.
struct SearchMemory {
    std::uint64_t document = 0; // view_size() of what it opens: a larger document is left
    std::uint64_t page = 0;     // JSON of the entries: a page ends with the match that reaches it
};

// Documents of many persons that one request compares.
inline constexpr std::size_t max_compared_documents = 500;

// Who asks, and how links are written.
struct SearchContext {
    const store::Hash& search_key;
    access::Reader reader;
    std::string base;                                          // "https://host/fhir"
    std::string self;                                          // what was asked, as far as it was understood
    std::function<std::string(const std::string& after)> next; // the link that goes on behind this place
    std::function<std::string(const diag::Report&)> outcome;   // an OperationOutcome
    SearchMemory memory;
    std::size_t most_compared = max_compared_documents; // of many persons
    documents::PartMaker* parts = nullptr;              // null: only whole documents are searched
};

struct SearchResult {
    std::string bundle; // searchset
    std::uint64_t total = 0;
    std::vector<store::Hash> persons{};   // for the audit
    std::vector<std::string> documents{}; // whose resources are in the bundle; for the audit, too
    std::uint64_t largest = 0;            // view_size() of the largest document
    std::uint64_t compared = 0;           // resources that were looked at
    bool left_some = false;    // documents larger than SearchMemory::document: the bundle is not the answer
    bool page_is_full = false; // by SearchMemory::page
};

// `after`: where the page before ended; empty: the first page.
diag::Result<SearchResult> search(const store::Snapshot& snapshot, const SearchRequest& request,
                                  const SearchContext& context, std::string_view after);

} // namespace renkei::mhd
