#include "gateway/forms/service/fhir_text.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/deliveries.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/parsed_document.h"
#include "gateway/network/documents/receipt_text.h"
#include "gateway/network/documents/refusal.h"
#include "gateway/network/documents/request_checks.h"
#include "gateway/network/documents/request_event.h"
#include "gateway/network/documents/restore_damaged.h"
#include "gateway/network/documents/version_resolver.h"
#include "generated/messages/documents.h"
#include "generated/messages/policy.h"

#include <algorithm>

namespace renkei::documents {
namespace {

using diag::Result;

constexpr base::Millis answers_kept = 24LL * 60 * 60 * 1000;

std::string interaction_of(const SubmissionBatch& batch) {
    return !batch.submissions.empty()  ? batch.submissions.front().interaction
           : batch.attachments.empty() ? "create"
                                       : batch.attachments.front().interaction;
}

// An error about a document names the document of the file; a failure of the gateway keeps its own place.
diag::Error about(const ParsedDocument& document, diag::Error error) {
    const bool is_fault = resources::row(refusal_of(error)).fault == resources::Fault::gateway;
    error.where = is_fault ? error.where : document.where;
    return error;
}

// One request on its way through.
class SubmissionRun {
public:
    SubmissionRun(store::Store& store, const Limits& limits, const SubmissionBatch& batch,
                  const Caller& caller, std::shared_ptr<const access::Hub> hub,
                  const NoteArrival& note_arrival)
        : store_(store),
          limits_(limits),
          batch_(batch),
          caller_(caller),
          hub_(std::move(hub)),
          note_arrival_(note_arrival) {
        if (!batch.idempotency_key.empty()) {
            idempotence_ = {request_hash(store.search_key(), batch.idempotency_key), digest(batch)};
        }
    }

    Receipt run(ConversionWorker& worker, const std::vector<policy::Peer>& peers,
                const std::function<void()>& worker_is_free) {
        if (caller_.peer == nullptr) {
            fail(policy::access_error(policy::AccessDecision::not_known, nullptr));
        } else if (!has_answer()) {
            take(worker, peers, worker_is_free);
        }
        return std::move(receipt_);
    }

private:
    // Was this request answered before? Checked first, so that it is not processed again.
    bool has_answer() {
        if (!has_key()) {
            return false;
        }
        const Result<void> read =
            store_.read([&](const store::Snapshot& snapshot) { return look_up(snapshot); });
        const Result<bool> whole =
            read && receipt_.replayed ? are_whole(store_, receipt_.documents) : Result<bool>(true);
        if (!read || !whole) {
            fail(!read ? read.error() : whole.error());
        } else if (!*whole) { // what it brought then is needed now
            receipt_ = Receipt();
            is_repeated_ = true;
        } else if (receipt_.replayed) {
            keep_events(store_.write_audited(
                [&](store::Transaction& transaction) { return audit_replay(transaction); }));
        }
        return receipt_.replayed || receipt_.refusal != Refusal::none;
    }

    bool has_key() const { return !batch_.idempotency_key.empty(); }

    Result<void> look_up(const store::Snapshot& snapshot) {
        TRY(const std::optional<store::IdempotentResponse> answer,
            snapshot.idempotent_response(caller_.peer->id, idempotence_.key, store_.clock().now()));
        if (answer && !seal::equal_in_constant_time(answer->body, idempotence_.body)) {
            return diag::fail(message::key_reused, {});
        }
        is_answer_damaged_ = answer && answer->is_damaged;
        if (std::optional<Receipt> first = answer ? parse_receipt(answer->response_body) : std::nullopt) {
            receipt_ = *std::move(first);
        }
        return {};
    }

    Result<void> audit_replay(store::Transaction& transaction) {
        audit::Event event =
            event_of(caller_, store_.clock().now(), audit::Action::create, interaction_of(batch_));
        if (!receipt_.documents.empty()) {
            event.document = receipt_.documents.front().version.document;
            event.version = receipt_.documents.front().version.number;
        }
        return transaction.audit(event);
    }

    void take(ConversionWorker& worker, const std::vector<policy::Peer>& peers,
              const std::function<void()>& worker_is_free) {
        if (!parse_all(worker)) {
            return;
        }
        check_senders();
        check_request_set(worker.converter().catalogue(), parsed_, *caller_.peer, set_findings_);
        if (receipt_.refusal != Refusal::none) {
            return;
        }
        if (const Result<void> ready = prepare(); !ready) {
            fail(ready.error());
            return;
        }
        worker_is_free();
        const Receipt parsed = receipt_;
        const Events written = store_.write_audited([&](store::Transaction& transaction) {
            receipt_ = parsed; // the job may run again: what it saw before may have been undone since
            return resolve(transaction, peers);
        });
        if (!written) {
            receipt_ = parsed;
        }
        keep_events(written);
        if (is_set_refused_) {
            for (std::size_t i = 1; i < set_findings_.findings().size(); ++i) { // the first is there
                receipt_.report.add(set_findings_.findings()[i]);
            }
        }
        if (written) {
            receipt_.report.append(warnings_);
            restore();
        }
    }

    // A first answer that is given again is about what another request brought.
    void restore() {
        const Result<void> restored =
            receipt_.replayed ? Result<void>() : restore_damaged(store_, caller_, parsed_, receipt_);
        if (!restored) {
            fail(restored.error());
        }
    }

    using Events = Result<std::optional<store::CommittedEvents>>;
    void keep_events(const Events& written) {
        if (written) {
            receipt_.committed = *written;
        } else {
            fail(written.error());
        }
    }

    bool parse_all(ConversionWorker& worker) {
        const ParseContext by{limits_, store_.search_key(), *caller_.peer, store_.clock().now()};
        for (std::size_t part = 0; part < batch_.submissions.size(); ++part) {
            const std::size_t before = parsed_.size();
            const Refusal refused = parse(worker, batch_.submissions[part], by, parsed_, receipt_.report);
            receipt_.refusal = receipt_.refusal == Refusal::none ? refused : receipt_.refusal;
            for (std::size_t i = before; i < parsed_.size(); ++i) {
                parsed_[i].part = part;
                parsed_[i].replaced_document = batch_.submissions[part].replaces;
                parsed_[i].replaces_only = batch_.submissions[part].replaces_only;
            }
        }
        for (std::size_t i = 0; i < batch_.attachments.size(); ++i) {
            parsed_.push_back(parse(batch_.attachments[i], by));
            parsed_.back().part = batch_.submissions.size() + i;
        }
        return receipt_.refusal == Refusal::none;
    }

    // All wrong documents are reported, so that the file can be corrected at once.
    void check_senders() {
        for (const ParsedDocument& document : parsed_) {
            if (const Result<void> allowed = check_policy(document, *caller_.peer); !allowed) {
                fail(allowed.error());
            }
        }
    }

    Result<void> prepare() {
        TRY_VOID(check_repeated(parsed_));
        for (ParsedDocument& document : parsed_) {
            keep_own_senders(document, *caller_.peer);
            TRY(document.fresh.content, store_.prepare(document.metadata.title, document.bodies));
            document.bodies.clear();
        }
        return {};
    }

    Result<void> resolve(store::Transaction& transaction, const std::vector<policy::Peer>& peers) {
        warnings_ = diag::Report();
        is_set_refused_ = false;
        transaction.prefetch_audit_end();
        if (has_key() && !is_repeated_) {
            transaction.prefetch_request_versions(caller_.peer->id, idempotence_.key);
            TRY_VOID(look_up(transaction)); // another request with this key may have been faster
            if (receipt_.replayed) {
                return audit_replay(transaction);
            }
        }
        std::vector<store::RequestVersion> known;
        if (has_key()) {
            TRY(known, transaction.request_versions(caller_.peer->id, idempotence_.key));
        }
        TRY(std::vector<KeyedPart> keyed,
            keyed_parts(transaction, store_.search_key(), caller_.peer->id, batch_));
        const bool is_withdrawn = std::ranges::any_of(known, &store::RequestVersion::is_withdrawn_early);
        if (is_withdrawn || std::ranges::any_of(keyed, &KeyedPart::is_withdrawn)) {
            warnings_.add(message::already_withdrawn, {});
        }
        const auto state_of = [&](const ParsedDocument& document) {
            return is_withdrawn || is_part_withdrawn(keyed, document.part) ? RequestState::withdrawn
                                                                           : RequestState::usual;
        };
        VersionResolver resolver(transaction, store_, peers, caller_, hub_, warnings_);
        for (const ParsedDocument& document : parsed_) {
            Result<StoredDocument> taken =
                resolver.resolve(document, state_of(document), interaction_of(batch_));
            if (!taken) {
                return tl::make_unexpected(about(document, taken.error()));
            }
            TRY_VOID(note_arrival(transaction, document, *taken));
            receipt_.documents.push_back(*std::move(taken));
        }
        TRY_VOID(resolver.queue_sets());
        for (std::size_t i = 0; i < parsed_.size(); ++i) { // behind the documents that came
            TRY_VOID(take_back(resolver, parsed_[i], receipt_.documents[i].outcome));
        }
        // A repetition, also of a part of what was sent, changes nothing.
        const bool has_news = std::ranges::any_of(receipt_.documents, [](const StoredDocument& it) {
            return it.outcome != DocumentOutcome::unchanged;
        });
        is_set_refused_ = has_news && !set_findings_.empty();
        if (is_set_refused_) {
            return tl::make_unexpected(set_findings_.findings().front());
        }
        if (has_key() && is_answer_damaged_) {
            TRY_VOID(transaction.forget_response(caller_.peer->id, idempotence_.key));
        }
        if (is_repeated_) {
            return {};
        }
        for (KeyedPart& each : keyed) {
            TRY_VOID(transaction.record_request(caller_.peer->id, each.key, std::move(each.known),
                                                versions_of(each.part)));
        }
        return has_key() ? remember(transaction, std::move(known)) : Result<void>();
    }

    Result<void> note_arrival(store::Transaction& transaction, const ParsedDocument& document,
                              const StoredDocument& taken) {
        if (taken.outcome == DocumentOutcome::unchanged) {
            return {};
        }
        const bool must_be_asked = document.must_be_asked && taken.outcome != DocumentOutcome::withdrawn;
        if (!note_arrival_ || document.answers.empty()) {
            return must_be_asked ? diag::fail(diag::message::not_asked_for, {}) : Result<void>();
        }
        return note_arrival_(transaction, arrival_of(document, taken), caller_, warnings_);
    }

    // What it brought, not what that took back. Nothing for `part`: all of it.
    std::vector<store::RequestVersion> versions_of(std::optional<std::size_t> part) const {
        std::vector<store::RequestVersion> out;
        for (std::size_t i = 0; i < parsed_.size(); ++i) {
            if (!part || parsed_[i].part == *part) {
                const store::Version& version = receipt_.documents[i].version;
                out.push_back({version.document, version.number});
            }
        }
        return out;
    }

    // What a deletion deletes, and what a newer document has no more. One that is here already, or was
    // withdrawn before it came, takes back nothing.
    Result<void> take_back(VersionResolver& resolver, const ParsedDocument& document,
                           DocumentOutcome outcome) {
        const bool takes_back = document.is_deletion || !document.takes_back.empty();
        if (!takes_back || outcome == DocumentOutcome::unchanged || outcome == DocumentOutcome::withdrawn) {
            return {};
        }
        Result<std::vector<StoredDocument>> taken = resolver.take_back(document, interaction_of(batch_));
        if (!taken) {
            return tl::make_unexpected(about(document, taken.error()));
        }
        std::ranges::move(*taken, std::back_inserter(receipt_.documents));
        return {};
    }

    Result<void> remember(store::Transaction& transaction, std::vector<store::RequestVersion> known) const {
        TRY_VOID(transaction.record_request(caller_.peer->id, idempotence_.key, std::move(known),
                                            versions_of(std::nullopt)));
        Receipt answer = receipt_;
        answer.report.append(warnings_);
        const std::string location =
            answer.documents.empty() ? std::string() : answer.documents.front().version.document;
        const store::IdempotentResponse stored{idempotence_.body, 0, location, to_text(answer)};
        return transaction.store_response(caller_.peer->id, idempotence_.key, stored,
                                          store_.clock().now() + answers_kept);
    }

    void fail(const diag::Error& error) {
        receipt_.refusal = receipt_.refusal == Refusal::none ? refusal_of(error) : receipt_.refusal;
        receipt_.report.add(error);
    }

    store::Store& store_;
    const Limits& limits_;
    const SubmissionBatch& batch_;
    const Caller& caller_;
    std::shared_ptr<const access::Hub> hub_;
    const NoteArrival& note_arrival_;
    Idempotence idempotence_{};
    std::vector<ParsedDocument> parsed_{};
    diag::Report warnings_{};
    diag::Report set_findings_{}; // what belongs to the documents and did not come with them
    bool is_set_refused_ = false;
    Receipt receipt_{};
    bool is_repeated_ = false;       // it was answered before, and what it brought does not open any more
    bool is_answer_damaged_ = false; // the first answer does not open
};

} // namespace

Receipt Intake::submit(ConversionWorker& worker, const Submission& submission, const Caller& caller) const {
    return submit(worker, SubmissionBatch{{submission}, {}, submission.idempotency_key}, caller);
}

Receipt Intake::submit(ConversionWorker& worker, const SubmissionBatch& batch, const Caller& caller) const {
    return take(worker, batch, caller, [] {});
}

Receipt Intake::submit(WorkerPool::Lease worker, const Submission& submission, const Caller& caller) const {
    return submit(std::move(worker), SubmissionBatch{{submission}, {}, submission.idempotency_key}, caller);
}

Receipt Intake::submit(WorkerPool::Lease worker, const SubmissionBatch& batch, const Caller& caller) const {
    std::optional<WorkerPool::Lease> held(std::move(worker));
    return take(**held, batch, caller, [&held] { held.reset(); });
}

Receipt Intake::take(ConversionWorker& worker, const SubmissionBatch& batch, const Caller& caller,
                     const std::function<void()>& worker_is_free) const {
    const std::shared_ptr<const std::vector<policy::Peer>> peers = peers_();
    Receipt receipt = SubmissionRun(*store_, limits_, batch, caller, hub_(), note_arrival_)
                          .run(worker, *peers, worker_is_free);
    notify_queued(receipt);
    return receipt;
}

void Intake::notify_queued(const Receipt& receipt) const {
    if (std::ranges::any_of(receipt.documents,
                            [](const StoredDocument& taken) { return taken.deliveries != 0; })) {
        queued_();
    }
    std::vector<store::Delivery> dead;
    for (const StoredDocument& taken : receipt.documents) {
        dead.insert(dead.end(), taken.dead.begin(), taken.dead.end());
    }
    if (!dead.empty()) {
        dead_(dead);
    }
}

Receipt Intake::record_refusal(Receipt receipt, const Caller& caller, audit::Action action,
                               std::string_view interaction) const {
    if (receipt.refusal == Refusal::none) {
        return receipt;
    }
    const Result<void> recorded =
        store_->append_audit(refusal_event(event_of(caller, store_->clock().now(), action, interaction),
                                           receipt.refusal, std::string(first_error_id(receipt.report))));
    if (!recorded && resources::row(receipt.refusal).fault == resources::Fault::caller) {
        receipt = {.refusal = refusal_of(recorded.error())};
        receipt.report.add(recorded.error());
    }
    return receipt;
}

} // namespace renkei::documents
