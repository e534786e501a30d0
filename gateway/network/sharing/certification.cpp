#include "gateway/network/sharing/certification.h"

#include "gateway/core/time/japan_day.h"

#include <algorithm>
#include <chrono>

namespace renkei::sharing {
namespace {

using Step = CertificationStep;

constexpr std::chrono::days to_decide{30};

constexpr std::array after_application{Step::application};
constexpr std::array both_parts{Step::survey, Step::doctor_opinion};
constexpr std::array after_decision{Step::first_decision};
constexpr std::array after_board{Step::board};
constexpr std::span<const Step> step_needs[] = {{},         after_application, after_application,
                                                both_parts, after_decision,    after_board};

std::optional<Step> next_step(const Certification& application) {
    if (application.kind == ApplicationKind::moved_in) {
        return application.day_of(Step::result) ? std::nullopt : std::optional(Step::result);
    }
    const auto missing = std::ranges::find(application.days, std::optional<time::Date>());
    return missing == application.days.end()
               ? std::nullopt
               : std::optional(static_cast<Step>(missing - application.days.begin()));
}

CertificationState state_of(const Certification& application, const PersonState& person, base::Millis now) {
    if (application.withdrawn) {
        return CertificationState::withdrawn;
    }
    if (application.rejected) {
        return CertificationState::rejected;
    }
    if (application.day_of(Step::result)) {
        return CertificationState::decided;
    }
    if (person.died && *person.died <= now) {
        return CertificationState::died;
    }
    if (!person.insurer.empty() && person.insurer != application.insurer) {
        return CertificationState::moved;
    }
    const time::Date today = time::day_in_japan(now);
    return today < application.limit()    ? CertificationState::open
           : today == application.limit() ? CertificationState::due
                                          : CertificationState::overdue;
}

} // namespace

time::Date Certification::legal_limit() const { return time::Date::of(applied().first_day() + to_decide); }

time::Date Certification::limit() const { return delay ? delay->until : legal_limit(); }

bool has_step(ApplicationKind kind, CertificationStep step) {
    return kind != ApplicationKind::moved_in || step == Step::application || step == Step::result ||
           step == Step::doctor_opinion;
}

std::span<const CertificationStep> steps_before(ApplicationKind kind, CertificationStep step) {
    if (kind == ApplicationKind::moved_in && step != Step::application) {
        return after_application;
    }
    return step_needs[static_cast<std::size_t>(step)];
}

bool belongs_to(const OpinionRequest& request, const Certification& application) {
    const std::optional<time::Date>& end = application.ended();
    return request.insurer == application.insurer && application.applied() <= request.sent &&
           (!end || request.sent <= *end) && (request.received || !request.closed);
}

Certification with_opinion(Certification application, std::span<const OpinionRequest> requests) {
    std::optional<time::Date> first;
    for (const OpinionRequest& each : requests) {
        if (each.received && belongs_to(each, application)) {
            first = first ? std::min(*first, each.received->day) : each.received->day;
        }
    }
    if (first) {
        application.day_of(Step::doctor_opinion) = first;
    }
    return application;
}

CertificationStatus status_of(const Certification& application, const PersonState& person, base::Millis now) {
    const CertificationState state = state_of(application, person, now);
    const bool goes_on = state <= CertificationState::overdue;
    return {.state = state, .next = goes_on ? next_step(application) : std::nullopt};
}

} // namespace renkei::sharing
