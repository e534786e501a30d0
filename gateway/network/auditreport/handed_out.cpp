#include "gateway/network/auditreport/handed_out.h"

#include "gateway/core/diag/finding.h"
#include "generated/messages/records.h"
#include "generated/messages/registry.h"

#include <algorithm>
#include <string_view>

namespace renkei::auditreport {
namespace {

namespace message = diag::message;

// Parts of a ground (policy::Ground).
constexpr std::string_view without_places = "/part_without_places";
constexpr std::string_view closing[] = {"/hidden", "/died"};
constexpr std::string_view not_registered = "/not_registered";

constexpr diag::Message known_to_insurers[] = {message::person_died, message::insurer_other,
                                               message::insurer_unclear};

} // namespace

void leave_out_what_insurers_know(audit::Event& event) {
    std::string& ground = event.ground;
    for (const std::string_view each : closing) {
        if (ground.ends_with(each)) {
            ground.replace(ground.size() - each.size(), each.size(), not_registered);
        }
    }
    if (const std::size_t at = ground.find(without_places); at != std::string::npos) {
        ground.erase(at, without_places.size());
    }
    const auto is_reason = [&](diag::Message each) { return diag::row(each).id == event.reason; };
    if (std::ranges::any_of(known_to_insurers, is_reason)) {
        event.reason = diag::row(message::record_not_possible).id;
    }
}

bool says_what_insurers_know(const audit::Event& event) {
    audit::Event rest = event;
    leave_out_what_insurers_know(rest);
    return rest.ground != event.ground || rest.reason != event.reason;
}

} // namespace renkei::auditreport
