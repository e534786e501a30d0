#include "gateway/network/sharing/facts.h"

#include "gateway/core/time/japan_day.h"

#include <algorithm>

namespace renkei::sharing {
namespace {

// Claims stopped.
bool has_lapsed(const Registration& registration, unsigned grace_months, const time::Date& day) {
    const time::Date first_month{.year = registration.from.year, .month = registration.from.month};
    const time::Date this_month{.year = day.year, .month = day.month};
    const time::Date claim = registration.last_service_month.value_or(first_month);
    const time::Date month = claim <= this_month ? std::max(first_month, claim) : first_month;
    return time::last_day_after_months(month, grace_months) < day;
}

bool is_within(const time::Date& day, const time::Date& from, const std::optional<time::Date>& until) {
    return from <= day && (!until || day <= *until);
}

bool is_of(const StatedRelation& relation, RelationKind kind, std::span<const policy::Number> numbers,
           const Insurer& insurer) {
    return relation.kind == kind && relation.insurer == insurer.number &&
           std::ranges::find(numbers, relation.organisation) != numbers.end();
}

Reason registered_state(const Registration& registration, const Insurer& insurer, base::Millis at,
                        const time::Date& day) {
    return registration.insurer != insurer.number || day < registration.from ? Reason::not_registered
           : registration.ended && registration.ended->at <= at              ? Reason::registration_ended
           : registration.until && *registration.until < day                 ? Reason::registration_expired
                                                                             : Reason::allowed;
}

template <class Element>
bool has(const std::vector<Element>& list, const auto& element) {
    return std::ranges::find(list, element) != list.end();
}

bool is_for(const Consent& consent, const ConsentQuestion& question) {
    const bool is_kind = consent.kinds.empty() || has(consent.kinds, question.kind);
    const bool is_receiver =
        consent.receivers.empty() || std::ranges::any_of(question.receiver, [&](const policy::Number& it) {
            return has(consent.receivers, it);
        });
    // What names no purpose is for the care, and for the own work of the municipality, which takes it (O11).
    const bool is_purpose = consent.purposes.empty()
                                ? question.purpose == Purpose::care || question.purpose == Purpose::municipal
                                : has(consent.purposes, question.purpose);
    return is_kind && is_receiver && is_purpose;
}

Reason state_of(const Consent& consent, const ConsentQuestion& question) {
    const time::Date day = time::day_in_japan(question.at);
    if (contradicts_itself(consent)) {
        return Reason::consent_contradicts;
    }
    if (!consent.permits) {
        return Reason::consent_refused;
    }
    if (consent.from && day < *consent.from) {
        return Reason::consent_not_begun;
    }
    if (consent.until && *consent.until < day) {
        return Reason::consent_expired;
    }
    return is_for(consent, question) ? Reason::allowed : Reason::consent_other;
}

// A refusal always counts; a permission only from who may give it (O22).
bool counts(const Consent& consent, const ConsentQuestion& question) {
    return consent.given_at <= question.at && consent.insurer == question.insurer.number &&
           (!consent.permits || consent.given_by == Agent::person || consent.given_by == Agent::writes_for ||
            may_act(consent.given_by, question.insurer.settings));
}

// A refusal or a withdrawal that is known by its day alone beats what was given on that day.
base::Millis end_of_no(base::Millis at) {
    const time::Date day = time::day_in_japan(at);
    return at == time::beginning_of(day) ? time::end_of(day) : at;
}

// Orders what was said.
base::Millis rank_of(const Consent& consent) {
    return consent.permits ? consent.given_at : end_of_no(consent.given_at);
}

// Of the newest that counts; nothing: none does.
std::optional<base::Millis> newest_rank(std::span<const Consent> consents, const ConsentQuestion& question) {
    std::optional<base::Millis> out;
    for (const Consent& consent : consents) {
        if (counts(consent, question)) {
            out = std::max(out, std::optional(rank_of(consent)));
        }
    }
    return out;
}

} // namespace

Reason registration_state(const Registration& registration, const Insurer& insurer, base::Millis at,
                          Condition condition) {
    const time::Date day = time::day_in_japan(at);
    switch (condition) {
    case Condition::registered: return registered_state(registration, insurer, at, day);
    case Condition::identity:
        return !registration.identity || registration.identity->at > at ? Reason::identity_not_checked
                                                                        : Reason::allowed;
    case Condition::view_until:
        return registration.view_until && *registration.view_until < day ? Reason::view_deadline_passed
                                                                         : Reason::allowed;
    case Condition::claims:
        return has_lapsed(registration, insurer.settings.grace_months, day) ? Reason::registration_lapsed
                                                                            : Reason::allowed;
    default: return Reason::allowed;
    }
}

Reason registration_state(const Registration& registration, const Insurer& insurer, base::Millis at) {
    for (const Condition condition :
         {Condition::registered, Condition::identity, Condition::view_until, Condition::claims}) {
        if (const Reason reason = registration_state(registration, insurer, at, condition);
            reason != Reason::allowed) {
            return reason;
        }
    }
    return Reason::allowed;
}

bool makes_plan(const Registration& registration, base::Millis at) {
    const time::Date day = time::day_in_japan(at);
    return registration.makes_plan && is_within(day, registration.from, registration.until) &&
           (!registration.ended || at < registration.ended->at);
}

bool is_open(const OpinionRequest& request, base::Millis at) {
    const time::Date day = time::day_in_japan(at);
    return request.sent <= day && (!request.decided || day <= *request.decided) &&
           (!request.closed || day <= *request.closed);
}

OpinionState opinion_state(const OpinionRequest& request, const time::Date& day) {
    return request.closed                       ? OpinionState::closed
           : request.decided                    ? OpinionState::decided
           : request.received                   ? OpinionState::received
           : !request.due || day < *request.due ? OpinionState::waiting
           : *request.due == day                ? OpinionState::due
                                                : OpinionState::overdue;
}

bool is_awaited(OpinionState state) {
    return state == OpinionState::waiting || state == OpinionState::due || state == OpinionState::overdue;
}

bool doctor_agrees(std::span<const OpinionRequest> requests, base::Millis at) {
    const time::Date day = time::day_in_japan(at);
    const OpinionReceived* last = nullptr;
    for (const OpinionRequest& each : requests) {
        const bool is_void = each.closed && *each.closed < each.sent; // it was sent by mistake
        if (!is_void && each.received && each.received->day <= day &&
            (last == nullptr || last->day <= each.received->day)) {
            // of two on one day the one that does not agree counts
            const bool is_stricter = last == nullptr || last->day < each.received->day || last->doctor_agrees;
            last = is_stricter ? &*each.received : last;
        }
    }
    return last != nullptr && last->doctor_agrees;
}

bool result_is_delivered(std::span<const OpinionRequest> requests, base::Millis at) {
    const time::Date day = time::day_in_japan(at);
    std::optional<time::Date> last;
    bool out = false;
    for (const OpinionRequest& each : requests) {
        if (each.decided && *each.decided <= day && (!last || *last <= *each.decided)) {
            const bool is_delivered = each.delivered && *each.delivered <= day;
            out = is_delivered && (last != each.decided || out);
            last = each.decided;
        }
    }
    return out;
}

bool is_related(std::span<const StatedRelation> relations, RelationKind kind,
                std::span<const policy::Number> numbers, const Insurer& insurer, base::Millis at) {
    return std::ranges::any_of(relations, [&](const StatedRelation& each) {
        return is_of(each, kind, numbers, insurer) &&
               is_within(time::day_in_japan(at), each.from, each.until);
    });
}

std::optional<BoardCase> board_case_of(std::span<const StatedRelation> relations,
                                       std::span<const policy::Number> numbers, const Insurer& insurer,
                                       base::Millis at) {
    std::optional<BoardCase> out;
    for (const StatedRelation& each : relations) {
        if (is_of(each, RelationKind::board_case, numbers, insurer)) {
            out = {.from = each.from, .until = each.until};
            if (is_within(time::day_in_japan(at), each.from, each.until)) {
                break;
            }
        }
    }
    return out;
}

bool may_act(Agent ground, const InsurerSettings& settings) { return has(settings.proxies, ground); }

Reason consent_state(std::span<const Consent> consents, const ConsentQuestion& question) {
    const std::optional<base::Millis> newest = newest_rank(consents, question);
    std::optional<base::Millis> withdrawn; // the last withdrawal, of whatever record
    bool is_of_another_insurer = false;
    for (const Consent& consent : consents) {
        if (consent.withdrawn && consent.withdrawn->at <= question.at) {
            withdrawn = std::max(withdrawn, std::optional(end_of_no(consent.withdrawn->at)));
        }
        is_of_another_insurer = is_of_another_insurer || consent.insurer != question.insurer.number;
    }
    if (!newest) {
        return is_of_another_insurer ? Reason::consent_other : Reason::consent_missing;
    }
    if (withdrawn && *newest <= *withdrawn) {
        return Reason::consent_withdrawn;
    }
    Reason worst = Reason::allowed; // of those of the same instant
    for (const Consent& consent : consents) {
        if (counts(consent, question) && rank_of(consent) == *newest) {
            worst = std::min(worst, state_of(consent, question));
        }
    }
    return worst;
}

bool decides(const Consent& consent, std::span<const Consent> consents, const ConsentQuestion& question) {
    return counts(consent, question) && newest_rank(consents, question) == rank_of(consent);
}

bool is_live(const Insurer& insurer, const time::Date& day) {
    return insurer.state == InsurerState::live && insurer.live_from && *insurer.live_from <= day;
}

} // namespace renkei::sharing
