// The summary of a person as a FHIR document: a Composition with the sections, the entries, and a Provenance
// for each document that they come from.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/mhd/search/documents_apart.h"
#include "gateway/network/mhd/summary/summary_line.h"
#include "gateway/network/mhd/summary/summary_question.h"
#include "gateway/network/mhd/summary/summary_sections.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace renkei::mhd {

// A document that entries come from.
struct SummarySource {
    std::vector<std::pair<std::string, std::string>> provenance{}; // members of it but target: name and JSON
    std::string name{};                                            // title, date and sender, for people
    std::string date{};                                            // of the document
    std::vector<std::string> kinds{};                              // of it: "SYSTEM|CODE"
    std::string document{};                                        // its id
    std::uint32_t version = 0;
    std::optional<base::Millis> received{}; // by the gateway
    bool is_part = false;                   // of a document: what else it says is not for the reader
    std::vector<std::string> targets{};     // "Type/id"
};

struct SummaryEntry {
    std::size_t section = 0;
    std::string reference{}; // "Type/id"
    SummaryLine line{};
    SummaryQuestion question{}; // of the person's own data: none
    PersonStatement of_person = PersonStatement::other;
    std::vector<std::size_t> sources{}; // newest first
};

struct SummaryResource {
    std::string reference; // "Type/id"
    std::string json;
};

// What a document says and no section has: resources of a type, or its sections in words alone.
struct NotSummarised {
    NamedDocument document{};
    std::string type{};
    std::size_t count = 0;
};

// Why there is no fact of a kind, as the newest document says that gives a reason.
struct SaidEmpty {
    std::string_view code{}; // of list-empty-reason
    std::string title{};     // of the document's section
    NamedDocument document{};
};

// By which numbers the documents of a summary name the person, and whether documents themselves say that
// these are one person's.
class SummaryNumbers {
public:
    static constexpr std::size_t most = 50; // that are shown: a person has a few

    // Of the next document; newer ones come first.
    void add(const std::vector<documents::PersonNumber>& of_document);

    const std::vector<documents::PersonNumber>& all() const { return numbers_; } // each once
    // Some of them stand together in no document: people linked them (person_link.h).
    bool are_linked() const;
    // Two numbers that one organisation gave: it may have meant two persons.
    bool are_of_two() const;

private:
    std::size_t place_of(const documents::PersonNumber& number);

    std::vector<documents::PersonNumber> numbers_;
    std::vector<std::size_t> joined_; // numbers that documents have together have the same value here
};

struct SummaryContent {
    std::vector<SummarySource> sources{};
    std::vector<SummaryEntry> entries{}; // those of newer documents first
    std::vector<SummaryResource> resources{};
    SummaryNumbers numbers{}; // of the person
    // Documents that were found and not read: it is long enough without them, or they are too large, or
    // damaged.
    std::vector<NamedDocument> left_out{}; // the newest of them
    std::size_t count_left_out = 0;
    std::size_t damaged = 0;                     // documents that do not open
    std::size_t unread = 0;                      // documents in which nothing can be read here: attachments
    std::vector<NotSummarised> not_summarised{}; // the first of them
    std::size_t count_not_summarised = 0;
    std::map<std::pair<std::size_t, std::string_view>, SaidEmpty> said_empty{}; // by section and kind
    bool is_cut = false;   // documents are left out because there are many, or because they are large
    std::string patient{}; // "Patient/id"
    std::string confidentiality{"N"}; // of v3-Confidentiality: the strictest of the documents and resources
    std::string outcome{};            // OperationOutcome; empty: the summary is complete

    bool lacks_documents() const { return is_cut || damaged > 0 || unread > 0 || count_left_out > 0; }
    // The first of the section; null: no document gives a reason.
    const SaidEmpty* said_empty_of(std::size_t section) const {
        const auto found = said_empty.lower_bound({section, {}});
        return found == said_empty.end() || found->first.first != section ? nullptr : &found->second;
    }
    // Is what no section says in no document?
    bool is_whole() const {
        return !lacks_documents() && count_not_summarised == 0 &&
               std::ranges::none_of(sources, &SummarySource::is_part);
    }
};

// `name`: of this summary, no other has it.
std::string summary_document(const SummaryContent& content, const std::vector<SummarySection>& sections,
                             const std::string& base, const std::string& name, base::Millis now);

} // namespace renkei::mhd
