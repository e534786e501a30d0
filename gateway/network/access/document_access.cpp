#include "gateway/network/access/document_access.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/facts.h"

#include <algorithm>

namespace renkei::access {

using policy::VersionAccess;

bool DocumentAccess::is_brought(const policy::Peer& peer, std::uint32_t number) const {
    const auto version = history.versions.find(number);
    return version != history.versions.end() && policy::is_bringer(peer, version->second);
}

bool DocumentAccess::is_closed(const policy::Peer& peer, std::uint32_t number) const {
    return closed.contains(number) && !is_brought(peer, number);
}

VersionAccess DocumentAccess::of(const policy::Peer& peer, std::uint32_t number) const {
    if (is_open && number == history.newest) {
        return VersionAccess::shown;
    }
    if (is_closed(peer, number)) {
        return VersionAccess::not_a_party;
    }
    const VersionAccess out = policy::may_read(peer, history, number);
    // whom the newest version is closed to reads no older one either
    return out == VersionAccess::shown && is_closed(peer, history.newest) ? VersionAccess::gone : out;
}

VersionAccess DocumentAccess::newest(const policy::Peer& peer) const {
    if (is_open) {
        return VersionAccess::shown;
    }
    VersionAccess out = VersionAccess::not_a_party;
    for (const auto& [number, version] : history.versions) {
        const VersionAccess seen = of(peer, number);
        if (number == history.newest && seen != VersionAccess::not_a_party) {
            return seen;
        }
        out = seen == VersionAccess::not_a_party ? out : VersionAccess::gone;
    }
    return out;
}

diag::Result<DocumentAccess> Sight::of_document(std::string_view document) {
    TRY(store::Snapshot::AskedHistory asked, snapshot_->history_or_stand_in(document));
    DocumentAccess out{.history = std::move(asked.history)};
    std::string ground;
    if (reader_->hub != nullptr) {
        TRY(ground, ask_hub(asked.document, out));
    }
    if (!asked.is_there) {
        return DocumentAccess();
    }
    if (reader_->ground != nullptr && !ground.empty() &&
        (out.is_open || out.newest(reader_->peer) != VersionAccess::shown)) {
        reader_->ground->note(ground, out.is_open || out.part.has_value());
    }
    return out;
}

diag::Result<std::string> Sight::ask_hub(std::string_view document, DocumentAccess& out) {
    TRY(const std::vector<store::NamedPerson> persons, snapshot_->named_persons(document));
    std::string ground;
    for (const auto& [number, version] : out.history.versions) {
        TRY(VersionVerdict verdict, of_version(persons, number, version.form));
        if (verdict.is_closed) {
            out.closed.insert(number);
        }
        if (number == out.history.newest) {
            const bool may_open = out.history.withdrawn < number && !out.is_brought(reader_->peer, number);
            out.is_open = verdict.is_open && may_open;
            if (may_open) {
                out.part = std::move(verdict.part);
            }
            ground = verdict.ground;
        }
    }
    return ground;
}

diag::Result<VersionAccess> Sight::may_deliver(std::string_view document, std::uint32_t number) {
    TRY(const DocumentAccess access, of_document(document));
    return access.is_closed(reader_->peer, number)
               ? VersionAccess::not_a_party
               : policy::may_deliver(reader_->peer, access.history, number);
}

diag::Result<policy::AccessDecision> Sight::may_withdraw(std::string_view document) {
    TRY(const DocumentAccess access, of_document(document));
    const auto newest = access.history.versions.find(access.history.newest);
    const bool may_know =
        newest != access.history.versions.end() && !access.is_closed(reader_->peer, newest->first);
    return may_know ? policy::may_withdraw(reader_->peer, newest->second)
                    : policy::AccessDecision::not_a_party;
}

diag::Result<bool> Sight::is_concealed(std::string_view document, std::uint32_t number) {
    if (reader_->hub == nullptr) {
        return false;
    }
    TRY(const std::vector<store::Hash> persons, snapshot_->persons(document, number));
    for (const store::Hash& each : persons) {
        TRY(const PersonAccess* const person, of_person(each));
        if (person->is_concealed()) {
            return true;
        }
    }
    return false;
}

diag::Result<PersonAccess*> Sight::of_person(const store::Hash& person) {
    const auto known = by_number_.find(person);
    if (known != by_number_.end()) {
        return known->second;
    }
    TRY(PersonAccess found, PersonAccess::of(*snapshot_, *reader_, person));
    PersonAccess* const out = &persons_.emplace_back(std::move(found));
    by_number_.emplace(person, out);
    for (const store::Hash& each : out->facts().numbers) {
        by_number_.emplace(each, out);
    }
    return out;
}

diag::Result<Sight::VersionVerdict> Sight::of_version(const std::vector<store::NamedPerson>& persons,
                                                      std::uint32_t number, std::string_view form) {
    VersionVerdict out;
    std::vector<store::Hash> insured;
    bool names_anybody = false;
    for (const store::NamedPerson& each : persons) {
        if (each.version == number) {
            names_anybody = true;
            if (each.is_insured) {
                insured.push_back(each.person);
            }
        }
    }
    if (insured.empty()) {
        TRY_VOID(of_person({})); // the same is looked up
        if (names_anybody && is_by_matrix(*reader_, form)) {
            TRY(out.is_closed, has_live_insurer()); // who insures the person is not known here
        }
        return out;
    }
    bool opens_all = true;
    for (const store::Hash& each : insured) {
        TRY(PersonAccess* const person, of_person(each));
        TRY(const PersonAccess::Verdict* const verdict, person->of_form(form));
        out.is_closed = out.is_closed || (!verdict->is_open && person->closes_for_receivers(form));
        const PersonAccess::Verdict::Part* const part =
            parts_ == Parts::shown ? verdict->part.get() : nullptr;
        if (opens_all) {
            out.ground = part != nullptr ? person->ground(*part) : person->ground(*verdict);
        }
        opens_all = opens_all && (verdict->is_open || part != nullptr);
        if (part != nullptr) {
            out.part = part->items; // of one person, the same under each number
        }
    }
    TRY(const bool is_one, are_one(insured));
    if (!opens_all || !is_one) {
        out.part.reset();
    }
    out.is_open = opens_all && is_one && !out.part;
    return out;
}

diag::Result<bool> Sight::are_one(const std::vector<store::Hash>& persons) {
    TRY(const PersonAccess* const first, of_person(persons.front()));
    for (const store::Hash& each : persons) {
        TRY(const PersonAccess* const other, of_person(each));
        if (other != first) {
            return false;
        }
    }
    return true;
}

diag::Result<bool> Sight::has_live_insurer() {
    if (!has_live_insurer_) {
        TRY(const std::vector<sharing::Insurer> insurers, store::insurers(*snapshot_));
        has_live_insurer_ = std::ranges::any_of(insurers, [&](const sharing::Insurer& each) {
            return sharing::is_live(each, time::day_in_japan(reader_->at));
        });
    }
    return *has_live_insurer_;
}

} // namespace renkei::access
