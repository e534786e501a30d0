// The steps of one decision, for one office of the organisation that reads and for one cell.
#pragma once

#include "gateway/network/sharing/decision.h"
#include "gateway/network/sharing/reading_request.h"

#include <optional>
#include <string_view>

namespace renkei::sharing {

// What an organisation is to the person by one of its offices. What one office has does not count for
// another.
struct Office {
    Reason registration = Reason::not_registered;
    const Registration* furthest = nullptr; // the registration that came furthest; null: none
    bool makes_plan = false;
    Reason makes_no_plan = Reason::not_related; // or why the registration that says the 届出 opens nothing
    std::string_view service_type{};            // empty: none, or two that differ
};

// Registrations of one office for one service.
bool is_same_office(const Registration& one, const Registration& other);

// One request by one office, cell by cell. The steps and their order: docs/policy.md.
class Decider {
public:
    // `registration`: one of the office's; null: it has none.
    Decider(const Matrix& matrix, const ReadingRequest& request, const Registration* registration);

    bool is(ReaderClass reader_class) const { return reader_.reader_class == reader_class; }
    bool is_provider() const { return is(ReaderClass::office) || is(ReaderClass::medical); }
    bool may_precede_start() const { return kind_.may_precede_start && settings_.plans_before_start; }
    // Has the hub's function begun? Its day, where the insurer names one.
    std::optional<time::Date> function_start() const;
    bool has_column() const;
    bool is_planner() const {
        return reader_.planner_column && office_.makes_plan && request_.job == reader_.planner_job;
    }

    Reason by_direct_exchange(const Cell& cell) const;
    Reason by_hub(const Cell& cell) const;
    // The parts of an answer by themselves, for an explanation.
    Reason right(const Cell& cell) const;
    Reason relation(Relation relation) const;
    // Nothing: the condition is not asked of this cell here. Otherwise `allowed`, or why it is not met.
    std::optional<Reason> state_of(const Cell& cell, Condition condition) const;
    std::optional<Reason> emergency_consent(const Cell& cell) const; // as the decision has it
    Masked masked() const {
        return {.places = request_.person.hidden != Hidden::none && !is_insurer_,
                .names = is(ReaderClass::board) && settings_.board_without_names,
                .not_for_family = is(ReaderClass::proxy)};
    }

private:
    bool is_asked(const Cell& cell, Condition condition) const;
    bool asks_consent(const Cell& cell, Purpose purpose) const;
    Reason self() const;
    Reason registration(Condition condition) const;
    Reason opinion_request() const;
    Reason board_case() const;
    Reason delivery() const;
    Reason service_type() const;
    Reason job() const;
    Reason purpose() const;
    Reason consent(Purpose purpose) const;
    Reason hidden(const Cell& cell) const;
    Purpose stated_purpose() const;
    bool has_open_request() const;
    bool is_dead() const { return request_.person.died && *request_.person.died <= request_.at; }

    const ReadingRequest& request_;
    const Kind& kind_;
    const Actor& reader_;
    const InsurerSettings& settings_;
    Office office_;
    bool is_insurer_; // of this person
};

} // namespace renkei::sharing
