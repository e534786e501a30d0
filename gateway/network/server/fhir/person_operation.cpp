#include "gateway/network/server/fhir/person_operation.h"

#include "gateway/core/json/parser.h"
#include "gateway/network/mhd/path.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "generated/messages/mhd.h"

namespace renkei::server {

using diag::Result;
using json::NodeId;
using json::Tree;

std::string hashed_for_audit(ServerContext& gateway, std::string_view value) {
    return seal::to_hex(seal::keyed_hash(gateway.store().search_key(), {"query", value})).substr(0, 16);
}

HttpResult<std::unique_ptr<OperationBody>> read_operation_body(ServerContext& gateway,
                                                               const Request& request) {
    HttpResult<documents::WorkerPool::Lease> worker = lease_worker(gateway, request);
    if (!worker) {
        return tl::make_unexpected(worker.error());
    }
    HttpResult<std::string> json = read_fhir_body(**worker, request);
    if (!json) {
        return tl::make_unexpected(json.error());
    }
    auto out = std::make_unique<OperationBody>();
    out->json = *std::move(json);
    if (const Result<void> parsed = json::Parser().parse(out->json, out->tree); !parsed) {
        return tl::make_unexpected(HttpError{Refusal::unreadable, parsed.error(), {}});
    }
    return out;
}

HttpResult<Pairs> read_operation_parameters(ServerContext& gateway, const Request& request) {
    Pairs out = request.query;
    if (request.method == "POST") {
        HttpResult<std::unique_ptr<OperationBody>> body = read_operation_body(gateway, request);
        if (!body) {
            return tl::make_unexpected(body.error());
        }
        const Tree& tree = (*body)->tree;
        for (const NodeId parameter : mhd::nodes_at(tree, Tree::root, "parameter")) {
            out.emplace_back(mhd::text_at(tree, parameter, "name"),
                             mhd::text_at(tree, parameter, "valueString|valueUri|valueCanonical"));
        }
    }
    return out;
}

Response persons_differ_response(const Request& request, const mhd::DocumentsApart& apart) {
    const diag::Report report = mhd::report_of(apart, fhir_base(request));
    return error_response(request, Refusal::conflict, report, diag::row(diag::message::persons_differ).id);
}

AuditedResponse person_response(Response response, ReadMemory& memory, AuditSubject subject) {
    response.with("Cache-Control", "no-store");
    response.memory = memory.take();
    return {std::move(response), std::move(subject)};
}

} // namespace renkei::server
