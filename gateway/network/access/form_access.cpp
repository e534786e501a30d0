// What the hub says of forms: of one that asks what was done with the plan, by the plan of each document.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/sharing/facts.h"

#include <algorithm>

namespace renkei::access {
namespace {

bool any_is_live(const std::vector<sharing::Insurer>& insurers, const time::Date& day) {
    return std::ranges::any_of(insurers,
                               [&](const sharing::Insurer& each) { return sharing::is_live(each, day); });
}

} // namespace

diag::Result<void> PersonAccess::read_plans() {
    if (plans_ != Rows::not_read) {
        return {};
    }
    diag::Result<PlanStates> plans = plans_of(*snapshot_, person_);
    if (!plans && !is_unreadable(plans.error())) {
        return tl::make_unexpected(plans.error());
    }
    plans_ = plans ? Rows::read : Rows::unread;
    facts_.plans = std::move(plans).value_or(PlanStates());
    return {};
}

sharing::PlanState PersonAccess::most_of_plans() const {
    sharing::PlanState out = sharing::PlanState::none;
    for (const auto& [plan, state] : facts_.plans) {
        out = std::max(out, state);
    }
    return out;
}

diag::Result<PersonAccess::Verdict*> PersonAccess::of_state(std::string_view form, sharing::PlanState plan) {
    auto of_this = decided_.find(form);
    of_this = of_this == decided_.end() ? decided_.try_emplace(std::string(form)).first : of_this;
    const auto known = of_this->second.find(plan);
    if (known != of_this->second.end()) {
        return &known->second;
    }
    TRY(Verdict decided, decide(reader_->hub->matrix.kinds_of_form(form), form, plan));
    return &of_this->second.emplace(plan, std::move(decided)).first->second;
}

template <class Choose>
diag::Result<const PersonAccess::Verdict*> PersonAccess::of_chosen(std::string_view form,
                                                                   const Choose& choose) {
    TRY(Verdict* const without, of_state(form, sharing::PlanState::none));
    if (!without->waits_for_plan) {
        return without;
    }
    TRY_VOID(read_plans());
    if (plans_ == Rows::unread) {
        *without = {.undecided = "-/record_damaged", .waits_for_plan = true};
        return without;
    }
    return of_state(form, choose());
}

diag::Result<const PersonAccess::Verdict*> PersonAccess::of_form(std::string_view form,
                                                                 const std::optional<store::Hash>& plan) {
    return of_chosen(form, [&] {
        const auto known = plan ? facts_.plans.find(*plan) : facts_.plans.end();
        return known == facts_.plans.end() ? sharing::PlanState::none : known->second;
    });
}

diag::Result<const PersonAccess::Verdict*> PersonAccess::most_of_form(std::string_view form) {
    return of_chosen(form, [this] { return most_of_plans(); });
}

bool is_by_matrix(const Reader& reader, std::string_view form) {
    const sharing::Matrix& matrix = reader.hub->matrix;
    return !policy::is_intermediary(reader.peer.role) &&
           std::ranges::any_of(matrix.kinds_of_form(form), [&](sharing::KindId kind) {
               return matrix[kind].receivers == sharing::ReceiverRule::by_matrix;
           });
}

bool concerns_hub(const Reader& reader, std::string_view form) {
    return is_shared(reader.hub->matrix, form) || is_by_matrix(reader, form);
}

bool PersonAccess::closes_for_receivers(std::string_view form) const {
    const time::Date day = time::day_in_japan(reader_->at);
    const bool is_unclear = is_unread_ || !is_known();
    const bool has_started =
        is_unclear ? is_unread_ || any_is_live(facts_.insurers, day) : sharing::is_live(facts_.insurer, day);
    return has_started && is_by_matrix(*reader_, form);
}

} // namespace renkei::access
