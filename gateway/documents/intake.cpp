#include "gateway/documents/deliveries.h"
#include "gateway/documents/draft.h"
#include "gateway/documents/receipt_text.h"
#include "gateway/documents/refusal.h"
#include "gateway/documents/settle.h"

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

Hash digest(const Load& load) {
    Hash out{};
    for (const Submission& each : load.submissions) {
        out = seal::keyed_hash(out, {"submission", each.bytes, each.media_type, each.charset, each.form, each.replaces,
                                each.lenient ? "lenient" : "strict", each.interaction});
    }
    for (const Attachment& each : load.attachments) {
        out = seal::keyed_hash(out, {"attachment", each.bytes, each.media_type, each.sender, each.document, each.replaces, each.interaction});
    }
    return out;
}

std::string interaction_of(const Load& load) {
    return !load.submissions.empty()  ? load.submissions.front().interaction
           : load.attachments.empty() ? "create"
                                      : load.attachments.front().interaction;
}

// May this peer send such a document?
Result<void> check_policy(const Draft& draft, const policy::Peer& peer) {
    policy::RefusalContext asked{.creators = draft.creators, .media_type = draft.fresh.version.media_type};
    std::vector<std::string> creators = draft.creators;
    policy::AccessDecision verdict = policy::AccessDecision::allowed;
    if (draft.is_attachment) {
        verdict = policy::may_attach(peer, draft.fresh.version.media_type);
        creators = {std::string(policy::to_text(peer.role))}; // no form that says who creates it: its sender must be right
    }
    if (verdict == policy::AccessDecision::allowed) {
        asked.senders = draft.facts.senders;
        verdict = policy::may_create(peer, creators, draft.facts.senders);
    }
    if (verdict == policy::AccessDecision::allowed && !draft.is_attachment) {
        asked.senders = {&draft.sender, draft.sender.value.empty() ? 0U : 1U};
        verdict = policy::may_sign(peer, draft.sender); // a Bundle may say one thing as FHIR and another as the form
    }
    if (verdict == policy::AccessDecision::allowed) {
        return {};
    }
    diag::Error error = policy::access_error(verdict, &peer, asked);
    error.where = verdict == policy::AccessDecision::not_the_sender ? draft.sender_where : draft.where;
    return tl::make_unexpected(std::move(error));
}

bool is_fault(Refusal refusal) { return refusal == Refusal::failed || refusal == Refusal::busy; }

// What speaks against a document says which one of the file it is; what fails is no document's fault.
diag::Error about(const Draft& draft, diag::Error error) {
    error.where = is_fault(refusal_of(error)) ? error.where : draft.where;
    return error;
}

// Nobody gets a right by standing in what another sent as its own: of a sender who does not pass on what others wrote, its numbers count.
void keep_own_senders(Draft& draft, const policy::Peer& peer) {
    if (!policy::is_intermediary(peer.role)) {
        const std::vector<policy::Identifier> own = policy::identifiers_of(peer.numbers);
        std::erase_if(draft.fresh.parties.senders, [&own](const policy::Identifier& it) { return std::ranges::find(own, it) == own.end(); });
    }
}

// Twice the same document with different content in one load.
Result<void> check_repeated(const std::vector<Draft>& drafts) {
    std::map<std::pair<Hash, Hash>, const Draft*> known;
    for (const Draft& draft : drafts) {
        const auto [at, is_new] = known.try_emplace({draft.sender_of_kind.value_or(draft.fresh.key.sender), draft.fresh.key.document}, &draft);
        const store::Version& other = at->second->fresh.version;
        if (!is_new && other.revision == draft.fresh.version.revision && other.sha != draft.fresh.version.sha) {
            return diag::fail(Message::conflict_within, draft.where, {draft.name});
        }
    }
    return {};
}

// One request on its way through.
class Taking {
public:
    Taking(store::Store& store, const Limits& limits, const Load& load, const Caller& caller)
        : store_(store)
        , limits_(limits)
        , load_(load)
        , caller_(caller) {
        if (!load.idempotency_key.empty()) {
            idempotence_ = {request_hash(store.search_key(), load.idempotency_key), digest(load)};
        }
    }

    Receipt run(Desk& desk, const std::vector<policy::Peer>& peers, const std::function<void()>& desk_is_free) {
        if (caller_.peer == nullptr) {
            fail(policy::access_error(policy::AccessDecision::not_known, nullptr));
        } else if (!has_answer()) {
            take(desk, peers, desk_is_free);
        }
        return std::move(receipt_);
    }

private:
    // Was this request answered before? Asked first, so that it is not worked out anew.
    bool has_answer() {
        if (!has_key()) {
            return false;
        }
        const Result<void> read = store_.read([&](const store::Snapshot& snapshot) { return look_up(snapshot); });
        if (!read) {
            fail(read.error());
        } else if (receipt_.replayed) {
            const Result<void> told = store_.write([&](store::Transaction& transaction) { return audit_replay(transaction); });
            if (!told) {
                fail(told.error());
            }
        }
        return receipt_.replayed || receipt_.refusal != Refusal::none;
    }

    bool has_key() const { return !load_.idempotency_key.empty(); }

    Result<void> look_up(const store::Snapshot& snapshot) {
        TRY(const std::optional<store::IdempotentAnswer> answer,
            snapshot.answer_to(caller_.peer->id, idempotence_.key, store_.clock().now()));
        if (answer && !seal::equal_in_constant_time(answer->body, idempotence_.body)) {
            return diag::fail(Message::key_reused, {});
        }
        if (std::optional<Receipt> first = answer ? receipt_of(answer->answer) : std::nullopt) {
            receipt_ = *std::move(first);
        }
        return {};
    }

    Result<void> audit_replay(store::Transaction& transaction) {
        audit::Event event = event_of(caller_, store_.clock().now(), audit::Action::create, interaction_of(load_));
        if (!receipt_.documents.empty()) {
            event.document = receipt_.documents.front().version.document;
            event.version = receipt_.documents.front().version.number;
        }
        return transaction.audit(event);
    }

    void take(Desk& desk, const std::vector<policy::Peer>& peers, const std::function<void()>& desk_is_free) {
        if (!draft_all(desk)) {
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
        desk_is_free();
        const Receipt drafted = receipt_;
        const Result<void> written = store_.write([&](store::Transaction& transaction) {
            receipt_ = drafted; // the job may run again: what it saw before may have been undone since
            return settle(transaction, peers);
        });
        if (!written) {
            receipt_ = drafted;
            fail(written.error());
            return;
        }
        receipt_.report.append(warnings_);
    }

    bool draft_all(Desk& desk) {
        const Drawing by{limits_, store_.search_key(), *caller_.peer};
        for (std::size_t part = 0; part < load_.submissions.size(); ++part) {
            const std::size_t before = drafts_.size();
            const Refusal refused = draft(desk, load_.submissions[part], by, drafts_, receipt_.report);
            receipt_.refusal = receipt_.refusal == Refusal::none ? refused : receipt_.refusal;
            for (std::size_t i = before; i < drafts_.size(); ++i) {
                drafts_[i].part = part;
                drafts_[i].replaced_document = load_.submissions[part].replaces;
            }
        }
        for (std::size_t i = 0; i < load_.attachments.size(); ++i) {
            drafts_.push_back(draft(load_.attachments[i], by));
            drafts_.back().part = load_.submissions.size() + i;
        }
        return receipt_.refusal == Refusal::none;
    }

    // Whoever mends a file wants to know all that are wrong.
    void check_senders() {
        for (const Draft& draft : drafts_) {
            if (const Result<void> allowed = check_policy(draft, *caller_.peer); !allowed) {
                fail(allowed.error());
            }
        }
    }

    Result<void> prepare() {
        TRY_VOID(check_repeated(drafts_));
        for (Draft& draft : drafts_) {
            keep_own_senders(draft, *caller_.peer);
            TRY(draft.fresh.content, store_.prepare(draft.facts.title, draft.bodies));
            draft.bodies.clear();
        }
        return {};
    }

    Result<void> settle(store::Transaction& transaction, const std::vector<policy::Peer>& peers) {
        warnings_ = diag::Report();
        if (has_key()) {
            TRY_VOID(look_up(transaction)); // another request with this key may have been faster
            if (receipt_.replayed) {
                return audit_replay(transaction);
            }
        }
        std::vector<store::KeyedVersion> known;
        if (has_key()) {
            TRY(known, transaction.keyed_versions(caller_.peer->id, idempotence_.key));
        }
        const bool is_withdrawn = std::ranges::any_of(known, &store::KeyedVersion::is_expected);
        if (is_withdrawn) {
            warnings_.add(Message::already_withdrawn, {});
        }
        Settling settling(transaction, store_, peers, caller_, is_withdrawn ? Arrival::withdrawn : Arrival::usual, warnings_);
        for (const Draft& draft : drafts_) {
            Result<Taken> taken = settling.settle(draft, interaction_of(load_));
            if (!taken) {
                return tl::make_unexpected(about(draft, taken.error()));
            }
            receipt_.documents.push_back(*std::move(taken));
        }
        return has_key() ? remember(transaction, std::move(known)) : Result<void>();
    }

    Result<void> remember(store::Transaction& transaction, std::vector<store::KeyedVersion> known) const {
        std::vector<store::KeyedVersion> versions;
        for (const Taken& each : receipt_.documents) {
            versions.push_back({each.version.document, each.version.number});
        }
        TRY_VOID(transaction.note_request(caller_.peer->id, idempotence_.key, std::move(known), versions));
        Receipt answer = receipt_;
        answer.report.append(warnings_);
        const std::string location = answer.documents.empty() ? std::string() : answer.documents.front().version.document;
        const store::IdempotentAnswer kept{idempotence_.body, 0, location, to_text(answer)};
        return transaction.remember(caller_.peer->id, idempotence_.key, kept, store_.clock().now() + answers_kept);
    }

    void fail(const diag::Error& error) {
        receipt_.refusal = receipt_.refusal == Refusal::none ? refusal_of(error) : receipt_.refusal;
        receipt_.report.add(error);
    }

    store::Store& store_;
    const Limits& limits_;
    const Load& load_;
    const Caller& caller_;
    Idempotence idempotence_{};
    std::vector<Draft> drafts_{};
    diag::Report warnings_{};
    Receipt receipt_{};
};

} // namespace

Receipt Intake::submit(Desk& desk, const Submission& submission, const Caller& caller) const {
    return submit(desk, Load{{submission}, {}, submission.idempotency_key}, caller);
}

Receipt Intake::submit(Desk& desk, const Load& load, const Caller& caller) const {
    return take(desk, load, caller, [] {});
}

Receipt Intake::submit(Desks::Loan desk, const Submission& submission, const Caller& caller) const {
    return submit(std::move(desk), Load{{submission}, {}, submission.idempotency_key}, caller);
}

Receipt Intake::submit(Desks::Loan desk, const Load& load, const Caller& caller) const {
    std::optional<Desks::Loan> held(std::move(desk));
    return take(**held, load, caller, [&held] { held.reset(); });
}

Receipt Intake::take(Desk& desk, const Load& load, const Caller& caller, const std::function<void()>& desk_is_free) const {
    const std::shared_ptr<const std::vector<policy::Peer>> peers = peers_();
    Receipt receipt = Taking(*store_, limits_, load, caller).run(desk, *peers, desk_is_free);
    if (receipt.refusal != Refusal::none) {
        tell_refusal(receipt, event_of(caller, store_->clock().now(), audit::Action::create, interaction_of(load)));
    }
    tell_deliveries(receipt);
    return receipt;
}

void Intake::tell_deliveries(const Receipt& receipt) const {
    if (std::ranges::any_of(receipt.documents, [](const Taken& taken) { return taken.deliveries != 0; })) {
        queued_();
    }
    std::vector<store::Delivery> dead;
    for (const Taken& taken : receipt.documents) {
        dead.insert(dead.end(), taken.dead.begin(), taken.dead.end());
    }
    if (!dead.empty()) {
        dead_(dead);
    }
}

// A refusal that cannot be told to the audit log is a failure.
void Intake::tell_refusal(Receipt& receipt, audit::Event event) const {
    event.outcome = is_fault(receipt.refusal) ? audit::Outcome::serious : audit::Outcome::minor;
    event.reason = reason_of(receipt.report);
    if (const Result<void> told = record(event); !told && !is_fault(receipt.refusal)) {
        receipt = {.refusal = refusal_of(told.error())};
        receipt.report.add(told.error());
    }
}

Result<void> Intake::record(const audit::Event& event) const { return store_->note(event); }

} // namespace renkei::documents
