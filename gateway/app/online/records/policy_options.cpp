#include "gateway/app/online/records/policy_options.h"

#include "gateway/app/online/records/record_options.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/core/text/words.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/insurer.h"
#include "generated/messages/cli.h"
#include "generated/messages/sharing.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace renkei::online {
namespace {

using sharing::State;
using Done = diag::Result<void>;

constexpr base::Millis one_day = std::chrono::milliseconds(std::chrono::days(1)).count();

// What --relation can say of a reader; the words are those of the matrix.
struct RelationOption {
    std::string_view word;
    void (*apply)(State& state, const time::Date& day);
};
constexpr std::array<RelationOption, 8> relation_options{{
    {"author", [](State& state, const time::Date& /*day*/) { state.is_own = true; }},
    {"addressee", [](State& state, const time::Date& /*day*/) { state.names_reader = true; }},
    {"plan_maker", [](State& state, const time::Date& /*day*/) { state.makes_plan = true; }},
    {"registered",
     [](State& state, const time::Date& day) {
         state.registrations.push_back({.insurer = state.insurer.number,
                                        .office = sharing::own_number(),
                                        .identity = sharing::IdentityCheck{.at = time::beginning_of(day)},
                                        .from = day});
     }},
    {"opinion_requested",
     [](State& state, const time::Date& day) {
         state.opinion_requests.push_back(
             {.insurer = state.insurer.number, .institution = sharing::own_number(), .sent = day});
     }},
    {"gives_care_service", [](State& state, const time::Date& /*day*/) { state.gives_care_service = true; }},
    {"deemed_care_office",
     [](State& state, const time::Date& /*day*/) { state.is_deemed_care_office = true; }},
    {"case", [](State& state, const time::Date& day) { state.board_case = {.from = day}; }},
}};

Done add_relations(const std::vector<std::string>& relations, State& out) {
    for (const std::string& word : relations) {
        const auto* const found = std::ranges::find(relation_options, word, &RelationOption::word);
        if (found == relation_options.end()) {
            std::vector<std::string_view> allowed;
            std::ranges::transform(relation_options, std::back_inserter(allowed), &RelationOption::word);
            return wrong_value("--relation", word, text::alternatives(allowed));
        }
        found->apply(out, time::day_in_japan(out.at));
    }
    return {};
}

// ACTOR[:SERVICE_TYPE[:JOB]]
Done read_who(const sharing::Matrix& matrix, std::string_view who, State& out) {
    const std::string_view actor = text::next_part(who, ':');
    const std::optional<sharing::ActorId> reader = matrix.reader(actor);
    if (!reader) {
        return wrong_value("--who", actor, text::alternatives(matrix.reader_ids()));
    }
    out.reader = *reader;
    out.service_type = text::next_part(who, ':');
    const std::vector<std::string_view> types = matrix.service_types();
    if (!out.service_type.empty() && !std::ranges::binary_search(types, out.service_type)) {
        return wrong_value("--who", out.service_type, text::alternatives(types));
    }
    out.job = who;
    if (matrix[*reader].reader_class == sharing::ReaderClass::municipality) {
        out.caller_insurer = out.person.insurer; // another one reads nothing: --states can say it
    }
    return {};
}

Done add_functions(const sharing::Matrix& matrix, const std::vector<std::string>& functions,
                   sharing::Insurer& out) {
    const std::vector<std::string_view> known = matrix.functions();
    for (const std::string& function : functions) {
        std::string_view rest = function;
        const std::string_view name = text::next_part(rest, '=');
        if (std::ranges::find(known, name) == known.end()) {
            return wrong_value("--function", name, text::alternatives(known));
        }
        TRY(const std::optional<time::Date> from, read_day(std::string(rest), "--function"));
        if (!from) {
            return wrong_value("--function", function, "NAME=YYYY-MM-DD");
        }
        out.functions.push_back({.function = std::string(name), .from = *from});
    }
    return {};
}

void add_consent(const std::string& said, State& out) {
    if (said == "none") {
        return;
    }
    sharing::Consent& consent = out.consents.emplace_back();
    consent.insurer = out.insurer.number;
    consent.given_at = out.at - 2 * one_day;
    consent.permits = said != "refused";
    if (said == "withdrawn") {
        consent.withdrawn = sharing::Withdrawal{.at = out.at - one_day};
    }
    if (said == "expired") {
        consent.until = time::day_in_japan(out.at - one_day);
    }
}

} // namespace

diag::Result<State> PolicyOptions::state(const sharing::Matrix& matrix) const {
    if (who.empty() || what.empty()) {
        return diag::fail(message::usage_missing, {}, {who.empty() ? "--who" : "--what"});
    }
    State out = sharing::plain_state();
    const std::optional<base::Millis> at =
        date.empty() ? base::SystemClock().now() : time::parse_instant_or_day(date);
    if (!at) {
        return wrong_value("--date", date, "YYYY-MM-DD, YYYY-MM-DDThh:mm:ss+09:00");
    }
    out.at = *at;
    out.kind = what;
    TRY_VOID(read_who(matrix, who, out));
    if (!purpose.empty()) {
        TRY(out.purpose, read_word<sharing::Purpose>(purpose, "--purpose"));
    }
    if (!ground.empty()) {
        TRY(out.ground, read_word<sharing::Agent>(ground, "--ground"));
    }
    TRY(out.plan_state, read_word<sharing::PlanState>(plan, "--plan"));
    TRY(out.insurer.state, read_word<sharing::InsurerState>(insurer, "--insurer"));
    TRY(out.person.hidden, read_word<sharing::Hidden>(hidden, "--hidden"));
    TRY(out.person.care_level, read_word<sharing::CareLevel>(care_level, "--care-level"));
    if (!live_from.empty()) {
        TRY(out.insurer.live_from, read_day(live_from, "--live-from"));
    }
    TRY_VOID(add_functions(matrix, functions, out.insurer));
    if (!settings.empty()) {
        TRY(out.insurer.settings, sharing::read_insurer_settings(settings));
    }
    if (has_died) {
        out.person.died = out.at;
    }
    out.has_emergency_reason = has_reason;
    TRY_VOID(add_relations(relations, out));
    add_consent(consent, out);
    return out;
}

void add_policy_options(Command& command, PolicyOptions& options) {
    command.option("--who", options.who);
    command.option("--what", options.what);
    command.option("--date", options.date);
    command.options("--relation", options.relations);
    command.choice("--consent", options.consent, {"none", "given", "refused", "withdrawn", "expired"});
    command.option("--purpose", options.purpose);
    command.flag("--reason", options.has_reason);
    command.option("--ground", options.ground);
    command.option("--plan", options.plan);
    command.option("--insurer", options.insurer);
    command.option("--live-from", options.live_from);
    command.options("--function", options.functions);
    command.option("--hidden", options.hidden);
    command.option("--care-level", options.care_level);
    command.flag("--died", options.has_died);
    command.option("--settings", options.settings);
}

} // namespace renkei::online
