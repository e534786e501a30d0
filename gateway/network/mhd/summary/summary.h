// Patient/$summary, as the International Patient Summary defines the operation: one document of what the
// documents of a person say that the caller may read. Different answers stand beside each other, those of
// newer documents first; what several documents say with the same words stands once and names them all.
// Documents whose Patients cannot be one person are never joined, whatever number or link found them.
#pragma once

#include "gateway/forms/form/wordings.h"
#include "gateway/network/mhd/search/documents_apart.h"
#include "gateway/network/mhd/search/search.h"
#include "gateway/network/mhd/summary/summary_document.h"
#include "gateway/network/mhd/summary/summary_gathering.h"

#include <memory>

namespace renkei::mhd {

inline constexpr std::size_t max_summarised_documents = 100;

struct SummaryContext {
    const store::Hash& search_key;
    access::Reader reader;
    std::string base;                                        // of the API, "https://host/fhir"
    std::string canonical;                                   // of our own definitions
    std::shared_ptr<const form::Wordings> wordings;          // of the mappings
    std::function<std::string(const diag::Report&)> outcome; // an OperationOutcome
    base::Millis now;
    SearchMemory memory{};
    std::size_t most_documents = max_summarised_documents;
    std::string_view table = summary_table(); // which sections there are
    bool writes_document = true;              // no: the caller makes something else of the content
    RestrictedEntries restricted = RestrictedEntries::taken;
    std::shared_ptr<documents::PartMaker> parts{}; // null: only of whole documents
};

struct SummaryResult {
    std::string written{};                  // a FHIR document in JSON; empty: `apart` is of several persons
    std::vector<SummaryContent> contents{}; // if no document is wanted: of each person
    std::vector<SummarySection> sections{};
    DocumentsApart apart{};
    std::vector<store::Hash> persons{};   // for the audit
    std::vector<std::string> documents{}; // that are in it, or that its content names; for the audit, too
    std::uint64_t largest = 0;            // view_size() of the largest document
    bool left_some = false;               // documents larger than SearchMemory::document
    bool is_full = false;                 // by SearchMemory::page: documents are left out
};

// The error is `resource_not_there` if the caller may read no document of the person.
diag::Result<SummaryResult> summarise(const store::Snapshot& snapshot, const PersonFilter& person,
                                      const SummaryContext& context);

} // namespace renkei::mhd
