// $validate: a resource is judged, whatever comes of it the answer is 200 with what was found.
#include "gateway/mhd/path.h"
#include "gateway/mhd/provide_rules.h"
#include "gateway/server/document_audit.h"
#include "gateway/server/fhir_handlers.h"
#include "gateway/server/fhir_handlers_answer.h"
#include "gateway/server/parameters.h"
#include "gateway/validate/stop.h"

#include <chrono>

namespace renkei::server {
namespace {

using diag::Report;
using json::NodeId;
using json::Tree;

constexpr std::string_view profile_parameter = "profile";

// What is to be judged: the body itself, or a resource in Parameters.
struct Question {
    std::string resource{};
    std::vector<std::string> profiles{};
    std::string type{};
    std::size_t entries = 0; // of a Bundle
};

// Ends the validation when the caller has gone, or when it has taken so long.
validate::Stop stop_for(const Request& request, unsigned seconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    return validate::Stop([&request, end] { return std::chrono::steady_clock::now() >= end || request.caller_is_gone(); });
}

void read_parameters(const Tree& tree, Question& question) {
    for (const NodeId parameter : mhd::nodes_at(tree, Tree::root, "parameter")) {
        const std::string_view name = mhd::text_at(tree, parameter, "name");
        if (name == "resource") {
            const NodeId resource = tree.child(parameter, "resource");
            question.resource = resource == json::no_node ? std::string() : std::string(tree.raw(resource));
            question.type = resource == json::no_node ? std::string() : std::string(mhd::text_at(tree, resource, "resourceType"));
            question.entries = resource == json::no_node ? 0 : mhd::nodes_at(tree, resource, "entry").size();
        }
        if (name == profile_parameter) {
            question.profiles.emplace_back(mhd::text_at(tree, parameter, "valueUri|valueCanonical|valueString"));
        }
    }
}

// What cannot be read is left as it is: the validator says what is wrong with it.
Question question_of(documents::Desk& desk, const Request& request, const std::string& json) {
    Question out{.resource = request.body};
    for (const auto& [name, value] : request.query) {
        if (name == profile_parameter) {
            out.profiles.push_back(value);
        }
    }
    Tree tree;
    if (desk.worker().parse_fhir(json, tree)) {
        out.type = mhd::text_at(tree, Tree::root, "resourceType");
        out.entries = mhd::nodes_at(tree, Tree::root, "entry").size();
        if (out.type == "Parameters") {
            read_parameters(tree, out);
        }
    }
    return out;
}

Answer judge(Gateway& gateway, const Request& request, Parts parts) {
    const Or<documents::Desks::Loan> desk = borrow_desk(gateway, request);
    if (!desk) {
        return refuse(request, desk.error());
    }
    const Or<std::string> json = read_fhir_body(**desk, request);
    if (!json && json.error().status != 400) {
        return refuse(request, json.error()); // no FHIR at all
    }
    if (request.body.empty()) {
        return refuse(request, json.error());
    }
    const Question question = question_of(**desk, request, json.value_or(std::string()));
    const documents::Limits& limits = gateway.intake().limits();
    if (question.entries > limits.validate_entries) {
        return refuse(request, 413, diag::finding(diag::Message::validation_too_many_entries, {.path = question.type}, {std::to_string(limits.validate_entries)}));
    }
    validate::Options options{.profiles = question.profiles};
    options.rest_references_are_valid = true;
    const validate::Stop stop = stop_for(request, limits.validate_seconds);
    service::Outcome judged = (*desk)->validation().run({.name = {}, .bytes = question.resource}, options);
    if (stop.was_requested()) {
        judged.report.add(diag::Message::validation_too_long, {}, {std::to_string(limits.validate_seconds)});
    }
    if (!parts.empty() && parts[0] != question.type) {
        judged.report.add(diag::Message::mhd_wrong, {.path = question.type}, {"resourceType", parts[0], question.type.empty() ? "-" : question.type});
    }
    return refuse(request, 200, judged.report, judged.report.at_least(diag::Severity::error) ? "invalid" : "valid");
}

} // namespace

QueryParameters validation_parameters(Gateway&) { return {{.name = std::string(profile_parameter), .expected = "URL", .may_repeat = true}}; }

Answer validate_resource(Gateway& gateway, const Request& request, Parts parts) {
    return audited(gateway, request, audit::Action::execute, "$validate", {}, judge(gateway, request, parts));
}

} // namespace renkei::server
