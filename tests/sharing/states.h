// The matrix of this tree, and states of a decision in which everything is as a cell may ask for.
#pragma once

#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/decide_sharing.h"
#include "gateway/network/sharing/state.h"

#include "tests/support/must.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace renkei::sharing::test {

inline std::filesystem::path access_folder() {
    return std::filesystem::path(RENKEI_SOURCE) / "mappings/access";
}
inline const Matrix& ours() {
    static const Matrix matrix = renkei::test::must(Matrix::load(access_folder()));
    return matrix;
}

inline base::Millis at(std::string_view text) { return *time::parse_instant_or_day(text); }
inline time::Date day(std::string_view text) { return *time::parse_date(text); }

inline Registration a_registration(std::string_view from = "2026-05-01") {
    return {.id = "r",
            .insurer = "990011",
            .office = own_number(),
            .identity = IdentityCheck{.at = at(from)},
            .from = day(from)};
}
inline Consent a_consent(std::string_view given = "2026-05-01") {
    return {.id = "c", .insurer = "990011", .given_at = at(given)};
}
inline OpinionRequest an_opinion_request(std::string_view sent = "2026-05-01") {
    return {.insurer = "990011", .institution = own_number(), .sent = day(sent)};
}

// A reader to whom every condition of every cell but the relation holds, in June 2027.
inline State full_state(std::string_view kind, std::string_view reader) {
    State out = plain_state();
    out.at = at("2027-06-15T12:00:00+09:00");
    out.kind = kind;
    out.reader = *ours().reader(reader);
    out.caller_insurer = reader == "municipality" ? out.person.insurer : "";
    const std::vector<std::string>& types = ours()[out.reader].service_types;
    out.service_type = types.empty() ? "" : types.front();
    out.job = "care_manager";
    out.ground = Agent::legal_representative;
    out.plan_state = PlanState::for_delivery;
    out.makes_plan = true;
    out.registrations = {a_registration("2027-06-01")};
    out.opinion_requests = {an_opinion_request("2027-06-01")};
    out.board_case = BoardCase{.from = day("2027-06-01")};
    out.gives_care_service = true;
    out.names_reader = true;
    out.consents = {a_consent("2027-06-01")};
    out.insurer.functions = {{.function = "life", .from = day("2027-04-01")},
                             {.function = "plans", .from = day("2027-04-01")}};
    return out;
}

inline Decision decided(const State& state) { return decide(ours(), state.request(ours())); }
inline std::string_view reason_of(const State& state) { return word_of(decided(state).reason); }

} // namespace renkei::sharing::test
