// What may be done on the page of a person's records, and records of kinds that have no table of their own.
#pragma once

#include "gateway/network/pages/records_page.h"
#include "gateway/network/server/records/person_rights.h"

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

// Of one record: buttons of the acts that change it, as far as the caller may. `about`: for those who hear
// them; `without`: an act that is not possible on it.
std::string buttons_of_record(const Request& request, const PersonOfPage& person, std::string_view kind,
                              std::string_view id, std::string_view about, std::string_view without = {});
// Of acts that enter a new record, or set what is known of the person.
std::string buttons_of_person(ServerContext& gateway, const Request& request, const PersonOfPage& person);
// Of acts that are about no person: an insurer's settings.
std::string buttons_of_caller(const Request& request);

// What else is kept of the person that the caller may see and change: each record by its items.
diag::Result<std::vector<pages::ShownRecord>>
other_records(ServerContext& gateway, const Request& request, const store::Snapshot& snapshot,
              const PersonOfPage& person, const ledger::Subject& subject, const SeenRecords& seen);

} // namespace renkei::server
