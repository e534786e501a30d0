#include "gateway/network/access/document_access.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/earlier_deliveries.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/sharing/facts.h"

#include <algorithm>

namespace renkei::access {

using policy::DeliveryAccess;
using policy::VersionAccess;

namespace {

// Decisions go by the day.
base::Millis beginning_of_next_day(base::Millis at) { return time::end_of(time::day_in_japan(at)) + 1; }

} // namespace

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

diag::Result<void> DocumentRights::look_up(const std::vector<std::string>& documents) {
    TRY(auto histories, snapshot_->histories(documents));
    std::map<std::string, std::vector<store::NamedPerson>> persons;
    if (reader_->hub != nullptr) {
        TRY(persons, snapshot_->named_persons(documents));
    }
    for (auto& [id, history] : histories) {
        looked_up_.insert_or_assign(id, LookedUp{std::move(history), std::move(persons[id])});
    }
    return {};
}

diag::Result<DocumentAccess> DocumentRights::of_document(std::string_view document) {
    if (const auto known = looked_up_.find(document); known != looked_up_.end()) {
        return decide(std::move(looked_up_.extract(known).mapped()), reader_->ground);
    }
    TRY(store::Snapshot::AskedHistory asked, snapshot_->history_or_stand_in(document));
    LookedUp found{.history = std::move(asked.history)};
    if (reader_->hub != nullptr) {
        TRY(found.persons, snapshot_->named_persons(asked.document));
    }
    TRY(DocumentAccess out, decide(std::move(found), asked.is_there ? reader_->ground : nullptr));
    return asked.is_there ? std::move(out) : DocumentAccess();
}

diag::Result<DocumentAccess> DocumentRights::of_found(const std::string& document) {
    const auto known = looked_up_.find(document);
    if (known == looked_up_.end() || concerns_hub(known->second.history)) {
        return of_document(document);
    }
    return DocumentAccess{.history = std::move(looked_up_.extract(known).mapped().history)};
}

bool DocumentRights::concerns_hub(const policy::History& history) const {
    return reader_->hub != nullptr && std::ranges::any_of(history.versions, [this](const auto& version) {
               return !policy::is_bringer(reader_->peer, version.second) &&
                      access::concerns_hub(*reader_, version.second.form);
           });
}

diag::Result<DocumentAccess> DocumentRights::decide(LookedUp found, policy::Ground* noted) {
    DocumentAccess out{.history = std::move(found.history)};
    std::string ground;
    if (reader_->hub != nullptr) {
        TRY(ground, ask_hub(found.persons, out));
    }
    if (noted != nullptr && !ground.empty() &&
        (out.is_open || out.newest(reader_->peer) != VersionAccess::shown)) {
        noted->note(ground, out.is_open || out.part.has_value());
    }
    return out;
}

diag::Result<std::string> DocumentRights::ask_hub(const std::vector<store::NamedPerson>& persons,
                                                  DocumentAccess& out) {
    std::string ground;
    out.holds_until = beginning_of_next_day(reader_->at);
    for (const auto& [number, version] : out.history.versions) {
        TRY(VersionVerdict verdict, of_version(persons, number, version.form));
        out.holds_until = std::min(out.holds_until, verdict.holds_until);
        if (verdict.is_closed) {
            out.closed.insert(number);
        }
        if (number == out.history.newest) {
            const bool may_open = out.history.withdrawn < number && !out.is_brought(reader_->peer, number);
            out.is_open = verdict.is_open && may_open;
            if (may_open) {
                out.part = std::move(verdict.part);
                out.is_of_case = verdict.is_of_case;
            }
            ground = verdict.ground;
        }
    }
    return ground;
}

// Whom the newest version is closed to gets no older one either, as in DocumentAccess::of().
diag::Result<DeliveryVerdict> DocumentRights::may_go(const store::Delivery& delivery) {
    const policy::Peer& peer = reader_->peer;
    TRY(const DocumentAccess seen, of_document(delivery.document));
    const bool is_closed = seen.is_closed(peer, delivery.version);
    if (!delivery.withdraws) {
        const bool is_any_closed = is_closed || seen.is_closed(peer, seen.history.newest);
        const DeliveryAccess out = policy::may_deliver(
            peer, seen.history, delivery.version, is_any_closed ? policy::Closed::yes : policy::Closed::no);
        const bool may_wait_on = out != DeliveryAccess::goes && out != DeliveryAccess::held;
        return DeliveryVerdict{out, may_wait_on ? seen.holds_until : 0, seen.history.newest};
    }
    TRY(policy::Access all, snapshot_->access(delivery.document));
    const policy::History any{.newest = 1, .versions = {{1, std::move(all)}}};
    DeliveryAccess out = policy::may_deliver(peer, any, 1);
    if (out == DeliveryAccess::goes && is_closed) {
        TRY(const std::vector<store::Delivery> given, deliveries_before(*snapshot_, delivery));
        out = given.empty() ? DeliveryAccess::closed : out;
    }
    return DeliveryVerdict{out, out == DeliveryAccess::closed ? seen.holds_until : 0, seen.history.newest};
}

diag::Result<policy::AccessDecision> DocumentRights::may_withdraw(std::string_view document) {
    TRY(const DocumentAccess access, of_document(document));
    const auto newest = access.history.versions.find(access.history.newest);
    const bool may_know =
        newest != access.history.versions.end() && !access.is_closed(reader_->peer, newest->first);
    return may_know ? policy::may_withdraw(reader_->peer, newest->second)
                    : policy::AccessDecision::not_a_party;
}

diag::Result<bool> DocumentRights::is_concealed(std::string_view document, std::uint32_t number) {
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

diag::Result<bool> DocumentRights::opens(const std::vector<store::NamedPerson>& persons, std::uint32_t number,
                                         std::string_view form) {
    TRY(const VersionVerdict verdict, of_version(persons, number, form));
    if (verdict.is_open && reader_->ground != nullptr) {
        reader_->ground->note(verdict.ground, true);
    }
    return verdict.is_open;
}

diag::Result<PersonAccess*> DocumentRights::of_person(const store::Hash& person) {
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

diag::Result<DocumentRights::VersionVerdict>
DocumentRights::of_version(const std::vector<store::NamedPerson>& persons, std::uint32_t number,
                           std::string_view form) {
    VersionVerdict out{.holds_until = beginning_of_next_day(reader_->at)};
    std::vector<store::Hash> insured;
    std::optional<store::Hash> plan; // of the version
    bool names_anybody = false;
    for (const store::NamedPerson& each : persons) {
        if (each.version == number) {
            names_anybody = true;
            plan = each.plan;
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
        TRY(const PersonAccess::Verdict* const verdict, person->of_form(form, plan));
        out.is_closed = out.is_closed || (!verdict->is_open && person->closes_for_receivers(form));
        out.is_of_case = out.is_of_case || verdict->is_of_case();
        out.holds_until = std::min(out.holds_until, person->holds_until());
        const PersonAccess::Verdict::Part* const part =
            parts_ == Parts::shown ? verdict->part.get() : nullptr;
        if (opens_all && reader_->ground != nullptr) {
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

diag::Result<bool> DocumentRights::are_one(const std::vector<store::Hash>& persons) {
    TRY(const PersonAccess* const first, of_person(persons.front()));
    for (const store::Hash& each : persons) {
        TRY(const PersonAccess* const other, of_person(each));
        if (other != first) {
            return false;
        }
    }
    return true;
}

diag::Result<bool> DocumentRights::has_live_insurer() {
    if (!has_live_insurer_) {
        TRY(const std::vector<sharing::Insurer> insurers, store::insurers(*snapshot_));
        has_live_insurer_ = std::ranges::any_of(insurers, [&](const sharing::Insurer& each) {
            return sharing::is_live(each, time::day_in_japan(reader_->at));
        });
    }
    return *has_live_insurer_;
}

} // namespace renkei::access
