#include "gateway/network/registry/certifications.h"

#include "gateway/network/registry/changes.h"
#include "gateway/network/registry/organisation_records.h"
#include "gateway/network/store/uuid7.h"
#include "generated/messages/certification.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace renkei::registry {
namespace {

namespace message = diag::message;

using sharing::Certification;
using sharing::CertificationStep;
using KeptCertification = store::Kept<Certification>;

std::vector<sharing::OpinionRequest> requests_in(const store::PersonRecords& records) {
    std::vector<sharing::OpinionRequest> out;
    std::ranges::transform(records.opinions, std::back_inserter(out),
                           [](const auto& kept) { return kept.record; });
    return out;
}

diag::Result<void> check_step(const Certification& application, CertificationStep step, base::Millis now) {
    const std::string_view name = sharing::word_of(step);
    const time::Date day = *application.day_of(step);
    if (!sharing::has_step(application.kind, step)) {
        return diag::fail(message::certification_step_foreign, {},
                          {std::string(name), std::string(sharing::word_of(application.kind))});
    }
    TRY_VOID(check_day(name, day, application.applied(), now));
    for (const CertificationStep before : sharing::steps_before(application.kind, step)) {
        const std::optional<time::Date>& earlier = application.day_of(before);
        const std::string named(sharing::word_of(before));
        if (!earlier) {
            return diag::fail(message::certification_step_missing, {},
                              {std::string(name), named, application.id, named});
        }
        if (day < *earlier) {
            return diag::fail(message::certification_order, {},
                              {std::string(name), day.text(), named, earlier->text()});
        }
    }
    return {};
}

diag::Result<void> check_delay(const Certification& application, base::Millis now) {
    const sharing::DelayNotice& delay = *application.delay;
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
            return diag::fail(message::certification_order, {},
                              {std::string(name), day.text(),
                               std::string(sharing::words<CertificationStep>[i]),
                               application.days[i]->text()});
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
    return application.delay ? check_delay(application, now) : diag::Result<void>();
}

diag::Result<void> check_only_open(const store::PersonRecords& records, const Certification& application) {
    for (const auto& [person, other, order] : records.certifications) {
        if (other.is_open() && other.insurer == application.insurer) {
            return diag::fail(message::certification_doubled, {}, {other.id, other.applied().text()});
        }
    }
    return {};
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

bool only_closes(const CertificationChange& change) {
    return std::holds_alternative<Withdrawal>(change) || std::holds_alternative<Rejection>(change);
}

diag::Result<Certification> applied_to(Certification application, const CertificationChange& change,
                                       const store::PersonRecords& records) {
    // a rejection can be corrected, and withdrawn as a mistake
    if (application.withdrawn || (application.rejected && !only_closes(change))) {
        return diag::fail(message::certification_ended_before, {},
                          {application.id, application.ended()->text()});
    }
    if (const auto* const done = std::get_if<StepDone>(&change)) {
        if (done->step == CertificationStep::doctor_opinion) {
            TRY_VOID(check_stated_opinion(records, application));
        }
        application.day_of(done->step) = done->day;
    } else if (const auto* const delay = std::get_if<sharing::DelayNotice>(&change)) {
        if (!application.is_open()) {
            return diag::fail(message::certification_delay_late, {}, {application.id});
        }
        application.delay = *delay;
    } else if (const auto* const rejection = std::get_if<Rejection>(&change)) {
        application.rejected = rejection->day;
    } else {
        application.withdrawn = std::get<Withdrawal>(change).day;
    }
    return application;
}

std::string_view interaction_of(const CertificationChange& change) {
    constexpr std::string_view names[] = {"certification-step", "certification-delay",
                                          "certification-withdraw", "certification-reject"};
    return names[change.index()];
}

std::string changes_between(const Certification& before, const Certification& after) {
    const auto until = [](const Certification& it) {
        return it.delay ? std::optional(it.delay->until) : std::nullopt;
    };
    const auto noticed = [](const Certification& it) {
        return it.delay ? std::optional(it.delay->day) : std::nullopt;
    };
    Changes out;
    for (std::size_t i = 0; i < after.days.size(); ++i) {
        out.note(sharing::words<CertificationStep>[i], before.days[i], after.days[i]);
    }
    out.note("delay", noticed(before), noticed(after));
    out.note("until", until(before), until(after));
    out.note("withdrawn", before.withdrawn, after.withdrawn);
    out.note("rejected", before.rejected, after.rejected);
    return out.text();
}

RecordEvent event_of(audit::Action action, std::string_view interaction, const Certification& application,
                     std::string_view changed = {}) {
    return {action, std::string(interaction),
            fmt::format("certification={}{}{}", application.id, changed.empty() ? "" : "&changed=", changed)};
}

} // namespace

diag::Result<Certification> start_certification(store::Store& store, const Subject& subject,
                                                Certification application, PeerChange* peer) {
    const base::Millis now = store.clock().now();
    application.id = store::new_uuid7(now);
    application.insurer = subject.insurer;
    TRY_VOID(check_certification(application, now));
    TRY_VOID(write_change(store, peer, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const store::PersonRecords records,
            store::person_records(transaction, subject.person, subject.insurer));
        TRY(const ChangeStep step, check_change(peer, transaction, records));
        if (step == ChangeStep::leave) {
            return {};
        }
        TRY_VOID(check_addable(records, subject.insurer, now));
        TRY_VOID(check_only_open(records, application));
        TRY_VOID(store::put_insured(transaction, subject.person, subject.insurer));
        TRY_VOID(store::put(transaction, KeptCertification{subject.person, application}));
        return audit_record(transaction, subject.person, {}, now,
                            event_of(audit::Action::create, "certification-start", application),
                            caller_of(peer));
    }));
    return application;
}

diag::Result<Certification> change_certification(store::Store& store, const seal::Hash& person,
                                                 std::string_view id, const CertificationChange& change) {
    const base::Millis now = store.clock().now();
    Certification out;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const store::PersonRecords records, store::person_records(transaction, person, {}));
        if (!only_closes(change)) { // which is possible beside a damaged record
            TRY_VOID(store::check_whole(records));
        }
        TRY(const KeptCertification kept,
            find_kept(records.certifications, id, message::certification_unknown));
        TRY(const Certification changed, applied_to(kept.record, change, records));
        out = sharing::with_opinion(changed, requests_in(records));
        TRY_VOID(check_certification(out, now));
        if (changed == kept.record) {
            return {};
        }
        TRY_VOID(store::put(transaction, KeptCertification{kept.person, changed}));
        return audit_record(transaction, kept.person, {}, now,
                            event_of(audit::Action::update, interaction_of(change), changed,
                                     changes_between(kept.record, changed)));
    }));
    return out;
}

ShownCertifications certifications_shown(store::PersonRecords records, base::Millis now) {
    ShownCertifications out{.records = std::move(records)};
    const sharing::PersonState person = access::state_of(out.records, {}, now);
    const std::vector<sharing::OpinionRequest> requests = requests_in(out.records);
    for (auto& [hash, application, order] : out.records.certifications) {
        application = sharing::with_opinion(std::move(application), requests);
        out.statuses.push_back(sharing::status_of(application, person, now));
    }
    return out;
}

diag::Result<ShownCertifications> certifications_shown(const store::Snapshot& snapshot,
                                                       store::ListQuery query, Pending which,
                                                       base::Millis now) {
    query.kind = store::certification_kind;
    ShownCertifications out;
    const auto show = [&](const KeptCertification& kept,
                          const store::PersonRecords& records) -> diag::Result<bool> {
        const Certification application = sharing::with_opinion(kept.record, requests_in(records));
        const sharing::CertificationStatus status =
            sharing::status_of(application, access::state_of(records, {}, now), now);
        if (which == Pending::overdue && status.state != sharing::CertificationState::overdue) {
            return false;
        }
        out.records.certifications.push_back({kept.person, application});
        out.statuses.push_back(status);
        return true;
    };
    TRY_VOID(each_listed(snapshot, std::move(query), &store::PersonRecords::certifications,
                         out.records.unread, show));
    return out;
}

std::vector<sharing::OpinionRequest> opinions_undecided(const store::PersonRecords& records,
                                                        const Certification& application) {
    std::vector<sharing::OpinionRequest> out = requests_in(records);
    std::erase_if(out, [&](const sharing::OpinionRequest& each) {
        return each.decided || each.closed || !sharing::belongs_to(each, application);
    });
    return out;
}

} // namespace renkei::registry
