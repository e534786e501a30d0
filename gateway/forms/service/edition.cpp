#include "gateway/forms/service/edition.h"

#include "gateway/core/json/place.h"
#include "gateway/core/text/joined.h"
#include "gateway/forms/form/edition.h"
#include "generated/messages/versions.h"

#include <algorithm>
#include <set>
#include <string>

namespace renkei::service {

using mapping::EditionClaim;
using mapping::Plan;

namespace {

constexpr std::size_t day_size = 10; // 2025-01-29, with which a moment begins

std::string versions(const std::vector<const Plan*>& plans) {
    return text::joined(plans, ", ", [](const Plan* plan) { return std::string(plan->form().version()); });
}

} // namespace

EditionOf::EditionOf(const std::vector<const Plan*>& editions, const json::Tree& tree)
    : editions_(editions),
      tree_(tree),
      claims_(mapping::edition_claims(*editions.back(), tree)) {
    for (const Plan* plan : editions) {
        accepted_.push_back(mapping::accepted_elements(*plan, tree));
    }
    for (const EditionClaim& claim : claims_) {
        named_ = named_ == nullptr ? claimed_by(claim.version) : named_;
    }
    if (named_ != nullptr) {
        fitting_ = {named_};
        return;
    }
    const std::size_t least =
        std::ranges::min(accepted_, {}, [](const auto& accepted) { return accepted.size(); }).size();
    for (std::size_t i = 0; i < editions.size(); ++i) {
        if (accepted_[i].size() == least) {
            fitting_.push_back(editions[i]);
        }
    }
    // without its day the earliest is taken, and one without a first day only where nothing else fits
    if (fitting_.back() != editions.back()) {
        std::ranges::stable_sort(fitting_, [](const Plan* a, const Plan* b) {
            const std::string_view from_a = form::Edition(a->form()).from();
            const std::string_view from_b = form::Edition(b->form()).from();
            return from_a.empty() != from_b.empty() ? from_a.empty() : from_a > from_b;
        });
    }
}

const Plan* EditionOf::claimed_by(std::string_view version) const {
    const auto found = std::ranges::find_if(
        editions_, [&](const Plan* plan) { return form::Edition(plan->form()).is_claimed_by(version); });
    return found == editions_.end() ? nullptr : *found;
}

const Plan& EditionOf::by_day(const record::Record& record) const {
    const form::Form& read = record.form();
    const form::ItemId day_item = form::Edition(read).day_item();
    const Plan* out = &first();
    std::string_view latest;
    if (named_ != nullptr || day_item == form::none) {
        return *out;
    }
    const std::string_view day = record.value(record.root(), read.items()[day_item]).text();
    for (const Plan* plan : fitting_) {
        const std::string_view from = form::Edition(plan->form()).from();
        if (!from.empty() && from <= day.substr(0, day_size) && from > latest) {
            out = plan;
            latest = from;
        }
    }
    return *out;
}

void EditionOf::report_claims(const Plan& plan, diag::Report& report) const {
    std::set<std::string_view> said;
    for (const EditionClaim& claim : claims_) {
        if (!form::Edition(plan.form()).is_claimed_by(claim.version) && said.insert(claim.version).second) {
            const bool is_known = claimed_by(claim.version) != nullptr;
            report.add(is_known ? message::edition_mixed : message::edition_unknown,
                       json::where(tree_, claim.profile),
                       {claim.version, is_known ? std::string(plan.form().version()) : versions(editions_),
                        plan.form().version()});
        }
    }
}

void EditionOf::report(const Plan& plan, diag::Report& report) const {
    report_claims(plan, report);
    if (claims_.empty() && plan.form().is_foreign() && &plan != editions_.back()) {
        report.add(message::edition_assumed, {}, {plan.form().version()});
    }
    const auto at = std::ranges::find(editions_, &plan) - editions_.begin();
    for (const json::NodeId element : accepted_[static_cast<std::size_t>(at)]) {
        std::vector<const Plan*> writing;
        for (std::size_t i = 0; i < editions_.size(); ++i) {
            if (std::ranges::find(accepted_[i], element) == accepted_[i].end()) {
                writing.push_back(editions_[i]);
            }
        }
        if (writing.empty()) {
            continue; // no edition writes it
        }
        report.add(message::edition_contradicts, json::where(tree_, element),
                   {plan.form().version(), versions(writing)});
    }
}

} // namespace renkei::service
