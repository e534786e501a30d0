#include "gateway/network/documents/deliveries.h"
#include "gateway/network/documents/parsed_document.h"
#include "gateway/network/documents/receipt_text.h"
#include "gateway/network/documents/refusal.h"
#include "gateway/network/documents/request_event.h"
#include "gateway/network/documents/version_resolver.h"

#include <algorithm>
#include <map>

namespace renkei::documents {
namespace {

using diag::Message;
using diag::Result;
using store::Hash;

constexpr base::Millis answers_kept = 24LL * 60 * 60 * 1000;

// What makes a request with an Idempotency-Key the same request.
struct Idempotence {
    Hash key{};  // of the header
    Hash body{}; // of all that counts for the answer
};

Hash digest(const SubmissionBatch& batch) {
    Hash out{};
    for (const Submission& each : batch.submissions) {
        out = seal::keyed_hash(out, {"submission", each.bytes, each.media_type, each.charset, each.form,
                                     each.replaces, each.lenient ? "lenient" : "strict", each.interaction});
    }
    for (const Attachment& each : batch.attachments) {
        out = seal::keyed_hash(out, {"attachment", each.bytes, each.media_type, each.sender, each.document,
                                     each.replaces, each.interaction});
        for (const policy::Identifier& receiver : each.metadata.receivers) {
            out = seal::keyed_hash(out, {"receiver", receiver.system, receiver.value});
        }
    }
    return out;
}

std::string interaction_of(const SubmissionBatch& batch) {
    return !batch.submissions.empty()  ? batch.submissions.front().interaction
           : batch.attachments.empty() ? "create"
                                       : batch.attachments.front().interaction;
}

// May this peer send such a document?
Result<void> check_policy(const ParsedDocument& draft, const policy::Peer& peer) {
    policy::RefusalContext asked{.creators = draft.creators, .media_type = draft.fresh.version.media_type};
    std::vector<std::string> creators = draft.creators;
    policy::AccessDecision decision = policy::AccessDecision::allowed;
    if (draft.is_attachment) {
        decision = policy::may_attach(peer, draft.fresh.version.media_type);
        // no form that says who creates it: its sender must be right
        creators = {std::string(policy::to_text(peer.role))};
    }
    if (decision == policy::AccessDecision::allowed) {
        asked.senders = draft.metadata.senders;
        decision = policy::may_create(peer, creators, draft.metadata.senders);
    }
    if (decision == policy::AccessDecision::allowed && !draft.is_attachment) {
        asked.senders = {&draft.sender, draft.sender.value.empty() ? 0U : 1U};
        // a Bundle may say one thing as FHIR and another as the form
        decision = policy::may_sign(peer, draft.sender);
    }
    if (decision == policy::AccessDecision::allowed) {
        return {};
    }
    diag::Error error = policy::access_error(decision, &peer, asked);
    error.where = decision == policy::AccessDecision::not_the_sender ? draft.sender_where : draft.where;
    return tl::make_unexpected(std::move(error));
}

// What speaks against a document says which one of the file it is; what fails is no document's fault.
diag::Error about(const ParsedDocument& draft, diag::Error error) {
    const bool is_fault = resources::row(refusal_of(error)).fault == resources::Fault::gateway;
    error.where = is_fault ? error.where : draft.where;
    return error;
}

// A document grants no right by naming another party as sender: unless the submitter may pass on documents of
// others, only its own numbers count.
void keep_own_senders(ParsedDocument& draft, const policy::Peer& peer) {
    if (!policy::is_intermediary(peer.role)) {
        const std::vector<policy::Identifier> own = policy::identifiers_of(peer.numbers);
        std::erase_if(draft.fresh.parties.senders, [&own](const policy::Identifier& it) {
            return std::ranges::find(own, it) == own.end();
        });
    }
}

// Twice the same document with different content in one batch.
Result<void> check_repeated(const std::vector<ParsedDocument>& parsed) {
    std::map<std::pair<Hash, Hash>, const ParsedDocument*> known;
    for (const ParsedDocument& draft : parsed) {
        const auto [at, is_new] = known.try_emplace(
            {draft.sender_of_kind.value_or(draft.fresh.key.sender), draft.fresh.key.document}, &draft);
        const store::Version& other = at->second->fresh.version;
        if (!is_new && other.revision == draft.fresh.version.revision &&
            other.sha != draft.fresh.version.sha) {
            return diag::fail(Message::conflict_within, draft.where, {draft.name});
        }
    }
    return {};
}

// One request on its way through.
class Taking {
public:
    Taking(store::Store& store, const Limits& limits, const SubmissionBatch& batch, const Caller& caller)
        : store_(store),
          limits_(limits),
          batch_(batch),
          caller_(caller) {
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
        if (!read) {
            fail(read.error());
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
            return diag::fail(Message::key_reused, {});
        }
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
        if (!draft_all(worker)) {
            return;
        }
        check_senders();
        if (receipt_.refusal != Refusal::none) {
            return;
        }
        if (const Result<void> ready = prepare(); !ready) {
            fail(ready.error());
            return;
        }
        worker_is_free();
        const Receipt drafted = receipt_;
        const Events written = store_.write_audited([&](store::Transaction& transaction) {
            receipt_ = drafted; // the job may run again: what it saw before may have been undone since
            return resolve(transaction, peers);
        });
        if (!written) {
            receipt_ = drafted;
        }
        keep_events(written);
        if (written) {
            receipt_.report.append(warnings_);
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

    bool draft_all(ConversionWorker& worker) {
        const ParseContext by{limits_, store_.search_key(), *caller_.peer};
        for (std::size_t part = 0; part < batch_.submissions.size(); ++part) {
            const std::size_t before = parsed_.size();
            const Refusal refused = draft(worker, batch_.submissions[part], by, parsed_, receipt_.report);
            receipt_.refusal = receipt_.refusal == Refusal::none ? refused : receipt_.refusal;
            for (std::size_t i = before; i < parsed_.size(); ++i) {
                parsed_[i].part = part;
                parsed_[i].replaced_document = batch_.submissions[part].replaces;
            }
        }
        for (std::size_t i = 0; i < batch_.attachments.size(); ++i) {
            parsed_.push_back(draft(batch_.attachments[i], by));
            parsed_.back().part = batch_.submissions.size() + i;
        }
        return receipt_.refusal == Refusal::none;
    }

    // All wrong documents are reported, so that the file can be corrected at once.
    void check_senders() {
        for (const ParsedDocument& draft : parsed_) {
            if (const Result<void> allowed = check_policy(draft, *caller_.peer); !allowed) {
                fail(allowed.error());
            }
        }
    }

    Result<void> prepare() {
        TRY_VOID(check_repeated(parsed_));
        for (ParsedDocument& draft : parsed_) {
            keep_own_senders(draft, *caller_.peer);
            TRY(draft.fresh.content, store_.prepare(draft.metadata.title, draft.bodies));
            draft.bodies.clear();
        }
        return {};
    }

    Result<void> resolve(store::Transaction& transaction, const std::vector<policy::Peer>& peers) {
        warnings_ = diag::Report();
        if (has_key()) {
            TRY_VOID(look_up(transaction)); // another request with this key may have been faster
            if (receipt_.replayed) {
                return audit_replay(transaction);
            }
        }
        std::vector<store::RequestVersion> known;
        if (has_key()) {
            TRY(known, transaction.request_versions(caller_.peer->id, idempotence_.key));
        }
        const bool is_withdrawn = std::ranges::any_of(known, &store::RequestVersion::is_withdrawn_early);
        if (is_withdrawn) {
            warnings_.add(Message::already_withdrawn, {});
        }
        VersionResolver settling(transaction, store_, peers, caller_,
                                 is_withdrawn ? RequestState::withdrawn : RequestState::usual, warnings_);
        for (const ParsedDocument& draft : parsed_) {
            Result<StoredDocument> taken = settling.resolve(draft, interaction_of(batch_));
            if (!taken) {
                return tl::make_unexpected(about(draft, taken.error()));
            }
            receipt_.documents.push_back(*std::move(taken));
        }
        return has_key() ? remember(transaction, std::move(known)) : Result<void>();
    }

    Result<void> remember(store::Transaction& transaction, std::vector<store::RequestVersion> known) const {
        std::vector<store::RequestVersion> versions;
        for (const StoredDocument& each : receipt_.documents) {
            versions.push_back({each.version.document, each.version.number});
        }
        TRY_VOID(transaction.record_request(caller_.peer->id, idempotence_.key, std::move(known), versions));
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
    Idempotence idempotence_{};
    std::vector<ParsedDocument> parsed_{};
    diag::Report warnings_{};
    Receipt receipt_{};
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
    Receipt receipt = Taking(*store_, limits_, batch, caller).run(worker, *peers, worker_is_free);
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
        record(refusal_event(event_of(caller, store_->clock().now(), action, interaction), receipt.refusal,
                             std::string(first_error_id(receipt.report))));
    if (!recorded && resources::row(receipt.refusal).fault == resources::Fault::caller) {
        receipt = {.refusal = refusal_of(recorded.error())};
        receipt.report.add(recorded.error());
    }
    return receipt;
}

Result<void> Intake::record(const audit::Event& event) const { return store_->append_audit(event); }

} // namespace renkei::documents
