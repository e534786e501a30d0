#include "gateway/network/sharing/state.h"

#include "gateway/core/text/alternatives.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/record_members.h"

#include <array>

namespace renkei::sharing {
namespace {

constexpr std::string_view plain_insurer = "990011";
constexpr std::array<std::string_view, 2> receivers{"self", "other"};
constexpr std::string_view instant_form = "YYYY-MM-DDThh:mm:ss+09:00 | YYYY-MM-DD";

struct StateReader {
    const Matrix& matrix;
    std::vector<std::string_view> kinds = matrix.kind_ids();
    std::vector<std::string_view> functions = matrix.functions();
    std::vector<std::string_view> service_types = matrix.service_types();

    void read(RecordReader& in, State& out) const {
        in.need("at", instant_form);
        in.need("kind", "\"…\"");
        in.need("caller", "{…}");
        out.at = in.instant("at").value_or(0);
        out.kind = in.text("kind");
        out.is_own = in.boolean("made_by_caller", out.is_own);
        out.plan_state = in.word<PlanState>("plan_state").value_or(out.plan_state);
        out.doctor_agrees = in.boolean("doctor_agrees", out.doctor_agrees);
        out.result_is_delivered = in.boolean("result_delivered", out.result_is_delivered);
        out.purpose = in.word<Purpose>("purpose");
        out.has_emergency_reason = in.boolean("emergency_reason", out.has_emergency_reason);
        in.object("person", [&](RecordReader& inner) { read_values(inner, out.person); });
        out.insurer.number = out.person.insurer;
        in.object("caller", [&](RecordReader& inner) { read_caller(inner, out); });
        for (const json::NodeId node : in.list("consents")) {
            in.read_object(
                node, [&](RecordReader& inner) { read_consent_of(inner, out, out.consents.emplace_back()); });
        }
        in.object("insurer", [&](RecordReader& inner) { read_insurer_of(inner, out.insurer); });
        in.object("settings", [&](RecordReader& inner) { read_settings_of(inner, out.insurer.settings); });
    }

    void read_caller(RecordReader& in, State& out) const {
        in.need("actor", text::alternatives(matrix.reader_ids()));
        const std::vector<std::string_view> readers = matrix.reader_ids();
        out.reader = static_cast<ActorId>(in.place("actor", readers).value_or(0));
        out.caller_insurer = in.insurer("insurer").value_or("");
        if (const auto type = in.place("service_type", service_types)) {
            out.service_type = service_types[*type];
        }
        out.job = in.text("job");
        if (const auto ground = in.place("proxy_ground", grounds_of_proxies())) {
            out.ground = ground_of_proxy(*ground);
        }
        out.makes_plan = in.boolean("makes_plan", out.makes_plan);
        out.gives_care_service = in.boolean("gives_care_service", out.gives_care_service);
        out.is_deemed_care_office = in.boolean("deemed_care_office", out.is_deemed_care_office);
        out.names_reader = in.boolean("addressee", out.names_reader);
        in.object("opinion_request", [&](RecordReader& inner) {
            inner.need("sent", "YYYY-MM-DD");
            out.opinion_requests.push_back({.insurer = out.person.insurer,
                                            .institution = own_number(),
                                            .sent = inner.day("sent").value_or(time::Date()),
                                            .decided = inner.day("decided"),
                                            .closed = inner.day("closed")});
        });
        in.object("case", [&](RecordReader& inner) {
            inner.need("from", "YYYY-MM-DD");
            out.board_case =
                BoardCase{.from = inner.day("from").value_or(time::Date()), .until = inner.day("until")};
        });
        in.object("registration", [&](RecordReader& inner) {
            read_registration_of(inner, out, out.registrations.emplace_back());
        });
    }

    void read_registration_of(RecordReader& in, const State& state, Registration& out) const {
        in.need("from", "YYYY-MM-DD");
        out.office = own_number();
        out.insurer = in.insurer("insurer").value_or(state.person.insurer);
        out.from = in.day("from").value_or(time::Date());
        if (in.boolean("identity_checked", true)) {
            out.identity = {.method = IdentityMethod::card, .at = time::beginning_of(out.from)};
        }
        out.until = in.day("until");
        if (const auto ended = in.instant("ended")) {
            out.ended = {.at = *ended, .why = RegistrationEnd::office};
        }
        out.last_service_month = in.month("last_service_month");
        out.view_until = in.day("view_until");
    }

    void read_consent_of(RecordReader& in, const State& state, Consent& out) const {
        in.need("given", instant_form);
        out.given_at = in.instant("given").value_or(0);
        out.permits = in.boolean("permits", out.permits);
        for (const std::size_t kind : in.places("kinds", kinds)) {
            out.kinds.emplace_back(kinds[kind]);
        }
        if (in.has("kinds") && out.kinds.empty()) {
            out.kinds.emplace_back(); // it names none, and so permits none; unsaid would be all
        }
        for (const std::size_t receiver : in.places("receivers", receivers)) {
            out.receivers.push_back(receiver == 0 ? own_number() : other_number());
        }
        out.purposes = in.word_list<Purpose>("purposes");
        out.from = in.day("from");
        out.until = in.day("until");
        if (const auto withdrawn = in.instant("withdrawn")) {
            out.withdrawn = {.at = *withdrawn};
        }
        out.given_by = in.word<Agent>("by").value_or(out.given_by);
        out.insurer = in.insurer("insurer").value_or(state.person.insurer);
    }

    void read_insurer_of(RecordReader& in, Insurer& out) const {
        out.state = in.word<InsurerState>("state").value_or(out.state);
        out.live_from = in.has("live_from") ? in.day("live_from") : out.live_from;
        FunctionStarts::read(in, "functions", out.functions);
        for (const FunctionStart& start : out.functions) {
            in.is_one_of("functions", start.function, functions);
        }
    }

    void read_settings_of(RecordReader& in, InsurerSettings& out) const {
        read_members(in, out);
        in.places("closed_kinds", kinds); // known ones only
    }
};

} // namespace

const policy::Number& own_number() {
    static const policy::Number number{"office", "9970100013"};
    return number;
}
const policy::Number& other_number() {
    static const policy::Number number{"office", "9970100021"};
    return number;
}

State plain_state() {
    State out;
    out.person.insurer = plain_insurer;
    out.insurer = {.number = std::string(plain_insurer),
                   .state = InsurerState::live,
                   .live_from = time::Date{.year = 2026, .month = 4, .day = 1}};
    return out;
}

ReadingRequest State::request(const Matrix& matrix) const {
    return {.at = at,
            .kind = matrix.kind(kind),
            .reader = reader,
            .purpose = purpose,
            .has_emergency_reason = has_emergency_reason,
            .is_own = is_own,
            .names_reader = names_reader,
            .plan_state = plan_state,
            .doctor_agrees = doctor_agrees,
            .result_is_delivered = result_is_delivered,
            .numbers = std::span(&own_number(), 1),
            .insurer = caller_insurer,
            .service_type = service_type,
            .job = job,
            .ground = ground,
            .registrations = registrations,
            .opinion_requests = opinion_requests,
            .board_case = board_case ? &*board_case : nullptr,
            .makes_plan = makes_plan,
            .gives_care_service = gives_care_service,
            .is_deemed_care_office = is_deemed_care_office,
            .person = person,
            .consents = consents,
            .person_insurer = insurer};
}

diag::Result<State> read_state(const Matrix& matrix, std::string_view json) {
    return read_record("state", json, plain_state(),
                       [&](RecordReader& in, State& out) { StateReader{matrix}.read(in, out); });
}

} // namespace renkei::sharing
