// The handlers of consents, registrations and tasks over FHIR, and the page of records. A gateway without the
// care hub has none of their routes.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

inline constexpr AuditedAs listed_consents{audit::Action::query, "consent-list"};
inline constexpr AuditedAs listed_tasks{audit::Action::query, "task-list"};
inline constexpr AuditedAs listed_registrations{audit::Action::query, "registration-list"};

// record_reading_handlers.cpp
AuditedResponse read_consent_record(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse read_episode(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse search_consents(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse search_episodes(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters consent_search_parameters(ServerContext& gateway); // and those of documents' Consents
// task_handlers.cpp
AuditedResponse read_task(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse create_task(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse search_tasks(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters task_record_parameters(ServerContext& gateway);
QueryParameters task_search_parameters(ServerContext& gateway); // and those of documents' Tasks
// consent_handlers.cpp
AuditedResponse create_consent(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse update_consent(ServerContext& gateway, const Request& request, PathParameters parts);
// registration_handlers.cpp
AuditedResponse create_episode(ServerContext& gateway, const Request& request, PathParameters parts);
AuditedResponse update_episode(ServerContext& gateway, const Request& request, PathParameters parts);
// records_page_handlers.cpp
AuditedResponse show_records(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters records_page_parameters(ServerContext& gateway);

} // namespace renkei::server
