#include "gateway/network/sharing/facts.h"

#include "gateway/network/sharing/day.h"

#include <algorithm>

namespace renkei::sharing {
namespace {

bool has_begun(const Registration& registration, std::string_view insurer, const time::Date& day) {
    return registration.insurer == insurer && registration.from <= day;
}

bool has_lapsed(const Registration& registration, unsigned grace_months, base::Millis at,
                const time::Date& day) {
    const time::Date first_month{.year = registration.from.year, .month = registration.from.month};
    const time::Date month = std::max(first_month, registration.last_service_month.value_or(first_month));
    return (registration.until && *registration.until < day) ||
           (registration.ended && registration.ended->at <= at) ||
           (registration.view_until && *registration.view_until < day) ||
           last_day_after_months(month, grace_months) < day;
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
    // The municipality's own work is none of the purposes of care, and rests on a consent to care (O31).
    const Purpose purpose =
        question.purpose == Purpose::municipal && !has(consent.purposes, Purpose::municipal)
            ? Purpose::care
            : question.purpose;
    const bool is_purpose =
        consent.purposes.empty() ? purpose == Purpose::care : has(consent.purposes, purpose);
    return is_kind && is_receiver && is_purpose;
}

Reason state_of(const Consent& consent, const ConsentQuestion& question) {
    const time::Date day = day_in_japan(question.at);
    if (contradicts_itself(consent)) {
        return Reason::consent_contradicts;
    }
    if (!consent.permits) {
        return Reason::consent_refused;
    }
    if ((consent.from && day < *consent.from) || (consent.until && *consent.until < day)) {
        return Reason::consent_expired;
    }
    return is_for(consent, question) ? Reason::allowed : Reason::consent_other;
}

// A refusal always counts; a permission only from who may give it (O22).
bool counts(const Consent& consent, const ConsentQuestion& question) {
    return consent.given_at <= question.at && consent.insurer == question.insurer.number &&
           (!consent.permits || consent.given_by == Ground::person ||
            consent.given_by == Ground::writes_for || may_act(consent.given_by, question.insurer.settings));
}

} // namespace

Reason registration_state(std::span<const Registration> registrations, const Insurer& insurer,
                          base::Millis at) {
    const time::Date day = day_in_japan(at);
    Reason best = Reason::not_registered;
    for (const Registration& registration : registrations) {
        if (!has_begun(registration, insurer.number, day)) {
            continue;
        }
        const Reason reason =
            !registration.identity || registration.identity->at > at           ? Reason::identity_not_checked
            : has_lapsed(registration, insurer.settings.grace_months, at, day) ? Reason::registration_lapsed
                                                                               : Reason::allowed;
        best = std::max(best, reason);
    }
    return best;
}

bool has_registration(std::span<const Registration> registrations, std::string_view insurer,
                      base::Millis at) {
    const time::Date day = day_in_japan(at);
    return std::ranges::any_of(registrations,
                               [&](const Registration& it) { return has_begun(it, insurer, day); });
}

bool makes_plan(std::span<const Registration> registrations, base::Millis at) {
    const time::Date day = day_in_japan(at);
    return std::ranges::any_of(registrations, [&](const Registration& it) {
        return it.makes_plan && it.from <= day && (!it.until || day <= *it.until) &&
               (!it.ended || at < it.ended->at);
    });
}

bool is_open(const OpinionRequest& request, base::Millis at) {
    const time::Date day = day_in_japan(at);
    return request.sent <= day && (!request.decided || day <= *request.decided) &&
           (!request.closed || day <= *request.closed);
}

bool may_act(Ground ground, const InsurerSettings& settings) { return has(settings.proxies, ground); }

Reason consent_state(std::span<const Consent> consents, const ConsentQuestion& question) {
    std::optional<base::Millis> newest;
    std::optional<base::Millis> withdrawn; // the last withdrawal, of whatever record
    bool is_of_another_insurer = false;
    for (const Consent& consent : consents) {
        if (consent.withdrawn && consent.withdrawn->at <= question.at) {
            withdrawn = std::max(withdrawn, std::optional(consent.withdrawn->at));
        }
        if (counts(consent, question)) {
            newest = std::max(newest, std::optional(consent.given_at));
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
        if (counts(consent, question) && consent.given_at == *newest) {
            worst = std::min(worst, state_of(consent, question));
        }
    }
    return worst;
}

bool is_live(const Insurer& insurer, const time::Date& day) {
    return insurer.state == InsurerState::live && insurer.live_from && *insurer.live_from <= day;
}

} // namespace renkei::sharing
