// One person in the audit: which events are about the person, and what of such an event is. A list or a
// search that showed documents of several persons names them all.
#pragma once

#include "gateway/network/audit/facts.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::audit {

class PersonInEvents {
public:
    void add_hash(std::string hash); // one under which the person is known, in hex
    // A version that names the person. Others of the same document may name other persons.
    void add_version(std::string_view document, std::uint32_t version);
    // Versions that retention has deleted are known by events that name the person and the version.
    void learn(std::string_view kept);

    bool is_about(const EventSummary& event) const;
    std::vector<std::string> documents() const; // whose versions name the person, without dashes
    bool is_named(std::string_view hash) const; // in full, or by its first digits
    bool has_version(std::string_view document, std::uint32_t version) const; // 0: any
    // Without other persons, documents of others, and what else was asked for.
    Event part_of(const Event& event) const;

private:
    std::vector<std::string> hashes_{};
    std::map<std::string, std::set<std::uint32_t>> versions_{}; // by document, without dashes
};

// Of an event of an office: what it asked for and was given. Without persons: a hash is the same for every
// office, so two of them could find out by it whom both asked for.
Event part_of_office(const Event& event);

// Of an event about one document: without other documents, and without persons unless it is about no other
// document.
Event part_about_document(const Event& event, std::string_view document);

} // namespace renkei::audit
