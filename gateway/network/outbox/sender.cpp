#include "gateway/network/outbox/sender.h"

#include "gateway/core/base/crash_point.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/network/access/earlier_deliveries.h"
#include "gateway/network/outbox/earlier_deliveries.h"
#include "gateway/network/outbox/withdrawal_notice.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"
#include "generated/messages/store.h"

#include <algorithm>

namespace renkei::outbox {
namespace {

using diag::ReasonCode;
using text::is_sanitized;
using Kind = AttemptRecord::Kind;

constexpr std::int64_t a_moment_ms = 1000;

// Nothing is wrong with the delivery: the gateway itself is short of something.
constexpr Message passing[] = {message::store_failed, message::store_damaged, message::store_busy,
                               message::server_busy};

AttemptRecord postponed(const Delivery& delivery, std::int64_t delay_ms, DeliveryReason why = {}) {
    return {.kind = Kind::postponed,
            .delivery = delivery,
            .attempt = {.reason = std::move(why)},
            .delay_ms = delay_ms};
}
AttemptRecord cancelled(const Delivery& delivery, DeliveryReason why) {
    return {.kind = Kind::cancelled, .delivery = delivery, .attempt = {.reason = std::move(why)}};
}
AttemptRecord refused(const Delivery& delivery, DeliveryReason why) {
    return {.kind = Kind::attempted,
            .delivery = delivery,
            .attempt = {.result = AttemptResult::rejected, .reason = std::move(why)}};
}

AttemptRecord record_of_error(const Delivery& delivery, const diag::Error& error) {
    DeliveryReason why = diag::of_message(error.message);
    if (std::ranges::find(passing, error.message) != std::end(passing)) {
        return postponed(delivery, a_moment_ms, std::move(why));
    }
    return error.message == message::version_gone ? cancelled(delivery, std::move(why))
                                                  : refused(delivery, std::move(why));
}

// What the receiver said goes into the store. A name of a document that is not whole would be another one's.
Attempt storable(Attempt attempt) {
    if (!is_sanitized(attempt.location)) {
        attempt.location.clear();
    }
    return attempt;
}

const policy::Peer* find(const std::vector<policy::Peer>& peers, const std::string& id) {
    const auto it = std::ranges::find(peers, id, &policy::Peer::id);
    return it == peers.end() ? nullptr : &*it;
}

// What is to be known of a delivery that arrived: its content is not quite the document.
DeliveryReason reason_of_content(const OutboundMessage& message, const DeliveryReason& otherwise) {
    if (!message.instead_of.empty()) {
        return diag::given_as_it_came(message.instead_of);
    }
    return message.replaced.empty() ? otherwise : DeliveryReason(diag::ReasonCode::characters_replaced);
}

OutboundMessage message_of(const Delivery& delivery, WithdrawalNotice notice) {
    OutboundMessage out{.delivery = delivery.id,
                        .bytes = to_json(notice),
                        .media_type = std::string(notice_media_type),
                        .file_name = file_name_of(notice),
                        .withdrawal = true};
    out.known_as = notice.known_as;
    out.notice = std::move(notice);
    return out;
}

std::vector<GivenFile> files_of(const std::vector<Delivery>& deliveries) {
    std::vector<GivenFile> out;
    for (const Delivery& each : deliveries) {
        const bool is_file = each.remote_location.find('/') == std::string::npos;
        out.push_back({.delivery = each.id,
                       .version = each.version,
                       .name = is_file ? each.remote_location : std::string(),
                       .sha = each.file_sha});
    }
    return out;
}

} // namespace

diag::Result<Sender::Prepared> Sender::prepare(const store::Snapshot& snapshot,
                                               const Delivery& claimed) const {
    TRY(const std::string pause, snapshot.setting(pause_setting));
    if (!pause.empty()) {
        return postponed(claimed, 0);
    }
    TRY(const std::optional<Delivery> row, snapshot.delivery(claimed.id));
    if (!row || row->state != store::DeliveryState::sending || row->node != claimed.node) {
        return AttemptRecord{.kind = Kind::lost, .delivery = claimed};
    }
    TRY(std::optional<policy::Peer> peer, snapshot.peer(claimed.peer));
    if (!peer) {
        return refused(claimed, ReasonCode::not_known);
    }
    TRY(const std::optional<store::Version> version, snapshot.version(claimed.document, claimed.version));
    if (!claimed.withdraws && !version) {
        return cancelled(claimed, ReasonCode::no_such_document);
    }
    TRY(std::optional<AttemptRecord> refusal, refusal_of(snapshot, claimed, *peer));
    if (refusal) {
        return *std::move(refusal);
    }
    TRY(Prepared out, claimed.withdraws ? prepare_notice(snapshot, claimed, *peer)
                                        : build(snapshot, claimed, *version, *peer));
    if (auto* const ready = std::get_if<Ready>(&out)) {
        ready->peer = *std::move(peer);
    }
    return out;
}

// A dead delivery that is retried may be older than what the receiver has by now. A withdrawal still ends the
// versions before it at another gateway.
diag::Result<std::optional<DeliveryReason>> Sender::why_outdated(const store::Snapshot& snapshot,
                                                                 const Delivery& delivery,
                                                                 const policy::Peer& peer,
                                                                 const access::DeliveryVerdict& may) {
    if (!delivery.withdraws) {
        return outdated(snapshot, delivery, may.access, may.newest);
    }
    if (peer.delivery_method == policy::DeliveryMethod::gateway) {
        return std::nullopt;
    }
    TRY(const bool is_late, has_newer(snapshot, delivery));
    return is_late ? std::optional<DeliveryReason>(ReasonCode::superseded) : std::nullopt;
}

// The record of a delivery that is not sent: the peer may not have it, or not now, or fetches it itself.
diag::Result<std::optional<AttemptRecord>> Sender::refusal_of(const store::Snapshot& snapshot,
                                                              const Delivery& delivery,
                                                              const policy::Peer& peer) const {
    const access::Reader receiver = access::receiver_of(peer, hub_(), store_->clock().now());
    TRY(const access::DeliveryVerdict may, access::DocumentRights(snapshot, receiver).may_go(delivery));
    switch (may.access) {
    case policy::DeliveryAccess::held: return postponed(delivery, 0); // it is not claimed again meanwhile
    case policy::DeliveryAccess::not_named: return refused(delivery, ReasonCode::not_a_party);
    case policy::DeliveryAccess::closed:
        return delivery.withdraws ? cancelled(delivery, ReasonCode::never_delivered)
                                  : refused(delivery, ReasonCode::not_shared);
    case policy::DeliveryAccess::goes:
    case policy::DeliveryAccess::withdrawn:
    case policy::DeliveryAccess::left_out: break;
    }
    TRY(std::optional<DeliveryReason> why, why_outdated(snapshot, delivery, peer, may));
    if (why) {
        return cancelled(delivery, *std::move(why));
    }
    if (peer.delivery_method == policy::DeliveryMethod::mailbox) {
        return AttemptRecord{.kind = Kind::to_mailbox, .delivery = delivery};
    }
    return transports_(peer.delivery_method) == nullptr ? std::optional(refused(delivery, ReasonCode::no_way))
                                                        : std::nullopt;
}

diag::Result<Sender::Prepared> Sender::prepare_notice(const store::Snapshot& snapshot,
                                                      const Delivery& delivery, const policy::Peer& peer) {
    TRY(std::vector<Delivery> earlier, access::deliveries_before(snapshot, delivery));
    const bool has_later =
        std::erase_if(earlier, [&](const Delivery& it) { return it.version >= delivery.version; }) > 0;
    if (earlier.empty()) {
        return cancelled(delivery, ReasonCode::never_delivered);
    }
    if (has_later) { // under its name there, the receiver would find a later version
        earlier.front().remote_location.clear();
    }
    TRY(WithdrawalNotice notice, notice_about(snapshot, delivery, earlier));
    OutboundMessage message = message_of(delivery, std::move(notice));
    if (peer.delivery_method == policy::DeliveryMethod::folder) {
        TRY(const std::vector<Delivery> files, unmarked(snapshot, delivery, std::move(earlier)));
        message.given = files_of(files);
    }
    return Ready{std::move(message)};
}

diag::Result<Sender::Prepared> Sender::build(const store::Snapshot& snapshot, const Delivery& delivery,
                                             const store::Version& version, const policy::Peer& peer) const {
    Ready out{.message = {.delivery = delivery.id, .version = version}};
    TRY(policy::Access access, snapshot.access(version.document, version.number));
    if (access.receivers_by_request) {
        out.message.receivers = std::move(access.receivers);
    }
    TRY(out.build, prepare_message_(snapshot, version, peer));
    if (version.number > 1) {
        TRY(std::vector<Delivery> earlier, access::deliveries_before(snapshot, delivery));
        if (!earlier.empty()) {
            TRY_VOID(add_earlier(snapshot, delivery, peer, std::move(earlier), out.message));
        }
    }
    return out;
}

// What the receiver has of the document, for ways that refer to it.
diag::Result<void> Sender::add_earlier(const store::Snapshot& snapshot, const Delivery& delivery,
                                       const policy::Peer& peer, std::vector<Delivery> earlier,
                                       OutboundMessage& message) {
    message.known_as = earlier.front().remote_location;
    if (peer.delivery_method == policy::DeliveryMethod::folder) {
        TRY(message.notice, notice_about(snapshot, delivery, earlier));
        TRY(const std::vector<Delivery> files, unmarked(snapshot, delivery, std::move(earlier)));
        message.given = files_of(files);
    }
    return {};
}

diag::Result<OutboundMessage> Sender::built(const Ready& ready) {
    OutboundMessage out = ready.message;
    if (ready.build) {
        TRY(OutboundMessage content, ready.build());
        out.bytes = std::move(content.bytes);
        out.media_type = std::move(content.media_type);
        out.file_name = std::move(content.file_name);
        out.instead_of = std::move(content.instead_of);
        out.replaced = std::move(content.replaced);
    }
    return out;
}

diag::Result<std::vector<Sender::Letter>> Sender::prepare_all(const store::Snapshot& snapshot,
                                                              const Delivery& claimed) const {
    TRY(std::vector<Delivery> all, snapshot.claimed_with(claimed));
    all.push_back(claimed);
    std::ranges::sort(all, {}, &Delivery::id); // whichever of them was claimed
    std::vector<Letter> out;
    for (const Delivery& each : all) {
        diag::Result<Prepared> prepared = prepare(snapshot, each);
        out.push_back({each, prepared ? *std::move(prepared) : record_of_error(each, prepared.error())});
    }
    return out;
}

// One that cannot be written for the peer keeps back all: it would not get the whole.
void Sender::build_all(std::vector<Letter>& letters) {
    std::optional<diag::Error> unwritable;
    for (Letter& each : letters) {
        if (!each.is_ready() || unwritable) {
            continue;
        }
        diag::Result<OutboundMessage> message = built(each.ready());
        if (message) {
            each.ready().message = *std::move(message);
        } else if (message.error().message == message::version_gone) {
            each.prepared = record_of_error(each.delivery, message.error());
        } else {
            unwritable = message.error();
        }
    }
    for (Letter& each : letters) {
        if (each.is_ready() && unwritable) {
            each.prepared = record_of_error(each.delivery, *unwritable);
        }
    }
}

// What the receiver may not have keeps back what belongs to it. What is gone, its sender has taken back.
void Sender::refuse_with_others(std::vector<Letter>& letters) {
    const auto closed = std::ranges::find_if(letters, [](Letter& each) {
        return !each.is_ready() && each.record().kind == Kind::attempted &&
               each.record().attempt.result == AttemptResult::rejected;
    });
    if (closed == letters.end()) {
        return;
    }
    const DeliveryReason why = closed->record().attempt.reason;
    for (Letter& each : letters) {
        if (each.is_ready()) {
            each.prepared = refused(each.delivery, why);
        }
    }
}

// All that is ready; what became of it is in the letters. What was not tried any more is due again with the
// others.
void Sender::send_all(std::vector<Letter>& letters) const {
    std::vector<Letter*> ready;
    std::vector<OutboundMessage> messages;
    for (Letter& each : letters) {
        if (each.is_ready()) {
            ready.push_back(&each);
            messages.push_back(std::move(each.ready().message));
        }
    }
    if (ready.empty()) {
        return;
    }
    const policy::Peer peer = ready.front()->ready().peer;
    Transport& transport = *transports_(peer.delivery_method);
    std::vector<Attempt> attempts = messages.size() == 1
                                        ? std::vector<Attempt>{transport.send(peer, messages.front())}
                                        : transport.send_together(peer, messages);
    for (std::size_t i = attempts.size(); i < ready.size(); ++i) {
        ready[i]->prepared = postponed(ready[i]->delivery, 0);
    }
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        AttemptRecord out{.kind = Kind::attempted, .delivery = ready[i]->delivery, .was_sent = true};
        out.attempt = storable(std::move(attempts[i]));
        if (out.attempt.result == AttemptResult::delivered) {
            out.attempt.reason = reason_of_content(messages[i], out.attempt.reason);
        }
        ready[i]->prepared = std::move(out);
    }
    base::crash_point("exchange.sent");
}

AttemptRecord Sender::send(const Delivery& delivery) const {
    diag::Result<std::vector<Letter>> letters = store_->read_value<std::vector<Letter>>(
        [&](const store::Snapshot& snapshot) { return prepare_all(snapshot, delivery); });
    if (!letters) {
        return record_of_error(delivery, letters.error());
    }
    const auto waits = std::ranges::find_if(
        *letters, [](Letter& each) { return !each.is_ready() && each.record().kind == Kind::postponed; });
    if (waits != letters->end()) {
        return postponed(delivery, waits->record().delay_ms, waits->record().attempt.reason);
    }
    refuse_with_others(*letters);
    build_all(*letters);
    send_all(*letters);
    AttemptRecord out;
    std::vector<AttemptRecord> others;
    for (Letter& each : *letters) {
        if (each.delivery.id == delivery.id) {
            out = std::move(each.record());
        } else {
            others.push_back(std::move(each.record()));
        }
    }
    out.others = std::move(others);
    return out;
}

UnreachableReason Sender::probe(const std::string& id) const {
    const std::shared_ptr<const std::vector<policy::Peer>> peers = peers_();
    const policy::Peer* const peer = find(*peers, id);
    Transport* const transport = peer == nullptr ? nullptr : transports_(peer->delivery_method);
    // a wrong address shows when sending
    return transport == nullptr ? UnreachableReason() : transport->probe(*peer);
}

std::vector<std::string> Sender::held() const {
    const std::shared_ptr<const std::vector<policy::Peer>> peers = peers_();
    std::vector<std::string> out;
    for (const policy::Peer& peer : *peers) {
        if (peer.revoked) {
            out.push_back(peer.id);
        }
    }
    return out;
}

} // namespace renkei::outbox
