// What the store knows for one decision about a person.
#pragma once

#include "gateway/network/registry/subject.h"

#include <vector>

namespace renkei::registry {

struct PersonFacts {
    sharing::PersonState person{};
    sharing::Insurer insurer{}; // the person's present one; one that was not entered has not started
    std::vector<sharing::Consent> consents{};
    std::vector<sharing::Registration> registrations{}; // of all offices
    std::vector<sharing::OpinionRequest> opinions{};    // asked of all institutions
    std::vector<sharing::StatedRelation> relations{};   // of all organisations
    // Of the offices with one of these numbers.
    std::vector<sharing::Registration> registrations_of(const std::vector<policy::Number>& numbers) const;
    std::vector<sharing::OpinionRequest> opinions_of(const std::vector<policy::Number>& numbers) const;
};

// As they hold at this instant. One statement, but for a person who moved since the number was given: then a
// second one has the insurer. An error if a record could not be read.
diag::Result<PersonFacts> facts_of(const store::Snapshot& snapshot, const Subject& subject, base::Millis at);

} // namespace renkei::registry
