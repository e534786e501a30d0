#include "gateway/store/store.h"

#include "gateway/store/content.h"
#include "gateway/store/journal.h"
#include "gateway/store/migrate.h"
#include "gateway/store/postgres_connection.h"
#include "gateway/store/readers.h"
#include "gateway/store/rekey.h"
#include "gateway/store/sqlite_connection.h"
#include "gateway/store/writer.h"

namespace renkei::store {
namespace {

Connect connect(const Settings& settings, Use use) {
    if (settings.engine == Engine::sqlite) {
        return [file = settings.file, use] { return connect_sqlite(file, use); };
    }
    return [connection = settings.connection] { return connect_postgres(connection); };
}

// Layout and own keys, before anybody uses the store.
diag::Result<OwnKeys> make_ready(Connection& sql, const seal::KeyRing& ring) {
    TRY_VOID(migrate(sql));
    return read_own_keys(sql, ring);
}

class Database final : public Store {
public:
    Database(std::unique_ptr<Shared> shared, std::unique_ptr<Connection> writing)
        : shared_(std::move(shared)), readers_(connect(shared_->settings, Use::read), *shared_),
          writer_(std::move(writing), connect(shared_->settings, Use::write), *shared_) {}

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
        Health out = writer_.health();
        out.is_journal_elsewhere = shared_->settings.is_gateway && shared_->settings.engine == Engine::sqlite && !journal_;
        if (journal_) {
            out.events_lost = journal_->lost();
            if (out.writable) {
                out.problem = journal_->problem();
                out.writable = out.problem.empty();
            }
        }
        return out;
    }
    void forget_opened() const override { shared_->opened.forget_old(std::chrono::steady_clock::now()); }
    diag::Result<RekeyCount> rekey(const seal::KeyRing& ring) override {
        shared_->ring.replace(ring);
        return rewrap_all(*this, ring);
    }
    diag::Result<std::uint64_t> retire_old_keys(const seal::KeyRing& ring) override { return retire_masters(*this, ring); }
    const base::Clock& clock() const override { return *shared_->clock; }

private:
    std::unique_ptr<Shared> shared_;
    mutable Readers readers_; // lends; what it lends only reads
    Writer writer_;
    std::unique_ptr<Journal> journal_{}; // last: it ends first, and hands what waits to the writer; null: none is kept
};

} // namespace

diag::Result<std::unique_ptr<Store>> Store::open(const Settings& settings, const seal::KeyRing& ring, const base::Clock& clock) {
    TRY(std::unique_ptr<Connection> writing, connect(settings, Use::write)());
    TRY(const OwnKeys keys, make_ready(*writing, ring));
    auto shared = std::make_unique<Shared>(settings, ring, clock, keys);
    auto out = std::make_unique<Database>(std::move(shared), std::move(writing));
    if (settings.is_gateway && settings.engine == Engine::sqlite) {
        TRY_VOID(out->open_journal());
    }
    return out;
}

} // namespace renkei::store
