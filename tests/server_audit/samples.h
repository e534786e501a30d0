// Requests to each route: some that are carried out, some that are refused.
#pragma once

#include "gateway/network/server/http_names.h"
#include "gateway/network/sharing/consent.h"
#include "gateway/network/sharing/registration.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

struct Sample {
    std::string_view method;
    std::string_view pattern; // of the route
    std::string target; // {document}, {result}, {sheet}, {resource}, {delivery}, {match-page}, {consent},
                        // {registration}, {request}, {relation}, {plan-delivery}: those of the kit
    int status;
    std::string body{};
    std::string_view media_type{};
    std::string_view peer = "manager";
    Pairs headers{};
};

inline constexpr std::string_view fhir_type = "application/fhir+json";
inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";

// Of the office of "manager", about the person of the document.
sharing::Registration stored_registration();
sharing::Consent stored_consent();

std::vector<Sample> allowed();
std::vector<Sample> refused();

} // namespace renkei::server
