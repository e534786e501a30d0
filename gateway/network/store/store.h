// The store: documents, parties, deliveries, peers, audit in one database. One thread writes, and the jobs
// that wait share a commit (group commit); readers have connections of their own.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/seal/key_ring.h"
#include "gateway/network/store/files/settings.h"
#include "gateway/network/store/rows/transaction.h"

#include <functional>
#include <memory>

namespace renkei::store {

// Audit events of an earlier program that were damaged in the spool before they reached the chain, found at
// the start.
struct LostEvents {
    std::uint64_t count = 0;
    std::string file{}; // name of the copy beside the store with the remaining lines
};

// Spooled audit events that are not in the chain yet.
struct SpooledEvents {
    std::uint64_t count = 0;
    std::uint64_t damaged = 0;    // of them; the next start reports them as lost
    std::filesystem::path file{}; // the spool file
};

struct StoreHealth {
    bool writable = false;
    std::size_t waiting = 0;    // jobs in the queue
    std::string problem{};      // the error of the last commit or event; empty: none
    std::uint64_t failures = 0; // failed commits since the start
    std::string last_failure{}; // the error of the last of them
    std::string damage{};       // the first damage that was found since the start; other pages still work
    std::string moved{}; // the file that was removed, moved or replaced while the store was open; nothing is
                         // written any more
    LostEvents events_lost{};
    // another program has locked the spool file, so events are committed one by one and the file stays as it
    // is
    bool is_audit_spool_elsewhere = false;
};

struct RekeyCount {
    std::uint64_t rewrapped = 0;
};

// Audit events that were committed with the write that they are about. Store::write_audited() alone makes it.
class CommittedEvents {
public:
    std::uint64_t count() const { return count_; }

private:
    friend class Store;
    explicit CommittedEvents(std::uint64_t count) : count_(count) {}
    std::uint64_t count_;
};

class Store {
public:
    using WriteJob = std::function<diag::Result<void>(Transaction&)>;
    using ReadJob = std::function<diag::Result<void>(const Snapshot&)>;

    // Creates the database if it is new (files 0600) and may be created, migrates it to this program's layout
    // (forward only), refuses a newer one. `ring` and `clock` outlive the store.
    static diag::Result<std::unique_ptr<Store>> open(const StoreSettings& settings, const seal::KeyRing& ring,
                                                     const base::Clock& clock);
    virtual ~Store() = default; // executes the waiting jobs

    // Seals personal data under a new data key. Called before write(), in the caller's thread: this is most
    // of the work.
    virtual diag::Result<SealedContent> prepare(std::string_view title,
                                                const std::vector<Body>& bodies) const = 0;
    // Runs the job in the writer's next commit; returns when that is on disk. The job may run more than once,
    // also after a run of it that succeeded (a conflict with another node, another job of the batch that
    // failed): it starts from the beginning each time, and only computes and writes to the transaction.
    // `store_busy`: the queue is full; `store_failed`: the database cannot write (disk full, gone): nothing
    // was written; `store_damaged`: nor will it in that place. If the store's files are no longer under their
    // names, nothing is written from then on (StoreHealth::moved).
    virtual diag::Result<void> write(const WriteJob& job) = 0;
    // As write(); nothing: the job wrote no audit event.
    diag::Result<std::optional<CommittedEvents>> write_audited(const WriteJob& job) {
        std::uint64_t events = 0;
        TRY_VOID(write([&](Transaction& transaction) -> diag::Result<void> {
            TRY_VOID(job(transaction));
            events = transaction.audit_events();
            return {};
        }));
        return events == 0 ? std::nullopt : std::optional(CommittedEvents(events));
    }
    virtual diag::Result<void> read(const ReadJob& job) const = 0;
    // Records an audit event without other writes, of a read for instance. When it returns, the event
    // survives the end of the program, so the response may be sent. With the audit spool it reaches the chain
    // within moments (a power failure may lose it until then); without it, it is committed. Errors as of
    // write().
    virtual diag::Result<void> append_audit(const audit::Event& event) = 0;

    // The current ones, except those that are drained within a second. Any program may call it; only a
    // gateway drains them.
    virtual diag::Result<SpooledEvents> spooled_events() const = 0;

    // For keyed hashes of what is searched; the same for all nodes, kept in the store under the master key.
    virtual const Hash& search_key() const = 0;
    virtual StoreHealth health() const = 0;
    virtual bool is_new() const = 0; // this opening made it
    // Bodies that were opened more than a minute ago leave the memory. For a clock, once in a while.
    virtual void evict_expired_bodies() const = 0;
    // Wraps every data key again under the ring's current key.
    virtual diag::Result<RekeyCount> rekey(const seal::KeyRing& ring) = 0;
    // From now on nothing can be written under a master key that no row names but the ring's current one; how
    // many others are still named, by what another program wrote since rekey(). At 0 they can go.
    virtual diag::Result<std::uint64_t> retire_old_keys(const seal::KeyRing& ring) = 0;
    virtual const base::Clock& clock() const = 0;

    // Lends a job's lambda a result: auto page = store.read_value<Page>([&](auto& s) { return s.find(query);
    // });
    template <class T>
    diag::Result<T> read_value(const std::function<diag::Result<T>(const Snapshot&)>& job) const {
        diag::Result<T> out;
        const diag::Result<void> done = read([&](const Snapshot& snapshot) -> diag::Result<void> {
            out = job(snapshot);
            return {};
        });
        return done ? std::move(out) : diag::Result<T>(tl::make_unexpected(done.error()));
    }
};

// The whole store as one sealed file, taken while it runs; and back into an empty store; and whether it would
// go back.
diag::Result<void> backup(const Store& store, const std::filesystem::path& file, const seal::KeyRing& ring);
struct BackupContents {
    std::uint64_t rows = 0; // of all tables
    std::uint64_t documents = 0;
    std::uint64_t peers = 0;
    std::uint64_t audit_events = 0;
    diag::Report chains{};                 // of its audit events: errors, and beginnings without seals
    std::vector<DamagedVersion> damaged{}; // that do not open
    std::uint64_t damaged_answers = 0;     // to requests with an Idempotency-Key
    std::uint64_t damaged_records = 0;     // about persons
    bool is_audit_damaged() const { return chains.at_least(diag::Severity::error); }
};
// restore: as it is. Versions that do not open are restored in either case; whatever else does not open is an
// error.
enum class DamagedAudit : bool { refuse, restore };
struct RestoreOptions {
    DamagedAudit damaged = DamagedAudit::refuse;
    std::function<void(const BackupContents&)> on_contents{}; // before anything is written or refused
    Store::WriteJob last{};                                   // done in the same transaction
};
diag::Result<void> restore(const std::filesystem::path& file, const StoreSettings& settings,
                           const seal::KeyRing& ring, const base::Clock& clock,
                           const RestoreOptions& how = {});
diag::Result<BackupContents> verify_backup(const std::filesystem::path& file, const seal::KeyRing& ring);

// How far the clock is behind what the clock of some node said when it wrote a record: one of the two is
// wrong. 0: it is not.
diag::Result<Millis> clock_behind(const Store& store);
constexpr Millis clock_tolerance = 2000; // clocks of nodes differ by less

} // namespace renkei::store
