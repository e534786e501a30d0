#include "gateway/network/registry/subject.h"

#include "gateway/core/time/instant.h"
#include "gateway/network/documents/intake.h"
#include "gateway/network/mhd/person_link.h"
#include "generated/messages/registry.h"

#include <algorithm>

namespace renkei::registry {
namespace {

namespace message = diag::message;

} // namespace

diag::Result<Subject> subject_of(const store::Store& store, const documents::PersonNumber& number,
                                 std::string_view insurer) {
    TRY_VOID(mhd::check_linkable(number));
    const bool is_insured = number.within.system == policy::number_kind("insurer")->system;
    if (!insurer.empty() && !policy::is_whole({.kind = "insurer", .value = std::string(insurer)})) {
        return diag::fail(message::insurer_number_wrong, {}, {std::string(insurer)});
    }
    if (insurer.empty() && !is_insured) {
        return diag::fail(message::insurer_missing, {});
    }
    if (is_insured && !insurer.empty() && number.within.value != insurer) {
        return diag::fail(message::insurer_other, {}, {number.within.value, std::string(insurer)});
    }
    return Subject{.person = documents::person_hash(store.search_key(), number),
                   .insurer = is_insured ? number.within.value : std::string(insurer)};
}

sharing::PersonState state_of(const store::PersonRecords& records, std::string_view insurer) {
    sharing::PersonState out{.insurer = std::string(insurer)};
    if (!records.states.empty()) {
        out = std::ranges::max_element(records.states, {}, [](const auto& kept) {
                  return kept.record.moved_in;
              })->record;
    }
    for (const auto& [person, state] : records.states) {
        out.hidden = std::max(out.hidden, state.hidden);
        out.died = out.died && state.died ? std::min(out.died, state.died) : std::max(out.died, state.died);
    }
    return out;
}

audit::Event event_about(const seal::Hash& person, base::Millis now, audit::Action action,
                         std::string interaction, std::string query) {
    return {.at = now,
            .action = action,
            .interaction = std::move(interaction),
            .person = seal::to_hex(person),
            .query = std::move(query)};
}

diag::Result<void> check_past(std::string_view what, base::Millis at, base::Millis now) {
    return at <= now ? diag::Result<void>()
                     : diag::fail(message::moment_ahead, {},
                                  {std::string(what), time::second_in_japan(at), time::second_in_japan(now)});
}

diag::Result<void> check_open(const sharing::PersonState& state, std::string_view insurer) {
    if (state.died) {
        return diag::fail(message::person_died, {}, {time::second_in_japan(*state.died)});
    }
    return state.insurer == insurer
               ? diag::Result<void>()
               : diag::fail(message::insurer_other, {}, {state.insurer, std::string(insurer)});
}

diag::Result<void> check_period(const std::optional<time::Date>& from,
                                const std::optional<time::Date>& until) {
    return from && until && *until < *from
               ? diag::fail(message::period_backwards, {}, {from->text(), until->text()})
               : diag::Result<void>();
}

} // namespace renkei::registry
