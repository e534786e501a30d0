// Measures the store: submissions of one body by 16 threads (sealed, with its delivery, its audit event, all
// its indexes) against a bare loop that puts the same bytes unsealed into one table with the same group
// commit; then reading and searching in what was written. Never a test.
//   renkei_bench_store FOLDER [SECONDS [ROUNDS [CONNECTION]]]      CONNECTION: libpq's, of an empty database,
//   instead of SQLite
#include "gateway/network/store/rows/uuid7.h"
#include "gateway/network/store/store.h"

#include "tools/benchmark/race.h"
#include <sqlite3.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

using namespace renkei;
using benchmark::cpu_seconds;
using benchmark::median;

namespace {

constexpr unsigned threads = 16;
constexpr std::size_t body_size = 29 * 1024;
constexpr std::size_t batch = 128;

template <class T>
T must(diag::Result<T> result) {
    if (!result) {
        fmt::print(stderr, "{}\n", diag::to_text(result.error(), diag::Language::english));
        std::exit(2);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

// As well compressible as a FHIR bundle: the same names again and again, other values.
std::string body_of(std::uint64_t seed) {
    std::string out;
    while (out.size() < body_size) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        out += fmt::format(
            R"({{"fullUrl":"urn:uuid:{:016x}","resource":{{"resourceType":"Observation","status":"final","code":{{"coding":[{{"system":)"
            R"("http://example.org/codes","code":"{}","display":"観察項目"}}]}},"valueString":"{:x}"}}}},)",
            seed, seed % 97, seed >> 20U);
    }
    out.resize(body_size);
    return out;
}

// One table, one writer, the jobs that wait share a commit.
class BareStore {
public:
    explicit BareStore(const std::filesystem::path& file) {
        sqlite3_open(file.c_str(), &database_);
        run("PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
            "wal_autocheckpoint=8000; CREATE TABLE body (id INTEGER "
            "PRIMARY KEY, bytes BLOB)");
        sqlite3_prepare_v2(database_, "INSERT INTO body (bytes) VALUES (?)", -1, &insert_, nullptr);
        thread_ = std::thread([this] { work(); });
    }
    BareStore(const BareStore&) = delete;
    BareStore& operator=(const BareStore&) = delete;
    ~BareStore() {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        changed_.notify_all();
        thread_.join();
        sqlite3_finalize(insert_);
        sqlite3_close(database_);
    }
    void write(const std::string& bytes) {
        Waiting waiting{&bytes};
        std::unique_lock lock(mutex_);
        queue_.push_back(&waiting);
        changed_.notify_one();
        waiting.finished.wait(lock, [&] { return waiting.done; });
    }

private:
    struct Waiting {
        const std::string* bytes;
        bool done = false;
        std::condition_variable finished{};
    };
    void run(const char* sql) {
        if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
            fmt::print(stderr, "{}\n", sqlite3_errmsg(database_));
            std::exit(2);
        }
    }
    void work() {
        for (;;) {
            std::vector<Waiting*> some;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return stop_ || !queue_.empty(); });
                while (!queue_.empty() && some.size() < batch) {
                    some.push_back(queue_.front());
                    queue_.pop_front();
                }
            }
            if (some.empty()) {
                return;
            }
            run("BEGIN IMMEDIATE");
            for (const Waiting* it : some) {
                sqlite3_bind_blob64(insert_, 1, it->bytes->data(), it->bytes->size(), SQLITE_STATIC);
                sqlite3_step(insert_);
                sqlite3_reset(insert_);
            }
            run("COMMIT");
            const std::lock_guard lock(mutex_);
            for (Waiting* it : some) {
                it->done = true;
                it->finished.notify_one();
            }
        }
    }
    sqlite3* database_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Waiting*> queue_;
    bool stop_ = false;
    std::thread thread_;
};

store::NewVersion document(const store::Store& store, std::uint64_t number, const std::string& body) {
    const std::string name = std::to_string(number);
    store::NewVersion out;
    out.key = {seal::sha256("sender"), seal::sha256(name)};
    out.version.sha = seal::sha256(name);
    out.version.form = fmt::format("form-{}", number % 7);
    out.version.form_version = "2024";
    out.version.syntax = "fhir";
    out.version.media_type = "application/fhir+json";
    out.version.date = fmt::format("2026-{:02}-{:02}", number / 28 % 12 + 1, number % 28 + 1);
    out.version.submitter = "hospital";
    out.version.size = body.size();
    out.version.has_fhir = true;
    out.content = must(store.prepare("入院時情報提供書", {{store::BodyKind::original, body}}));
    out.parties = {.senders = {{"urn:office", fmt::format("{:010}", number % 100)}},
                   .receivers = {{"urn:office", fmt::format("{:010}", 1000 + number % 1000)}},
                   .persons = {seal::sha256(fmt::format("person {}", number % 20'000))}};
    return out;
}

void submit(store::Store& store, std::uint64_t number, const std::string& body) {
    const store::NewVersion version = document(store, number, body);
    must(store.write([&](store::Transaction& it) -> diag::Result<void> {
        TRY(const auto known, it.document_id(version.key));
        TRY(const store::Version added, it.add(version, known ? 1 : 0));
        store::Delivery delivery;
        delivery.id = store::new_uuid7(added.created);
        delivery.document = added.document;
        delivery.version = added.number;
        delivery.peer = "network";
        delivery.order = version.parties.persons.front();
        delivery.created = delivery.due = delivery.changed = added.created;
        TRY_VOID(it.add(delivery));
        audit::Event event;
        event.at = added.created;
        event.action = audit::Action::create;
        event.interaction = "create";
        event.peer = "hospital";
        event.document = added.document;
        event.version = added.number;
        return it.audit(event);
    }));
}

struct Speed {
    double per_second = 0;
    double cpu_micros = 0;
};

Speed measure(double seconds, const std::function<void(std::uint64_t)>& one) {
    static std::atomic<std::uint64_t> numbers = 0; // never the same twice in a run of the program
    std::atomic<std::uint64_t> done = 0;
    std::atomic<bool> stop = false;
    const double cpu = cpu_seconds();
    const auto start = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> all;
        for (unsigned i = 0; i < threads; ++i) {
            all.emplace_back([&] {
                while (!stop) {
                    one(numbers++);
                    ++done;
                }
            });
        }
        std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
        stop = true;
    }
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return {static_cast<double>(done) / took, (cpu_seconds() - cpu) * 1e6 / static_cast<double>(done)};
}

void search(const store::Store& store, const std::string& title, const store::DocumentQuery& query) {
    std::vector<double> micros;
    std::size_t found = 0;
    for (int i = 0; i < 50; ++i) {
        const auto start = std::chrono::steady_clock::now();
        found = must(store.read_value<store::DocumentPage>([&](const store::Snapshot& it) {
                    return it.find(query);
                })).versions.size();
        micros.push_back(
            std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
    }
    fmt::print("  {:<44} {:>9.1f} µs  ({} found)\n", title, median(micros), found);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print(stderr, "usage: renkei_bench_store FOLDER [SECONDS [ROUNDS [CONNECTION]]]\n");
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    const double seconds = argc > 2 ? std::atof(argv[2]) : 3;
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
    std::filesystem::create_directories(folder);
    const seal::KeyRing ring = must(seal::KeyRing::create(folder / "keys"));
    const base::SystemClock clock;
    store::StoreSettings settings;
    settings.file = folder / "store.db";
    if (argc > 4) {
        settings.engine = store::Engine::postgres;
        settings.connection = argv[4];
    }
    const auto store = must(store::Store::open(settings, ring, clock));
    BareStore bare(folder / "bare.db");
    const std::string body = body_of(1);

    std::vector<double> ours;
    std::vector<double> theirs;
    std::vector<double> our_cpu;
    std::vector<double> their_cpu;
    for (int round = 0; round < rounds; ++round) {
        const Speed one = measure(seconds, [&](std::uint64_t) { bare.write(body); });
        const Speed two = measure(seconds, [&](std::uint64_t number) { submit(*store, number, body); });
        theirs.push_back(one.per_second);
        their_cpu.push_back(one.cpu_micros);
        ours.push_back(two.per_second);
        our_cpu.push_back(two.cpu_micros);
    }
    fmt::print("{} threads, body of {} bytes, medians of {} rounds\n", threads, body.size(), rounds);
    fmt::print("  {:<44} {:>9.0f}/s  CPU {:>7.1f} µs each\n", "bare loop, one table, unsealed",
               median(theirs), median(their_cpu));
    fmt::print("  {:<44} {:>9.0f}/s  CPU {:>7.1f} µs each   ratio {:.2f}\n",
               "store: sealed, indexed, queued, audited", median(ours), median(our_cpu),
               median(ours) / median(theirs));
    const Speed sealing = measure(seconds, [&](std::uint64_t) {
        (void)must(store->prepare("t", {{store::BodyKind::original, body}}));
    });
    fmt::print("  {:<44} {:>9.0f}/s  CPU {:>7.1f} µs each\n", "sealing alone", sealing.per_second,
               sealing.cpu_micros);

    fmt::print("searching in {} documents\n",
               must(store->read_value<std::uint64_t>(
                   [](const store::Snapshot& it) { return it.document_count(); })));
    const store::Viewer all{"hospital", {}};
    const store::Viewer some{"stranger", {{"urn:office", "0000000001"}, {"urn:office", "0000001001"}}};
    search(*store, "newest 50 of a viewer of all", {.viewer = all});
    search(*store, "newest 50 of a viewer of few", {.viewer = some});
    search(*store, "by person", {.viewer = all, .persons = {seal::sha256("person 1")}});
    search(*store, "by form", {.viewer = all, .form = "form-3"});
    search(*store, "by a form that is not there", {.viewer = all, .form = "form-9"});
    search(*store, "by a day", {.viewer = all, .date_from = "2026-03-03", .date_to = "2026-03-03"});
    search(*store, "by sender", {.viewer = all, .senders = {{"urn:office", "0000000001"}}});
    search(*store, "changed since now", {.viewer = all, .since = clock.now() + 1});
    return 0;
}
