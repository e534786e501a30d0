#include "gateway/network/registry/facts.h"

#include <algorithm>
#include <iterator>

namespace renkei::registry {
namespace {

template <class Record>
std::vector<Record> records_in(const std::vector<store::Kept<Record>>& kept) {
    std::vector<Record> out;
    for (const store::Kept<Record>& each : kept) {
        out.push_back(each.record);
    }
    return out;
}

// Those that name one of the numbers.
template <class Record>
std::vector<Record> records_of(const std::vector<Record>& all, policy::Number Record::*who,
                               const std::vector<policy::Number>& numbers) {
    std::vector<Record> out;
    std::ranges::copy_if(all, std::back_inserter(out), [&](const Record& each) {
        return std::ranges::find(numbers, each.*who) != numbers.end();
    });
    return out;
}

} // namespace

std::vector<sharing::Registration>
PersonFacts::registrations_of(const std::vector<policy::Number>& numbers) const {
    return records_of(registrations, &sharing::Registration::office, numbers);
}

std::vector<sharing::OpinionRequest>
PersonFacts::opinions_of(const std::vector<policy::Number>& numbers) const {
    return records_of(opinions, &sharing::OpinionRequest::institution, numbers);
}

diag::Result<PersonFacts> facts_of(const store::Snapshot& snapshot, const Subject& subject, base::Millis at) {
    TRY(store::PersonRecords records, store::person_records(snapshot, subject.person, subject.insurer));
    TRY_VOID(store::check_whole(records));
    PersonFacts out{.person = state_of(records, subject.insurer, at),
                    .consents = records_in(records.consents),
                    .registrations = records_in(records.registrations),
                    .opinions = records_in(records.opinions),
                    .relations = records_in(records.relations)};
    if (out.person.insurer != subject.insurer) {
        TRY(records.insurer, store::insurer(snapshot, out.person.insurer));
    }
    out.insurer = records.insurer.value_or(sharing::Insurer{.number = out.person.insurer});
    return out;
}

} // namespace renkei::registry
