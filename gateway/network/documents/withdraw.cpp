#include "gateway/network/access/earlier_deliveries.h"
#include "gateway/network/documents/deliveries.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/documents/refusal.h"
#include "gateway/network/documents/request_event.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"
#include "generated/messages/store.h"

#include <algorithm>
#include <set>

namespace renkei::documents {
namespace {

using diag::Result;
using store::Hash;

// ten times as long as a sender tries by default
constexpr base::Millis expected_for = 30LL * 24 * 60 * 60 * 1000;
constexpr std::uint64_t most_expected = 10'000; // of one peer
constexpr std::size_t max_versions =
    1000; // of one withdrawal: as many as one file may bring (Limits::documents)

// Withdraws the newest version, which the caller may withdraw. `note`: of Intake.
Result<StoredDocument> withdraw_newest(store::Transaction& transaction, const store::Version& newest,
                                       const Caller& caller, const std::vector<policy::Peer>& peers,
                                       base::Millis now, const NoteArrival& note, diag::Report& report) {
    if (note) {
        TRY(const std::vector<Hash> persons, transaction.persons(newest.document, newest.number));
        TRY_VOID(
            note(transaction,
                 {.document = newest.document, .outcome = DocumentOutcome::withdrawn, .persons = persons},
                 caller, report));
    }
    StoredDocument taken{.version = newest, .outcome = DocumentOutcome::withdrawn};
    TRY(taken.version, transaction.withdraw(newest.document, newest.number, caller.peer->id));
    TRY(const std::vector<store::Delivery> earlier, access::deliveries_of(transaction, newest.document));
    TRY(QueuedWithdrawals queued, queue_withdrawals(transaction, taken.version, {}, earlier, peers, now));
    taken.deliveries = queued.withdrawals;
    taken.dead = std::move(queued.dead);
    return taken;
}

Result<void> audit_withdrawal(store::Transaction& transaction, audit::Event event,
                              const store::Version& version) {
    TRY(const std::vector<Hash> persons, transaction.persons(version.document, version.number));
    event.document = version.document;
    event.version = version.number;
    event.person = persons.empty() ? std::string() : seal::to_hex(persons.front());
    return transaction.audit(event);
}

// A document that its sender takes back.
struct Withdrawing {
    std::string_view document;
    const Caller& caller;
    std::span<const std::uint32_t> known;
    const audit::Event& event;
    const std::vector<policy::Peer>& peers;
    std::shared_ptr<const access::Hub> hub;
    const NoteArrival& note;
    Receipt receipt{};

    Result<void> run(store::Transaction& transaction) {
        receipt = Receipt(); // the job may run again
        if (caller.peer == nullptr) {
            return tl::make_unexpected(policy::access_error(policy::AccessDecision::not_known, nullptr));
        }
        TRY(const Changeable found,
            to_change(transaction, access::reader_of(caller, hub, event.at), document));
        TRY_VOID(check(found));
        TRY(StoredDocument taken, withdraw(transaction, *found.newest));
        receipt.documents.push_back(taken);
        return audit_withdrawal(transaction, event, taken.version);
    }

    // A caller without access gets the same response as for an unknown document.
    Result<void> check(const Changeable& found) {
        if (found.decision == policy::AccessDecision::not_a_party) {
            return diag::fail(message::no_such_document, {});
        }
        if (found.decision != policy::AccessDecision::allowed) {
            return tl::make_unexpected(policy::access_error(found.decision, caller.peer));
        }
        if (!known.empty() && std::ranges::find(known, found.newest->number) == known.end()) {
            receipt.refusal = Refusal::precondition_failed;
            // not store_conflict, which the store tries again
            return diag::fail(message::no_such_document, {});
        }
        return {};
    }

    Result<StoredDocument> withdraw(store::Transaction& transaction, const store::Version& newest) {
        if (newest.status == store::VersionStatus::withdrawn) {
            receipt.report.add(message::already_withdrawn, {});
            return StoredDocument{.version = newest, .outcome = DocumentOutcome::unchanged};
        }
        return withdraw_newest(transaction, newest, caller, peers, event.at, note, receipt.report);
    }
};

// Requests that their sender takes back, whether or not they have arrived.
struct WithdrawingRequests {
    const RequestWithdrawal& requests;
    const Caller& caller;
    const store::Hash& search_key;
    const std::vector<policy::Peer>& peers;
    const audit::Event& event;
    std::shared_ptr<const access::Hub> hub;
    const NoteArrival& note;
    WithdrawalReceipt out{};
    std::set<std::string, std::less<>> listed{}; // documents in `out`
    bool is_audited = false;                     // by events that name a document

    // All of it happens in one job of the store's only writer: each key counts once, and what they name
    // together is bounded.
    Result<void> run(store::Transaction& transaction) {
        out = {}; // the job may run again
        listed.clear();
        is_audited = false;
        std::set<Hash> asked;
        std::vector<Hash> fresh;
        std::size_t named = 0;
        bool is_known = false;
        for (const std::string& key : requests.keys) {
            const Hash request = request_hash(search_key, key);
            if (!asked.insert(request).second) {
                continue;
            }
            TRY(const std::vector<store::RequestVersion> versions,
                transaction.request_versions(caller.peer->id, request));
            named += versions.size();
            if (named > max_versions) {
                return diag::fail(message::withdrawal_too_large, {}, {std::to_string(max_versions)});
            }
            if (versions.empty()) {
                fresh.push_back(request);
            }
            for (const store::RequestVersion& each : versions) {
                out.early += each.is_withdrawn_early() ? 1 : 0;
                is_known = is_known || !each.is_withdrawn_early();
                TRY_VOID(each.is_withdrawn_early() ? Result<void>()
                                                   : withdraw(transaction, each.document, each.number));
            }
        }
        if (!is_known && !requests.document.empty()) {
            TRY_VOID(withdraw_unkeyed(transaction));
        }
        TRY_VOID(expect(transaction, fresh));
        const bool needs_event = !is_audited && out.receipt.refusal == Refusal::none;
        return needs_event ? transaction.audit(event) : Result<void>();
    }

    // The version, if it is the newest. A later one was brought by another request and stays; those up to the
    // version are not shown any more.
    Result<void> withdraw(store::Transaction& transaction, std::string_view document, std::uint32_t number) {
        TRY(const std::optional<store::Version> newest, transaction.newest(document));
        if (!newest) {
            return {};
        }
        if (newest->status == store::VersionStatus::withdrawn) {
            if (listed.contains(document)) {
                return {};
            }
            return list(transaction, {.version = *newest, .outcome = DocumentOutcome::unchanged});
        }
        TRY(const policy::Access access, transaction.access(document, number));
        const policy::AccessDecision decision = policy::may_withdraw(*caller.peer, access);
        if (newest->number != number) {
            ++out.superseded;
            return decision == policy::AccessDecision::allowed
                       ? withdraw_superseded(transaction,
                                             {.document = std::string(document), .number = number})
                       : Result<void>();
        }
        // another peer brought it, too; what else is named here is withdrawn all the same
        if (decision != policy::AccessDecision::allowed) {
            const diag::Error error = policy::access_error(decision, caller.peer, {.document = document});
            out.receipt.refusal = refusal_of(error);
            out.receipt.report.add(error);
            return {};
        }
        TRY(StoredDocument taken,
            withdraw_newest(transaction, *newest, caller, peers, event.at, note, out.receipt.report));
        return list(transaction, std::move(taken));
    }

    Result<void> withdraw_superseded(store::Transaction& transaction, const store::Version& version) {
        TRY_VOID(transaction.withdraw_superseded(version.document, version.number));
        TRY_VOID(cancel_up_to(transaction, version.document, version.number, event.at));
        is_audited = true;
        return audit_withdrawal(transaction, event, version);
    }

    // What was withdrawn before is in the audit again: the caller asked for it.
    Result<void> list(store::Transaction& transaction, StoredDocument taken) {
        is_audited = true;
        TRY_VOID(audit_withdrawal(transaction, event, taken.version));
        listed.insert(taken.version.document);
        out.receipt.documents.push_back(std::move(taken));
        return {};
    }

    // A document that came before requests were noted, or without a key: by its id, unless a request of the
    // caller brought its newest version.
    Result<void> withdraw_unkeyed(store::Transaction& transaction) {
        TRY(const Changeable found,
            to_change(transaction, access::reader_of(caller, hub, event.at), requests.document));
        if (!found.newest) {
            return {};
        }
        const std::uint32_t newest = found.newest->number;
        TRY(const bool is_named_by_request,
            transaction.is_named_by_request(caller.peer->id, requests.document, newest));
        return is_named_by_request ? Result<void>() : withdraw(transaction, requests.document, newest);
    }

    Result<void> expect(store::Transaction& transaction, const std::vector<Hash>& fresh) {
        if (fresh.empty()) {
            return {};
        }
        TRY(const std::uint64_t expected, transaction.early_withdrawals(caller.peer->id));
        if (expected + fresh.size() > most_expected) {
            constexpr std::string_view an_hour = "3600";
            return diag::fail(message::too_many_requests, {}, {caller.peer->id, an_hour});
        }
        for (const Hash& request : fresh) {
            TRY_VOID(transaction.record_early_withdrawal(caller.peer->id, request, event.at + expected_for));
            ++out.early;
        }
        return {};
    }
};

} // namespace

Receipt Intake::withdraw(std::string_view document, const Caller& caller,
                         std::span<const std::uint32_t> known) const {
    const audit::Event event = event_of(caller, store_->clock().now(), audit::Action::remove, "delete");
    const std::shared_ptr<const std::vector<policy::Peer>> peers = peers_();
    Withdrawing withdrawing{document, caller, known, event, *peers, hub_(), note_arrival_};
    const Result<std::optional<store::CommittedEvents>> written =
        store_->write_audited([&](store::Transaction& transaction) { return withdrawing.run(transaction); });
    Receipt receipt = std::move(withdrawing.receipt);
    if (!written) {
        const bool precondition_failed = receipt.refusal == Refusal::precondition_failed;
        receipt = {.refusal =
                       precondition_failed ? Refusal::precondition_failed : refusal_of(written.error())};
        receipt.report.add(precondition_failed ? diag::finding(message::store_conflict, {}, {document})
                                               : written.error());
    } else {
        receipt.committed = *written;
    }
    notify_queued(receipt);
    return receipt;
}

WithdrawalReceipt Intake::withdraw(const RequestWithdrawal& requests, const Caller& caller) const {
    const audit::Event event = event_of(caller, store_->clock().now(), audit::Action::remove, "delete");
    const std::shared_ptr<const std::vector<policy::Peer>> peers = peers_();
    WithdrawingRequests withdrawing{requests, caller, store_->search_key(), *peers,
                                    event,    hub_(), note_arrival_};
    const Result<std::optional<store::CommittedEvents>> written =
        store_->write_audited([&](store::Transaction& transaction) { return withdrawing.run(transaction); });
    WithdrawalReceipt out = std::move(withdrawing.out);
    if (!written) {
        out = {.receipt = {.refusal = refusal_of(written.error())}};
        out.receipt.report.add(written.error());
    } else {
        out.receipt.committed = *written;
    }
    notify_queued(out.receipt);
    return out;
}

} // namespace renkei::documents
