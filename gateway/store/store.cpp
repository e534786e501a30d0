#include "gateway/store/store.h"

#include "gateway/store/content.h"
#include "gateway/store/examine.h"
#include "gateway/store/journal.h"
#include "gateway/store/migrate.h"
#include "gateway/store/postgres_connection.h"
#include "gateway/store/readers.h"
#include "gateway/store/rekey.h"
#include "gateway/store/sqlite_connection.h"
#include "gateway/store/writer.h"

namespace renkei::store {
namespace {

Connect connect(const Settings& settings, Use use, IfMissing if_missing) {
    if (settings.engine == Engine::sqlite) {
        return [file = settings.file, use, if_missing] { return connect_sqlite(file, use, if_missing); };
    }
    return [connection = settings.connection] { return connect_postgres(connection); };
}

// A database of the same name with other keys of its own is another store: an older copy of this one has the same.
diag::Result<void> want_same_store(Connection& sql, const Shared& shared) {
    TRY(const std::optional<Hash> search, find_search_key(sql, *shared.ring.now()));
    return search && *search != shared.keys.search ? shared.moved.note("PostgreSQL") : diag::Result<void>();
}

// A file that goes while its store is open does not come back as an empty one, nor as another one.
Connect connect_again(const Shared& shared, Use use) {
    return [&shared, use]() -> diag::Result<std::unique_ptr<Connection>> {
        const Settings& settings = shared.settings;
        const bool is_file = settings.engine == Engine::sqlite;
        const FileIdentity there = is_file ? identity_of(settings.file) : FileIdentity();
        if (is_file && there != FileIdentity() && there != shared.file) { // before anything is made beside it
            return shared.moved.note(settings.file.filename().string());
        }
        TRY(std::unique_ptr<Connection> made, connect(settings, use, IfMissing::refuse)());
        if (!is_file) {
            TRY_VOID(want_same_store(*made, shared));
        }
        return made;
    };
}

class Database final : public Store {
public:
    Database(std::unique_ptr<Shared> shared, std::unique_ptr<Connection> writing, bool is_new)
        : shared_(std::move(shared)), is_new_(is_new), readers_(connect_again(*shared_, Use::read), *shared_),
          writer_(std::move(writing), connect_again(*shared_, Use::write), *shared_) {}

    // Before anybody else uses the store.
    diag::Result<void> open_journal() {
        TRY(journal_, Journal::open([this](const WriteJob& job) { return writer_.write(job); }, *shared_));
        return {};
    }

    diag::Result<SealedContent> prepare(std::string_view title, const std::vector<Body>& bodies) const override {
        return seal_content(*shared_->ring.now(), title, bodies);
    }
    diag::Result<void> write(const WriteJob& job) override { return writer_.write(job); }
    diag::Result<void> read(const ReadJob& job) const override { return readers_.read(job); }
    diag::Result<void> note(const audit::Event& event) override {
        return journal_ && shared_->settings.journal ? journal_->note(event) : write([&event](Transaction& transaction) { return transaction.audit(event); });
    }
    diag::Result<WaitingEvents> events_waiting() const override {
        return shared_->settings.engine == Engine::sqlite ? Journal::waiting(*this, *shared_) : WaitingEvents{};
    }
    const Hash& search_key() const override { return shared_->keys.search; }
    Health health() const override {
        if (const auto moved = shared_->place.moved_file()) {
            (void)shared_->moved.note(*moved);
        }
        Health out = writer_.health();
        out.writable = out.writable && out.moved.empty();
        out.is_journal_elsewhere = shared_->settings.is_gateway && shared_->settings.engine == Engine::sqlite && !journal_;
        if (journal_) {
            out.events_lost = journal_->lost();
            out.writable = out.writable && !journal_->refuses();
            out.problem = out.problem.empty() ? journal_->problem() : out.problem;
        }
        return out;
    }
    bool is_new() const override { return is_new_; }
    void forget_opened() const override { shared_->opened.forget_old(std::chrono::steady_clock::now()); }
    diag::Result<RekeyCount> rekey(const seal::KeyRing& ring) override {
        shared_->ring.replace(ring);
        return rewrap_all(*this, ring);
    }
    diag::Result<std::uint64_t> retire_old_keys(const seal::KeyRing& ring) override { return retire_masters(*this, ring); }
    const base::Clock& clock() const override { return *shared_->clock; }

private:
    std::unique_ptr<Shared> shared_;
    bool is_new_;
    mutable Readers readers_; // lends; what it lends only reads
    Writer writer_;
    std::unique_ptr<Journal> journal_{}; // last: it ends first, and hands what waits to the writer; null: none is kept
};

} // namespace

diag::Result<std::unique_ptr<Store>> Store::open(const Settings& settings, const seal::KeyRing& ring, const base::Clock& clock) {
    TRY(const Found found, examine(settings, &ring)); // before anything is written, or made
    if (found == Found::nothing && settings.if_missing == IfMissing::refuse) {
        return missing(settings);
    }
    TRY(std::unique_ptr<Connection> writing, connect(settings, Use::write, found == Found::store ? IfMissing::refuse : settings.if_missing)()); // what was there is not made anew
    TRY(const std::size_t before, migrate(*writing));
    TRY(const OwnKeys keys, read_own_keys(*writing, ring));
    auto shared = std::make_unique<Shared>(settings, ring, clock, keys);
    shared->file = settings.engine == Engine::sqlite ? identity_of(settings.file) : FileIdentity();
    auto out = std::make_unique<Database>(std::move(shared), std::move(writing), before == 0);
    if (settings.is_gateway && settings.engine == Engine::sqlite) {
        TRY_VOID(out->open_journal());
    }
    return out;
}

} // namespace renkei::store
