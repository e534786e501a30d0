// The changes of an application for certification, each with the act by which it is made.
#pragma once

#include "gateway/network/ledger/certifications.h"

#include <string_view>
#include <variant>

namespace renkei::ledger {

struct StepDone {
    sharing::CertificationStep step{};
    time::Date day{};
};
struct Withdrawn {
    time::Date day{};
};
struct Rejection {
    time::Date day{};
};
using CertificationChange = std::variant<StepDone, sharing::DelayNotice, Withdrawn, Rejection>;

inline diag::Result<sharing::Certification> change_certification(store::Store& store,
                                                                 const seal::Hash& person,
                                                                 std::string_view id,
                                                                 const CertificationChange& what) {
    constexpr const Act<sharing::Certification>* acts[] = {&certification_step, &certification_delay,
                                                           &certification_withdraw, &certification_reject};
    const auto edit = [&](sharing::Certification& it) {
        if (const auto* const done = std::get_if<StepDone>(&what)) {
            it.day_of(done->step) = done->day;
        } else if (const auto* const delay = std::get_if<sharing::DelayNotice>(&what)) {
            it.delay = *delay;
        } else if (const auto* const rejection = std::get_if<Rejection>(&what)) {
            it.rejected = rejection->day;
        } else {
            it.withdrawn = std::get<Withdrawn>(what).day;
        }
    };
    return change_certification(store, *acts[what.index()], person, id, edited(edit));
}

} // namespace renkei::ledger
