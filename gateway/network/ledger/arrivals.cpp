#include "gateway/network/ledger/arrivals.h"

#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/opinions.h"
#include "generated/messages/ledger.h"
#include "generated/messages/policy.h"

#include <fmt/format.h>

namespace renkei::ledger {
namespace {

using sharing::OpinionRequest;

bool is_waiting(const OpinionRequest& it) { return !it.received && !it.closed && !it.decided; }

// The request that it answers: the newest of this sender that waits. Else the newest one there is.
const store::Kept<OpinionRequest>* request_for(const store::PersonRecords& records,
                                               const policy::Number& sender) {
    const store::Kept<OpinionRequest>* out = nullptr;
    for (const auto& kept : records.opinions) {
        if (kept.record.institution == sender &&
            (out == nullptr || is_waiting(kept.record) || !is_waiting(out->record))) {
            out = &kept;
        }
    }
    return out;
}

// By the birth dates that both say.
bool is_of_another(const OpinionRequest& request, std::string_view birth) {
    const std::optional<time::Date> said = time::parse_date(birth);
    return said && request.subject && request.subject->birth && *request.subject->birth != *said;
}

diag::Result<void> note(store::Transaction& transaction, const store::Kept<OpinionRequest>& before,
                        const std::optional<sharing::OpinionReceived>& received, base::Millis now,
                        const policy::Caller& caller) {
    store::Kept<OpinionRequest> after = before;
    after.record.received = received;
    TRY_VOID(store::put(transaction, after));
    const auto day = [](const auto& it) { return it ? it->day.text() : std::string(); };
    return transaction.audit(event_about(
        after.person, now, audit::Action::update, std::string(opinion_receive.interaction),
        fmt::format("request={}&institution={}&changed=received:{}>{}", after.record.id,
                    policy::to_text(after.record.institution), day(before.record.received), day(received)),
        caller));
}

// The request that the document answered waits again, until the certification is decided: it was withdrawn,
// or its newest version is about somebody else. True: it still answers one.
diag::Result<bool> still_answers(store::Transaction& transaction, const documents::Arrival& document,
                                 const policy::Caller& caller, base::Millis now) {
    const auto each_answered = [&](const store::Hash& person, const auto& see) -> diag::Result<void> {
        TRY(const store::PersonRecords records, store::person_records(transaction, person, {}));
        for (const store::Kept<OpinionRequest>& each : records.opinions) {
            if (each.record.received && each.record.received->document == document.document) {
                TRY_VOID(see(each));
            }
        }
        return {};
    };
    std::set<std::string> still;
    for (const store::Hash& person : document.persons) {
        if (document.outcome != documents::DocumentOutcome::withdrawn) {
            TRY_VOID(each_answered(person, [&](const auto& it) -> diag::Result<void> {
                still.insert(it.record.id);
                return {};
            }));
        }
    }
    TRY(const std::vector<store::NamedPerson> named,
        transaction.named_persons(document.document)); // by any version
    for (const store::NamedPerson& each : named) {
        TRY_VOID(each_answered(each.person, [&](const auto& it) -> diag::Result<void> {
            const bool is_over = it.record.decided || it.record.closed || still.contains(it.record.id);
            return is_over ? diag::Result<void>() : note(transaction, it, std::nullopt, now, caller);
        }));
    }
    return !still.empty();
}

// A record that asks the sender for it about this person, and counts now. One that does not open asks
// nothing.
diag::Result<bool> is_asked(store::Transaction& transaction, const documents::Arrival& arrival,
                            const store::InsuredPerson& named, base::Millis now) {
    TRY(const store::PersonRecords records, store::person_records(transaction, named.person, named.insurer));
    const std::string insurer =
        access::state_of(records, access::insurer_of(records, named.insurer), now).insurer;
    if (arrival.answers == store::opinion_kind) {
        return std::ranges::any_of(records.opinions, [&](const auto& kept) {
            const OpinionRequest& it = kept.record;
            return it.institution == arrival.sender && !it.service_type.empty() && it.insurer == insurer &&
                   sharing::is_open(it, now);
        });
    }
    const auto kind = sharing::find_word<sharing::RelationKind>(arrival.answers);
    return kind && std::ranges::any_of(records.relations, [&](const auto& kept) {
               return sharing::is_related(std::span(&kept.record, 1), *kind, std::span(&arrival.sender, 1),
                                          {.number = insurer}, now);
           });
}

// About whomever a document is: of one person it was asked for, and of another one not, is not asked for.
diag::Result<void> check_asked(store::Transaction& transaction, const documents::Arrival& arrival,
                               base::Millis now) {
    bool out = !arrival.insured.empty();
    for (const store::InsuredPerson& each : arrival.insured) {
        TRY(const bool is_of_it, is_asked(transaction, arrival, each, now));
        out = out && is_of_it;
    }
    return out ? diag::Result<void>() : diag::fail(message::not_asked_for, {});
}

} // namespace

diag::Result<void> note_arrival(store::Transaction& transaction, const documents::Arrival& arrival,
                                const policy::Caller& caller, base::Millis now, diag::Report& report) {
    const bool is_withdrawn = arrival.outcome == documents::DocumentOutcome::withdrawn;
    const bool is_first = arrival.outcome == documents::DocumentOutcome::created;
    const bool is_noted = arrival.answers == store::opinion_kind && !arrival.persons.empty();
    if (!is_withdrawn && !is_noted && !arrival.must_be_asked) {
        return {};
    }
    TRY_VOID(store::lock_records(transaction));
    if (!is_withdrawn && arrival.must_be_asked) {
        TRY_VOID(check_asked(transaction, arrival, now));
    }
    TRY(const bool is_answered,
        is_first ? diag::Result<bool>(false) : still_answers(transaction, arrival, caller, now));
    if (is_withdrawn || !is_noted || is_answered) {
        return {};
    }
    std::optional<store::Kept<OpinionRequest>> found;
    bool is_unread = false;
    for (const store::Hash& person : arrival.persons) { // each of its numbers
        TRY(const store::PersonRecords records, store::person_records(transaction, person, {}));
        const store::Kept<OpinionRequest>* const of_it = request_for(records, arrival.sender);
        if (of_it != nullptr && (!found || !is_waiting(found->record))) {
            found = *of_it;
        }
        is_unread = is_unread || std::ranges::any_of(records.unread, [](const store::UnreadRecord& each) {
                        return each.kind == store::opinion_kind;
                    });
    }
    if (!is_first && (!found || !is_waiting(found->record))) { // a correction of what answers nothing
        return {};
    }
    if (is_unread && (!found || !is_waiting(found->record))) {
        report.add(message::opinion_unread, {});
        return {};
    }
    if (!found) {
        report.add(message::opinion_not_asked, {});
        return {};
    }
    const OpinionRequest& before = found->record;
    if (before.received) {
        report.add(message::opinion_came_before, {}, {before.received->day.text()});
        return {};
    }
    if (before.closed || before.decided) {
        report.add(message::opinion_too_late, {},
                   {before.closed.value_or(before.decided.value_or(before.sent)).text()});
        return {};
    }
    if (const auto written = time::parse_instant_or_day(arrival.date);
        written && time::day_in_japan(*written) < before.sent) {
        report.add(message::opinion_older, {}, {time::day_in_japan(*written).text(), before.sent.text()});
        return {};
    }
    if (is_of_another(before, arrival.birth)) {
        report.add(message::opinion_of_other_birth, {});
        return {};
    }
    const time::Date today = time::day_in_japan(now);
    if (before.due && *before.due < today) {
        report.add(message::opinion_late, {}, {before.due->text()});
    }
    return note(transaction, *found,
                sharing::OpinionReceived{.day = std::max(today, before.sent),
                                         .way = arrival.is_fhir ? sharing::OpinionWay::fhir
                                                                : sharing::OpinionWay::file,
                                         .document = std::string(arrival.document)},
                now, caller);
}

} // namespace renkei::ledger
