// The handlers of consents, registrations and tasks over FHIR, and the page of records. A gateway without the
// care hub has none of their routes.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

inline constexpr AuditedAs listed_consents{audit::Action::query, "consent-list"};
inline constexpr AuditedAs listed_tasks{audit::Action::query, "task-list"};
inline constexpr AuditedAs listed_registrations{audit::Action::query, "registration-list"};

// record_kind.h, for each kind in consent_handlers.cpp, registration_handlers.cpp, task_handlers.cpp
template <class Record>
AuditedResponse read_record(ServerContext& gateway, const Request& request, PathParameters parts);
template <class Record>
AuditedResponse search_records(ServerContext& gateway, const Request& request, PathParameters parts);
template <class Record>
AuditedResponse create_record(ServerContext& gateway, const Request& request, PathParameters parts);
template <class Record>
AuditedResponse update_record(ServerContext& gateway, const Request& request, PathParameters parts);

// consent_handlers.cpp
QueryParameters kept_search_parameters(ServerContext& gateway); // of a type that documents have, too
// basic_handlers.cpp
AuditedResponse enter_basic(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse update_basic(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse read_basic(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse search_basics(ServerContext& gateway, const Request& request, PathParameters parts);
// task_handlers.cpp
AuditedResponse enter_task(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse update_task(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse search_tasks(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters task_record_parameters(ServerContext& gateway);
QueryParameters task_search_parameters(ServerContext& gateway); // and those of documents' Tasks
// act_page_handlers.cpp
AuditedResponse show_act(ServerContext& gateway, const Request& request, PathParameters parts);
// registration_handlers.cpp
AuditedResponse search_registrations(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters registration_parameters(ServerContext& gateway);
// work_handlers.cpp
AuditedResponse show_work(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters work_parameters(ServerContext& gateway);
// documents/document_case.cpp
AuditedResponse read_case(ServerContext& gateway, const Request& request, PathParameters parts);
// month_handlers.cpp
AuditedResponse show_month(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters month_parameters(ServerContext& gateway);
// records_page_handlers.cpp
AuditedResponse show_records(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters records_page_parameters(ServerContext& gateway);

} // namespace renkei::server
