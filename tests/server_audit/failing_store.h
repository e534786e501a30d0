// A store of which a part fails on request, in front of one that works.
#pragma once

#include "gateway/network/store/store.h"
#include "generated/messages/store.h"

namespace renkei::server {

class FailingStore : public store::Store {
public:
    // Words in its errors that no caller may see: where the database is.
    static constexpr std::string_view words = "/run/postgresql/.s.PGSQL.5432";

    explicit FailingStore(Store& works) : works_(works) {}

    bool fail_reads = false;
    bool fail_writes = false;
    bool fail_events = false; // of append_audit()

    diag::Result<store::SealedContent> prepare(std::string_view title,
                                               const std::vector<store::Body>& bodies) const override {
        return works_.prepare(title, bodies);
    }
    diag::Result<void> write(const WriteJob& job) override {
        return fail_writes ? failure() : works_.write(job);
    }
    diag::Result<void> read(const ReadJob& job) const override {
        return fail_reads ? failure() : works_.read(job);
    }
    diag::Result<void> append_audit(const audit::Event& event) override {
        return fail_events ? failure() : works_.append_audit(event);
    }
    diag::Result<store::SpooledEvents> spooled_events() const override { return works_.spooled_events(); }
    const store::Hash& search_key() const override { return works_.search_key(); }
    store::StoreHealth health() const override { return works_.health(); }
    bool is_new() const override { return works_.is_new(); }
    void evict_expired_bodies() const override { works_.evict_expired_bodies(); }
    diag::Result<store::RekeyCount> rekey(const seal::KeyRing& ring) override { return works_.rekey(ring); }
    diag::Result<std::uint64_t> retire_old_keys(const seal::KeyRing& ring) override {
        return works_.retire_old_keys(ring);
    }
    const base::Clock& clock() const override { return works_.clock(); }

private:
    static diag::Result<void> failure() {
        return diag::fail(diag::message::store_failed, {.file = std::string(words)},
                          {std::string("connection to server on socket ").append(words)});
    }

    Store& works_;
};

} // namespace renkei::server
