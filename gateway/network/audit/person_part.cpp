#include "gateway/network/audit/person_part.h"

#include "gateway/core/base/logical_id.h"
#include "gateway/network/audit/query_text.h"

#include <algorithm>

namespace renkei::audit {
namespace {

bool is_same_document(std::string_view one, std::string_view other) {
    return base::logical_id(one) == base::logical_id(other);
}

} // namespace

void PersonInEvents::add_hash(std::string hash) { hashes_.push_back(std::move(hash)); }

void PersonInEvents::add_version(std::string_view document, std::uint32_t version) {
    versions_[base::logical_id(document)].insert(version);
}

void PersonInEvents::learn(std::string_view kept) {
    const bool may_name = std::ranges::any_of(
        hashes_, [kept](const std::string& hash) { return kept.find(hash) != std::string_view::npos; });
    const std::optional<KeptEvent> read = may_name ? event_of(kept) : std::nullopt;
    if (read && read->event.version != 0 && !read->event.document.empty() && is_named(read->event.person)) {
        add_version(read->event.document, read->event.version);
    }
}

std::vector<std::string> PersonInEvents::documents() const {
    std::vector<std::string> out;
    for (const auto& [document, versions] : versions_) {
        out.push_back(document);
    }
    return out;
}

bool PersonInEvents::is_named(std::string_view hash) const {
    return is_person_hash(hash) &&
           std::ranges::any_of(hashes_, [hash](const std::string& known) { return known.starts_with(hash); });
}

bool PersonInEvents::has_version(std::string_view document, std::uint32_t version) const {
    const auto found = versions_.find(base::logical_id(document));
    return found != versions_.end() && (version == 0 || found->second.contains(version));
}

// The version of an event is that of its one document.
bool PersonInEvents::is_about(const EventSummary& event) const {
    return std::ranges::any_of(hashes_,
                               [&](const std::string& hash) { return event.is_about_person(hash); }) ||
           std::ranges::any_of(event.documents, [&](const std::string& document) {
               return has_version(document, event.version);
           });
}

Event PersonInEvents::part_of(const Event& event) const {
    Event out = event;
    const bool is_person = is_named(event.person);
    if (!is_person) {
        out.person.clear();
    }
    if (!has_version(event.document, event.version) && !(is_person && !event.document.empty())) {
        out.document.clear();
        out.version = 0;
    }
    QueryText query = read_query(event.query);
    std::erase_if(query.persons, [this](std::string_view hash) { return !is_named(hash); });
    std::erase_if(query.documents, [this](std::string_view document) { return !has_version(document, 0); });
    out.query = to_text(query);
    out.file.clear();
    return out;
}

Event part_of_office(const Event& event) {
    Event out = event;
    out.person.clear();
    QueryText query = read_query(event.query);
    query.persons.clear();
    out.query = to_text(query);
    out.file.clear();
    return out;
}

Event part_about_document(const Event& event, std::string_view document) {
    Event out = event;
    if (!is_same_document(event.document, document)) {
        out.document.clear();
        out.version = 0;
        out.person.clear();
    }
    QueryText query = read_query(event.query);
    query.persons.clear();
    std::erase_if(query.documents,
                  [document](std::string_view id) { return !is_same_document(id, document); });
    out.query = to_text(query);
    out.file.clear();
    return out;
}

} // namespace renkei::audit
