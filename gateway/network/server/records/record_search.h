// What searches of records over FHIR have in common: the person who is asked for, the Bundle of the answer.
#pragma once

#include "gateway/network/server/records/person_rights.h"
#include "gateway/network/server/route.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace renkei::server {

inline constexpr std::string_view patient_parameter = "patient.identifier";
inline constexpr std::string_view tag_parameter = "_tag";

// By the tag, of types of which documents bring resources, too.
bool asks_for_records(const Request& request);
QueryParameters record_search_parameters(ServerContext& gateway);

// The person whom the body names, of a search with these parameters. A person stands in no URL.
struct AskedPerson {
    policy::Identifier identifier{};
    ledger::Subject subject{};
};
diag::Result<AskedPerson> asked_person(ServerContext& gateway, const Request& request, std::string_view type,
                                       QueryParameters (*known)(ServerContext&));

struct FoundRecord {
    std::string id{};
    std::string resource{};
    std::string version{}; // without W/ and quotes
};
// `used`: by the search; `total`: nothing where other pages may have more; `next`: address of the next one.
std::string searchset(const Request& request, std::string_view type, std::span<const FoundRecord> found,
                      std::optional<std::size_t> total, const Pairs& used, const std::string& next = {});

AuditedResponse search_response(ServerContext& gateway, const Request& request,
                                diag::Result<std::string> found, AuditSubject subject);

// What of the parameters was used, for links: a page may be smaller than was asked for, and a person stands
// in no URL, not by the keyed hash either, which would tell two numbers of one person.
Pairs used_parameters(const Request& request, std::string_view count = {});

} // namespace renkei::server
