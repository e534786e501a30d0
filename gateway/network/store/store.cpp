#include "gateway/network/store/store.h"

#include "gateway/network/store/audit_spool.h"
#include "gateway/network/store/bodies/content.h"
#include "gateway/network/store/inspect.h"
#include "gateway/network/store/migrate.h"
#include "gateway/network/store/persons/record_rows.h"
#include "gateway/network/store/reader_pool.h"
#include "gateway/network/store/rekey.h"
#include "gateway/network/store/sql/postgres_connection.h"
#include "gateway/network/store/sql/sqlite_connection.h"
#include "gateway/network/store/writer.h"

namespace renkei::store {
namespace {

Connect connect(const StoreSettings& settings, SqliteAccess use, IfMissing if_missing) {
    if (settings.engine == Engine::sqlite) {
        return [file = settings.file, use, if_missing] { return connect_sqlite(file, use, if_missing); };
    }
    return [connection = settings.connection] { return connect_postgres(connection); };
}

// A database of the same name with other keys of its own is another store: an older copy of this one has the
// same.
diag::Result<void> check_same_store(Connection& sql, const StoreContext& shared) {
    TRY(const std::optional<StoreKeys> keys, find_store_keys(sql, *shared.ring.now()));
    return keys && keys->search != shared.keys.search ? shared.moved.record("PostgreSQL")
                                                      : diag::Result<void>();
}

// A file that goes while its store is open does not come back as an empty one, nor as another one.
Connect connect_again(const StoreContext& shared, SqliteAccess use) {
    return [&shared, use]() -> diag::Result<std::unique_ptr<Connection>> {
        const StoreSettings& settings = shared.settings;
        const bool is_file = settings.engine == Engine::sqlite;
        const FileIdentity there = is_file ? identity_of(settings.file) : FileIdentity();
        if (is_file && there != FileIdentity() && there != shared.file) { // before anything is made beside it
            return shared.moved.record(settings.file.filename().string());
        }
        TRY(std::unique_ptr<Connection> made, connect(settings, use, IfMissing::refuse)());
        if (!is_file) {
            TRY_VOID(check_same_store(*made, shared));
        }
        return made;
    };
}

class Database final : public Store {
public:
    Database(std::unique_ptr<StoreContext> shared, std::unique_ptr<Connection> writing, bool is_new)
        : shared_(std::move(shared)),
          is_new_(is_new),
          readers_(connect_again(*shared_, SqliteAccess::read), *shared_),
          writer_(std::move(writing), connect_again(*shared_, SqliteAccess::write), *shared_) {}

    // Before the store is used.
    diag::Result<void> open_audit_spool() {
        TRY(audit_spool_,
            AuditSpool::open([this](const WriteJob& job) { return writer_.write(job); }, *shared_));
        return {};
    }

    diag::Result<SealedContent> prepare(std::string_view title,
                                        const std::vector<Body>& bodies) const override {
        return seal_content(*shared_->ring.now(), title, bodies);
    }
    diag::Result<void> write(const WriteJob& job) override { return writer_.write(job); }
    diag::Result<void> read(const ReadJob& job) const override { return readers_.read(job); }
    diag::Result<void> append_audit(const audit::Event& event) override {
        return audit_spool_ && shared_->settings.audit_spool
                   ? audit_spool_->append_audit(event)
                   : write([&event](Transaction& transaction) { return transaction.audit(event); });
    }
    diag::Result<SpooledEvents> spooled_events() const override {
        return shared_->settings.engine == Engine::sqlite ? AuditSpool::waiting(*this, *shared_)
                                                          : SpooledEvents{};
    }
    const Hash& search_key() const override { return shared_->keys.search; }
    StoreHealth health() const override {
        if (const auto moved = shared_->place.moved_file()) {
            (void)shared_->moved.record(*moved);
        }
        StoreHealth out = writer_.health();
        out.writable = out.writable && out.moved.empty();
        out.is_audit_spool_elsewhere =
            shared_->settings.is_gateway && shared_->settings.engine == Engine::sqlite && !audit_spool_;
        if (audit_spool_) {
            out.events_lost = audit_spool_->lost();
            out.writable = out.writable && !audit_spool_->is_refusing();
            out.problem = out.problem.empty() ? audit_spool_->problem() : out.problem;
        }
        return out;
    }
    bool is_new() const override { return is_new_; }
    void evict_expired_bodies() const override {
        shared_->opened.evict_expired(std::chrono::steady_clock::now());
    }
    diag::Result<RekeyCount> rekey(const seal::KeyRing& ring) override {
        shared_->ring.replace(ring);
        return rewrap_all(*this, ring);
    }
    diag::Result<std::uint64_t> retire_old_keys(const seal::KeyRing& ring) override {
        return retire_master_keys(*this, ring);
    }
    const base::Clock& clock() const override { return *shared_->clock; }

private:
    std::unique_ptr<StoreContext> shared_;
    bool is_new_;
    mutable ReaderPool readers_; // the connections that it lends can only read
    Writer writer_;
    // It is the last member, so that it ends first and hands waiting events to the writer. Null if the store
    // keeps no audit spool.
    std::unique_ptr<AuditSpool> audit_spool_{};
};

} // namespace

diag::Result<std::unique_ptr<Store>> Store::open(const StoreSettings& settings, const seal::KeyRing& ring,
                                                 const base::Clock& clock) {
    TRY(const StorePresence found, inspect(settings, &ring)); // before anything is written, or made
    if (found == StorePresence::absent && settings.if_missing == IfMissing::refuse) {
        return missing_store(settings);
    }
    // an existing store is not created again
    TRY(std::unique_ptr<Connection> writing,
        connect(settings, SqliteAccess::write,
                found == StorePresence::present ? IfMissing::refuse : settings.if_missing)());
    TRY(const std::size_t before, migrate(*writing));
    TRY(const StoreKeys keys, read_store_keys(*writing, ring));
    auto shared = std::make_unique<StoreContext>(settings, ring, clock, keys);
    shared->file = settings.engine == Engine::sqlite ? identity_of(settings.file) : FileIdentity();
    auto out = std::make_unique<Database>(std::move(shared), std::move(writing), before == 0);
    if (settings.is_gateway && settings.engine == Engine::sqlite) {
        TRY_VOID(out->open_audit_spool());
    }
    return out;
}

diag::Result<Millis> clock_behind(const Store& store) {
    TRY(const std::int64_t newest, store.read_value<std::int64_t>([](const Snapshot& snapshot) {
        return last_place(snapshot.session());
    }));
    return std::max<Millis>(0, newest / places_a_millisecond - store.clock().now());
}

} // namespace renkei::store
