// Reading and searching consents and registrations over FHIR.
#include "gateway/network/server/conditional.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/records/record_handlers.h"
#include "gateway/network/server/records/record_search.h"

#include <array>

namespace renkei::server {
namespace {

template <class Record>
AuditedResponse read_record(ServerContext& gateway, const Request& request, std::string_view type,
                            const std::string& id, const AuditedAs& as) {
    AuditSubject about;
    const auto read = [&]() -> Result<store::Kept<Record>> {
        TRY_VOID(check_known_if_strict(gateway, request, read_parameters));
        SeenRecords seen;
        TRY_VOID(gateway.store().read([&](const store::Snapshot& snapshot) -> Result<void> {
            TRY(const std::optional<seal::Hash> person, store::person_of_record(snapshot, id));
            about = subject_about(person.value_or(seal::Hash()));
            TRY(seen,
                seen_records(gateway, *request.caller.peer, snapshot, person.value_or(seal::Hash()), {}));
            return {};
        }));
        const store::Kept<Record>* const kept = record_in<Record>(seen.records, id);
        return kept != nullptr ? Result<store::Kept<Record>>(*kept)
                               : tl::make_unexpected(no_such_record(type, id));
    };
    const Result<store::Kept<Record>> kept = read();
    if (!kept) {
        return AuditedResponse(error_response(request, http_error_of(kept.error())), std::move(about)).as(as);
    }
    const bool is_known = is_not_modified(request, weak_tag(version_of(gateway, kept->record)));
    Response out =
        is_known ? Response{.status = 304}
                 : record_response(gateway, request, 200, kept->record, identifier_of_hash(kept->person));
    return AuditedResponse(std::move(out), std::move(about)).as(as);
}

template <class Record>
std::vector<FoundRecord> records_found(ServerContext& gateway, const Request& request,
                                       const store::PersonRecords& records,
                                       const policy::Identifier& person) {
    std::vector<FoundRecord> found;
    for (const store::Kept<Record>& kept : kept_records(records, static_cast<const Record*>(nullptr))) {
        found.push_back({kept.record.id, resource_of(gateway, request, kept.record, person)});
    }
    return found;
}

template <class Record>
AuditedResponse search_records(ServerContext& gateway, const Request& request, std::string_view type,
                               const AuditedAs& as) {
    AuditQueryText query(type);
    AuditSubject about;
    SeenRecords seen;
    const auto search = [&]() -> Result<std::string> {
        TRY(const AskedPerson asked, asked_person(gateway, request, type, record_search_parameters));
        about = subject_about(asked.subject.person);
        query.add(patient_parameter, seal::to_hex(asked.subject.person).substr(0, 16));
        TRY_VOID(gateway.store().read([&](const store::Snapshot& snapshot) -> Result<void> {
            TRY(seen, seen_records(gateway, *request.caller.peer, snapshot, asked.subject.person,
                                   asked.subject.insurer));
            return {};
        }));
        const std::vector<FoundRecord> found =
            records_found<Record>(gateway, request, seen.records, asked.identifier);
        query.add("found", std::to_string(found.size()));
        return searchset(request, type, found, found.size(), used_parameters(request));
    };
    Result<std::string> found = search();
    about.query = query.text();
    Response out = found ? fhir_response(gateway, request, 200, *std::move(found))
                         : error_response(request, http_error_of(found.error()));
    out.with("Cache-Control", "no-store");
    return AuditedResponse(std::move(out), std::move(about)).as(as);
}

} // namespace

QueryParameters consent_search_parameters(ServerContext& gateway) {
    QueryParameters out = search_parameters_of_all(gateway);
    out.push_back(record_search_parameters(gateway).back());
    return out;
}

AuditedResponse read_consent_record(ServerContext& gateway, const Request& request, PathParameters parts) {
    if (!is_of_record(parts[0])) {
        const std::array path{std::string(consent_type), parts[0]};
        return read_resource(gateway, request, path).as({audit::Action::read, "read"});
    }
    return read_record<sharing::Consent>(gateway, request, consent_type, parts[0],
                                         {audit::Action::read, listed_consents.interaction});
}

AuditedResponse read_episode(ServerContext& gateway, const Request& request, PathParameters parts) {
    if (!is_of_record(parts[0])) {
        const std::array path{std::string(episode_type), parts[0]};
        return read_resource(gateway, request, path).as({audit::Action::read, "read"});
    }
    return read_record<sharing::Registration>(gateway, request, episode_type, parts[0],
                                              {audit::Action::read, listed_registrations.interaction});
}

AuditedResponse search_consents(ServerContext& gateway, const Request& request, PathParameters) {
    if (!asks_for_records(request)) {
        const std::array type{std::string(consent_type)};
        return search_type(gateway, request, type);
    }
    return search_records<sharing::Consent>(gateway, request, consent_type, listed_consents);
}

AuditedResponse search_episodes(ServerContext& gateway, const Request& request, PathParameters) {
    return search_records<sharing::Registration>(gateway, request, episode_type, listed_registrations);
}

} // namespace renkei::server
