// Audit events that stand alone, those of reads above all, on their way into the chain. A read should not wait for a commit of its own, and every
// commit makes all readers forget what they know of the database. So such an event is appended to a file (journal_file.h) before its read is
// answered, and a thread brings what came meanwhile into the chain, many at once. How far it came stands in the same transaction; what a program
// that was killed left in the file, the next one brings in as it opens the store. Every event is in the chain once.
#pragma once

#include "gateway/store/journal_file.h"
#include "gateway/store/session.h"
#include "gateway/store/store.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace renkei::store {

class Journal {
public:
    using Write = std::function<diag::Result<void>(const Store::WriteJob&)>;

    // Brings in what was left. Null: another program has this store's file.
    static diag::Result<std::unique_ptr<Journal>> open(Write write, const Shared& shared);
    ~Journal(); // brings what waits into the chain, if the database works
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    // Waits while too much is on its way. An error: the event is not kept; of the database: what waits was tried once more in vain.
    diag::Result<void> note(const audit::Event& event);

    const LostEvents& lost() const { return lost_; } // found out at the opening
    bool refuses() const;                            // events; of the file, only as far as the last one shows
    std::string problem() const;                     // why the last one was refused; empty: it was kept

    // Whether open() could take what lies in the file's place, if anything does.
    static diag::Result<void> check(const Settings& settings);
    static bool has_events(const Settings& settings); // more than a first line lies there
    // Of what lies in the file, beside whoever writes it: what did not come into the chain though a second went by.
    static diag::Result<WaitingEvents> waiting(const Store& store, const Shared& shared);

private:
    using Clock = std::chrono::steady_clock;
    struct Part {
        std::vector<std::string> facts{};
        JournalPlace end{}; // of the last of them
        std::string told{}; // of a file that is none of this store's
    };
    Journal(Write write, const Shared& shared, JournalFile file);
    diag::Result<void> bring_in_what_was_left();
    enum class Try : std::uint8_t { first, again };
    diag::Result<void> bring_in(const Part& part, Try which) const;
    diag::Result<void> bring_in_when_there_is_room(const Part& part, Try which) const;
    void work();
    diag::Result<void> take_new_file();
    bool is_full() const;
    bool is_late() const;

    Write write_;
    const Shared& shared_;
    seal::Hash key_;
    LostEvents lost_{};
    mutable std::mutex mutex_;
    std::condition_variable noted_;
    std::condition_variable room_;
    JournalFile file_;
    std::vector<std::string> waiting_{};   // facts of the file's last lines
    std::optional<diag::Error> problem_{}; // why what waits did not reach the chain the last time
    std::uint64_t tries_ = 0;
    bool is_asked_ = false; // to try again at once
    std::optional<Clock::time_point> under_way_since_{}; // a part
    std::optional<diag::Error> refused_{}; // why the file did not take the last event
    Clock::time_point refused_at_{};
    std::optional<diag::Error> displaced_{}; // why there is no new file in the place of the one that somebody took away
    bool stop_ = false;
    std::thread thread_{}; // last: everything above is there when it starts
};

} // namespace renkei::store
