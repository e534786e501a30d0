#include "gateway/network/access/document_access.h"

#include <algorithm>

namespace renkei::access {
namespace {

using policy::VersionAccess;

bool brought(const policy::Peer& peer, const policy::History& history, std::uint32_t number) {
    const auto version = history.versions.find(number);
    return version != history.versions.end() && policy::is_bringer(peer, version->second);
}

} // namespace

VersionAccess DocumentAccess::of(const policy::Peer& peer, std::uint32_t number) const {
    if (is_open && number == history.newest) {
        return VersionAccess::shown;
    }
    return is_closed && !brought(peer, history, number) ? VersionAccess::not_a_party
                                                        : policy::may_read(peer, history, number);
}

VersionAccess DocumentAccess::newest(const policy::Peer& peer) const {
    if (is_open) {
        return VersionAccess::shown;
    }
    if (!is_closed) {
        return policy::may_read(peer, history);
    }
    const bool brought_any = std::ranges::any_of(
        history.versions, [&](const auto& version) { return brought(peer, history, version.first); });
    return brought_any && !peer.revoked ? VersionAccess::gone : VersionAccess::not_a_party;
}

diag::Result<DocumentAccess> Sight::of_document(std::string_view document) {
    DocumentAccess out;
    TRY(out.history, snapshot_->history(document));
    if (reader_->hub == nullptr || brought(reader_->peer, out.history, out.history.newest)) {
        return out;
    }
    // The same is looked up of a document that is not there, so that time does not say that it is.
    TRY(PersonAccess* const person, person_of(document, out.history.newest));
    if (person == nullptr || out.history.newest == 0) {
        return out;
    }
    const PersonAccess::Verdict& verdict = person->of_form(out.history.form);
    out.is_open = verdict.is_open && out.history.withdrawn < out.history.newest;
    out.is_closed = !verdict.is_open && person->closes_for_receivers(out.history.form);
    if (reader_->ground != nullptr &&
        (out.is_open || out.newest(reader_->peer) != policy::VersionAccess::shown)) {
        reader_->ground->note(verdict.ground, out.is_open);
    }
    return out;
}

diag::Result<bool> Sight::is_closed(std::string_view document, std::uint32_t number) {
    TRY(const DocumentAccess access, of_document(document));
    return access.is_closed && !brought(reader_->peer, access.history, number);
}

diag::Result<VersionAccess> Sight::may_deliver(std::string_view document, std::uint32_t number) {
    TRY(const DocumentAccess access, of_document(document));
    return access.is_closed && !brought(reader_->peer, access.history, number)
               ? VersionAccess::not_a_party
               : policy::may_deliver(reader_->peer, access.history, number);
}

diag::Result<bool> Sight::is_concealed(std::string_view document, std::uint32_t number) {
    if (reader_->hub == nullptr) {
        return false;
    }
    TRY(const std::vector<store::Hash> persons, snapshot_->persons(document, number));
    for (const store::Hash& each : persons) {
        TRY(PersonAccess* const person, of_person(each));
        if (person->is_concealed()) {
            return true;
        }
    }
    return false;
}

diag::Result<PersonAccess*> Sight::of_person(const store::Hash& person) {
    const auto known = persons_.find(person);
    if (known != persons_.end()) {
        return known->second.get();
    }
    TRY(PersonAccess found, PersonAccess::of(*snapshot_, *reader_, person));
    return persons_.emplace(person, std::make_shared<PersonAccess>(std::move(found))).first->second.get();
}

// Null: no insured person is named, or several.
diag::Result<PersonAccess*> Sight::person_of(std::string_view document, std::uint32_t number) {
    TRY(const std::vector<store::Hash> insured, snapshot_->insured_persons(document, number));
    TRY(PersonAccess* const person, of_person(insured.empty() ? store::Hash{} : insured.front()));
    if (insured.size() > 1) {
        TRY(const std::vector<store::Hash> same, snapshot_->linked_persons(insured.front()));
        const bool is_one = std::ranges::all_of(insured, [&](const store::Hash& each) {
            return std::ranges::find(same, each) != same.end();
        });
        if (!is_one) {
            return nullptr;
        }
    }
    return insured.empty() ? nullptr : person;
}

} // namespace renkei::access
