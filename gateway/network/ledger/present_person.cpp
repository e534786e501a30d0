#include "gateway/network/ledger/present_person.h"

#include "gateway/network/access/person_facts.h"
#include "gateway/network/access/settled_records.h"
#include "gateway/network/sharing/facts.h"

#include <optional>

namespace renkei::ledger {

diag::Result<PresentPerson> present_person(const store::Snapshot& snapshot,
                                           const store::PersonRecords& records, std::string_view named,
                                           base::Millis at) {
    PresentPerson out{.state = access::state_of(records, access::insurer_of(records, named), at), .at = at};
    std::optional<sharing::Insurer> known = records.insurer(out.state.insurer);
    if (!known && !out.state.insurer.empty()) {
        TRY(known, store::insurer(snapshot, out.state.insurer));
    }
    out.insurer = known.value_or(sharing::Insurer{.number = out.state.insurer});
    return out;
}

sharing::Reason state_of(const sharing::Registration& registration, const PresentPerson& person) {
    const sharing::Reason state =
        sharing::registration_state(access::settled(registration, person.at), person.insurer, person.at);
    const bool is_dead = person.state.died && *person.state.died <= person.at;
    return state == sharing::Reason::allowed && is_dead ? sharing::Reason::died : state;
}

} // namespace renkei::ledger
