// What the query of an event names: "Patient&identifier=…&persons=HASH,HASH&documents=ID,ID(+3)",
// or "Consent&patient=HASH&found=2".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::audit {

struct QueryText {
    std::string_view type{};                   // what was searched for; empty: documents
    std::vector<std::string_view> persons{};   // keyed hashes in hex, or their first digits
    std::vector<std::string_view> documents{}; // that were shown
    std::optional<std::uint64_t> found{};      // of what is no document: how many were shown
};

bool is_person_hash(std::string_view text); // or enough of its first digits

// Views the query. The query of a link of persons is only the hash of the other person.
QueryText read_query(std::string_view query);
// Again as a query of an event, without the other parameters.
std::string to_text(const QueryText& query);

} // namespace renkei::audit
