// What waits for a municipality: rows of it, and how long the bare rows take.
#pragma once

#include "gateway/core/time/japan_day.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/rows/uuid7.h"
#include "gateway/network/store/session/session.h"

#include <string>
#include <string_view>

namespace renkei::benchmark {

// Of one person an application, the opinion that was asked for it, and the state.
inline diag::Result<void> put_work(store::Transaction& transaction, const seal::Hash& person,
                                   const std::string& number, std::string_view insurer, base::Millis now) {
    const sharing::NamedSubject subject{.number = number,
                                        .name = "連携 花子",
                                        .kana = "レンケイ ハナコ",
                                        .birth = time::parse_date("1940-05-06")};
    const time::Date today = time::day_in_japan(now);
    TRY_VOID(store::put(transaction, store::Kept<sharing::Certification>{person,
                                                                         {.id = store::new_uuid7(now),
                                                                          .insurer = std::string(insurer),
                                                                          .days = {today},
                                                                          .subject = subject}}));
    TRY_VOID(store::put(transaction,
                        store::Kept<sharing::OpinionRequest>{person,
                                                             {.id = store::new_uuid7(now),
                                                              .insurer = std::string(insurer),
                                                              .institution = {"institution", "9910000018"},
                                                              .sent = today,
                                                              .subject = subject}}));
    return store::put(transaction,
                      store::Kept<sharing::PersonState>{person, {.insurer = std::string(insurer)}});
}

// Bytes of what is kept of the persons with an application to the insurer.
inline diag::Result<std::size_t> select_work(const store::Snapshot& snapshot, std::string_view insurer) {
    std::size_t out = 0;
    TRY_VOID(snapshot.session().sql.run(
        "SELECT r.person, r.id, r.kind, r.entry FROM person_record l JOIN person_record r ON r.person = "
        "l.person WHERE l.insurer = $1 AND l.insurer <> '' AND l.kind = 'certification'",
        {std::string(insurer)}, [&](const store::SqlRow& row) { out += row.text(3).size(); }));
    return out;
}

} // namespace renkei::benchmark
