#include "gateway/network/documents/deliveries.h"

#include "gateway/fhir/resources/uuid5.h"
#include "gateway/network/access/earlier_deliveries.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace renkei::documents {
namespace {

using diag::ReasonCode;
using diag::Result;
using policy::DeliveryMethod;
using store::Delivery;
using store::DeliveryState;
using store::Hash;
using store::Version;

// The same delivery has the same id whenever it is made: the receiver knows it again.
std::string delivery_id(const Version& version, std::string_view peer) {
    return resources::to_text(
        resources::Uuid5(resources::url_namespace)
            .make(fmt::format("renkei:delivery:{}:{}:{}", version.document, version.number, peer)));
}

bool is_unfinished(const Delivery& it) {
    return it.state == DeliveryState::waiting || it.state == DeliveryState::sending;
}

// Behind all that the peer has of this document, although the clock may have been set back.
base::Millis created_after(std::span<const Delivery> earlier, std::string_view peer, base::Millis now) {
    for (const Delivery& each : earlier) {
        now = each.peer == peer ? std::max(now, each.created + 1) : now;
    }
    return now;
}

// Whether it may have arrived, as the row says once it is locked: it may be fetched at this moment.
Result<bool> cancel(store::Transaction& transaction, const Delivery& seen, ReasonCode why, base::Millis now) {
    // locked until the end of the transaction
    TRY(std::optional<Delivery> delivery, transaction.delivery(seen.id));
    if (!delivery || delivery->state != seen.state) {
        return delivery && delivery->may_have_arrived();
    }
    delivery->state = DeliveryState::cancelled;
    delivery->changed = now;
    delivery->reason = why;
    TRY_VOID(transaction.update(*delivery));
    return delivery->may_have_arrived();
}

// What one peer has of a document.
struct Given {
    std::vector<const Delivery*> contents{};
    std::vector<const Delivery*> withdrawals{};
};

bool is_under_way_or_delivered(const Delivery& it) {
    return is_unfinished(it) || it.state == DeliveryState::mailbox || it.state == DeliveryState::delivered;
}

// Contents up to this version are taken back already.
std::uint32_t covered_version(const Given& given) {
    std::uint32_t out = 0;
    for (const Delivery* const each : given.withdrawals) {
        out = is_under_way_or_delivered(*each) ? std::max(out, each->version) : out;
    }
    return out;
}

// True if the peer may have or may still get a version that no withdrawal covers.
bool needs_withdrawal(const Given& given) {
    const std::uint32_t covered = covered_version(given);
    return std::ranges::any_of(given.contents, [covered](const Delivery* each) {
        const bool may_arrive = each->state == DeliveryState::sending;
        return each->version > covered && (may_arrive || each->may_have_arrived());
    });
}

// Not handed over yet. What the matrix closed is shown to its sender as if it waited, so it ends likewise.
bool is_due(const Delivery& delivery) {
    return delivery.state == DeliveryState::waiting || delivery.state == DeliveryState::mailbox ||
           (delivery.state == DeliveryState::dead && delivery.reason == ReasonCode::not_shared);
}

// The withdrawal deliveries of one version, queued in one transaction.
struct WithdrawalQueueing {
    store::Transaction& transaction;
    const Version& version;
    std::span<const Delivery> earlier;
    base::Millis now;
    QueuedWithdrawals out{};

    // The peer is named by the new version: a withdrawal that it has not fetched yet says nothing that is
    // true any more.
    Result<void> keep(const Given& given) {
        for (const Delivery* const each : given.withdrawals) {
            if (each->state == DeliveryState::mailbox) {
                TRY_VOID(cancel(transaction, *each, ReasonCode::superseded, now));
            }
        }
        return {};
    }

    Result<void> withdraw_from_receivers(const std::string& id, const policy::Peer* peer,
                                         const Given& given) {
        const bool is_gone = version.status == store::VersionStatus::withdrawn;
        const ReasonCode why = is_gone ? ReasonCode::version_gone : ReasonCode::receiver_changed;
        bool has_arrived = needs_withdrawal(given);
        for (const Delivery* const each : given.contents) {
            if (is_due(*each)) {
                TRY(const bool was_given, cancel(transaction, *each, why, now));
                has_arrived |= was_given && each->version > covered_version(given);
            }
        }
        return peer != nullptr && has_arrived ? withdraw_from(id, *peer, given) : Result<void>();
    }

    QueuedWithdrawals result() && { return std::move(out); }

    Result<void> withdraw_from(const std::string& id, const policy::Peer& peer, const Given& given) {
        const auto rank = [](const Delivery* each) {
            return std::pair(each->state == DeliveryState::sending, each->version);
        };
        // the withdrawal is queued behind the content that may still be under way
        const auto last = std::ranges::max_element(given.contents, {}, rank);
        const base::Millis created = created_after(earlier, id, now);
        Delivery made{.id = delivery_id(version, id),
                      .document = version.document,
                      .version = version.number,
                      .peer = id,
                      .order = (*last)->order,
                      .withdraws = true,
                      .state = peer.delivery_method == DeliveryMethod::mailbox ? DeliveryState::mailbox
                                                                               : DeliveryState::waiting,
                      .created = created,
                      .due = now,
                      .changed = now};
        ++out.withdrawals;
        // an operator has to call the receiver, the sooner the better
        if (peer.delivery_method == DeliveryMethod::mhd || peer.delivery_method == DeliveryMethod::none) {
            made.state = DeliveryState::dead;
            made.reason = peer.delivery_method == DeliveryMethod::mhd ? ReasonCode::withdrawal_not_supported
                                                                      : ReasonCode::no_way;
            out.dead.push_back(made);
        }
        return transaction.add(made);
    }
};

} // namespace

bool is_named(const policy::Peer& peer, std::span<const policy::Identifier> organisations) {
    const std::vector<policy::Identifier> own = policy::identifiers_of(peer.numbers);
    return std::ranges::any_of(
        organisations, [&](const policy::Identifier& it) { return std::ranges::find(own, it) != own.end(); });
}

Line line_of(const Hash& key, const policy::Peer& peer, const ParsedDocument& parsed, const Version& version,
             base::Millis began) {
    const std::vector<Hash>& persons = parsed.fresh.parties.persons;
    const std::string_view whose =
        persons.empty() ? std::string_view(version.document) : seal::bytes_of(persons.front());
    const bool has_others = parsed.set_member || parsed.is_deletion || !parsed.deletions.empty();
    const std::string_view what = has_others ? std::string_view("set") : version.form;
    Line out{.order = seal::keyed_hash(key, {"order", peer.id, whose, what})};
    if (parsed.set_member) {
        // of one request, which bounds how many and how large they are
        out.together =
            seal::keyed_hash(key, {"together", peer.id, whose, seal::bytes_of(parsed.fresh.key.sender),
                                   version.revision, std::to_string(began)});
    }
    return out;
}

Delivery delivery_to(const policy::Peer& peer, const Version& version, const Line& line,
                     std::span<const Delivery> earlier, base::Millis now) {
    const Delivery* before = nullptr; // the last one in a line
    for (const Delivery& each : earlier) {
        const bool is_later = before == nullptr || each.version > before->version;
        before = each.peer == peer.id && is_unfinished(each) && is_later ? &each : before;
    }
    return {.id = delivery_id(version, peer.id),
            .document = version.document,
            .version = version.number,
            .peer = peer.id,
            .order = before == nullptr ? line.order : before->order,
            .together = line.together,
            .state = peer.delivery_method == DeliveryMethod::mailbox ? DeliveryState::mailbox
                                                                     : DeliveryState::waiting,
            .created = created_after(earlier, peer.id, now),
            .due = now,
            .changed = now};
}

Result<QueuedWithdrawals> queue_withdrawals(store::Transaction& transaction, const Version& version,
                                            std::span<const policy::Identifier> still_named,
                                            std::span<const Delivery> earlier,
                                            const std::vector<policy::Peer>& peers, base::Millis now) {
    std::map<std::string, Given> by_peer;
    for (const Delivery& each : earlier) {
        Given& given = by_peer[each.peer];
        (each.withdraws ? given.withdrawals : given.contents).push_back(&each);
    }
    WithdrawalQueueing queueing{transaction, version, earlier, now};
    for (const auto& [id, given] : by_peer) {
        const auto peer = std::ranges::find(peers, id, &policy::Peer::id);
        const policy::Peer* const entry = peer == peers.end() ? nullptr : &*peer;
        const bool is_kept = entry != nullptr && is_named(*entry, still_named);
        TRY_VOID(is_kept ? queueing.keep(given) : queueing.withdraw_from_receivers(id, entry, given));
    }
    return std::move(queueing).result();
}

Result<void> cancel_up_to(store::Transaction& transaction, std::string_view document, std::uint32_t number,
                          base::Millis now) {
    TRY(const std::vector<Delivery> all, access::deliveries_of(transaction, document));
    for (const Delivery& each : all) {
        if (is_due(each) && !each.withdraws && each.version <= number) {
            TRY_VOID(cancel(transaction, each, ReasonCode::version_gone, now));
        }
    }
    return {};
}

Hash request_hash(const Hash& search_key, std::string_view idempotency_key) {
    return seal::keyed_hash(search_key, {"idempotency", idempotency_key});
}

} // namespace renkei::documents
