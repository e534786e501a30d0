// 要介護認定 as it goes: one application, from its day to its result. Whose it is stands beside the record;
// the record names the person for lists.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/time/date.h"
#include "gateway/network/sharing/named_subject.h"
#include "gateway/network/sharing/opinion_request.h"
#include "gateway/network/sharing/person_state.h"
#include "gateway/network/sharing/words.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace renkei::sharing {

enum class ApplicationKind : std::uint8_t {
    first,
    renewal,
    change,
    moved_in, // with the certificate of the insurer before: decided without survey and board (介護保険法
              // 36条)
};

// In the order in which they come; survey and opinion go side by side.
enum class CertificationStep : std::uint8_t {
    application,
    survey,
    doctor_opinion,
    first_decision,
    board,
    result
};

enum class CertificationState : std::uint8_t {
    open,
    due,     // today is the last day
    overdue, // it has passed, without a result or a notice that names a later one
    decided,
    withdrawn,
    rejected, // 却下: no decision, because survey or examination were refused (介護保険法 27条10項)
    died,
    moved, // another insurer insures the person now
};

template <>
inline constexpr auto words<ApplicationKind> = word_list("new", "renewal", "change", "moved_in");
template <>
inline constexpr auto words<CertificationStep> = word_list("application", "survey", "doctor_opinion",
                                                           "first_decision", "board", "result");
template <>
inline constexpr auto words<CertificationState> = word_list("open", "due", "overdue", "decided", "withdrawn",
                                                            "rejected", "died", "moved");

// 延期の通知 (介護保険法 27条11項, also for renewal and change: 28条4項, 29条2項).
struct DelayNotice {
    time::Date day{};     // of the notice
    time::Date until{};   // by when the result is expected (処理見込期間)
    std::string reason{}; // in words, for the person
    bool operator==(const DelayNotice&) const = default;
};

// What the result says: it counts until a document says the level of this period.
struct CertifiedLevel {
    std::string level{}; // code of 要介護状態区分
    time::Date from{};   // 認定有効期間; both ends count
    std::optional<time::Date> until{};
    bool operator==(const CertifiedLevel&) const = default;
};

// All days are days in Japan.
struct Certification {
    std::string id{};
    std::string insurer{}; // to whom the application was made: its number, six digits
    ApplicationKind kind = ApplicationKind::first;
    std::array<std::optional<time::Date>, words<CertificationStep>.size()> days{}; // by step
    std::optional<DelayNotice> delay{};                                            // the last one
    std::optional<CertifiedLevel> certified{};
    std::optional<time::Date> withdrawn{}; // the day before the application: it was entered by mistake
    std::optional<time::Date> rejected{};
    std::optional<NamedSubject> subject{};
    bool operator==(const Certification&) const = default;

    std::optional<time::Date>& day_of(CertificationStep step) { return days[static_cast<std::size_t>(step)]; }
    const std::optional<time::Date>& day_of(CertificationStep step) const {
        return days[static_cast<std::size_t>(step)];
    }
    time::Date applied() const { return day_of(CertificationStep::application).value_or(time::Date()); }
    // The day of its result, or on which it ended without one.
    const std::optional<time::Date>& ended() const {
        const std::optional<time::Date>& result = day_of(CertificationStep::result);
        return result ? result : withdrawn ? withdrawn : rejected;
    }
    bool is_open() const { return !ended(); }
    bool is_mistake() const { return withdrawn && *withdrawn < applied(); }
    // 30 days from the application: until then the result comes, or a notice.
    time::Date legal_limit() const;
    time::Date limit() const; // the legal one, or the day that the notice names
};

// Of a person who moved in there is nothing but the application and the result; an opinion may be there.
bool has_step(ApplicationKind kind, CertificationStep step);
// What must be done before a step. The first decision rests on survey and opinion (要介護認定に係る制度).
std::span<const CertificationStep> steps_before(ApplicationKind kind, CertificationStep step);

// Whether the opinion that was asked for is for this application: of its insurer, asked from its day to its
// end, and not closed before it came.
bool belongs_to(const OpinionRequest& request, const Certification& application);
// With the day on which the first opinion that belongs to it came, if one did; else as it was stated.
Certification with_opinion(Certification application, std::span<const OpinionRequest> requests);

struct CertificationStatus {
    CertificationState state = CertificationState::open;
    std::optional<CertificationStep> next{}; // nothing: none comes any more
    bool operator==(const CertificationStatus&) const = default;
};
// `person`: as the records have it now. `application`: with its opinion.
CertificationStatus status_of(const Certification& application, const PersonState& person, base::Millis now);

// One JSON object, keys in a fixed order; and back: unknown members and words are errors that name the place.
std::string to_json(const Certification& application);
diag::Result<Certification> read_certification(std::string_view json);

} // namespace renkei::sharing
