// CoverageEligibilityRequest/$submit: eligibility (資格確認) by a person's number and a day.
#include "gateway/network/mhd/eligibility/eligibility_fhir.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/parameters.h"

namespace renkei::server {
namespace {

using json::NodeId;
using json::Tree;

constexpr std::string_view submit_operation = "CoverageEligibilityRequest/$submit";
constexpr std::string_view resource_parameter = "resource";

// The resource itself, or Parameters with it.
NodeId submitted_resource(const Tree& tree) {
    if (mhd::text_at(tree, Tree::root, "resourceType") != "Parameters") {
        return Tree::root;
    }
    for (const NodeId parameter : mhd::nodes_at(tree, Tree::root, "parameter")) {
        if (mhd::text_at(tree, parameter, "name") == resource_parameter) {
            return tree.child(parameter, resource_parameter);
        }
    }
    return json::no_node;
}

} // namespace

AuditedResponse submit_eligibility(ServerContext& gateway, const Request& request, PathParameters) {
    TRY_OR_ANSWER(request, const std::unique_ptr<OperationBody> body, read_operation_body(gateway, request));
    ReadMemory memory(request);
    AuditQueryText text(submit_operation);
    const Result<mhd::EligibilityRequest> asked =
        mhd::read_eligibility_request(body->tree, submitted_resource(body->tree), today(gateway));
    if (asked) {
        text.add("identifier", hashed_for_audit(gateway, asked->asked));
    }
    AuditSubject subject{.query = text.text()};
    const auto find = [&]() -> Result<mhd::SummaryResult> {
        TRY_VOID(check_repeats(gateway, request, read_parameters));
        TRY_VOID(check_known_if_strict(gateway, request, read_parameters));
        if (!asked) {
            return tl::make_unexpected(asked.error());
        }
        return read_large<mhd::SummaryResult>(gateway, memory, [&](const store::Snapshot& snapshot) {
            return summarise_insurance(gateway, request, snapshot, asked->person, memory);
        });
    };
    return found_response(request, find(), memory, std::move(subject), [&](mhd::SummaryResult& found) {
        return fhir_response(gateway, request, 200,
                             mhd::eligibility_response(*asked, eligibility_in(found, request, asked->day),
                                                       found.contents.front(), request.canonical,
                                                       gateway.store().clock().now()));
    });
}

} // namespace renkei::server
