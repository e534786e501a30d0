#include "gateway/app/online/audit_filter.h"

#include "gateway/app/online/known_document.h"
#include "gateway/app/online/notices.h"
#include "gateway/app/online/peers.h"
#include "gateway/core/base/logical_id.h"
#include "gateway/network/documents/intake.h"
#include "generated/messages/audit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace renkei::online {
namespace {

namespace message = diag::message;

constexpr Text no_event_of_person{"no event is about this person", "この人に関するイベントはありません"};

} // namespace

diag::Result<EventSelection> EventSelection::of(const AuditFilter& filter, const store::Store& store) {
    EventSelection out(filter);
    if (!filter.person) {
        return out;
    }
    TRY_VOID(store.read([&](const store::Snapshot& snapshot) -> diag::Result<void> {
        // the number as it is asked for, and those that `renkei person link` joined with it
        TRY(const std::vector<store::Hash> persons,
            snapshot.linked_persons(documents::person_hash(store.search_key(), *filter.person)));
        TRY(const auto versions, snapshot.versions_of(persons));
        std::ranges::transform(persons, std::back_inserter(out.persons_),
                               [](const store::Hash& each) { return seal::to_hex(each); });
        for (const auto& [document, numbers] : versions) {
            out.versions_.emplace(base::logical_id(document), numbers);
        }
        return {};
    }));
    return out;
}

// An event about one version concerns only the persons of that version: others may name other persons.
bool EventSelection::is_about_person(const audit::EventSummary& noted) const {
    const auto concerns = [&](const std::string& id) {
        const auto found = versions_.find(id);
        return found != versions_.end() && (noted.version == 0 || found->second.contains(noted.version));
    };
    return std::ranges::any_of(persons_,
                               [&](const std::string& hash) { return noted.is_about_person(hash); }) ||
           std::ranges::any_of(noted.documents, concerns);
}

bool EventSelection::add(const store::AuditRow& row, const audit::EventSummary& noted) {
    nodes_.insert(row.node);
    const bool is_of_peer =
        filter_->peer.empty() || std::ranges::find(noted.peers, filter_->peer) != noted.peers.end();
    const bool is_of_document = filter_->document.empty() || noted.is_about(filter_->document);
    const bool is_of_person = !filter_->person || is_about_person(noted);
    has_peer_ |= is_of_peer;
    has_document_ |= is_of_document;
    has_person_ |= is_of_person;
    return is_of_peer && is_of_document && is_of_person &&
           (filter_->node.empty() || row.node == filter_->node);
}

ExitCode EventSelection::warn_if_unknown(const store::Store& store, Language language) const {
    ExitCode out = ExitCode::clean;
    if (!has_peer_ && !filter_->peer.empty()) {
        out = online::warn_if_unknown(store, filter_->peer, language);
    }
    if (!has_document_) {
        out = worse(out, warn_if_unknown_document(store, filter_->document, language));
    }
    if (filter_->person && !has_person_) {
        out = worse(
            out, print_notices(notice(diag::Severity::warning, language, no_event_of_person.in(language))));
    }
    const bool is_known_node = filter_->node.empty() || nodes_.contains(filter_->node);
    return is_known_node
               ? out
               : worse(out, print_notices(notice(
                                diag::finding(message::audit_node_unknown, {},
                                              {filter_->node, fmt::format("{}", fmt::join(nodes_, ", "))}),
                                language)));
}

} // namespace renkei::online
