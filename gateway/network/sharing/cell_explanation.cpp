#include "gateway/network/sharing/cell_explanation.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/decider.h"
#include "gateway/network/sharing/facts.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::sharing {
namespace {

std::string remedy_for(Reason reason, Relation relation, diag::Language language) {
    return reason == Reason::not_related ? diag::words_for("relation-remedy", word_of(relation), language)
                                         : diag::words_for("remedy", word_of(reason), language);
}

// With the jobs that read this kind of information.
std::string remedy_for(Reason reason, const Cell& cell, const Kind& kind, diag::Language language) {
    const std::string out = remedy_for(reason, cell.relation, language);
    return reason != Reason::job || kind.jobs.empty()
               ? out
               : fmt::format("{}: {}", out, fmt::join(kind.jobs, ", "));
}

void add_once(std::vector<std::string>& list, std::string text) {
    if (std::ranges::find(list, text) == list.end()) {
        list.push_back(std::move(text));
    }
}

// Of the decision's cell, in the order of the steps: its right alone, or its relation and conditions.
std::vector<Reason> missing(const Decider& decider, const Cell& cell,
                            const std::vector<ConditionState>& states) {
    if (const Reason right = decider.right(cell); right != Reason::allowed) {
        return {right};
    }
    std::vector<Reason> out{decider.relation(cell.relation)};
    for (const ConditionState& each : states) {
        out.push_back(each.state.value_or(Reason::allowed));
    }
    std::erase(out, Reason::allowed);
    std::ranges::sort(out);
    return out;
}

std::optional<RegistrationPast> past_of(const Registration& registration, Reason reason) {
    switch (reason) {
    case Reason::registration_ended:
        return RegistrationPast{.day = time::day_in_japan(registration.ended->at),
                                .word = word_of(registration.ended->why)};
    case Reason::registration_expired: return RegistrationPast{.day = *registration.until, .word = "expired"};
    case Reason::view_deadline_passed:
        return RegistrationPast{.day = *registration.view_until, .word = "view_deadline"};
    default: return std::nullopt;
    }
}

} // namespace

std::vector<ConditionState> condition_states(const Matrix& matrix, const ReadingRequest& request,
                                             const Decision& decision) {
    const Decider decider(matrix, request, decision.registration);
    const Cell& cell = *decision.cell;
    std::vector<ConditionState> out;
    for (std::size_t i = 0; i < words<Condition>.size(); ++i) {
        const auto condition = static_cast<Condition>(i);
        const std::optional<Reason> state = decider.state_of(cell, condition);
        const bool is_unmet = state && *state != Reason::allowed;
        if (cell.conditions.has(condition) || is_unmet || (state && condition == Condition::consent)) {
            const bool lacks_reason = state == Reason::emergency_no_reason;
            out.push_back({.condition = lacks_reason ? Condition::emergency : condition, .state = state});
        }
    }
    return out;
}

std::vector<std::string> remedies(const Matrix& matrix, const ReadingRequest& request,
                                  const Decision& decision, diag::Language language) {
    if (decision.cell == nullptr) {
        return {remedy_for(decision.reason, Relation::any, language)};
    }
    const std::vector<ConditionState> states = condition_states(matrix, request, decision);
    std::vector<std::string> out;
    if (decision.allowed()) {
        const auto consent = std::ranges::find(states, Condition::consent, &ConditionState::condition);
        if (consent != states.end() && consent->state) {
            out.push_back(diag::words_for("remedy", "withdrawal", language));
        }
        out.push_back(remedy_for(decision.reason, decision.cell->relation, language));
        return out;
    }
    const Decider decider(matrix, request, decision.registration);
    for (const Reason reason : missing(decider, *decision.cell, states)) {
        add_once(out, remedy_for(reason, *decision.cell, matrix[*request.kind], language));
    }
    return out;
}

std::vector<std::string> other_relations(const Matrix& matrix, const ReadingRequest& request,
                                         const Decision& decision, diag::Language language) {
    std::vector<std::string> out;
    if (decision.reason != Reason::not_related) {
        return out;
    }
    const Decider decider(matrix, request, decision.registration);
    for (const MatrixRow& row : matrix.rows()) {
        if (row.edition == decision.edition && row.kind == request.kind && row.column == decision.column &&
            row.right < Right::no && row.relation != decision.cell->relation) {
            const Reason reason = decider.relation(row.relation);
            if (reason != Reason::allowed) { // otherwise a later edition closed it
                add_once(out, remedy_for(reason, row.relation, language));
            }
        }
    }
    return out;
}

std::optional<RegistrationPast> registration_past(const ReadingRequest& request, const Decision& decision) {
    std::optional<RegistrationPast> out;
    for (const Registration& each : request.registrations) {
        if (decision.registration != nullptr && is_same_office(each, *decision.registration) &&
            registration_state(each, request.person_insurer, request.at) == decision.reason) {
            const std::optional<RegistrationPast> past = past_of(each, decision.reason);
            out = !out || (past && out->day < past->day) ? past : out;
        }
    }
    return out;
}

} // namespace renkei::sharing
