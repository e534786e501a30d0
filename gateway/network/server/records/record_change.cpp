#include "gateway/network/server/records/record_change.h"

#include "gateway/network/access/hub.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/auditreport/handed_out.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "generated/messages/ledger.h"
#include "generated/messages/mhd.h"
#include "generated/messages/records.h"
#include "generated/messages/sharing.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {

RecordForms forms_of(ServerContext& gateway) { return gateway.workers().loaded()->catalogue; }

RecordView view_of(ServerContext& gateway, const Request& request, const policy::Identifier& person,
                   std::string version) {
    return {.canonical = request.canonical,
            .person = person,
            .version = std::move(version),
            .forms = forms_of(gateway)};
}

Response record_response(ServerContext& gateway, const Request& request, int status, FoundRecord record) {
    Response out = fhir_response(gateway, request, status, std::move(record.resource));
    if (out.refusal == Refusal::none) {
        out.with("ETag", weak_tag(record.version));
        if (status == 201) {
            out.with("Location", fmt::format("{}/{}/{}", fhir_base(request), request.path.back(), record.id));
            out.outcome = "created";
        }
    }
    out.with("Cache-Control", "no-store");
    return out;
}

AuditSubject subject_about(const seal::Hash& person) {
    return {.person = person == seal::Hash() ? std::string() : seal::to_hex(person)};
}

AuditedResponse changed(const ledger::PeerChange& change, Response response, AuditSubject subject) {
    return change.committed ? AuditedResponse(std::move(response), *change.committed)
                            : AuditedResponse(std::move(response), std::move(subject));
}

AuditedResponse refused(const Request& request, const diag::Error& error, std::string_view insurer,
                        AuditSubject subject) {
    subject.reason = diag::row(error.message).id;
    const bool is_insurer = access::insurer_number_of(*request.caller.peer) == insurer && !insurer.empty();
    const diag::Error shown = auditreport::is_of_the_insurer(error.message) && !is_insurer
                                  ? diag::finding(message::record_not_possible, {}, {std::string(insurer)})
                                  : error;
    return {error_response(request, http_error_of(shown)), std::move(subject)};
}

bool offices_enter(ServerContext& gateway) {
    const std::shared_ptr<const access::Hub> hub = gateway.hub();
    return hub != nullptr && hub->office_entry;
}

bool may_enter(ServerContext& gateway, const Request& request) {
    return request.caller.peer->role == policy::Role::municipality || offices_enter(gateway);
}

HttpResult<std::unique_ptr<OperationBody>> read_record_body(ServerContext& gateway, const Request& request) {
    if (!may_enter(gateway, request)) {
        return tl::make_unexpected(http_error_of(diag::finding(message::office_entry_off, {})));
    }
    TRY_VOID(requested_syntax(request)); // nothing is written that could not be answered
    if (request.body.size() > max_record_body) {
        return http_error(message::record_too_large,
                          {std::to_string(request.body.size()), std::to_string(max_record_body)});
    }
    return read_operation_body(gateway, request);
}

bool is_of_kind(ServerContext& gateway, const Request& request, std::string_view kind) {
    if (!may_enter(gateway, request) || request.body.size() > max_record_body) {
        return false; // who reads it as the other kind says what is wrong
    }
    const HttpResult<std::unique_ptr<OperationBody>> body = read_operation_body(gateway, request);
    if (!body) {
        return false;
    }
    const json::Tree& tree = (*body)->tree;
    const json::NodeId code = tree.child(json::Tree::root, "code");
    const json::NodeId coding = code != json::no_node ? tree.child(code, "coding") : code;
    return coding != json::no_node && tree[coding].is_array() &&
           std::ranges::any_of(tree.children(coding), [&](json::NodeId each) {
               const json::NodeId said = tree.child(each, "code");
               return said != json::no_node && tree[said].is_string() && tree.text(said) == kind;
           });
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

diag::Result<void> check_fixed(std::initializer_list<std::pair<std::string_view, bool>> is_same,
                               std::string_view changeable) {
    for (const auto& [member, is_kept] : is_same) {
        if (!is_kept) {
            return diag::fail(message::record_member_fixed, {},
                              {std::string(member), std::string(changeable)});
        }
    }
    return {};
}

diag::Error wrong_member(std::string_view record, std::string_view member, std::string_view found,
                         std::string_view expected) {
    return diag::finding(
        message::sharing_record_wrong, {},
        {std::string(record), std::string(member), fmt::format("\"{}\" → {}", found, expected)});
}

diag::Error broken_rule(std::string_view record, const diag::Error& why) {
    return wrong_member(record, why.item, why.value,
                        why.args.empty() ? diag::row(why.message).id : why.args.front());
}

} // namespace renkei::server
