#include "gateway/network/server/records/task_resource.h"

#include "gateway/network/store/person_records.h"

#include <algorithm>

namespace renkei::server {
namespace {

using sharing::Certification;
using sharing::CertificationState;
using sharing::CertificationStep;
using sharing::OpinionRequest;
using sharing::OpinionState;
using sharing::RecordReader;

// Of our CodeSystem, beside the steps (profiles/codes/certification.yaml).
constexpr std::string_view certification_system = "certification";
constexpr std::string_view kind_code = "kind_of_application";
constexpr std::string_view notice_code = "delay_notice";

std::string text_of(TaskStatus status) {
    return std::string(task_statuses[static_cast<std::size_t>(status)]);
}

policy::Identifier insurer_identifier(const std::string& insurer) {
    return policy::identifier_of({"insurer", insurer});
}

void write_certification_concept(json::Writer& out, std::string_view key, std::string_view canonical,
                                 std::string_view code) {
    out.key(key);
    write_concept(out, code_system_url(canonical, certification_system), code);
}

void write_code(json::Writer& out, std::string_view canonical, std::string_view code) {
    out.member("intent", "order").key("code");
    write_concept(out, record_tag_system(canonical), code);
}

void write_period(json::Writer& out, std::string_view key, const std::optional<time::Date>& start,
                  const std::optional<time::Date>& end) {
    if (!start && !end) {
        return;
    }
    out.key(key).start_object();
    if (start) {
        out.member("start", start->text());
    }
    if (end) {
        out.member("end", end->text());
    }
    out.end_object();
}

void write_restriction(json::Writer& out, const std::optional<time::Date>& due) {
    if (due) {
        out.key("restriction").start_object();
        write_period(out, "period", {}, due);
        out.end_object();
    }
}

void write_day(json::Writer& out, std::string_view canonical, std::string_view code,
               const std::optional<time::Date>& day) {
    if (day) {
        out.start_object();
        write_certification_concept(out, "type", canonical, code);
        out.member("valueDate", day->text()).end_object();
    }
}

// The days of what was done; of the application itself it is `authoredOn`.
void write_days(json::Writer& out, const Certification& application, std::string_view canonical) {
    const bool has_any =
        application.delay || std::ranges::any_of(application.days.begin() + 1, application.days.end(),
                                                 [](const auto& day) { return day.has_value(); });
    if (!has_any) {
        return;
    }
    out.key("output").start_array();
    for (std::size_t i = 1; i < application.days.size(); ++i) {
        write_day(out, canonical, sharing::words<CertificationStep>[i], application.days[i]);
    }
    if (application.delay) {
        write_day(out, canonical, notice_code, application.delay->day);
    }
    out.end_array();
}

// When the work began, and when it ended.
void write_execution(json::Writer& out, const Certification& application) {
    std::optional<time::Date> first;
    for (std::size_t i = 1; i < application.days.size(); ++i) {
        if (application.days[i]) {
            first = first ? std::min(*first, *application.days[i]) : *application.days[i];
        }
    }
    write_period(out, "executionPeriod", first,
                 application.is_mistake() ? application.day_of(CertificationStep::result)
                                          : application.ended());
}

void read_input(RecordReader& in, std::string_view canonical, Certification& out) {
    const std::string system = code_system_url(canonical, certification_system);
    constexpr std::string_view types[] = {kind_code};
    read_only_one(in, "input", [&](RecordReader& input) {
        input.need("type", kind_code);
        input.object("type", [&](RecordReader& type) { read_concept(type, system, types); });
        input.need("valueCoding", sharing::one_of<sharing::ApplicationKind>);
        input.object("valueCoding", [&](RecordReader& coding) {
            const std::string kind = read_coding(coding, system, sharing::words<sharing::ApplicationKind>);
            out.kind = sharing::find_word<sharing::ApplicationKind>(kind).value_or(out.kind);
        });
    });
}

// Next step and last day of a new application.
void read_consequences(RecordReader& in, std::string_view canonical, const Certification& application) {
    const std::string limit = application.limit().text();
    const std::string_view limits[] = {limit};
    in.object("restriction", [&](RecordReader& restriction) {
        restriction.object("period", [&](RecordReader& period) { period.place("end", limits); });
    });
    const sharing::CertificationStatus at =
        sharing::status_of(application, {.insurer = application.insurer}, 0);
    const std::string_view next[] = {sharing::word_of(at.next.value_or(CertificationStep::result))};
    in.object("businessStatus", [&](RecordReader& status) {
        read_concept(status, code_system_url(canonical, certification_system), next);
    });
}

void read_application_members(RecordReader& in, std::string_view canonical, ReadApplication& out) {
    const std::string_view statuses[] = {task_statuses[static_cast<std::size_t>(TaskStatus::requested)]};
    constexpr std::string_view intents[] = {"order"};
    const std::string_view codes[] = {store::certification_kind};
    (void)read_head(in, task_type, canonical);
    in.need("status", statuses[0]);
    in.place("status", statuses);
    in.need("intent", intents[0]);
    in.place("intent", intents);
    in.need("code", codes[0]);
    in.object("code", [&](RecordReader& code) { read_concept(code, record_tag_system(canonical), codes); });
    out.person = read_reference(in, "for", "Patient");
    in.need("authoredOn", "YYYY-MM-DD");
    out.application.day_of(CertificationStep::application) = in.day("authoredOn");
    in.need("owner", "{…}");
    in.object("owner", [&](RecordReader& owner) { out.insurer = read_organization(owner); });
    out.application.insurer = out.insurer.value;
    read_input(in, canonical, out.application);
    read_consequences(in, canonical, out.application);
}

} // namespace

diag::Result<ReadApplication> read_application(const json::Tree& tree, std::string_view canonical) {
    ReadApplication out;
    RecordReader in("certification", tree, json::Tree::root);
    read_application_members(in, canonical, out);
    TRY_VOID(in.finish());
    return out;
}

TaskStatus task_status(const Certification& application, const sharing::CertificationStatus& at) {
    switch (at.state) {
    case CertificationState::decided: return TaskStatus::completed;
    case CertificationState::withdrawn:
        return application.is_mistake() ? TaskStatus::entered_in_error : TaskStatus::cancelled;
    case CertificationState::rejected: return TaskStatus::rejected;
    case CertificationState::died:
    case CertificationState::moved: return TaskStatus::cancelled;
    case CertificationState::open:
    case CertificationState::due:
    case CertificationState::overdue: break;
    }
    const bool has_begun = std::ranges::any_of(application.days.begin() + 1, application.days.end(),
                                               [](const auto& day) { return day.has_value(); });
    return has_begun ? TaskStatus::in_progress : TaskStatus::requested;
}

std::string write_task(const Certification& application, const sharing::CertificationStatus& at,
                       const RecordView& view) {
    std::string text;
    json::Writer out(text);
    write_head(out, task_type, application.id, view);
    out.member("status", text_of(task_status(application, at)));
    if (application.delay) {
        out.key("statusReason").start_object().member("text", application.delay->reason).end_object();
    }
    if (at.next) {
        write_certification_concept(out, "businessStatus", view.canonical, sharing::word_of(*at.next));
    }
    write_code(out, view.canonical, store::certification_kind);
    out.key("for");
    write_reference(out, "Patient", view.person);
    write_execution(out, application);
    out.member("authoredOn", application.applied().text()).key("owner");
    write_reference(out, "Organization", insurer_identifier(application.insurer));
    write_restriction(out, application.limit());
    out.key("input").start_array().start_object();
    write_certification_concept(out, "type", view.canonical, kind_code);
    out.key("valueCoding");
    write_coding(out, code_system_url(view.canonical, certification_system),
                 sharing::word_of(application.kind));
    out.end_object().end_array();
    write_days(out, application, view.canonical);
    out.end_object();
    return text;
}

TaskStatus task_status(const OpinionRequest& request, OpinionState at) {
    switch (at) {
    case OpinionState::waiting:
    case OpinionState::due:
    case OpinionState::overdue: return TaskStatus::requested;
    case OpinionState::received:
    case OpinionState::decided: return TaskStatus::completed;
    case OpinionState::closed:
    case OpinionState::died: break;
    }
    const bool is_mistake = request.closed && *request.closed < request.sent;
    return is_mistake ? TaskStatus::entered_in_error : TaskStatus::cancelled;
}

std::string write_task(const OpinionRequest& request, OpinionState at, const RecordView& view) {
    const std::optional<time::Date> received =
        request.received ? std::optional(request.received->day) : std::nullopt;
    std::string text;
    json::Writer out(text);
    write_head(out, task_type, request.id, view);
    if (!request.reference.empty()) { // as the insurer's letter calls it
        out.key("identifier").start_array().start_object().member("value", request.reference);
        out.end_object().end_array();
    }
    out.member("status", text_of(task_status(request, at)));
    write_code(out, view.canonical, store::opinion_kind);
    out.key("for");
    write_reference(out, "Patient", view.person);
    write_period(out, "executionPeriod", {}, received);
    out.member("authoredOn", request.sent.text()).key("requester");
    write_reference(out, "Organization", insurer_identifier(request.insurer));
    out.key("owner");
    write_reference(out, "Organization", policy::identifier_of(request.institution));
    write_restriction(out, request.due);
    if (received) {
        out.key("output").start_array();
        write_day(out, view.canonical, sharing::word_of(CertificationStep::doctor_opinion), received);
        out.end_array();
    }
    out.end_object();
    return text;
}

} // namespace renkei::server
