// What an element that changes the meaning of others answers in a document.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

#include <string_view>
#include <vector>

namespace renkei::mapping {

// The answers of an element: the value of a code or boolean, the codes of the qualifier's system in a
// CodeableConcept, the code of a backbone element's type; "" is an unknown answer. With `consumption`, only
// answers that were not consumed.
std::vector<std::string_view> codes_of(const Plan& plan, const json::Tree& tree, const Qualifier& qualifier,
                                       json::NodeId node, const Consumption* consumption);

class QualifierAnswers {
public:
    explicit QualifierAnswers(const MatchState& state) : state_(state) {}

    void begin(); // after a match
    // The Patient that the form takes for its person; no_node: the document does not say.
    json::NodeId person() const { return person_; }
    // Of an element of `object`, as far as it was not read.
    std::vector<std::string_view> of(const Qualifier& qualifier, json::NodeId element,
                                     json::NodeId object) const;

private:
    using NodeId = json::NodeId;

    NodeId find_person() const;
    std::string_view one_of(Asked asked, NodeId element, NodeId object) const; // empty: there is none
    bool is_unread(NodeId element) const;                                      // nothing of it was
    bool is_left(NodeId leaf) const { return leaf != json::no_node && !state_.consumption.is_consumed(leaf); }
    bool is_over(NodeId element) const;
    bool is_ahead(NodeId element) const;
    std::vector<std::string_view> against_range(const Qualifier& qualifier, NodeId range,
                                                NodeId result) const;
    bool is_other_day(NodeId element) const;
    std::string_view person_at(NodeId reference) const;
    bool is_of_person(NodeId identifier) const;
    std::string_view stay_at(NodeId reference) const;
    bool has_value(NodeId object) const;
    bool is_other_constant(NodeId element) const;
    bool is_other_than_needed(NodeId element) const;
    NodeId target_of(NodeId reference) const;

    const MatchState& state_;
    NodeId person_ = json::no_node;
    NodeId stay_ = json::no_node;
    std::string_view day_; // of the document: YYYY-MM-DD, or empty
};

// Are two dates or dateTimes equal as far as both are precise?
bool is_same_day(std::string_view a, std::string_view b);
// Is the first one earlier as far as both are precise?
bool is_earlier_day(std::string_view a, std::string_view b);

} // namespace renkei::mapping
