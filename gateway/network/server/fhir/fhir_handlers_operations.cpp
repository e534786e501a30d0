// $validate: a resource is validated; the response is 200 with the findings, whatever they are.
#include "gateway/fhir/validate/walk/stop.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/work_memory.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"
#include "generated/messages/server.h"

#include <algorithm>
#include <chrono>

namespace renkei::server {
namespace {

using diag::Report;
using json::NodeId;
using json::Tree;

constexpr std::string_view profile_parameter = "profile";
constexpr std::string_view mode_parameter = "mode";
// R4 resource-operation-validate, resource-validation-mode; what the mode would do besides validating.
struct Mode {
    std::string_view name;
    bool is_write;
};
constexpr Mode modes[] = {{"create", true}, {"update", true}, {"delete", true}, {"profile", false}};
constexpr std::string_view mode_names = "create, update, delete, profile";
constexpr std::string_view removal = "delete";

// What is to be validated: the body itself, or a resource in Parameters.
struct Question {
    std::string resource{};
    std::vector<std::string> profiles{};
    std::string type{};
    std::string id{};
    std::string mode{};
    std::size_t entries = 0; // of a Bundle
};

// Ends the validation when the caller has gone, or when it has taken so long.
validate::Stop stop_for(const Request& request, unsigned seconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    return validate::Stop(
        [&request, end] { return std::chrono::steady_clock::now() >= end || request.client_disconnected(); });
}

documents::WorkRequest validation_of(documents::WorkRequest work) {
    work.task = documents::WorkKind::validation;
    return work;
}

void read_validation_parameters(const Tree& tree, Question& question) {
    for (const NodeId parameter : mhd::nodes_at(tree, Tree::root, "parameter")) {
        const std::string_view name = mhd::text_at(tree, parameter, "name");
        if (name == "resource") {
            const NodeId resource = tree.child(parameter, "resource");
            question.resource = resource == json::no_node ? std::string() : std::string(tree.raw(resource));
            question.type = resource == json::no_node
                                ? std::string()
                                : std::string(mhd::text_at(tree, resource, "resourceType"));
            question.id =
                resource == json::no_node ? std::string() : std::string(mhd::text_at(tree, resource, "id"));
            question.entries = resource == json::no_node ? 0 : mhd::nodes_at(tree, resource, "entry").size();
        }
        if (name == mode_parameter) {
            question.mode = mhd::text_at(tree, parameter, "valueCode|valueString");
        }
        if (name == profile_parameter) {
            question.profiles.emplace_back(
                mhd::text_at(tree, parameter, "valueUri|valueCanonical|valueString"));
        }
    }
}

// A body that cannot be read is not changed: the validator reports what is wrong with it.
Question question_of(documents::ConversionWorker& worker, const Request& request, const std::string& json) {
    Question out{.resource = request.body, .mode = std::string(request.parameter(mode_parameter))};
    for (const auto& [name, value] : request.query) {
        if (name == profile_parameter) {
            out.profiles.push_back(value);
        }
    }
    Tree tree;
    if (worker.converter().parse_fhir(json, tree)) {
        out.type = mhd::text_at(tree, Tree::root, "resourceType");
        out.id = mhd::text_at(tree, Tree::root, "id");
        out.entries = mhd::nodes_at(tree, Tree::root, "entry").size();
        if (out.type == "Parameters") {
            out.resource.clear();
            out.id.clear();
            read_validation_parameters(tree, out);
        }
    }
    return out;
}

HttpResult<Question> read_question(ServerContext& gateway, const Request& request) {
    TRY_VOID(check_once(request, mode_parameter).map_error(http_error_of));
    Question out{.mode = std::string(request.parameter(mode_parameter))};
    if (!request.body.empty()) {
        TRY(const documents::WorkRequest work, reserved_work(request));
        TRY(documents::WorkerPool::Lease worker, lease_worker(gateway, validation_of(work)));
        const HttpResult<std::string> json = read_fhir_body(*worker, request);
        if (!json && json.error().status() != 400) {
            return tl::make_unexpected(json.error()); // no FHIR at all
        }
        out = question_of(*worker, request, json.value_or(std::string()));
    }
    if (!out.mode.empty() && std::ranges::find(modes, out.mode, &Mode::name) == std::end(modes)) {
        return http_error(message::parameter_wrong,
                          {std::string(mode_parameter), out.mode, std::string(mode_names)});
    }
    return out;
}

// The resource that the path names, as its caller may read it.
AuditedResponse stored(ServerContext& gateway, const Request& request, PathParameters parts) {
    Request read = request;
    read.method = "GET";
    read.body.clear();
    read.query.clear();
    read.headers = {{"Accept", std::string(fhir_json)},
                    {"Accept-Language", std::string(request.header("Accept-Language"))}};
    return read_resource(gateway, read, parts);
}

// What is asked of the place, beside the content: `parts` are type and id of the path, as far as it names
// them.
void check_request_path(const Question& question, PathParameters parts, Report& report) {
    if (!parts.empty() && question.mode != removal && parts[0] != question.type) {
        report.add(message::mhd_wrong, {.path = question.type},
                   {"resourceType", parts[0], question.type.empty() ? "-" : question.type});
    }
    if (parts.size() > 1 && !question.id.empty() && question.id != parts[1]) { // R4 http.html#update
        report.add(message::mhd_wrong, {.path = question.type + ".id"}, {"id", parts[1], question.id});
    }
    const auto* const mode = std::ranges::find(modes, question.mode, &Mode::name);
    const bool is_document = question.type == "Bundle" && question.mode == "create"; // POST [base]/Bundle
    if (mode != std::end(modes) && mode->is_write && !is_document) {
        report.add(message::would_not_be_taken, {.path = question.type},
                   {question.mode, parts.empty() ? question.type : parts[0]});
    }
}

AuditedResponse validation_response(ServerContext& gateway, const Request& request, PathParameters parts) {
    TRY_OR_ANSWER(request, Question question, read_question(gateway, request));
    const documents::Limits& limits = gateway.intake().limits();
    if (question.entries > limits.validate_entries) {
        return error_response(request,
                              diag::finding(message::validation_too_many_entries, {.path = question.type},
                                            {std::to_string(limits.validate_entries)}));
    }
    const bool is_instance = parts.size() > 1;
    AuditSubject subject;                     // a resource of the store
    http::MemoryShare::ReservationPtr memory; // of it
    if (question.resource.empty() && is_instance && question.mode != removal) {
        AuditedResponse found = stored(gateway, request, parts);
        if (found.response().status != 200) {
            return found;
        }
        subject = found.subject();
        question.resource = std::move(found.response().body);
        memory = std::move(found.response().memory);
        if (memory) {
            memory->shrink_to(question.resource.size());
            // while it waits for a worker, another request may have the slot for one large reservation
            static_cast<void>(memory->wait_for_network());
        }
        question.type = parts[0];
        question.id = parts[1];
    }
    Report report;
    if (question.mode != removal) {
        if (question.resource.empty()) {
            return error_response(request, diag::finding(message::body_empty, {}));
        }
        documents::WorkRequest work = work_of(request);
        work.bytes = question.resource.size();
        work.memory = work_memory(question.resource); // reserved with the body
        const HttpResult<documents::WorkerPool::Lease> worker = lease_worker(gateway, validation_of(work));
        if (!worker) {
            return {error_response(request, worker.error()), std::move(subject)};
        }
        validate::ValidationOptions options{.profiles = question.profiles};
        options.absolute_references_name_types = true;
        const validate::Stop stop = stop_for(request, limits.validate_seconds);
        report = (*worker)->validation().run({.name = {}, .bytes = question.resource}, options).report;
        if (stop.was_requested()) {
            report.add(message::validation_too_long, {}, {std::to_string(limits.validate_seconds)});
        }
    }
    check_request_path(question, parts, report);
    return {
        report_response(request, 200, report, report.at_least(diag::Severity::error) ? "invalid" : "valid"),
        std::move(subject)};
}

} // namespace

QueryParameters validation_parameters(ServerContext&) {
    return {{.name = std::string(profile_parameter), .expected = "URL", .may_repeat = true},
            {.name = std::string(mode_parameter), .expected = std::string(mode_names)}};
}

AuditedResponse validate_resource(ServerContext& gateway, const Request& request, PathParameters parts) {
    return validation_response(gateway, request, parts);
}

} // namespace renkei::server
