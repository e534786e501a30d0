// Measures what a decision reads of the store: all records of one person (5 registrations, 2 consents, a
// state) with the insurer, in one statement, opened and parsed; against SELECT 1 on the same connection. Then
// the list of work of a municipality with 2,000 persons (an application, a request for an opinion, a state),
// read, opened, joined and sorted; against a SELECT of the same rows. Never a test.
//   renkei_bench_records FOLDER [PERSONS [CONNECTION]]      CONNECTION: libpq's, of an empty database,
//   instead of SQLite
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/work.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/rows/uuid7.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/store.h"

#include "tools/benchmark/race.h"
#include "tools/benchmark/work.h"

#include <cstdlib>
#include <filesystem>

using namespace renkei;

namespace {

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

seal::Hash person(std::uint64_t number) { return seal::sha256(std::to_string(number)); }

diag::Result<void> put_person(store::Transaction& transaction, std::uint64_t number, base::Millis now) {
    const seal::Hash hash = person(number);
    for (int i = 0; i < 5; ++i) {
        sharing::Registration registration{
            .id = store::new_uuid7(now),
            .insurer = "990010",
            .office = {"office", fmt::format("99701{:05}", number * 5 % 100'000)},
            .service_type = "43",
            .from = time::day_in_japan(now)};
        registration.identity = {.at = now, .user = "suzuki"};
        TRY_VOID(store::put(transaction, store::Kept<sharing::Registration>{hash, registration}));
    }
    for (int i = 0; i < 2; ++i) {
        const sharing::Consent consent{.id = store::new_uuid7(now),
                                       .insurer = "990010",
                                       .taker = {"insurer", "990010"},
                                       .given_at = now + i,
                                       .evidence = "binder 12"};
        TRY_VOID(store::put(transaction, store::Kept<sharing::Consent>{hash, consent}));
    }
    return store::put(transaction, store::Kept<sharing::PersonState>{hash, {.insurer = "990010"}});
}

void fill(store::Store& store, std::uint64_t persons, base::Millis now) {
    constexpr std::uint64_t at_once = 500;
    must(store.write([](store::Transaction& it) {
        return store::put(it, sharing::Insurer{.number = "990010", .state = sharing::InsurerState::live});
    }));
    for (std::uint64_t from = 0; from < persons; from += at_once) {
        must(store.write([&](store::Transaction& it) -> diag::Result<void> {
            for (std::uint64_t number = from; number < std::min(from + at_once, persons); ++number) {
                TRY_VOID(put_person(it, number, now));
            }
            return {};
        }));
    }
}

// Both in one snapshot, so that only the statement counts.
void measure(const store::Store& store, std::uint64_t persons) {
    must(store.read([&](const store::Snapshot& snapshot) -> diag::Result<void> {
        std::uint64_t seed = 1;
        std::vector<benchmark::Contender> contenders{
            {"SELECT 1",
             [&] {
                 std::size_t out = 0;
                 must(snapshot.session().sql.run("SELECT 1", {}, [&](const store::SqlRow&) { ++out; }));
                 return out;
             },
             {}},
            {"records of one person",
             [&] {
                 seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
                 const store::PersonRecords records =
                     must(store::person_records(snapshot, person((seed >> 33U) % persons), "990010"));
                 return records.consents.size() + records.registrations.size();
             },
             {}}};
        benchmark::race(fmt::format("{} persons", persons), contenders, 0, 400);
        return {};
    }));
}

constexpr std::string_view town = "990028";

void measure_work(const store::Store& store, base::Millis now) {
    const policy::Peer peer{
        .id = "town", .role = policy::Role::municipality, .numbers = {{"insurer", std::string(town)}}};
    must(store.read([&](const store::Snapshot& snapshot) -> diag::Result<void> {
        std::vector<benchmark::Contender> contenders{
            {"SELECT of the rows", [&] { return must(benchmark::select_work(snapshot, town)); }, {}},
            {"list of work", [&] { return must(ledger::work_of(snapshot, peer, now)).all.size(); }, {}}};
        benchmark::race("2000 persons of one municipality", contenders, 0, 20, 2);
        return {};
    }));
}

} // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        fmt::print(stderr, "usage: renkei_bench_records FOLDER [PERSONS [CONNECTION]]\n");
        return 2;
    }
    const std::filesystem::path folder = arguments[1];
    const std::uint64_t persons = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 100'000;
    store::StoreSettings settings;
    settings.file = folder / "records.db";
    if (count > 3) {
        settings.engine = store::Engine::postgres;
        settings.connection = arguments[3];
    }
    const seal::KeyRing ring = must(seal::KeyRing::create(folder / "records.keys"));
    const base::SystemClock clock;
    const auto store = must(store::Store::open(settings, ring, clock));
    fill(*store, persons, clock.now());
    measure(*store, persons);
    must(store->write([&](store::Transaction& it) -> diag::Result<void> {
        for (std::uint64_t number = 0; number < 2000; ++number) {
            const std::uint64_t which = 1'000'000'000 + number;
            TRY_VOID(benchmark::put_work(it, person(which), fmt::format("{:010}", which), town, clock.now()));
        }
        return {};
    }));
    measure_work(*store, clock.now());
    return 0;
}
