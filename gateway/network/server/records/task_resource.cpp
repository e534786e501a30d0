#include "gateway/network/server/records/task_resource.h"

#include "gateway/network/store/persons/person_records.h"

#include <algorithm>

namespace renkei::server {
namespace {

using diag::Result;
using sharing::Certification;
using sharing::CertificationState;
using sharing::CertificationStep;
using sharing::OpinionRequest;
using sharing::OpinionState;

std::string_view text_of(TaskStatus status) { return task_statuses[static_cast<std::size_t>(status)]; }

// The steps after the application itself, each with its day if it is done.
std::span<const std::optional<time::Date>> steps_done(const Certification& application) {
    return std::span(application.days).subspan(1);
}
bool has_begun(const Certification& application) {
    return std::ranges::any_of(steps_done(application), [](const auto& day) { return day.has_value(); });
}

// When the work began, and when it ended.
void put_work(RecordForm& form, const Certification& application) {
    std::optional<time::Date> first;
    for (const std::optional<time::Date>& day : steps_done(application)) {
        first = day && first ? std::min(first, day) : day ? day : first;
    }
    form.set("work.from", sharing::value::text(first));
    form.set("work.until",
             sharing::value::text(application.is_mistake() ? application.day_of(CertificationStep::result)
                                                           : application.ended()));
}

} // namespace

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
    return has_begun(application) ? TaskStatus::in_progress : TaskStatus::requested;
}

RecordForm& task_form(const RecordForms& forms, const Certification& application,
                      const sharing::CertificationStatus& at) {
    RecordForm& form = RecordForm::of(forms, store::certification_kind);
    form.put(application);
    form.set("status", text_of(task_status(application, at)));
    form.set("next", at.next ? sharing::word_of(*at.next) : "");
    form.set("limit", application.limit().text());
    form.set("owner", policy::identifier_of({"insurer", application.insurer}));
    put_work(form, application);
    return form;
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

RecordForm& task_form(const RecordForms& forms, const OpinionRequest& request, OpinionState at) {
    RecordForm& form = RecordForm::of(forms, store::opinion_kind);
    form.put(request);
    form.set("status", text_of(task_status(request, at)));
    form.set("work.until", request.received ? request.received->day.text() : std::string());
    form.set("requester", policy::identifier_of({"insurer", request.insurer}));
    return form;
}

} // namespace renkei::server
