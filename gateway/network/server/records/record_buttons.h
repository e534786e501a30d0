// What may be done on the page of a person's records, and records of kinds that have no table of their own.
#pragma once

#include "gateway/network/pages/records_page.h"
#include "gateway/network/server/records/person_rights.h"
#include "gateway/network/server/records/record_change.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

inline constexpr std::string_view insurer_field = "insurer";
inline constexpr std::string_view person_field = "person";

// The person of the page, as it was asked for.
struct PersonOfPage {
    std::string insurer{};
    std::string number{};
};

// Of one record: buttons of the acts that change it, as far as the caller may and its state lets. `about`:
// for those who hear them.
std::string buttons_of_record(ServerContext& gateway, const Request& request, const PersonOfPage& person,
                              const RecordForm& record, std::string_view about);
template <class Record>
std::string buttons_of_record(ServerContext& gateway, const Request& request, const PersonOfPage& person,
                              std::string_view kind, const Record& record, std::string_view about) {
    RecordForm& form = RecordForm::of(forms_of(gateway), kind);
    form.put(record);
    return buttons_of_record(gateway, request, person, form, about);
}
// Of acts that enter a new record, or set what is known of the person.
std::string buttons_of_person(ServerContext& gateway, const Request& request, const PersonOfPage& person);
// Of acts that are about no person: an insurer's settings.
std::string buttons_of_caller(ServerContext& gateway, const Request& request);

// What else is kept of the person that the caller may see and change: each record by its items.
diag::Result<std::vector<pages::ShownRecord>>
other_records(ServerContext& gateway, const Request& request, const store::Snapshot& snapshot,
              const PersonOfPage& person, const ledger::Subject& subject, const SeenRecords& seen);

} // namespace renkei::server
