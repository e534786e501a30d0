// Taking documents in: read, check the rules, convert, validate, decide what they are to those that are here
// already, and store them with their deliveries and the audit event in one durable transaction.
#pragma once

#include "gateway/fhir/resources/refusal.h"
#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/documents/worker_pool.h"
#include "gateway/network/policy/caller.h"
#include "gateway/network/store/store.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::access {
struct Hub;
}

namespace renkei::documents {

using policy::Caller;

struct Submission {
    std::string_view bytes{};
    std::string media_type{}; // without parameters, lower case; empty: derived from the content
    std::string charset{};    // of media_type; empty: derived from the content
    std::string file_name{};  // Content-Disposition or the folder; empty: none
    std::string form{};       // if the sender names it
    std::string
        replaces{}; // id of a stored document that this one is the next version of, if the request says so
    std::vector<std::uint32_t> replaces_only{}; // one of these versions of it; empty: any
    std::string idempotency_key{};              // of its own; in a batch it names what this submission brings
    bool lenient = false;
    std::string interaction = "create"; // for the audit: "create", "ITI-65", "ITI-105"
    // Whom the request says that the document is about, and where it says so; empty: it does not say.
    std::vector<base::Personal<PersonNumber>> persons{};
    std::string persons_at{};
    // The receivers that the request names, for a document that names none itself.
    std::vector<policy::Identifier> receivers{};
};

// A document without a form, stored and delivered unchanged: its submitter describes it.
struct Attachment {
    std::string_view bytes{};
    std::string media_type{};
    std::string sender{};         // its sender's identity and …
    std::string document{};       // … what the sender calls it name the document
    ExtractedMetadata metadata{}; // `replaces` is what the same sender called another document
    std::string replaces{};       // as in Submission
    std::vector<std::uint32_t> replaces_only{};
    std::string interaction = "create";
};

// What came in one request: all of it is stored, or nothing.
struct SubmissionBatch {
    std::vector<Submission> submissions{};
    std::vector<Attachment> attachments{};
    std::string idempotency_key{}; // of the whole request
};

enum class DocumentOutcome : std::uint8_t {
    created,   // a first version
    updated,   // a new version; the old one is superseded
    unchanged, // was here already, byte for byte in what it says
    withdrawn, // its sender withdrew it
};

struct StoredDocument {
    store::Version version{};
    std::size_t part =
        0; // of the batch that it came in: the submissions in their order, then the attachments
    DocumentOutcome outcome = DocumentOutcome::created;
    // of the version, and withdrawals for those who were given an earlier one
    std::uint32_t deliveries = 0;
    std::vector<store::Delivery> dead{}; // of these withdrawals: the peer's way has no message for one
};

using resources::Refusal;

struct Receipt {
    Refusal refusal = Refusal::none;
    std::vector<StoredDocument> documents{};
    diag::Report report{};
    bool replayed = false; // the answer to an earlier request with this Idempotency-Key
    // The audit events that were stored with the documents. A refusal is not: the caller records it.
    std::optional<store::CommittedEvents> committed{};
};

// Requests of the caller whose documents are withdrawn.
struct RequestWithdrawal {
    std::vector<std::string> keys{}; // the Idempotency-Key of each
    std::string document{}; // id of the document that the last of them created, if the caller knows it
};
struct WithdrawalReceipt {
    Receipt receipt{};            // the documents that were withdrawn, or were already
    std::uint32_t superseded = 0; // requests whose version is not the newest any more
    std::uint32_t early = 0; // requests that have not arrived: what they bring will be stored as withdrawn
};

// A document that answers a record of the hub (`answers` of its form), stored in this transaction; or one
// that was withdrawn in it, whatever it answered.
struct Arrival {
    std::string_view document{};
    DocumentOutcome outcome{};  // not unchanged: a correction answers nothing again
    std::string_view answers{}; // kind of the record
    policy::Number sender{};    // none: its number is no known kind
    std::span<const store::Hash> persons{};
    std::string_view date{};                         // of the document; empty: it has none
    std::string_view birth{};                        // of the person, as the document says; likewise
    bool is_fhir = false;                            // it came as FHIR
    std::span<const store::InsuredPerson> insured{}; // those whose insurer the document names
    bool must_be_asked = false; // the sender's role makes such documents only where the record asks for them
};
// Refuses what was not asked for and must be; notes the arrival at the record. What the sender must know is
// added to the report.
using NoteArrival =
    std::function<diag::Result<void>(store::Transaction&, const Arrival&, const Caller&, diag::Report&)>;

struct Limits {
    std::size_t documents = 1000; // in one file
    std::size_t losses = 1000;    // findings that say something was not carried over; more: refused
    bool validate = true;
    std::size_t validate_entries = 20'000; // of a Bundle in one $validate
    unsigned validate_seconds = 10;        // of one $validate
};

class Intake {
public:
    // `peers`: who is there now, for deliveries. `queued`: called when deliveries were stored. `dead`: called
    // with those that were stored as dead. `hub`: what decides to whom a document is closed; null: direct
    // exchange alone. All outlive the intake.
    using Peers = std::function<std::shared_ptr<const std::vector<policy::Peer>>()>;
    using Queued = std::function<void()>;
    using Dead = std::function<void(const std::vector<store::Delivery>&)>;
    using Hub = std::function<std::shared_ptr<const access::Hub>()>;
    Intake(
        store::Store& store, Peers peers, Limits limits, Queued queued = [] {},
        Dead dead = [](const std::vector<store::Delivery>&) {}, Hub hub = [] { return nullptr; },
        NoteArrival note_arrival = nullptr)
        : store_(&store),
          peers_(std::move(peers)),
          limits_(limits),
          queued_(std::move(queued)),
          dead_(std::move(dead)),
          hub_(std::move(hub)),
          note_arrival_(std::move(note_arrival)) {}

    Receipt submit(ConversionWorker& worker, const Submission& submission, const Caller& caller) const;
    Receipt submit(ConversionWorker& worker, const SubmissionBatch& batch, const Caller& caller) const;
    // The worker goes back before the wait for the commit, so that as many documents share one as are
    // waiting, not as there are workers.
    Receipt submit(WorkerPool::Lease worker, const Submission& submission, const Caller& caller) const;
    Receipt submit(WorkerPool::Lease worker, const SubmissionBatch& batch, const Caller& caller) const;
    // The newest version must be one of `known`; empty: any may be.
    Receipt withdraw(std::string_view document, const Caller& caller,
                     std::span<const std::uint32_t> known = {}) const;
    // A request that is not known here is expected for 30 days; a caller may have 10,000 of them.
    WithdrawalReceipt withdraw(const RequestWithdrawal& requests, const Caller& caller) const;
    // Of a batch that came without HTTP: the receipt, once its refusal is in the audit. A refusal that cannot
    // be recorded is a failure.
    Receipt record_refusal(Receipt receipt, const Caller& caller, audit::Action action,
                           std::string_view interaction) const;
    const Limits& limits() const { return limits_; }

private:
    Receipt take(ConversionWorker& worker, const SubmissionBatch& batch, const Caller& caller,
                 const std::function<void()>& worker_is_free) const;
    void notify_queued(const Receipt& receipt) const;
    store::Store* store_;
    Peers peers_;
    Limits limits_;
    Queued queued_;
    Dead dead_;
    Hub hub_;
    NoteArrival note_arrival_;
};

} // namespace renkei::documents
