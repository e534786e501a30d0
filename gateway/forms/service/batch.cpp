#include "gateway/forms/service/batch.h"

#include "gateway/core/base/filesystem.h"
#include "gateway/forms/service/line_file.h"
#include "generated/messages/service.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <limits>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace renkei::service {
namespace {

Outcome failed(const fs::path& path, OutcomeStatus status, diag::Error error) {
    Outcome out;
    out.input = path.string();
    out.status = status;
    out.report.add(std::move(error));
    out.report.set_file(out.input);
    return out;
}

// The inputs of a run, one after the other: whole files, and large NDJSON files in parts.
class InputQueue {
public:
    InputQueue(std::span<const fs::path> paths, Delivery delivery) : paths_(paths), delivery_(delivery) {}

    struct QueuedInput {
        const fs::path* path;
        // none: a file of modest size, which the caller reads by itself
        std::optional<diag::Result<Input>> read{};
    };
    std::optional<QueuedInput> next(); // none: there are no more
    // Instead of the file that next() could not go on with.
    QueuedInput failed(diag::Error error);

    // May there be more parts than files?
    static bool may_be_parts(const fs::path& path);

private:
    QueuedInput next_part();

    std::span<const fs::path> paths_;
    Delivery delivery_;
    std::size_t at_ = 0;           // the file to open next
    std::optional<LineFile> open_; // the file of paths_[at_ - 1] that is given out in parts
};

// Small files are read whole, whatever they are: one thread works on each.
bool InputQueue::may_be_parts(const fs::path& path) {
    constexpr std::uintmax_t small = 2 * LineFile::part_size;
    std::error_code failed;
    const bool is_file = fs::is_regular_file(path, failed);
    return path == "-" || (!failed && (!is_file || fs::file_size(path, failed) > small));
}

InputQueue::QueuedInput InputQueue::next_part() {
    QueuedInput out{.path = &paths_[at_ - 1], .read = open_->next_part()};
    if (!*out.read || (*out.read)->part->is_last) {
        open_.reset();
    }
    return out;
}

InputQueue::QueuedInput InputQueue::failed(diag::Error error) {
    open_.reset();
    return {.path = &paths_[at_ - 1], .read = tl::make_unexpected(std::move(error))};
}

std::optional<InputQueue::QueuedInput> InputQueue::next() {
    if (open_) {
        return next_part();
    }
    if (at_ == paths_.size()) {
        return std::nullopt;
    }
    const fs::path& path = paths_[at_++];
    if (!may_be_parts(path)) {
        return QueuedInput{.path = &path};
    }
    diag::Result<LineFile> file =
        LineFile::open(path, path == "-" && delivery_ == Delivery::by_lines ? LineFile::Reading::as_it_comes
                                                                            : LineFile::Reading::full_parts);
    if (!file) {
        return QueuedInput{.path = &path, .read = tl::make_unexpected(file.error())};
    }
    if (!file->has_lines()) {
        return QueuedInput{.path = &path, .read = file->whole()};
    }
    open_ = *std::move(file);
    return next_part();
}

using Ready = std::function<Outcome(const Input&, const Sink&)>;

// A boundary: what a library throws (out of memory) costs one input. The thread's job is made for the first
// one.
Outcome run_one(const MakeJob& make, Ready& job, const InputQueue::QueuedInput& next, const Sink& early) try {
    const std::optional<diag::Result<Input>> read_here =
        next.read ? std::nullopt : std::optional(read_input(*next.path));
    const diag::Result<Input>& input = read_here ? *read_here : *next.read;
    if (!input) {
        const bool is_refused =
            input.error().message == message::line_too_long || input.error().message == message::job_failed;
        return failed(*next.path, is_refused ? OutcomeStatus::refused : OutcomeStatus::unreadable,
                      input.error());
    }
    if (!job) {
        job = make();
    }
    Outcome out = job(*input, early);
    out.is_last = !input->part || input->part->is_last;
    return out;
} catch (const std::exception& thrown) {
    Outcome out =
        failed(*next.path, OutcomeStatus::refused, diag::finding(message::job_failed, {}, {thrown.what()}));
    out.is_last = !next.read || !*next.read || !(*next.read)->part || (*next.read)->part->is_last;
    return out;
}

// The same boundary for a file that does not fit into memory.
std::optional<InputQueue::QueuedInput> next_of(InputQueue& queue) try {
    return queue.next();
} catch (const std::exception& thrown) {
    return queue.failed(diag::finding(message::job_failed, {}, {thrown.what()}));
}

// Lines that are judged one by one have many small outcomes.
std::size_t size_of(const Outcome& outcome) {
    std::size_t out = sizeof(Outcome) + outcome.report.total() * sizeof(diag::Finding);
    for (const OutputDocument& document : outcome.documents) {
        out += document.bytes.size();
    }
    return out;
}

// A ring of results, a slot for each input: threads may run ahead of the sink by its slots and by so many
// bytes, no further.
class Ring {
public:
    explicit Ring(std::size_t slots) : slots_(slots) {}

    // Waits until the result of the next input fits. False: no results are taken any more.
    bool wait_for_room(std::size_t index) {
        std::unique_lock lock(mutex_);
        const auto has_room = [&] {
            return index == delivered_ || (index < delivered_ + slots_.size() && bytes_ < max_bytes);
        };
        changed_.wait(lock, [&] { return is_closed_ || has_room(); });
        return !is_closed_;
    }

    // No more results are taken: workers end after their current input.
    void close() {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        changed_.notify_all();
    }

    // There are no inputs behind the first `count`.
    void end_at(std::size_t count) {
        const std::lock_guard lock(mutex_);
        end_ = std::min(end_, count);
        changed_.notify_all();
    }

    // Waits until the outcome fits. For the input that the sink waits for, one outcome always fits.
    void put_early(std::size_t index, Outcome outcome) {
        std::unique_lock lock(mutex_);
        Slot& slot = slots_[index % slots_.size()];
        changed_.wait(lock, [&] {
            return is_closed_ || bytes_ < max_bytes || (index == delivered_ && slot.outcomes.empty());
        });
        if (!is_closed_) {
            add(slot, std::move(outcome));
        }
    }
    void put_last(std::size_t index, Outcome outcome) {
        const std::lock_guard lock(mutex_);
        Slot& slot = slots_[index % slots_.size()];
        slot.is_whole = true;
        add(slot, std::move(outcome));
    }

    // The next one, in order. None: there are no more.
    std::optional<Outcome> take() {
        std::unique_lock lock(mutex_);
        Slot& slot = slots_[delivered_ % slots_.size()];
        changed_.wait(lock, [&] { return !slot.outcomes.empty() || delivered_ >= end_; });
        if (slot.outcomes.empty()) {
            return std::nullopt;
        }
        std::optional<Outcome> out = std::move(slot.outcomes.front());
        slot.outcomes.pop_front();
        if (slot.is_whole && slot.outcomes.empty()) {
            slot.is_whole = false;
            ++delivered_;
        }
        bytes_ -= size_of(*out);
        changed_.notify_all();
        return out;
    }

private:
    static constexpr std::size_t max_bytes = 16U << 20U; // of results that wait

    struct Slot {
        std::list<Outcome> outcomes{}; // of one input; not a deque, which has memory where it is empty, too
        bool is_whole = false;         // the last of them is there
    };
    void add(Slot& slot, Outcome outcome) {
        bytes_ += size_of(outcome);
        slot.outcomes.push_back(std::move(outcome));
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t delivered_ = 0;
    std::size_t end_ = std::numeric_limits<std::size_t>::max();
    std::size_t bytes_ = 0;
    bool is_closed_ = false;
    std::vector<Slot> slots_;
};

// The queue for several threads: each takes an input and its place in the order at once.
class SharedQueue {
public:
    SharedQueue(std::span<const fs::path> paths, Delivery delivery, Ring& ring)
        : queue_(paths, delivery),
          ring_(ring) {}

    struct Taken {
        std::size_t index;
        InputQueue::QueuedInput next;
    };
    std::optional<Taken> take() {
        const std::lock_guard lock(mutex_);
        if (!ring_.wait_for_room(index_)) {
            return std::nullopt;
        }
        std::optional<InputQueue::QueuedInput> next = next_of(queue_);
        if (!next) {
            ring_.end_at(index_);
            return std::nullopt;
        }
        return Taken{index_++, *std::move(next)};
    }

private:
    std::mutex mutex_;
    InputQueue queue_;
    Ring& ring_;
    std::size_t index_ = 0;
};

// The outcomes of an input's parts: documents go on as they come, findings and status with the last part.
struct Parts {
    const Sink& sink;
    Delivery delivery;
    diag::Report report{};
    OutcomeStatus status = OutcomeStatus::done; // the worst of the parts so far

    void add(Outcome outcome) {
        if (delivery == Delivery::by_lines) {
            sink(std::move(outcome));
            return;
        }
        status = std::max(status, outcome.status);
        if (!outcome.is_last) {
            report.empty() ? static_cast<void>(report = outcome.report) : report.append(outcome.report);
            outcome.report = diag::Report();
        } else if (!report.empty()) {
            report.append(outcome.report);
            outcome.report = std::exchange(report, diag::Report());
        }
        outcome.status = status;
        if (status != OutcomeStatus::done) {
            outcome.documents.clear();
        }
        const bool is_last = outcome.is_last;
        if (is_last || !outcome.documents.empty()) {
            sink(std::move(outcome));
        }
        status = is_last ? OutcomeStatus::done : status;
    }
};

// Closes the ring however run_batch() is left, so that the threads can be waited for.
struct Closing {
    Ring& ring;
    ~Closing() { ring.close(); }
};

} // namespace

void run_batch(const catalogue::Catalogue& catalogue, std::span<const fs::path> paths, unsigned threads,
               const Job& job, const Sink& sink) {
    const MakeJob make = [&]() -> Ready {
        auto workspace = std::make_shared<Workspace>(catalogue);
        return [workspace, &job](const Input& input, const Sink& early) {
            return job(*workspace, input, early);
        };
    };
    run_batch(paths, threads, make, sink);
}

void run_batch(std::span<const fs::path> paths, unsigned threads, const MakeJob& make, const Sink& sink,
               Delivery delivery) {
    const bool has_parts = std::ranges::any_of(paths, InputQueue::may_be_parts);
    const auto most =
        static_cast<unsigned>(std::min<std::size_t>(has_parts ? max_threads : paths.size(), max_threads));
    const unsigned workers = std::min(std::max(threads, 1U), most);
    Parts parts{sink, delivery};
    if (workers <= 1) {
        Ready job;
        InputQueue queue(paths, delivery);
        const Sink early = [&](Outcome outcome) { parts.add(std::move(outcome)); };
        while (const std::optional<InputQueue::QueuedInput> next = next_of(queue)) {
            parts.add(run_one(make, job, *next, early));
        }
        return;
    }
    constexpr std::size_t ahead = 128;
    Ring ring(workers * ahead);
    SharedQueue queue(paths, delivery, ring);
    std::vector<std::jthread> pool;
    const Closing closing{ring}; // before the pool is joined
    for (unsigned i = 0; i < workers; ++i) {
        pool.emplace_back([&] {
            Ready job;
            while (const std::optional<SharedQueue::Taken> taken = queue.take()) {
                const std::size_t index = taken->index;
                const Sink early = [&](Outcome outcome) { ring.put_early(index, std::move(outcome)); };
                ring.put_last(index, run_one(make, job, taken->next, early));
            }
        });
    }
    while (std::optional<Outcome> outcome = ring.take()) {
        parts.add(*std::move(outcome));
    }
}

} // namespace renkei::service
