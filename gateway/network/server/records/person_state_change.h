// What is known of a person, as a Basic: written, and changed by the insurer.
#pragma once

#include "gateway/network/server/records/record_change.h"

namespace renkei::server {

inline constexpr std::string_view basic_type = "Basic";

// Empty: the caller is no insurer.
std::string own_insurer(const Request& request);
Result<void> check_is_insurer(const Request& request);

FoundRecord written(ServerContext& gateway, const Request& request, const sharing::PersonState& state,
                    const seal::Hash& person, const policy::Identifier& named);

// What was refused, or so already, is audited as what it would have been.
AuditedResponse noted(AuditedResponse out, std::string_view act);

// POST says what is to be set, or links numbers; PUT (with an id) says all.
AuditedResponse set_state(ServerContext& gateway, const Request& request, PathParameters parts);

} // namespace renkei::server
