#include "gateway/network/auditreport/handed_out.h"

#include "gateway/core/diag/finding.h"
#include "generated/messages/ledger.h"
#include "generated/messages/records.h"
#include "generated/messages/store.h"

#include <algorithm>
#include <string_view>

namespace renkei::auditreport {
namespace {

constexpr diag::Message messages_of_the_insurer[] = {
    message::person_died,   message::insurer_other,    message::insurer_unclear,   message::record_damaged,
    message::record_unread, message::records_too_many, message::plan_maker_doubled};

// Parts of a ground (policy::Ground).
constexpr std::string_view without_places = "/part_without_places";
constexpr std::string_view of_the_insurer[] = {"/hidden", "/died", "/insurer_unclear", "/record_damaged"};
constexpr std::string_view denied = "-/denied"; // of no edition: without an insurer there is none

bool is_reason_of_the_insurer(const audit::Event& event) {
    return std::ranges::any_of(messages_of_the_insurer,
                               [&](diag::Message each) { return diag::row(each).id == event.reason; });
}

} // namespace

bool is_of_the_insurer(diag::Message message) {
    return std::ranges::find(messages_of_the_insurer, message) != std::end(messages_of_the_insurer);
}

// Why the hub denied something is left out of all denials alike: a registered office is denied some kinds of
// information for want of a consent and others for want of a relation, so each reason that stayed would say
// of the others that they were taken out.
void leave_out_what_insurers_know(audit::Event& event) {
    std::string& ground = event.ground;
    const std::size_t decided = ground.find('/');
    if (decided != std::string::npos && decided == ground.rfind('/')) { // what opens has a relation, too
        ground = denied;
    }
    if (const std::size_t at = ground.find(without_places); at != std::string::npos) {
        ground.erase(at, without_places.size());
    }
    if (is_reason_of_the_insurer(event)) {
        event.reason = diag::row(message::record_not_possible).id;
    }
}

bool says_what_insurers_know(const audit::Event& event) {
    return std::ranges::any_of(of_the_insurer,
                               [&](std::string_view each) { return event.ground.ends_with(each); }) ||
           event.ground.find(without_places) != std::string::npos || is_reason_of_the_insurer(event);
}

} // namespace renkei::auditreport
