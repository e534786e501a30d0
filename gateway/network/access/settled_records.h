// What records say to a decision now. The clock may have been wrong when one was entered, or be wrong now,
// and those of two nodes differ. So a no that the store has taken (a refusal, a withdrawal, an end, a death)
// counts at once, whatever its own time; and a permission outranks it only if it is later both by its own
// time and by the order in which the store took the two. The result is to be decided with, never written
// back.
#pragma once

#include "gateway/network/store/persons/person_records.h"

namespace renkei::access {

std::vector<store::Kept<sharing::Consent>> settled(std::vector<store::Kept<sharing::Consent>> consents,
                                                   base::Millis now);
sharing::Registration settled(sharing::Registration registration, base::Millis now);
// A day that is still to come cannot have been entered as the day of a closing or a decision.
sharing::OpinionRequest settled(sharing::OpinionRequest request, base::Millis now);
// A move is no and yes at once: it counts, too.
sharing::PersonState settled(sharing::PersonState state, base::Millis now);

store::PersonRecords settled(store::PersonRecords records, base::Millis now);

} // namespace renkei::access
