// What the store knows of a person for decisions about them.
#pragma once

#include "gateway/network/store/persons/person_records.h"

#include <map>
#include <string_view>
#include <vector>

namespace renkei::access {

// By store::plan_hash(). What was done with a plan that is not there: nothing.
using PlanStates = std::map<seal::Hash, sharing::PlanState>;

struct PersonFacts {
    std::vector<seal::Hash> numbers{}; // that are linked, the one that was asked for included
    sharing::PersonState person{};
    sharing::Insurer insurer{}; // the person's present one; one that was not entered has not started
    sharing::Insurer
        stand_in{}; // of a person of whom nothing is kept: another one, to be decided with in vain
    std::vector<sharing::Insurer> insurers{}; // that gave the linked numbers, as far as they were entered
    std::vector<sharing::Consent> consents{};
    std::vector<sharing::Registration> registrations{}; // of all offices
    std::vector<sharing::OpinionRequest> opinions{};    // asked of all institutions
    std::vector<sharing::Certification> certifications{};
    std::vector<sharing::StatedRelation> relations{}; // of all organisations
    PlanStates plans{};
    // Of the offices with one of these numbers.
    std::vector<sharing::Registration> registrations_of(const std::vector<policy::Number>& offices) const;
    std::vector<sharing::OpinionRequest> opinions_of(const std::vector<policy::Number>& institutions) const;
};

// Of a record that is damaged, or that a newer program wrote.
bool is_unreadable(const diag::Error& error);

// As they hold at the instant `at`, by what is known now (settled_records.h). `insurer`: what the number of
// this hash says, if it is known; else what is kept beside documents and records. One statement, but for a
// person who moved to an insurer that none of the linked numbers names: then a second one. An error if a
// record could not be read.
diag::Result<PersonFacts> facts_of(const store::Snapshot& snapshot, const seal::Hash& person,
                                   std::string_view insurer, base::Millis at, base::Millis now);
// The same, now, for a reader with these numbers, without consents and certifications, which the next
// functions read as they read what was done with plans, and without registrations of others: what does not
// bear on the answer takes no time, so that time does not say that it is kept. Of those records an error is
// not found here. `stand_in` is there.
diag::Result<PersonFacts> facts_for(const store::Snapshot& snapshot, const seal::Hash& person,
                                    const std::vector<policy::Number>& numbers, base::Millis now);
diag::Result<std::vector<sharing::Consent>> consents_of(const store::Snapshot& snapshot,
                                                        const seal::Hash& person, base::Millis now);
diag::Result<std::vector<sharing::Certification>> certifications_of(const store::Snapshot& snapshot,
                                                                    const seal::Hash& person);

diag::Result<PlanStates> plans_of(const store::Snapshot& snapshot, const seal::Hash& person);

// The one insurer that gave the linked numbers; empty: several did, and only a move says which. If nothing is
// kept of the person, `named`: what the number says by which the person was asked for.
std::string_view insurer_of(const store::PersonRecords& records, std::string_view named = {});

// What holds for the person now, of all numbers that are linked: died at the earliest, hidden as
// strictly as any says; the rest as after the last move until then. No insurer: linked numbers say different
// ones and no move; then nothing opens. Of a person without a state, or before every move: `insurer`.
sharing::PersonState state_of(const store::PersonRecords& records, std::string_view insurer,
                              base::Millis now);

} // namespace renkei::access
