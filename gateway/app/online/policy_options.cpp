#include "gateway/app/online/policy_options.h"

#include "gateway/app/online/record_options.h"
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
    const std::optional<sharing::ReaderId> reader = matrix.reader(actor);
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
        TRY(out.ground, read_word<sharing::Ground>(ground, "--ground"));
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
    command.option("--who", options.who, "ACTOR[:SERVICE[:JOB]]",
                   {"Who reads: an actor, the service type of the office, the job of the user",
                    "閲覧者: 主体、事業所のサービス種類、利用者アカウントの職種"});
    command.option("--what", options.what, "KIND|FORM",
                   {"A kind of information, or a form that carries one or several",
                    "情報の種類、またはそれを載せる様式"});
    command.option("--date", options.date, "DATE",
                   {"The day or instant of the request (default: now)", "閲覧の日または日時（既定: 現在）"});
    command.options("--relation", options.relations, "WORD",
                    {"What the reader is to the person or document: author, addressee, plan_maker, "
                     "registered, opinion_requested, gives_care_service, deemed_care_office, case; "
                     "may be repeated",
                     "利用者・文書との関係: author、addressee、plan_maker、registered、opinion_requested、"
                     "gives_care_service、deemed_care_office、case。繰り返せます"});
    command.choice(
        "--consent", options.consent, {"none", "given", "refused", "withdrawn", "expired"},
        {"The person's comprehensive consent (default: none)", "利用者の包括的な同意（既定: none）"});
    command.option(
        "--purpose", options.purpose, "WORD",
        {"What it is read for (default: what the reader does)", "利用目的（既定: 閲覧者の本来の目的）"});
    command.flag("--reason", options.has_reason,
                 {"With purpose emergency: a reason was stated", "目的が emergency のとき: 理由を明示した"});
    command.option("--ground", options.ground, "WORD", {"On what ground a proxy acts", "代理人の立場"});
    command.option("--plan", options.plan, "WORD",
                   {"The newest act on a care plan: none, for_consent, for_delivery",
                    "ケアプランの最新の登録: none、for_consent、for_delivery"});
    command.option("--insurer", options.insurer, "WORD",
                   {"The person's insurer: unknown, scheduled, loading, live (default)",
                    "利用者の保険者: unknown、scheduled、loading、live（既定）"});
    command.option("--live-from", options.live_from, "DAY",
                   {"Since when it is live (default: 2026-04-01)", "運用開始日（既定: 2026-04-01）"});
    command.options(
        "--function", options.functions, "NAME=DAY",
        {"When a function of the hub begins for it; may be repeated", "機能の開始日。繰り返せます"});
    command.option("--hidden", options.hidden, "WORD",
                   {"Protective measures: none, history, self", "支援措置: none、history、self"});
    command.option("--care-level", options.care_level, "WORD",
                   {"none, program, support, care (default)", "none、program、support、care（既定）"});
    command.flag("--died", options.has_died, {"The person died", "利用者は死亡している"});
    command.option("--settings", options.settings, "JSON",
                   {"What the insurer chose: {\"strict\":true} …", "保険者の設定: {\"strict\":true} など"});
}

} // namespace renkei::online
