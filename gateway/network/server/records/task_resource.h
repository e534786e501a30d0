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
std::string write_task(const sharing::Certification& application, const sharing::CertificationStatus& at,
                       const RecordView& view);

// An application as the municipality to which it was made enters it: requested, with its day and its kind.
// What follows from these, next step and last day, may be left out, but is not said otherwise.
struct ReadApplication {
    sharing::Certification application{};
    policy::Identifier person{};
    policy::Number insurer{};
};
diag::Result<ReadApplication> read_application(const json::Tree& tree, const RecordForms& forms);

TaskStatus task_status(const sharing::OpinionRequest& request, sharing::OpinionState at);
std::string write_task(const sharing::OpinionRequest& request, sharing::OpinionState at,
                       const RecordView& view);

} // namespace renkei::server
