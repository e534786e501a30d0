#include "gateway/network/registry/facts.h"

#include <algorithm>

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

} // namespace

std::vector<sharing::Registration>
PersonFacts::registrations_of(const std::vector<policy::Number>& numbers) const {
    std::vector<sharing::Registration> out;
    for (const sharing::Registration& each : registrations) {
        if (std::ranges::find(numbers, each.office) != numbers.end()) {
            out.push_back(each);
        }
    }
    return out;
}

diag::Result<PersonFacts> facts_of(const store::Snapshot& snapshot, const Subject& subject, base::Millis at) {
    TRY(store::PersonRecords records, store::person_records(snapshot, subject.person, subject.insurer));
    TRY_VOID(store::check_whole(records));
    PersonFacts out{.person = state_of(records, subject.insurer, at),
                    .consents = records_in(records.consents),
                    .registrations = records_in(records.registrations)};
    if (out.person.insurer != subject.insurer) {
        TRY(records.insurer, store::insurer(snapshot, out.person.insurer));
    }
    out.insurer = records.insurer.value_or(sharing::Insurer{.number = out.person.insurer});
    return out;
}

} // namespace renkei::registry
