// What is under way for a person as a FHIR Task: an application for certification, a request for an opinion
// of the attending doctor. R4's state machine of Task: requested until a first step is done, then
// in-progress; a notice that it takes longer does not pause the work, so it is no on-hold, but stands in
// statusReason.
#pragma once

#include "gateway/network/server/records/record_form.h"
#include "gateway/network/sharing/certification.h"
#include "gateway/network/sharing/opinion_request.h"

#include <string>
#include <string_view>

namespace renkei::server {

inline constexpr std::string_view task_type = "Task";

enum class TaskStatus : std::uint8_t {
    requested,
    in_progress,
    completed,
    rejected,
    cancelled,
    entered_in_error
};
inline constexpr std::string_view task_statuses[] = {"requested", "in-progress",     "completed", "rejected",
                                                     "cancelled", "entered-in-error"}; // by TaskStatus

// `application`: with its opinion.
TaskStatus task_status(const sharing::Certification& application, const sharing::CertificationStatus& at);
RecordForm& task_form(const RecordForms& forms, const sharing::Certification& application,
                      const sharing::CertificationStatus& at);

TaskStatus task_status(const sharing::OpinionRequest& request, sharing::OpinionState at);
RecordForm& task_form(const RecordForms& forms, const sharing::OpinionRequest& request,
                      sharing::OpinionState at);

} // namespace renkei::server
