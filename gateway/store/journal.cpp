#include "gateway/store/journal.h"

#include "gateway/audit/facts.h"
#include "gateway/base/step.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <utility>

namespace renkei::store {
namespace {

using diag::Message;

constexpr std::string_view ending = "-events"; // of the file's name, behind the store's
constexpr std::string_view place_name = "journal"; // of the setting
constexpr std::string_view told_name = "journal-lost"; // of that which says what was told last of a file that is none of this store's

constexpr auto gathering = std::chrono::milliseconds(20); // one commit brings in what came in so long
constexpr auto between_tries = std::chrono::seconds(1);
constexpr std::size_t most_waiting = 1024; // and as many that are being brought in
constexpr std::uint64_t worth_beginning_anew = 1U << 20; // bytes
constexpr std::uint64_t longest_file = 8U << 20;
constexpr auto late = std::chrono::seconds(1); // events are refused while writing the batch takes longer
constexpr auto refused_for = std::chrono::seconds(5);

// Where SQLite has its log, too: beside the file itself, whatever links lead there.
std::filesystem::path journal_of(const std::filesystem::path& store) {
    std::error_code failed;
    std::filesystem::path out = std::filesystem::weakly_canonical(store, failed);
    if (failed) {
        out = store;
    }
    out += ending;
    return out;
}

// Whoever can write the database, but has no key, cannot say that something is in the chain which is not.
std::string tagged_place(const JournalPlace& place, const seal::Hash& key) {
    constexpr std::size_t digits = 16;
    const std::string text = place.text();
    return fmt::format("{} {}", text, seal::to_hex(seal::keyed_hash(key, {"place", text})).substr(0, digits));
}

// Of nothing: before everything. Nothing: it was not written under this key.
std::optional<JournalPlace> read_place(std::string_view text, const seal::Hash& key) {
    const JournalPlace place = JournalPlace::parse(text.substr(0, text.rfind(' ')));
    return text.empty() ? std::optional(JournalPlace{}) : text == tagged_place(place, key) ? std::optional(place) : std::nullopt;
}

std::string told_of(std::uint64_t generation, std::string_view copy) { return fmt::format("{} {}", generation, copy); }

audit::Event loss(const LostEvents& lost, base::Millis now) {
    return {.at = now,
            .action = audit::Action::execute,
            .interaction = std::string(audit::events_lost),
            .outcome = audit::Outcome::serious,
            .reason = fmt::format("damaged before they came into the chain: {} events", lost.count),
            .times = lost.count,
            .file = lost.file};
}

} // namespace

Journal::Journal(Write write, const Shared& shared, JournalFile file) : write_(std::move(write)), shared_(shared), key_(key_of_journal(shared.keys.search)), file_(std::move(file)) {
    waiting_.reserve(most_waiting);
}

diag::Result<std::unique_ptr<Journal>> Journal::open(Write write, const Shared& shared) {
    TRY(JournalFile opened, JournalFile::open(journal_of(shared.settings.file), key_of_journal(shared.keys.search)));
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

bool Journal::refuses() const {
    const std::lock_guard lock(mutex_);
    return problem_ || (refused_ && Clock::now() - refused_at_ < refused_for); // only the next event shows whether it still is
}

std::string Journal::problem() const {
    const std::lock_guard lock(mutex_);
    const std::optional<diag::Error>& why = problem_ ? problem_ : refused_ ? refused_ : displaced_;
    return why ? diag::sentence(why->message, why->args, diag::Language::english) : std::string();
}

bool Journal::is_late() const { return under_way_since_ && Clock::now() - *under_way_since_ > late; }

bool Journal::is_full() const { return waiting_.size() >= most_waiting || file_.size() >= longest_file; }

diag::Result<void> Journal::note(const audit::Event& event) {
    std::string facts = audit::to_facts(event, shared_.settings.base);
    std::unique_lock lock(mutex_);
    const std::uint64_t tried = tries_;
    if (problem_) { // perhaps the database works again
        is_asked_ = true;
        noted_.notify_one();
    }
    room_.wait(lock, [&] { return problem_ ? tries_ != tried : !is_full() && !is_late(); });
    if (problem_) {
        return tl::make_unexpected(*problem_);
    }
    if (const diag::Result<void> kept = file_.append(facts); !kept) {
        refused_ = kept.error();
        refused_at_ = Clock::now();
        return kept;
    }
    refused_.reset();
    base::step("journal.noted");
    waiting_.push_back(std::move(facts)); // there is room: what stands in the file must not be missed here
    if (waiting_.size() == 1 || is_full()) {
        noted_.notify_one();
    }
    return {};
}

// Once: a try before may have been committed, though it seemed to fail.
diag::Result<void> Journal::bring_in(const Part& part, Try which) const {
    return write_([&](Transaction& transaction) -> diag::Result<void> {
        if (which == Try::again) {
            TRY(const std::string place, transaction.setting(place_name));
            if (place == tagged_place(part.end, key_)) {
                return {};
            }
        }
        for (const std::string& facts : part.facts) {
            TRY_VOID(transaction.audit_facts(facts));
        }
        if (!part.told.empty()) {
            TRY_VOID(transaction.set(told_name, part.told));
        }
        return transaction.set(place_name, tagged_place(part.end, key_));
    });
}

diag::Result<void> Journal::bring_in_what_was_left() {
    std::string text;
    std::string told;
    TRY_VOID(write_([&](Transaction& transaction) -> diag::Result<void> {
        TRY(text, transaction.setting(place_name));
        TRY(told, transaction.setting(told_name));
        return {};
    }));
    const std::optional<JournalPlace> known = read_place(text, key_);
    const JournalPlace place = known.value_or(JournalPlace{});
    TRY(JournalLeft left, file_.left_behind(place));
    if (!known) { // somebody changed how far the chain has them, so none can be told from those that it has
        left.lost = std::max<std::uint64_t>(left.lost + left.facts.size(), 1);
        left.facts.clear();
    }
    Part part{.facts = std::move(left.facts), .end = {std::max(place.generation, left.end.generation) + 1, 0}}; // and from then on nothing of this generation
    if (left.lost != 0) {
        TRY(const std::string copy, file_.keep_copy());
        // a file of this store is known by its generation; another one by what it is, as long as nothing came in since
        if (!left.is_foreign || place.number != 0 || told != told_of(place.generation, copy)) {
            lost_ = {left.lost, copy};
            part.facts.push_back(audit::to_facts(loss(lost_, shared_.clock->now()), shared_.settings.base));
        }
        part.told = left.is_foreign ? told_of(part.end.generation, copy) : "";
    }
    TRY_VOID(bring_in(part, Try::first));
    base::step("journal.left-brought-in");
    (void)file_.begin_anew(part.end.generation); // else before the first event
    return {};
}

// Full of other work is no failure.
diag::Result<void> Journal::bring_in_when_there_is_room(const Part& part, Try which) const {
    for (;;) {
        diag::Result<void> done = bring_in(part, which);
        if (done || done.error().message != Message::store_busy) {
            return done;
        }
        std::this_thread::sleep_for(gathering);
    }
}

diag::Result<void> Journal::check(const Settings& settings) {
    return JournalFile::check(journal_of(settings.file));
}

bool Journal::has_events(const Settings& settings) {
    std::error_code missing;
    return std::filesystem::file_size(journal_of(settings.file), missing) > longest_first_line && !missing;
}

diag::Result<WaitingEvents> Journal::waiting(const Store& store, const Shared& shared) {
    const seal::Hash key = key_of_journal(shared.keys.search);
    const auto place_now = [&]() -> diag::Result<JournalPlace> {
        TRY(const std::string text, store.read_value<std::string>([](const Snapshot& snapshot) { return snapshot.setting(place_name); }));
        return read_place(text, key).value_or(JournalPlace{});
    };
    const std::filesystem::path path = journal_of(shared.settings.file);
    TRY(JournalPlace place, place_now());
    TRY(const JournalLeft left, JournalFile::look(path, key, place));
    const WaitingEvents out{.count = left.facts.size() + left.lost, .damaged = left.lost, .file = path};
    const Clock::time_point end = Clock::now() + late;
    while (out.count != 0 && Clock::now() < end) {
        if (left.lost == 0 && place >= left.end) {
            return WaitingEvents{};
        }
        std::this_thread::sleep_for(gathering);
        TRY(place, place_now());
    }
    return out;
}

// Somebody deleted it or put another one in its place. What is on its way came in by the memory; what waits must be found by the next program.
diag::Result<void> Journal::take_new_file() {
    TRY(JournalFile fresh, JournalFile::open(journal_of(shared_.settings.file), key_));
    if (!fresh.ok()) {
        return diag::fail(Message::store_busy, {});
    }
    TRY(const std::string strange, fresh.content());
    if (!strange.empty()) {
        TRY_VOID(fresh.keep_copy());
    }
    TRY_VOID(fresh.begin_anew(file_.end().generation + 1));
    for (const std::string& facts : waiting_) {
        TRY_VOID(fresh.append(facts));
    }
    file_ = std::move(fresh);
    return {};
}

void Journal::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        noted_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
        noted_.wait_for(lock, gathering, [this] { return stop_ || is_full(); });
        if (waiting_.empty()) {
            return;
        }
        const Part part{.facts = std::exchange(waiting_, {}), .end = file_.end()};
        waiting_.reserve(most_waiting);
        under_way_since_ = Clock::now();
        room_.notify_all();
        Try which = Try::first;
        do {
            lock.unlock();
            const diag::Result<void> done = bring_in_when_there_is_room(part, std::exchange(which, Try::again));
            lock.lock();
            ++tries_;
            if (done) {
                problem_.reset();
                under_way_since_.reset();
            } else {
                problem_ = done.error();
            }
            room_.notify_all();
            if (problem_) {
                noted_.wait_for(lock, between_tries, [this] { return stop_ || is_asked_; });
                is_asked_ = false;
            }
        } while (problem_ && !stop_);
        if (problem_) {
            return; // the next program finds it in the file
        }
        base::step("journal.brought-in");
        if (file_.is_displaced()) {
            const diag::Result<void> done = take_new_file();
            displaced_ = done ? std::nullopt : std::optional(done.error());
        }
        if (waiting_.empty() && file_.size() >= worth_beginning_anew) {
            (void)file_.begin_anew(file_.end().generation + 1); // else before the next event
            room_.notify_all();
        }
    }
}

} // namespace renkei::store
