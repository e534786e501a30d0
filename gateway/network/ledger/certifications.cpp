#include "gateway/network/ledger/certifications.h"

#include "gateway/network/ledger/enter_record.h"
#include "gateway/network/ledger/opinions.h"
#include "generated/messages/certification.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace renkei::ledger {
namespace {

using sharing::Certification;
using sharing::CertificationStep;

diag::Result<void> check_step(const Certification& application, CertificationStep step, base::Millis now) {
    const std::string_view name = sharing::word_of(step);
    const time::Date day = *application.day_of(step);
    if (!sharing::has_step(application.kind, step)) {
        return diag::fail(message::certification_step_foreign, {},
                          {name, sharing::word_of(application.kind)});
    }
    TRY_VOID(check_day(name, day, application.applied(), now));
    for (const CertificationStep before : sharing::steps_before(application.kind, step)) {
        const std::optional<time::Date>& earlier = application.day_of(before);
        const std::string named(sharing::word_of(before));
        if (!earlier) {
            return diag::fail(message::certification_step_missing, {}, {name, named, application.id, named});
        }
        if (day < *earlier) {
            return diag::fail(message::certification_order, {}, {name, day.text(), named, earlier->text()});
        }
    }
    return {};
}

diag::Result<void> check_delay(const Certification& application, base::Millis now) {
    const sharing::DelayNotice& delay = *application.delay;
    if (delay.reason.empty()) { // for the person
        return diag::fail(message::certification_incomplete, {});
    }
    TRY_VOID(check_day("delay", delay.day, application.applied(), now));
    return application.legal_limit() < delay.until
               ? diag::Result<void>()
               : diag::fail(message::certification_delay_short, {},
                            {delay.until.text(), application.legal_limit().text()});
}

// An end without a result, called `name`.
diag::Result<void> check_end(const Certification& application, std::string_view name, const time::Date& day) {
    if (const std::optional<time::Date>& result = application.day_of(CertificationStep::result); result) {
        return diag::fail(message::certification_decided, {},
                          {application.id, result->text(), day_before(application.applied()).text()});
    }
    for (std::size_t i = 0; i < application.days.size(); ++i) {
        const bool may_come_later = static_cast<CertificationStep>(i) == CertificationStep::doctor_opinion;
        if (!may_come_later && application.days[i] && day < *application.days[i]) {
            return diag::fail(
                message::certification_order, {},
                {name, day.text(), sharing::words<CertificationStep>[i], application.days[i]->text()});
        }
    }
    return {};
}

diag::Result<void> check_withdrawal(const Certification& application, base::Millis now) {
    const time::Date day = *application.withdrawn;
    TRY_VOID(check_day("withdrawn", day, day_before(application.applied()), now));
    if (application.is_mistake()) {
        return {};
    }
    return application.rejected ? diag::fail(message::certification_ended_before, {},
                                             {application.id, application.rejected->text()})
                                : check_end(application, "withdrawn", day);
}

diag::Result<void> check_rejection(const Certification& application, base::Millis now) {
    TRY_VOID(check_day("rejected", *application.rejected, application.applied(), now));
    return check_end(application, "rejected", *application.rejected);
}

// `application`: with its opinion.
diag::Result<void> check_certification(const Certification& application, base::Millis now) {
    if (application.withdrawn) { // what only closes asks nothing of the steps
        return check_withdrawal(application, now);
    }
    if (application.rejected) {
        return check_rejection(application, now);
    }
    for (std::size_t i = 0; i < application.days.size(); ++i) {
        if (application.days[i]) {
            TRY_VOID(check_step(application, static_cast<CertificationStep>(i), now));
        }
    }
    if (const std::optional<sharing::CertifiedLevel>& it = application.certified) {
        if (!application.day_of(CertificationStep::result)) {
            constexpr std::string_view result = sharing::word_of(CertificationStep::result);
            return diag::fail(message::certification_step_missing, {},
                              {"certified", result, application.id, result});
        }
        if (it->level.empty() || it->from == time::Date()) {
            return diag::fail(message::certification_incomplete, {});
        }
        TRY_VOID(check_period(it->from, it->until));
    }
    return application.delay ? check_delay(application, now) : diag::Result<void>();
}

// The day of an opinion that was asked for is that of its receipt, and stands there.
diag::Result<void> check_stated_opinion(const store::PersonRecords& records,
                                        const Certification& application) {
    for (const auto& [person, request, order] : records.opinions) {
        if (sharing::belongs_to(request, application)) {
            return diag::fail(message::certification_opinion_asked, {}, {request.id});
        }
    }
    return {};
}

// What may become of it: a rejection can be corrected, and withdrawn as a mistake.
diag::Result<void> check_change(const Certification& before, const Certification& after,
                                const store::PersonRecords& records) {
    if (after == before && !before.withdrawn) {
        return {};
    }
    const bool only_closes = after.withdrawn || (after.rejected && after.rejected != before.rejected);
    if (before.withdrawn || (before.rejected && !only_closes)) {
        return diag::fail(message::certification_ended_before, {}, {before.id, before.ended()->text()});
    }
    if (after.day_of(CertificationStep::doctor_opinion) != before.day_of(CertificationStep::doctor_opinion)) {
        TRY_VOID(check_stated_opinion(records, before));
    }
    return after.delay != before.delay && !before.is_open()
               ? diag::fail(message::certification_delay_late, {}, {before.id})
               : diag::Result<void>();
}

} // namespace

template <>
struct Kind<Certification> {
    static constexpr auto list = &store::PersonRecords::certifications;
    static constexpr diag::Message unknown = message::certification_unknown;
    static std::string query(const Certification& it) { return "certification=" + it.id; }
    static diag::Result<void> check_open(const Certification&, const Act<Certification>&) { return {}; }
    static diag::Result<void> check(const Certification& it, const store::PersonRecords& records,
                                    base::Millis now) {
        return check_certification(sharing::with_opinion(it, requests_in(records)), now);
    }
    // The result decides the requests for its opinion, which open the person to their institutions until
    // then. Where it is corrected or taken back, so is the decision; that it was delivered is to be entered
    // again, also where its level alone is another one.
    static diag::Result<void> follow(store::Transaction& transaction, const Certification& before,
                                     const Certification& after, const store::PersonRecords& records,
                                     base::Millis now, const policy::Caller& caller) {
        using Day = std::optional<time::Date>;
        const auto result_of = [](const Certification& it) {
            return it.is_mistake() ? Day() : it.day_of(CertificationStep::result);
        };
        const Day was = result_of(before);
        const Day is = result_of(after);
        const bool is_other_level = before.certified && after.certified != before.certified;
        for (store::Kept<sharing::OpinionRequest> each : records.opinions) {
            sharing::OpinionRequest& request = each.record;
            const Day old = request.decided;
            const bool is_decided_by_it = was && old == was && sharing::belongs_to(request, before);
            const Day day = is && sharing::belongs_to(request, after) ? is : Day();
            const bool is_decided = was != is && !request.closed && (!old || is_decided_by_it) && day != old;
            const bool is_to_deliver = is_other_level && is_decided_by_it && request.delivered;
            if (!is_decided && !is_to_deliver) {
                continue;
            }
            const sharing::OpinionRequest unchanged = request;
            request.decided = is_decided ? day : old;
            request.delivered.reset();
            TRY_VOID(store::put(transaction, each));
            std::string changes;
            sharing::note_changes(&unchanged, &request, changes);
            const Act<sharing::OpinionRequest>& act = is_decided ? opinion_decide : opinion_deliver;
            audit::Event event =
                event_about(each.person, now, audit::Action::update, std::string(act.interaction),
                            fmt::format("request={}&institution={}&changed={}", request.id,
                                        policy::to_text(request.institution), changes),
                            caller);
            TRY(event.about, peer_id_of(transaction, request.institution));
            TRY_VOID(transaction.audit(event));
        }
        return {};
    }
    static diag::Result<void> check_among(const Certification& it, const store::PersonRecords& records) {
        const auto* const before = store::with_id(records.certifications, it.id);
        if (before != nullptr &&
            before->record.is_open()) { // numbers that were linked may bring two together
            return {};
        }
        for (const auto& [person, other, order] : records.certifications) {
            if (it.is_open() && other.is_open() && other.id != it.id && other.insurer == it.insurer) {
                return diag::fail(message::certification_doubled, {}, {other.id, other.applied().text()});
            }
        }
        return {};
    }
};
template diag::Result<Certification> enter(store::Store&, const Act<Certification>&, const Subject&,
                                           Certification, PeerChange*);

diag::Result<Certification> change_certification(store::Store& store, const Act<Certification>& act,
                                                 const seal::Hash& person, std::string_view id,
                                                 const Make<Certification>& make, PeerChange* peer) {
    std::vector<sharing::OpinionRequest> requests;
    const auto checked = [&](const Certification& before,
                             const store::PersonRecords& records) -> diag::Result<Certification> {
        requests = requests_in(records);
        TRY(Certification after, make(before, records));
        TRY_VOID(check_change(before, after, records));
        return after;
    };
    TRY(Certification out, change(store, act, person, id, Make<Certification>(checked), peer));
    return sharing::with_opinion(std::move(out), requests);
}

std::vector<sharing::OpinionRequest> requests_in(const store::PersonRecords& records) {
    std::vector<sharing::OpinionRequest> out;
    std::ranges::transform(records.opinions, std::back_inserter(out),
                           [](const auto& kept) { return kept.record; });
    return out;
}

ShownCertifications certifications_shown(store::PersonRecords records, base::Millis now) {
    ShownCertifications out{.records = std::move(records)};
    const sharing::PersonState person = access::state_of(out.records, {}, now);
    const std::vector<sharing::OpinionRequest> requests = requests_in(out.records);
    for (auto& [hash, application, order] : out.records.certifications) {
        application = sharing::with_opinion(std::move(application), requests);
        out.states.push_back(sharing::status_of(application, person, now));
    }
    return out;
}

diag::Result<ShownCertifications> certifications_shown(const store::Snapshot& snapshot,
                                                       store::ListQuery query, Awaited which,
                                                       base::Millis now) {
    query.kind = store::certification_kind;
    const auto state = [&](Certification& it, const store::PersonRecords& records)
        -> diag::Result<std::optional<sharing::CertificationStatus>> {
        it = sharing::with_opinion(std::move(it), requests_in(records));
        const sharing::CertificationStatus is =
            sharing::status_of(it, access::state_of(records, {}, now), now);
        return which == Awaited::all || is.state == sharing::CertificationState::overdue ? std::optional(is)
                                                                                         : std::nullopt;
    };
    return shown_of<sharing::CertificationStatus>(snapshot, std::move(query),
                                                  &store::PersonRecords::certifications, now, state);
}

} // namespace renkei::ledger
