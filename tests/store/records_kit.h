// Records of persons, written and read.
#pragma once

#include "gateway/core/time/japan_day.h"
#include "gateway/network/store/inspect.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/session/session.h"

#include "tests/store/kit.h"

#include <string>
#include <string_view>

namespace renkei::store {

constexpr Millis day = 24 * 60 * 60 * 1000;
inline const policy::Number office_one{"office", "9970100013"};
inline const policy::Number office_two{"office", "9970100021"};

inline sharing::Consent consent_of(Millis given) {
    return {.id = new_uuid7(given),
            .insurer = "990010",
            .taker = {"insurer", "990010"},
            .given_at = given,
            .evidence = "連携 花子の書面"};
}
inline sharing::Registration registration_of(const policy::Number& office, Millis from) {
    return {.id = new_uuid7(from),
            .insurer = "990010",
            .office = office,
            .identity = sharing::IdentityCheck{.at = from, .user = "suzuki"},
            .from = time::day_in_japan(from)};
}

inline sharing::OpinionRequest opinion_of(const policy::Number& institution, Millis sent) {
    return {.id = new_uuid7(sent),
            .insurer = "990010",
            .institution = institution,
            .reference = "第12号",
            .sent = time::day_in_japan(sent)};
}

inline sharing::Certification certification_of(Millis applied) {
    return {.id = new_uuid7(applied), .insurer = "990010", .days = {time::day_in_japan(applied)}};
}

class RecordContract : public Contract {
protected:
    template <class Record>
    void keep(std::string_view person, const Record& record) {
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY_VOID(lock_records(it));
            return put(it, Kept<Record>{hash_of(person), record});
        });
    }
    PersonRecords of(std::string_view person, std::string_view insurer = {}) const {
        return read<PersonRecords>(
            *store, [&](const Snapshot& it) { return person_records(it, hash_of(person), insurer); });
    }
    std::uint64_t retain(Millis before) {
        std::uint64_t out = 0;
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY(out, it.retain(before));
            return {};
        });
        return out;
    }
    void link(std::string_view one, std::string_view other) {
        write(*store,
              [&](Transaction& it) { return it.link(hash_of(one), hash_of(other)).map([](auto) {}); });
    }
    std::int64_t number_of(const std::string& question) const {
        return read<std::int64_t>(*store, [&](const Snapshot& it) -> diag::Result<std::int64_t> {
            std::int64_t out = 0;
            TRY_VOID(it.session().sql.run(question, {}, [&](const SqlRow& row) { out = row.integer(0); }));
            return out;
        });
    }
    // The running store and a check beside it find the same.
    std::size_t count_damaged() const {
        const auto by_store =
            must(unread_records([this](const Store::ReadJob& job) { return store->read(job); }));
        const auto by_check = must(unread_records(
            [this](const Store::ReadJob& job) { return read_stored(site->settings(), site->ring, job); }));
        EXPECT_EQ(by_store.size(), by_check.size());
        return by_store.size();
    }
    Millis now() const { return site->clock.now(); }
};

} // namespace renkei::store
