// The answers to one field of an eligibility check: what they say together, whose word counts.
#pragma once

#include "gateway/network/mhd/eligibility/eligibility.h"

#include <optional>
#include <set>

namespace renkei::mhd {

class EligibilityAnswers {
public:
    static constexpr std::size_t most_answers = 500; // documents of a card have a few

    explicit EligibilityAnswers(const EligibilityRow& row);

    const std::string& id() const { return field_.id; }
    // False: it has most_answers.
    bool add(EligibilityValue value);
    // `asking`: the sources that ask all fields, newest first.
    EligibilityField finish(const std::vector<std::size_t>& asking);

private:
    void drop_undated_repeats();
    void end_earlier();
    bool is_any(Holds holds) const;
    std::optional<std::size_t> newest_sure() const;
    bool counts_in(const EligibilityValue& answer, std::size_t source, std::optional<std::size_t> sure) const;
    std::set<std::string> keys_of(std::size_t source, std::optional<std::size_t> sure) const;
    bool contradict() const;
    EligibilityState state(const std::vector<std::size_t>& asking) const;
    bool is_silent_in_newer(const std::vector<std::size_t>& asking) const;
    void merge();

    EligibilityField field_;
    Counts counts_;
    std::vector<EligibilityValue> answers_;
};

} // namespace renkei::mhd
