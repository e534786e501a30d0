// The store: documents, parties, deliveries, peers, audit in one database. One thread writes, and the jobs that wait share a commit
// (group commit); readers have connections of their own.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/seal/key_ring.h"
#include "gateway/store/settings.h"
#include "gateway/store/transaction.h"

#include <functional>
#include <memory>

namespace renkei::store {

// Audit events that a program before this one noted and that were damaged before they came into the chain, as this one found at its start.
struct LostEvents {
    std::uint64_t count = 0;
    std::string file{}; // name of the file beside the store with what was left of them
};

// Audit events that a gateway noted and that did not come into the chain yet.
struct WaitingEvents {
    std::uint64_t count = 0;
    std::uint64_t damaged = 0;    // of them; the next gateway tells that they are lost
    std::filesystem::path file{}; // where they lie
};

struct Health {
    bool writable = false;
    std::size_t waiting = 0;   // jobs in the queue
    std::string problem{};     // of the last commit or event, if that failed; empty: it did not
    std::uint64_t failures = 0;    // commits that failed since the start, of which some may have been over before anybody looked
    std::string last_failure{};    // what the last of them said
    std::string damage{};      // what was read or written first, since the start, where the database is damaged; what lies elsewhere still works
    std::string moved{};       // which file was removed, moved or replaced while the store was open; from then on nothing is written
    LostEvents events_lost{};
    bool is_journal_elsewhere = false; // another program has this gateway's, so that note() returns after the commit and what was left in it stays there
};

struct RekeyCount {
    std::uint64_t rewrapped = 0;
};

class Store {
public:
    using WriteJob = std::function<diag::Result<void>(Transaction&)>;
    using ReadJob = std::function<diag::Result<void>(const Snapshot&)>;

    // Makes the database if it is new (files 0600) and may be made, brings it to this program's layout (migrations, forward only), refuses a
    // newer one. `ring` and `clock` outlive the store.
    static diag::Result<std::unique_ptr<Store>> open(const Settings& settings, const seal::KeyRing& ring, const base::Clock& clock);
    virtual ~Store() = default; // writes what waits

    // Seals what tells of persons under a fresh data key. Before write(), in the caller's thread: this is most of the work.
    virtual diag::Result<SealedContent> prepare(std::string_view title, const std::vector<Body>& bodies) const = 0;
    // Runs the job in the writer's next commit; returns when that is on disk. The job may run more than once, also after a run of
    // it that succeeded (a conflict with another node, another job of the batch that failed): it begins anew each time, and only computes and
    // writes to the transaction. `store_busy`: the queue is full; `store_failed`: the database
    // cannot write (disk full, gone): nothing was written; `store_damaged`: nor will it in that place. If the store's files are no longer
    // under their names, nothing is written from then on (Health::moved).
    virtual diag::Result<void> write(const WriteJob& job) = 0;
    virtual diag::Result<void> read(const ReadJob& job) const = 0;
    // An audit event of its own, of a read for instance. What it is about may go out when this returns: the event then outlasts the end of this
    // program, however that comes. With a journal it stands in the chain within moments, which a loss of power may take with it; without
    // one it does already. Errors as of write().
    virtual diag::Result<void> note(const audit::Event& event) = 0;

    // As of now, but for those that come in within a second. Any program may ask; a gateway brings them in.
    virtual diag::Result<WaitingEvents> events_waiting() const = 0;

    // For keyed hashes of what is searched; the same for all nodes, kept in the store under the master key.
    virtual const Hash& search_key() const = 0;
    virtual Health health() const = 0;
    virtual bool is_new() const = 0; // this opening made it
    // Bodies that were opened more than a minute ago leave the memory. For a clock, once in a while.
    virtual void forget_opened() const = 0;
    // Wraps every data key anew under the ring's current key.
    virtual diag::Result<RekeyCount> rekey(const seal::KeyRing& ring) = 0;
    // From now on nothing can be written under a master key that no row names but the ring's current one; how many others are still
    // named, by what another program wrote since rekey(). At 0 they can go.
    virtual diag::Result<std::uint64_t> retire_old_keys(const seal::KeyRing& ring) = 0;
    virtual const base::Clock& clock() const = 0;

    // Lends a job's lambda a result: auto page = store.read_value<Page>([&](auto& s) { return s.find(query); });
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

// The whole store as one sealed file, taken while it runs; and back into an empty store; and whether it would go back.
diag::Result<void> backup(const Store& store, const std::filesystem::path& file, const seal::KeyRing& ring);
struct BackupContents {
    std::uint64_t rows = 0; // of all tables
    std::uint64_t documents = 0;
    std::uint64_t peers = 0;
    std::uint64_t audit_events = 0;
    diag::Report chains{}; // of its audit events: errors, and beginnings without seals
    bool is_damaged() const { return chains.at_least(diag::Severity::error); }
};
enum class DamagedAudit : bool { refuse, restore }; // restore: as it is; whatever else does not open is an error
struct Restoring {
    DamagedAudit damaged = DamagedAudit::refuse;
    std::function<void(const BackupContents&)> tell{}; // before anything is written or refused
    Store::WriteJob last{};                            // done in the same transaction
};
diag::Result<void> restore(const std::filesystem::path& file, const Settings& settings, const seal::KeyRing& ring, const base::Clock& clock, const Restoring& how = {});
diag::Result<BackupContents> verify_backup(const std::filesystem::path& file, const seal::KeyRing& ring);

} // namespace renkei::store
