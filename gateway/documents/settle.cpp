#include "gateway/documents/settle.h"

#include "gateway/fhir/uuid5.h"

#include <algorithm>
#include <fmt/format.h>

namespace renkei::documents {
namespace {

using diag::Message;
using diag::Result;
using store::DeliveryState;
using store::DocumentKey;
using store::Hash;
using store::Version;

// How the store keeps what else a document is called.
std::string name_of(const DocumentKey& key) { return fmt::format("name.{}.{}", seal::to_hex(key.sender), seal::to_hex(key.document)); }

bool is_named(const policy::Peer& peer, const policy::Identifier& organisation) {
    return std::ranges::any_of(peer.numbers, [&](const policy::Number& number) {
        const policy::NumberKind* const kind = policy::number_kind(number.kind);
        return kind != nullptr && number.value == organisation.value && kind->system == organisation.system;
    });
}

// The same delivery has the same id whenever it is made: the receiver knows it again.
std::string delivery_id(const Version& version, std::string_view peer) {
    return fhir::to_text(fhir::Uuid5(fhir::url_namespace).make(fmt::format("renkei:delivery:{}:{}:{}", version.document, version.number, peer)));
}

} // namespace

Result<Taken> Settling::settle(const Draft& draft, std::string_view interaction) {
    TRY(const std::optional<Known> known, find(draft));
    TRY(Taken taken, take(draft, known));
    taken.part = draft.part;
    constexpr audit::Action actions[] = {audit::Action::create, audit::Action::update, audit::Action::create, audit::Action::remove}; // by Fate
    TRY_VOID(audit(taken, actions[static_cast<std::size_t>(taken.fate)], interaction, draft.fresh.parties.persons));
    return taken;
}

// The document itself, else the one that it replaces.
Result<std::optional<Settling::Known>> Settling::find(const Draft& draft) {
    TRY(std::optional<Known> known, find(draft.fresh.key));
    if (known || (!draft.replaced && draft.replaced_document.empty())) {
        return known;
    }
    if (draft.replaced) {
        TRY(known, find(*draft.replaced));
    }
    if (!known && !draft.replaced_document.empty()) {
        TRY(const std::optional<DocumentKey> key, transaction_.key(draft.replaced_document));
        if (key) {
            known = Known{draft.replaced_document, *key};
        }
    }
    if (known) {
        known->is_replaced = true;
    } else {
        warnings_.add(Message::replaced_unknown, {});
    }
    return known;
}

Result<std::optional<Settling::Known>> Settling::find(const DocumentKey& key) const {
    TRY(std::optional<std::string> id, transaction_.document_id(key));
    return id ? std::optional(Known{*std::move(id), key}) : std::nullopt;
}

Result<Taken> Settling::take(const Draft& draft, const std::optional<Known>& known) {
    if (!known) {
        return store(draft, known, 0);
    }
    TRY(const policy::Access access, transaction_.access(known->id));
    const policy::Peer& peer = *caller_.peer;
    // Else who knows what another calls a document could put a version on it.
    if (!policy::passes_on(peer.role) && policy::may_withdraw(peer, access) != policy::Verdict::allowed) {
        return tl::make_unexpected(policy::refusal(policy::Verdict::not_the_sender, &peer));
    }
    TRY(const std::vector<Version> versions, transaction_.versions(known->id));
    TRY(const std::optional<Taken> same, compare(draft, *known, versions));
    return same ? *same : store(draft, known, versions.back().number);
}

// Nothing: it is the next version. An error: it is in conflict with one that is here.
Result<std::optional<Taken>> Settling::compare(const Draft& draft, const Known& known, const std::vector<Version>& versions) const {
    const Version& newest = versions.back();
    const Version& fresh = draft.fresh.version;
    const auto same = std::ranges::find(versions, fresh.sha, &Version::sha);
    if (draft.withdraws ? newest.status == store::Status::withdrawn : same != versions.end()) {
        return Taken{draft.withdraws ? newest : *same, 0, Fate::unchanged, 0};
    }
    if (known.is_replaced || draft.withdraws) {
        return std::nullopt;
    }
    const auto highest = std::ranges::max_element(versions, {}, &Version::revision);
    if (draft.has_revisions && fresh.revision < highest->revision) {
        return diag::fail(Message::conflict_older, {}, {std::to_string(fresh.revision), std::to_string(highest->revision)});
    }
    const bool replaces_itself = draft.replaced || !draft.replaced_document.empty();
    if (fresh.revision == highest->revision && (draft.has_revisions || !replaces_itself)) {
        return diag::fail(Message::conflict_other_content, {}, {std::to_string(fresh.revision), seal::to_hex(highest->sha), seal::to_hex(fresh.sha)});
    }
    return std::nullopt;
}

Result<Taken> Settling::store(const Draft& draft, const std::optional<Known>& known, std::uint32_t newest) {
    store::NewVersion fresh = draft.fresh; // the job may run again
    fresh.version.submitter = caller_.peer->id;
    if (known) {
        fresh.key = known->key;
    }
    TRY(Version version, transaction_.add(std::move(fresh), newest));
    if (known && known->is_replaced) {
        TRY_VOID(transaction_.also_known_as(known->id, draft.fresh.key));
    }
    Taken taken{std::move(version), 0, newest == 0 ? Fate::created : Fate::updated, 0};
    if (draft.withdraws) {
        TRY_VOID(cancel_waiting(taken.version.document));
    }
    TRY(taken.deliveries, deliver(draft, taken.version));
    if (draft.withdraws) {
        TRY_VOID(withdraw(draft, taken));
    }
    return taken;
}

} // namespace renkei::documents
