#include "gateway/service/batch.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace renkei::service {
namespace {

using diag::Message;
namespace fs = std::filesystem;

Outcome failed(const fs::path& path, Verdict verdict, diag::Error error) {
    Outcome out;
    out.input = path.string();
    out.verdict = verdict;
    out.report.add(std::move(error));
    out.report.set_file(out.input);
    return out;
}

using Ready = std::function<Outcome(const Input&)>;

// A boundary: what a library throws (out of memory) costs one input. The thread's job is made for the first one.
Outcome run_one(const MakeJob& make, Ready& job, const fs::path& path) try {
    if (!job) {
        job = make();
    }
    const diag::Result<Input> input = read_input(path);
    return input ? job(*input) : failed(path, Verdict::unreadable, input.error());
} catch (const std::exception& thrown) {
    return failed(path, Verdict::refused, diag::finding(Message::job_failed, {}, {thrown.what()}));
}

// A ring of results: threads may run ahead of the sink by its size, no further.
class Ring {
public:
    Ring(std::size_t inputs, std::size_t size) : inputs_(inputs), slots_(size) {}

    // The next input to work on; waits until there is room for its result. None: there are no more, or nobody takes results.
    std::optional<std::size_t> claim() {
        std::unique_lock lock(mutex_);
        const std::size_t mine = claimed_;
        if (mine == inputs_) {
            return std::nullopt;
        }
        ++claimed_;
        changed_.wait(lock, [&] { return is_closed_ || mine < delivered_ + slots_.size(); });
        return is_closed_ ? std::nullopt : std::optional(mine);
    }

    // Nobody takes results any more: workers end after the input they are at.
    void close() {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        changed_.notify_all();
    }

    void put(std::size_t index, Outcome outcome) {
        const std::lock_guard lock(mutex_);
        slots_[index % slots_.size()] = std::move(outcome);
        changed_.notify_all();
    }

    Outcome take(std::size_t index) {
        std::unique_lock lock(mutex_);
        std::optional<Outcome>& slot = slots_[index % slots_.size()];
        changed_.wait(lock, [&] { return slot.has_value(); });
        Outcome out = *std::move(slot);
        slot.reset();
        ++delivered_;
        changed_.notify_all();
        return out;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t inputs_;
    std::size_t claimed_ = 0;
    std::size_t delivered_ = 0;
    bool is_closed_ = false;
    std::vector<std::optional<Outcome>> slots_;
};

// Closes the ring however run_batch() is left, so that the threads can be waited for.
struct Closing {
    Ring& ring;
    ~Closing() { ring.close(); }
};

}  // namespace

void run_batch(const mapping::Catalogue& catalogue, std::span<const fs::path> paths, unsigned threads, const Job& job, const Sink& sink) {
    const MakeJob make = [&]() -> Ready {
        auto worker = std::make_shared<Worker>(catalogue);
        return [worker, &job](const Input& input) { return job(*worker, input); };
    };
    run_batch(paths, threads, make, sink);
}

void run_batch(std::span<const fs::path> paths, unsigned threads, const MakeJob& make, const Sink& sink) {
    const auto workers = static_cast<unsigned>(std::min<std::size_t>(std::clamp(threads, 1U, max_threads), paths.size()));
    if (workers <= 1) {
        Ready job;
        for (const fs::path& path : paths) {
            sink(run_one(make, job, path));
        }
        return;
    }
    constexpr std::size_t ahead = 4;
    Ring ring(paths.size(), workers * ahead);
    std::vector<std::jthread> pool;
    const Closing closing{ring};  // before the pool is joined
    for (unsigned i = 0; i < workers; ++i) {
        pool.emplace_back([&] {
            Ready job;
            while (const std::optional<std::size_t> index = ring.claim()) {
                ring.put(*index, run_one(make, job, paths[*index]));
            }
        });
    }
    for (std::size_t index = 0; index < paths.size(); ++index) {
        sink(ring.take(index));
    }
}

}  // namespace renkei::service
