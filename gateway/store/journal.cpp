#include "gateway/store/journal.h"

#include "gateway/audit/facts.h"
#include "gateway/base/step.h"

#include <chrono>
#include <utility>

namespace renkei::store {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view ending = "-events"; // of the file's name, behind the store's
constexpr std::string_view position_name = "journal";

constexpr auto gathering = 20ms; // one commit brings in what came in so long
constexpr auto between_tries = 1s;
constexpr std::size_t most_waiting = 1024;
constexpr std::uint64_t worth_beginning_anew = 1U << 20; // bytes
constexpr std::uint64_t longest_file = 8U << 20;

} // namespace

diag::Result<std::unique_ptr<Journal>> Journal::open(Write write, const Shared& shared) {
    std::filesystem::path file = shared.settings.file;
    TRY(JournalFile opened, JournalFile::open(file += ending, shared.keys.search));
    if (!opened.ok()) {
        return nullptr;
    }
    std::unique_ptr<Journal> out(new Journal(std::move(write), shared, std::move(opened)));
    TRY_VOID(out->bring_in_what_was_left());
    out->thread_ = std::thread([journal = out.get()] { journal->work(); });
    return out;
}

Journal::~Journal() {
    if (!thread_.joinable()) {
        return; // it was never opened as a whole
    }
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    noted_.notify_one();
    thread_.join();
}

bool Journal::is_full() const { return waiting_.size() >= most_waiting || file_.size() >= longest_file; }

diag::Result<void> Journal::note(const audit::Event& event) {
    std::string facts = audit::to_facts(event, shared_.settings.base);
    const std::string line = file_.line_of(facts);
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return !is_full() || problem_; });
    if (problem_) {
        return tl::make_unexpected(*problem_);
    }
    TRY_VOID(file_.append(line));
    base::step("journal.noted");
    waiting_.push_back(std::move(facts));
    if (waiting_.size() == 1 || is_full()) {
        noted_.notify_one();
    }
    return {};
}

diag::Result<void> Journal::bring_in(const Part& part) const {
    return write_([&](Transaction& transaction) -> diag::Result<void> {
        for (const std::string& facts : part.facts) {
            TRY_VOID(transaction.audit_facts(facts));
        }
        return transaction.set(position_name, part.end.text());
    });
}

diag::Result<void> Journal::bring_in_what_was_left() {
    std::string position;
    TRY_VOID(write_([&](Transaction& transaction) -> diag::Result<void> {
        TRY(position, transaction.setting(position_name));
        return {};
    }));
    TRY(JournalLines left, file_.behind(JournalPosition::parse(position)));
    if (left.damaged != 0) {
        left.facts.push_back(audit::to_facts({.at = shared_.clock->now(),
                                              .action = audit::Action::execute,
                                              .interaction = "events-lost",
                                              .outcome = audit::Outcome::serious,
                                              .times = left.damaged},
                                             shared_.settings.base));
    }
    if (!left.facts.empty()) {
        TRY_VOID(bring_in({std::move(left.facts), file_.end()}));
    }
    base::step("journal.brought-in");
    return file_.begin_anew();
}

void Journal::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        noted_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
        noted_.wait_for(lock, gathering, [this] { return stop_ || is_full(); });
        if (waiting_.empty()) {
            return;
        }
        const Part part{std::exchange(waiting_, {}), file_.end()};
        room_.notify_all();
        do {
            lock.unlock();
            const diag::Result<void> done = bring_in(part);
            lock.lock();
            problem_ = done ? std::nullopt : std::optional(done.error());
            room_.notify_all();
        } while (problem_ && !noted_.wait_for(lock, between_tries, [this] { return stop_; }));
        if (problem_) {
            return; // the next program finds it in the file
        }
        base::step("journal.brought-in");
        if (waiting_.empty() && file_.size() >= worth_beginning_anew) {
            (void)file_.begin_anew(); // else before the next line
            room_.notify_all();
        }
    }
}

} // namespace renkei::store
