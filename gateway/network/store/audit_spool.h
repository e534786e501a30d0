// The audit spool: events without a database write of their own (reads, searches, refusals) on their way into
// the audit chain. A commit per read would be slow and would invalidate the page caches of all readers. So
// the event is appended to a file (audit_spool_file.h) before the response is sent, and a thread drains the
// file into the chain, many events per commit. The drained position is written in the same transaction;
// events that a killed program left are drained when the store is opened again. Each event is in the chain
// exactly once.
#pragma once

#include "gateway/network/store/audit_spool_file.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/store.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace renkei::store {

class AuditSpool {
public:
    using Write = std::function<diag::Result<void>(const Store::WriteJob&)>;

    // Drains the events that an earlier program left. Null if another program has locked the file.
    static diag::Result<std::unique_ptr<AuditSpool>> open(Write write, const StoreContext& shared);
    ~AuditSpool(); // drains the remaining events, if the database works
    AuditSpool(const AuditSpool&) = delete;
    AuditSpool& operator=(const AuditSpool&) = delete;

    // Waits while the spool is full. It is an error if the event was not recorded; the error is of the
    // database if one more attempt to drain failed.
    diag::Result<void> append_audit(const audit::Event& event);

    const LostEvents& lost() const { return lost_; } // found at the opening
    bool is_refusing() const;                        // events are refused; for the file, by the last attempt
    std::string problem() const;                     // why the last event was refused; empty: it was recorded

    // Whether open() could use the existing file, if there is one.
    static diag::Result<void> check(const StoreSettings& settings);
    static bool has_events(const StoreSettings& settings); // the file has more than its first line
    // The events in the file that were not drained within a second, also while another program writes it.
    static diag::Result<SpooledEvents> waiting(const Store& store, const StoreContext& shared);

private:
    using Clock = std::chrono::steady_clock;
    struct SpoolBatch {
        std::vector<std::string> facts{};
        SpoolPosition end{};    // of the last of them
        std::string reported{}; // the reported copy of a foreign file
    };
    AuditSpool(Write write, const StoreContext& shared, AuditSpoolFile file);
    diag::Result<void> recover();
    enum class Try : std::uint8_t { first, again };
    diag::Result<void> drain(const SpoolBatch& batch, Try which) const;
    diag::Result<void> drain_with_retry(const SpoolBatch& batch, Try which) const;
    void work();
    diag::Result<void> replace_file();
    bool is_full() const;
    bool is_late() const;

    Write write_;
    const StoreContext& shared_;
    seal::Hash key_;
    LostEvents lost_{};
    mutable std::mutex mutex_;
    std::condition_variable noted_;
    std::condition_variable room_;
    AuditSpoolFile file_;
    std::vector<std::string> waiting_{};   // facts of the last lines of the file
    std::optional<diag::Error> problem_{}; // why the last attempt to drain failed
    std::uint64_t attempts_ = 0;
    bool retry_requested_ = false;                       // a retry was requested
    std::optional<Clock::time_point> under_way_since_{}; // a part
    std::optional<diag::Error> refused_{};               // why the last event was not appended
    Clock::time_point refused_at_{};
    std::optional<diag::Error> replace_error_{}; // why the removed file was not created again
    bool stop_ = false;
    std::thread thread_{}; // last: everything above is there when it starts
};

} // namespace renkei::store
