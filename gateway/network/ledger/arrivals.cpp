#include "gateway/network/ledger/arrivals.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/opinions.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

namespace renkei::ledger {
namespace {

using sharing::OpinionRequest;

// The request that it answers: the newest of this sender that waits. Else the newest one there is.
const store::Kept<OpinionRequest>* request_for(const store::PersonRecords& records,
                                               const policy::Number& sender) {
    const store::Kept<OpinionRequest>* newest = nullptr;
    const store::Kept<OpinionRequest>* waiting = nullptr;
    for (const auto& kept : records.opinions) {
        if (kept.record.institution == sender) {
            newest = &kept;
            waiting = kept.record.received || kept.record.closed || kept.record.decided ? waiting : &kept;
        }
    }
    return waiting != nullptr ? waiting : newest;
}

} // namespace

diag::Result<void> note_arrival(store::Transaction& transaction, const documents::Arrival& arrival,
                                const policy::Caller& caller, base::Millis now, diag::Report& report) {
    if (arrival.answers != store::opinion_kind || arrival.persons.empty()) {
        return {};
    }
    TRY_VOID(store::lock_records(transaction));
    store::PersonRecords records;
    const store::Kept<OpinionRequest>* found = nullptr;
    for (std::size_t i = 0; i < arrival.persons.size() && found == nullptr; ++i) {
        TRY(records, store::person_records(transaction, arrival.persons[i], {}));
        found = request_for(records, arrival.sender);
    }
    if (found == nullptr) {
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
    const time::Date today = time::day_in_japan(now);
    if (before.due && *before.due < today) {
        report.add(message::opinion_late, {}, {before.due->text()});
    }
    store::Kept<OpinionRequest> after = *found;
    after.record.received = sharing::OpinionReceived{.day = std::max(today, before.sent),
                                                     .way = arrival.is_fhir ? sharing::OpinionWay::fhir
                                                                            : sharing::OpinionWay::file};
    TRY_VOID(store::put(transaction, after));
    return transaction.audit(
        event_about(after.person, now, audit::Action::update, std::string(opinion_receive.interaction),
                    fmt::format("request={}&institution={}&changed=received:>{}", before.id,
                                policy::to_text(before.institution), after.record.received->day.text()),
                    caller));
}

} // namespace renkei::ledger
