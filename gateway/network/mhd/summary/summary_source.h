// One document on its way into a summary: its resources with the references of the summary, and what they say
// without their place, so that repeats are seen.
#pragma once

#include "gateway/network/mhd/search/candidate.h"
#include "gateway/network/mhd/summary/summary_sections.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace renkei::mhd {

class SummarisedDocument {
public:
    // Both outlive it.
    SummarisedDocument(OpenDocument& document, std::span<const SummaryMark> marks)
        : document_(document),
          view_(document.view()),
          marks_(marks) {}

    std::string reference(std::size_t number) const; // "Type/id"
    // The same for resources that say the same of their person, in whatever document they stand.
    const std::string& content_digest(std::size_t number);
    // Takes a resource, and all that it refers to but the person and the Composition.
    void include(std::size_t number);
    const std::set<std::size_t>& included() const { return included_; }
    // JSON of a resource. `patient`: the one that stands for the person in the summary. A reference to what
    // is not included leads to this server.
    std::string json(std::size_t number, const std::string& patient) const;
    // Members of its Provenance but its own id, meta and targets.
    std::vector<std::pair<std::string, std::string>> provenance() const;
    std::string name() const; // title, date and sender, for people
    std::string date() const;
    std::vector<std::string> kinds() const; // codes of the type of its Composition, "SYSTEM|CODE"

private:
    void append_content(json::NodeId node, std::size_t number, std::string& out, bool is_resource);
    std::vector<std::size_t> targets_of(std::size_t number) const; // entries

    OpenDocument& document_;
    const DocumentView& view_;
    std::span<const SummaryMark> marks_;
    std::map<std::size_t, std::string> digests_; // empty: being made
    std::set<std::size_t> included_;
};

} // namespace renkei::mhd
