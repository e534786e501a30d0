// What records say at an instant: does a registration hold, is a consent in force? Pure functions.
#pragma once

#include "gateway/network/sharing/decision.h"
#include "gateway/network/sharing/reading_request.h"
#include "gateway/network/sharing/stated_relation.h"

#include <optional>
#include <span>
#include <string_view>

namespace renkei::sharing {

// `allowed`, or why it opens nothing: not_registered, registration_ended, registration_expired,
// identity_not_checked, view_deadline_passed, registration_lapsed; the first of them.
Reason registration_state(const Registration& registration, const Insurer& insurer, base::Millis at);
// The same of one condition by itself: registered, identity, view_until or claims.
Reason registration_state(const Registration& registration, const Insurer& insurer, base::Millis at,
                          Condition condition);

// The office's 届出 stands. It ends with the registration that says it, and not by a move.
bool makes_plan(const Registration& registration, base::Millis at);

bool is_open(const OpinionRequest& request, base::Millis at);
// Of one about a living person.
OpinionState opinion_state(const OpinionRequest& request, const time::Date& day);
bool is_awaited(OpinionState state); // the opinion has not come, and is still needed
// Of the opinion that came last until then; false: none came.
bool doctor_agrees(std::span<const OpinionRequest> requests, base::Millis at);
// Of the certification that was decided last until then; false: none was.
bool result_is_delivered(std::span<const OpinionRequest> requests, base::Millis at);

// What the insurer said that an organisation with these numbers is to its person.
bool is_related(std::span<const StatedRelation> relations, RelationKind kind,
                std::span<const policy::Number> numbers, const Insurer& insurer, base::Millis at);
// The case that is open; otherwise one that was or will be; nothing: none.
std::optional<BoardCase> board_case_of(std::span<const StatedRelation> relations,
                                       std::span<const policy::Number> numbers, const Insurer& insurer,
                                       base::Millis at);

// What is asked of the consents of a person.
struct ConsentQuestion {
    base::Millis at;
    const Insurer& insurer; // the person's
    std::string_view kind;
    std::span<const policy::Number> receiver; // numbers of the organisation that reads
    Purpose purpose;
};
// `allowed`, or why they permit nothing: one of consent_…. The newest decides; a withdrawal ends all that
// were given before it. A refusal or withdrawal at the beginning of a day is known by its day alone, and
// counts as the last of that day.
Reason consent_state(std::span<const Consent> consents, const ConsentQuestion& question);
// Is this one of them the newest (or of the same instant)?
bool decides(const Consent& consent, std::span<const Consent> consents, const ConsentQuestion& question);

// Who acts on this ground may do so by the insurer's choice.
bool may_act(Agent ground, const InsurerSettings& settings);

bool is_live(const Insurer& insurer, const time::Date& day);

} // namespace renkei::sharing
