#include "gateway/network/server/records/record_change.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "generated/messages/mhd.h"
#include "generated/messages/records.h"
#include "generated/messages/sharing.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

namespace message = diag::message;

RecordView view_of(ServerContext& gateway, const Request& request, const policy::Identifier& person,
                   std::string version) {
    return {.canonical = request.canonical,
            .person = person,
            .version = std::move(version),
            .forms = forms_of(gateway)};
}

} // namespace

RecordForms forms_of(ServerContext& gateway) { return gateway.workers().loaded()->catalogue; }

std::string resource_of(ServerContext& gateway, const Request& request, const sharing::Consent& consent,
                        const policy::Identifier& person) {
    return write_consent(consent, view_of(gateway, request, person, version_of(gateway, consent)));
}

std::string resource_of(ServerContext& gateway, const Request& request,
                        const sharing::Registration& registration, const policy::Identifier& person) {
    return write_episode(registration, view_of(gateway, request, person, version_of(gateway, registration)),
                         time::day_in_japan(gateway.store().clock().now()));
}

Response record_response(ServerContext& gateway, const Request& request, int status, std::string resource,
                         std::string_view version, std::string_view location) {
    Response out = fhir_response(gateway, request, status, std::move(resource));
    if (out.refusal == Refusal::none) {
        out.with("ETag", weak_tag(version));
        if (status == 201) {
            out.with("Location", fmt::format("{}/{}/{}", fhir_base(request), request.path.back(), location));
            out.outcome = "created";
        }
    }
    out.with("Cache-Control", "no-store");
    return out;
}

AuditSubject subject_about(const seal::Hash& person) {
    return {.person = person == seal::Hash() ? std::string() : seal::to_hex(person)};
}

AuditedResponse changed(const registry::PeerChange& change, Response response, AuditSubject subject) {
    return change.committed ? AuditedResponse(std::move(response), *change.committed)
                            : AuditedResponse(std::move(response), std::move(subject));
}

AuditedResponse refused(const Request& request, const diag::Error& error, std::string_view insurer,
                        AuditSubject subject) {
    subject.reason = diag::row(error.message).id;
    return {error_response(request, http_error_of(error_for_peer(error, insurer))), std::move(subject)};
}

diag::Result<void> check_entry(ServerContext& gateway, const Request& request) {
    const std::shared_ptr<const access::Hub> hub = gateway.hub();
    const bool may =
        (hub != nullptr && hub->office_entry) || request.caller.peer->role == policy::Role::municipality;
    return may ? diag::Result<void>() : diag::fail(message::office_entry_off, {});
}

diag::Result<seal::Hash> person_of(ServerContext& gateway, std::string_view id) {
    TRY(const std::optional<seal::Hash> person,
        gateway.store().read_value<std::optional<seal::Hash>>(
            [&](const store::Snapshot& snapshot) { return store::person_of_record(snapshot, id); }));
    return person.value_or(seal::Hash());
}

diag::Error no_such_record(std::string_view type, std::string_view id) {
    return diag::finding(message::resource_not_there, {}, {fmt::format("{}/{}", type, id)});
}

diag::Result<void> check_fixed(bool is_same, std::string_view member, std::string_view changeable) {
    return is_same
               ? diag::Result<void>()
               : diag::fail(message::record_member_fixed, {}, {std::string(member), std::string(changeable)});
}

diag::Error error_of_change(diag::Error error, std::string_view read, std::string_view kept) {
    const bool is_old = !read.empty() && read != kept && error.message == message::record_member_fixed;
    return is_old ? diag::finding(message::record_moved_on, {}) : error;
}

diag::Error wrong_member(std::string_view record, std::string_view member, std::string_view found,
                         std::string_view expected) {
    return diag::finding(
        message::sharing_record_wrong, {},
        {std::string(record), std::string(member), fmt::format("\"{}\" → {}", found, expected)});
}

} // namespace renkei::server
