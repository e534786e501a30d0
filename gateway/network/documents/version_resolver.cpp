#include "gateway/network/documents/version_resolver.h"

#include "gateway/network/access/earlier_deliveries.h"
#include "gateway/network/documents/deliveries.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/documents/request_event.h"
#include "gateway/network/documents/revision.h"
#include "generated/messages/documents.h"
#include "generated/messages/records.h"

#include <algorithm>
#include <map>

namespace renkei::documents {
namespace {

using diag::Result;
using store::Delivery;
using store::DocumentKey;
using store::Hash;
using store::Version;

// by DocumentOutcome
constexpr audit::Action actions[] = {audit::Action::create, audit::Action::update, audit::Action::create,
                                     audit::Action::remove};

} // namespace

Result<StoredDocument> VersionResolver::resolve(const ParsedDocument& parsed, RequestState arrival,
                                                std::string_view interaction) {
    arrival_ = arrival;
    TRY_VOID(check_condition(parsed));
    TRY(const KeyMatch own, match_key(parsed, parsed.fresh.key));
    TRY(const std::optional<StoredMatch> known, find(parsed, own));
    TRY(StoredDocument taken, take(parsed, own.key, known));
    taken.part = parsed.part;
    TRY_VOID(audit(parsed, taken, interaction));
    return taken;
}

// Does it name its sender by the same digits, but in another number system? Then it is that of another
// organisation.
Result<bool> VersionResolver::is_of_another_kind(const std::string& document,
                                                 const policy::Identifier& sender) const {
    TRY(const policy::Access access, transaction_.access(document));
    const auto has_digits = [&](const policy::Identifier& it) { return it.value == sender.value; };
    return std::ranges::any_of(access.senders, has_digits) &&
           std::ranges::find(access.senders, sender) == access.senders.end();
}

// A key holds the digits of the sender's number and not its kind. Where two organisations have the same ones
// and call documents the same, the second one's has the kind in its key, too.
Result<VersionResolver::KeyMatch> VersionResolver::match_key(const ParsedDocument& parsed,
                                                             const store::DocumentKey& key) const {
    if (!parsed.sender_of_kind) {
        TRY(std::optional<std::string> id, transaction_.document_id(key));
        return KeyMatch{std::move(id), key};
    }
    const store::DocumentKey of_kind{*parsed.sender_of_kind, key.document};
    TRY(auto ids, transaction_.document_ids(key, of_kind.sender));
    auto& [plain, own] = ids;
    if (own) {
        return KeyMatch{std::move(own), of_kind};
    }
    if (plain) {
        TRY(const bool is_anothers, is_of_another_kind(*plain, parsed.sender));
        return is_anothers ? KeyMatch{std::nullopt, of_kind} : KeyMatch{std::move(plain), key};
    }
    return KeyMatch{std::nullopt, key};
}

// The document itself, else the one that it replaces.
Result<std::optional<VersionResolver::StoredMatch>> VersionResolver::find(const ParsedDocument& parsed,
                                                                          const KeyMatch& own) {
    if (own.id) {
        return StoredMatch{*own.id};
    }
    if (!parsed.replaces()) {
        return std::nullopt;
    }
    TRY(std::string replaced, find_replaced(parsed));
    if (replaced.empty()) {
        warnings_.add(message::replaced_unknown, parsed.where);
        return std::nullopt;
    }
    return StoredMatch{std::move(replaced), true};
}

// Empty: it is not here.
Result<std::string> VersionResolver::find_replaced(const ParsedDocument& parsed) {
    if (parsed.replaced) {
        TRY(KeyMatch replaced, match_key(parsed, *parsed.replaced));
        if (replaced.id) {
            return *std::move(replaced.id);
        }
    }
    TRY(const std::optional<Version> newest, named_by_request(parsed));
    return newest ? newest->document : std::string();
}

// The newest version of the document that the request says is replaced. A document of others is as if it were
// not here.
Result<std::optional<Version>> VersionResolver::named_by_request(const ParsedDocument& parsed) {
    if (parsed.replaced_document.empty()) {
        return std::optional<Version>();
    }
    access::Reader reader = access::reader_of(caller_, hub_, now_);
    reader.ground = nullptr; // of the other document, which the event does not name
    TRY(Changeable found, to_change(transaction_, reader, parsed.replaced_document));
    return std::move(found.newest);
}

// Of two requests that know the same version, the second one has not seen what the first one brought. What is
// brought may be that version: then it is sent again (RFC 9110 §13.1.1).
Result<void> VersionResolver::check_condition(const ParsedDocument& parsed) {
    const std::vector<std::uint32_t>& known = parsed.replaces_only;
    if (known.empty()) {
        return {};
    }
    TRY(const std::optional<Version> newest, named_by_request(parsed));
    const bool holds =
        newest && newest->status != store::VersionStatus::withdrawn &&
        (std::ranges::find(known, newest->number) != known.end() || newest->sha == parsed.fresh.version.sha);
    return holds ? Result<void>() : diag::fail(message::record_moved_on, {});
}

Result<StoredDocument> VersionResolver::take(const ParsedDocument& parsed, const store::DocumentKey& key,
                                             const std::optional<StoredMatch>& known) {
    if (!known) {
        TRY_VOID(check_lateness(parsed));
        return store(parsed, key, known, 0);
    }
    TRY(const std::vector<Version> versions, transaction_.versions(known->id));
    TRY_VOID(check_sender(parsed, *known, versions));
    TRY(const std::optional<StoredDocument> same, compare(parsed, *known, versions));
    if (!same) {
        TRY_VOID(check_lateness(parsed));
        return store(parsed, key, known, versions.back().number);
    }
    TRY_VOID(warn_other_receivers(parsed, same->version));
    if (same->version.submitter != caller_.peer->id) {
        TRY_VOID(transaction_.add_submitter(known->id, same->version.number, caller_.peer->id));
    }
    return arrival_ == RequestState::withdrawn && same->version.status == store::VersionStatus::current
               ? withdraw_same(*same)
               : Result<StoredDocument>(*same);
}

// The document came here by another request. If the peer may not withdraw it, another peer brought it, and
// it stays.
Result<StoredDocument> VersionResolver::withdraw_same(StoredDocument same) {
    TRY(const policy::Access access, transaction_.access(same.version.document, same.version.number));
    if (policy::may_withdraw(*caller_.peer, access) == policy::AccessDecision::allowed) {
        TRY_VOID(withdraw(same));
    }
    return same;
}

// Otherwise a peer that knows another's name for a document could add a version and read it as its sender.
// An intermediary may bring once more what is here, but change only documents that it brought itself.
Result<void> VersionResolver::check_sender(const ParsedDocument& parsed, const StoredMatch& known,
                                           const std::vector<Version>& versions) const {
    const policy::Peer& peer = *caller_.peer;
    const bool is_here = !parsed.withdraws && std::ranges::find(versions, parsed.fresh.version.sha,
                                                                &Version::sha) != versions.end();
    if (policy::is_intermediary(peer.role) && is_here) {
        return {};
    }
    TRY(const policy::Access access, transaction_.access(known.id, versions.back().number));
    if (policy::may_withdraw(peer, access) != policy::AccessDecision::allowed) {
        return tl::make_unexpected(policy::access_error(policy::AccessDecision::not_the_sender, &peer));
    }
    return {};
}

// Nothing if it is the next version. It is an error if it is in conflict with a version that is here.
Result<std::optional<StoredDocument>> VersionResolver::compare(const ParsedDocument& parsed,
                                                               const StoredMatch& known,
                                                               const std::vector<Version>& versions) const {
    const Version& fresh = parsed.fresh.version;
    const Version& newest = versions.back();
    if (parsed.withdraws && newest.status == store::VersionStatus::withdrawn) {
        return StoredDocument{newest, 0, DocumentOutcome::unchanged, 0};
    }
    const auto same = std::ranges::find(versions, fresh.sha, &Version::sha);
    if (!parsed.withdraws && same != versions.end()) {
        // also a late repetition of an older one
        return StoredDocument{*same, 0, DocumentOutcome::unchanged, 0};
    }
    if (known.is_replaced) {
        return std::nullopt;
    }
    const Version& highest = highest_of(versions);
    const std::partial_ordering order = compare_revisions(fresh.revision, highest.revision);
    if (parsed.has_revisions && order < 0) {
        return diag::fail(message::conflict_older, {}, {fresh.revision, highest.revision});
    }
    if (order > 0 || parsed.withdraws || (!parsed.has_revisions && parsed.replaces())) {
        return std::nullopt;
    }
    if (order != 0) {
        return diag::fail(message::conflict_unordered, {}, {fresh.revision, highest.revision});
    }
    return diag::fail(message::conflict_other_content, {},
                      {fresh.revision, seal::to_hex(highest.sha), seal::to_hex(fresh.sha)});
}

Result<StoredDocument> VersionResolver::store(const ParsedDocument& parsed, const store::DocumentKey& key,
                                              const std::optional<StoredMatch>& known, std::uint32_t newest) {
    store::NewVersion fresh = parsed.fresh; // the job may run again
    fresh.version.submitter = caller_.peer->id;
    fresh.key = key;
    if (known) {
        TRY(const std::optional<store::DocumentKey> first, transaction_.key(known->id));
        fresh.key = first.value_or(key);
    }
    if (known && fresh.parties.receivers.empty()) {
        TRY_VOID(inherit_receivers(known->id, newest, fresh.parties));
    }
    const std::vector<policy::Identifier> receivers = fresh.parties.receivers;
    TRY(Version version, transaction_.add(std::move(fresh), newest));
    if (known && known->is_replaced) {
        TRY_VOID(transaction_.add_document_key(known->id, key));
    }
    StoredDocument taken{std::move(version), 0,
                         newest == 0 ? DocumentOutcome::created : DocumentOutcome::updated, 0};
    TRY_VOID(parsed.withdraws || arrival_ == RequestState::withdrawn ? withdraw(taken)
                                                                     : deliver(parsed, receivers, taken));
    return taken;
}

// A correction that names no receiver is for those whom the request of the version before named, if the same
// peer sent that: a sender decides itself to whom it discloses. Not after a withdrawal: that may have been
// because of them.
Result<void> VersionResolver::inherit_receivers(const std::string& document, std::uint32_t newest,
                                                store::Parties& parties) const {
    TRY(const std::optional<Version> before, transaction_.version(document, newest));
    if (!before || before->status == store::VersionStatus::withdrawn ||
        before->submitter != caller_.peer->id) {
        return {};
    }
    TRY(policy::Access access, transaction_.access(document, newest));
    if (access.receivers_by_request) {
        parties.receivers = std::move(access.receivers);
        parties.receivers_by_request = true;
    }
    return {};
}

// The withdrawing document is a version; nothing after it is valid, and earlier receivers get a withdrawal.
Result<void> VersionResolver::withdraw(StoredDocument& taken) {
    TRY(taken.version, transaction_.withdraw(taken.version.document, taken.version.number, caller_.peer->id));
    TRY(const std::vector<Delivery> earlier, access::deliveries_of(transaction_, taken.version.document));
    TRY_VOID(withdraw_from_receivers(taken, {}, earlier));
    taken.outcome = DocumentOutcome::withdrawn;
    return {};
}

Result<void> VersionResolver::withdraw_from_receivers(StoredDocument& taken,
                                                      std::span<const policy::Identifier> still_named,
                                                      std::span<const Delivery> earlier) {
    TRY(QueuedWithdrawals queued,
        queue_withdrawals(transaction_, taken.version, still_named, earlier, peers_, now_));
    taken.deliveries += queued.withdrawals;
    taken.dead = std::move(queued.dead);
    return {};
}

Result<void> VersionResolver::deliver(const ParsedDocument& parsed,
                                      std::span<const policy::Identifier> receivers, StoredDocument& taken) {
    const Version& version = taken.version;
    std::vector<Delivery> earlier;
    if (std::ranges::find(together_, version.document, &Delivery::document) != together_.end()) {
        TRY_VOID(queue_sets()); // an earlier set of the same request goes first
    }
    if (version.number > 1) {
        TRY(earlier, access::deliveries_of(transaction_, version.document));
        TRY_VOID(withdraw_from_receivers(taken, receivers, earlier));
    }
    // whether the care hub opens it is asked when it is to be handed over
    const policy::History named{
        .newest = version.number,
        .versions = {{version.number,
                      {caller_.peer->id, parsed.metadata.senders, {receivers.begin(), receivers.end()}}}}};
    bool is_somebody_meant = false;
    for (const policy::Peer& peer : peers_) {
        const bool is_meant = is_named(peer, receivers);
        is_somebody_meant = is_somebody_meant || is_meant;
        const bool may_have =
            is_meant && peer.delivery_method != policy::DeliveryMethod::none && peer.id != caller_.peer->id;
        const policy::DeliveryAccess access = policy::may_deliver(peer, named, version.number);
        if (may_have && (access == policy::DeliveryAccess::goes || access == policy::DeliveryAccess::held)) {
            TRY_VOID(queue(
                delivery_to(peer, version, line_of(key_, peer, parsed, version, began_), earlier, now_)));
            ++taken.deliveries;
            warn_given_as_it_came(parsed, receivers, peer);
        }
    }
    if (!is_somebody_meant) {
        warn_no_receiver(parsed, receivers);
    }
    return {};
}

Result<void> VersionResolver::queue(Delivery delivery) {
    if (!delivery.together) {
        return transaction_.add(delivery);
    }
    together_.push_back(std::move(delivery));
    return {};
}

Result<void> VersionResolver::queue_sets() {
    std::map<store::Hash, base::Millis> queued;
    for (const Delivery& each : together_) {
        base::Millis& time = queued[*each.together];
        time = std::max(time, each.created);
    }
    for (Delivery& each : together_) {
        each.created = queued[*each.together];
        TRY_VOID(transaction_.add(each));
    }
    together_.clear();
    return {};
}

// Nothing of ours stands between a document of others and its receiver: one that takes files of another kind
// gets it all the same.
void VersionResolver::warn_given_as_it_came(const ParsedDocument& parsed,
                                            std::span<const policy::Identifier> receivers,
                                            const policy::Peer& peer) {
    const bool can_be_given = !parsed.is_foreign || peer.syntax.empty() ||
                              std::ranges::find(parsed.syntaxes, peer.syntax) != parsed.syntaxes.end();
    if (!can_be_given) {
        warnings_.add(message::given_as_it_came, parsed.receiver_where,
                      {policy::listed(own_among(receivers, peer)), peer.syntax});
    }
}

// An organisation has several numbers, so an unknown number needs no warning while another one belongs to a
// peer.
void VersionResolver::warn_no_receiver(const ParsedDocument& parsed,
                                       std::span<const policy::Identifier> receivers) {
    if (receivers.empty()) {
        warnings_.add(message::receiver_missing, parsed.where);
    } else {
        warnings_.add(message::receiver_unknown, parsed.receiver_where, {policy::listed(receivers)});
    }
}

// A version that is here already keeps its receivers, so others that the request names get a warning.
Result<void> VersionResolver::warn_other_receivers(const ParsedDocument& parsed, const Version& version) {
    const store::Parties& named = parsed.fresh.parties;
    if (!named.receivers_by_request || named.receivers.empty()) {
        return {};
    }
    TRY(const policy::Access access, transaction_.access(version.document, version.number));
    warn_unused_receivers(named.receivers, access.receivers, parsed.where, warnings_);
    return {};
}

Result<void> VersionResolver::audit(const ParsedDocument& parsed, const StoredDocument& taken,
                                    std::string_view interaction) {
    audit::Event event =
        event_of(caller_, now_, actions[static_cast<std::size_t>(taken.outcome)], interaction);
    event.document = taken.version.document;
    event.version = taken.version.number;
    const std::vector<Hash>& persons = parsed.fresh.parties.persons;
    event.person = persons.empty() ? std::string() : seal::to_hex(persons.front());
    return transaction_.audit(event);
}

} // namespace renkei::documents
