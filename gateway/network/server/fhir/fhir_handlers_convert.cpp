// $convert: a form's file as FHIR documents, FHIR documents as a form's file, any FHIR from JSON into XML.
// Nothing is stored.
#include "gateway/core/base/base64.h"
#include "gateway/core/json/line_guess.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/fhir/resources/answer_report.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/server/document_request.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/work_memory.h"
#include "generated/messages/documents.h"
#include "generated/messages/forms.h"
#include "generated/messages/mhd.h"
#include "generated/messages/server.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

using json::NodeId;
using json::Tree;

struct Wanted {
    std::string_view media_type; // in Accept
    std::string_view syntax;     // of service::TargetSpec
};
constexpr Wanted accepts[] = {
    {"text/csv", "csv"}, {"application/json", "json"}, {fhir_json, "fhir"}, {fhir_xml, "fhir-xml"}};

struct ConvertTask {
    service::Input input{};
    service::ConvertOptions options{};
    std::optional<bool> wants_report{}; // the response is Parameters with the report in it
    bool is_wrapped = false;            // the input was base64 in the body
};

std::optional<bool> boolean(std::string_view value) {
    return value == "true" || value == "false" ? std::optional(value == "true") : std::nullopt;
}

bool take_form(ConvertTask& task, std::string_view value) {
    task.options.read.form = value;
    return true;
}
bool take_target(ConvertTask& task, std::string_view value) {
    task.options.to = service::parse_target_spec(value);
    return true;
}
bool take_read_mode(ConvertTask& task, std::string_view value) {
    task.options.read.read_mode =
        boolean(value).value_or(false) ? record::ReadMode::lenient : record::ReadMode::strict;
    return boolean(value).has_value();
}
bool take_report(ConvertTask& task, std::string_view value) {
    task.wants_report = boolean(value);
    return task.wants_report.has_value();
}
bool take_rules(ConvertTask& task, std::string_view value) {
    task.options.rules = value == "report" ? service::BrokenRules::report : service::BrokenRules::refuse;
    return value == "report" || value == "refuse";
}
bool take_rebuild(ConvertTask& task, std::string_view value) {
    task.options.rebuild = boolean(value).value_or(false);
    return boolean(value).has_value();
}

// What profiles/operations/convert.yaml declares beside the input: in the query or in Parameters.
struct Parameter {
    std::string_view name;
    bool (*take)(ConvertTask& task, std::string_view value); // false: it is none of what is expected
    std::string_view expected;
};
constexpr std::string_view truth_values = "true, false";
constexpr Parameter parameter_rows[] = {{"form", take_form, "FORM"},
                                        {"to", take_target, "SYNTAX, FORM/SYNTAX"},
                                        {"lenient", take_read_mode, truth_values},
                                        {"rules", take_rules, "refuse, report"},
                                        {"rebuild", take_rebuild, truth_values},
                                        {"report", take_report, truth_values}};

// Values that the input lacks are about one person: they come in the body, since addresses stand in logs.
constexpr std::string_view value_parameter = "set";
constexpr std::string_view value_form = "ITEM=VALUE";
constexpr std::size_t most_values = 200; // more than any form can lack

HttpResult<void> take_value(ConvertTask& task, std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        return http_error(Refusal::bad_request, message::parameter_wrong,
                          {std::string(value_parameter), "-", std::string(value_form)});
    }
    if (task.options.values.set.size() == most_values) {
        return http_error(Refusal::bad_request, message::parameter_wrong,
                          {std::string(value_parameter), "…", fmt::format("1..{}", most_values)});
    }
    task.options.values.set.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    return {};
}

HttpResult<void> take_parameter(ConvertTask& task, std::string_view name, std::string_view value) {
    const auto* const found = std::ranges::find(parameter_rows, name, &Parameter::name);
    if (found != std::end(parameter_rows) && !found->take(task, value)) {
        return http_error(Refusal::bad_request, message::parameter_wrong,
                          {std::string(name), std::string(value), std::string(found->expected)});
    }
    return {};
}

std::string_view wanted_by_accept(const Request& request) {
    std::string_view best;
    int highest = 0;
    const std::vector<documents::AcceptedRange> accepted = documents::read_accept(request.header("Accept"));
    for (const Wanted& each : accepts) {
        const auto range = std::ranges::find(accepted, each.media_type, &documents::MediaType::type);
        if (range != accepted.end() && range->quality > highest) {
            best = each.syntax;
            highest = range->quality;
        }
    }
    return best;
}

// Bytes with a media type, from the body or from a Binary.
HttpResult<void> take_content(ConvertTask& task, std::string bytes, std::string_view content_type) {
    const documents::MediaType type = documents::read_media_type(content_type);
    if (const diag::Result<void> known = documents::check_media_type(type); !known) {
        return tl::make_unexpected(HttpError{Refusal::media_type, known.error(), {}});
    }
    if (type.type == "text/csv") {
        task.options.read.encoding = documents::declared_encoding(type.charset, bytes);
    }
    task.input.bytes = std::move(bytes);
    return {};
}

HttpResult<void> take_binary(ConvertTask& task, const Tree& tree, NodeId binary) {
    std::optional<std::string> bytes = base::from_base64(mhd::text_at(tree, binary, "data"));
    if (!bytes) {
        return http_error(Refusal::bad_request, message::mhd_wrong, {"Binary.data", "base64Binary", "-"});
    }
    task.is_wrapped = true;
    return take_content(task, *std::move(bytes), mhd::text_at(tree, binary, "contentType"));
}

HttpResult<void> take_resource(ConvertTask& task, const Tree& tree, NodeId resource) {
    if (mhd::text_at(tree, resource, "resourceType") == "Binary") {
        return take_binary(task, tree, resource);
    }
    task.input.bytes = tree.raw(resource);
    return {};
}

HttpResult<void> take_parameters(ConvertTask& task, const Tree& tree) {
    task.wants_report = task.wants_report.value_or(true);
    for (const NodeId parameter : mhd::nodes_at(tree, Tree::root, "parameter")) {
        const std::string_view name = mhd::text_at(tree, parameter, "name");
        const NodeId resource = tree.child(parameter, "resource");
        const bool is_input = name == "input" && resource != json::no_node;
        if (HttpResult<void> taken =
                is_input ? take_resource(task, tree, resource)
                : name == value_parameter
                    ? take_value(task, mhd::text_at(tree, parameter, "valueString"))
                    : take_parameter(task, name,
                                     mhd::text_at(tree, parameter, "valueCode|valueString|valueBoolean"));
            !taken) {
            return taken;
        }
    }
    if (task.input.bytes.empty()) {
        return http_error(Refusal::bad_request, message::parameter_wrong, {"input", "-", "Binary, Bundle"});
    }
    return {};
}

// FHIR around the content, or the content itself.
HttpResult<void> take_body(ConvertTask& task, documents::ConversionWorker& worker, const Request& request) {
    const std::string_view content_type = request.header("Content-Type");
    const bool may_be_wrapped = content_type.find("fhir") != std::string_view::npos;
    Tree tree;
    HttpResult<std::string> json =
        may_be_wrapped ? read_fhir_body(worker, request) : HttpResult<std::string>(std::string());
    if (may_be_wrapped && !json) {
        return tl::make_unexpected(json.error());
    }
    if (may_be_wrapped && worker.converter().parse_fhir(*json, tree)) {
        const std::string_view type = mhd::text_at(tree, Tree::root, "resourceType");
        if (type == "Parameters") {
            return take_parameters(task, tree);
        }
        if (type == "Binary") {
            return take_binary(task, tree, Tree::root);
        }
    }
    return take_content(task, request.body, content_type);
}

// What is made of the body is in memory as a whole.
HttpResult<void> check_documents(ServerContext& gateway, std::string_view body) {
    const std::size_t most = gateway.intake().limits().documents;
    const std::size_t first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const bool is_tree = body.find_first_of("{[<") == first;
    if ((!is_tree || json::has_line_per_document(body)) && rows_of(body) > most) {
        return http_error(message::too_many_documents, {std::to_string(most)});
    }
    return {};
}

HttpResult<ConvertTask> read_convert_task(ServerContext& gateway, documents::ConversionWorker& worker,
                                          const Request& request) {
    TRY_VOID(check_repeats(gateway, request, conversion_parameters).map_error(http_error_of));
    if (request.body.empty()) {
        return http_error(Refusal::bad_request, message::body_empty);
    }
    TRY_VOID(check_documents(gateway, request.body));
    ConvertTask out;
    // it may say what is in the file
    out.input.name = file_name_of(request);
    for (const auto& [name, value] : request.query) {
        if (name == value_parameter) {
            return http_error(Refusal::bad_request, message::parameter_wrong,
                              {std::string(value_parameter), "?…", "Parameters.parameter.valueString"});
        }
        TRY_VOID(take_parameter(out, name, value));
    }
    TRY_VOID(take_body(out, worker, request));
    out.options.read.today = time::day_in_japan(gateway.clock().now()).text();
    out.options.values.defaults = gateway.default_values();
    out.options.max_documents = gateway.intake().limits().documents; // a row of some bytes may become 200 KB
    if (out.options.to.syntax.empty() && out.options.to.form.empty() && !out.wants_report.value_or(false)) {
        out.options.to.syntax = wanted_by_accept(request);
    }
    return out;
}

bool is_page(const service::OutputDocument& document) { return document.kind == service::page_name; }

std::string media_type_of(const service::OutputDocument& document) {
    if (is_page(document)) {
        return "text/html;charset=UTF-8";
    }
    if (service::is_xml(document.bytes)) {
        return std::string(fhir_xml);
    }
    if (document.is_json) {
        return std::string(document.bytes.starts_with("{\"resourceType\"") ? fhir_json : "application/json");
    }
    const auto encoding = text::is_utf8(document.bytes) ? text::Encoding::utf8 : text::Encoding::cp932;
    return "text/csv;charset=" + std::string(documents::charset_of(encoding));
}

std::string parameters_of(const service::Outcome& outcome, const Request& request) {
    std::string out;
    json::Writer writer(out);
    writer.start_object().member("resourceType", "Parameters").key("parameter").start_array();
    for (const service::OutputDocument& document : outcome.documents) {
        const std::string type = media_type_of(document);
        writer.start_object().member("name", "output").key("resource");
        if (type == fhir_json) {
            writer.raw(std::string_view(document.bytes).substr(0, document.bytes.find_last_not_of('\n') + 1));
        } else {
            writer.start_object()
                .member("resourceType", "Binary")
                .member("contentType", type)
                .member("data", base::to_base64(document.bytes))
                .end_object();
        }
        writer.end_object();
    }
    writer.start_object()
        .member("name", "report")
        .key("resource")
        .raw(resources::answer_outcome(outcome.report, language_of(request), request.canonical))
        .end_object();
    writer.end_array().end_object();
    return out;
}

// Lines of CSV and JSON stand behind one another in one body; documents of XML and pages do not, nor those of
// which a name says more than the bytes, and another one for each.
bool is_one_body(const std::vector<service::OutputDocument>& documents) {
    const service::OutputDocument& first = documents.front();
    const bool has_other_name = std::ranges::any_of(documents, [&](const service::OutputDocument& each) {
        return each.has_items_in_name && each.name != first.name;
    });
    return documents.size() == 1 || !(is_page(first) || service::is_xml(first.bytes) || has_other_name);
}

// Several documents in one body: lines of CSV, or one JSON a line.
Response joined_documents(const service::Outcome& outcome) {
    const service::OutputDocument& first = outcome.documents.front();
    Response out{.media_type = media_type_of(first), .outcome = "converted"};
    if (first.has_items_in_name) {
        out.with("Content-Disposition", text::content_disposition(first.name, "inline"));
    }
    for (const service::OutputDocument& document : outcome.documents) {
        out.body += std::string_view(document.bytes).substr(out.body.empty() ? 0 : document.head);
    }
    if (is_page(outcome.documents.front())) {
        add_policy(out, out.body);
    }
    if (outcome.documents.size() > 1 && outcome.documents.front().is_json) {
        out.media_type = out.media_type == fhir_json ? "application/fhir+ndjson" : "application/x-ndjson";
    }
    return out;
}

// With a worker for it. What was wrapped in the body is weighed when it is known.
HttpResult<ConvertTask> open_convert_task(ServerContext& gateway, const Request& request,
                                          std::optional<documents::WorkerPool::Lease>& worker) {
    TRY(documents::WorkerPool::Lease first, lease_worker(gateway, request));
    worker.emplace(std::move(first));
    TRY(ConvertTask out, read_convert_task(gateway, **worker, request));
    if (out.is_wrapped) {
        TRY_VOID(check_documents(gateway, out.input.bytes));
        if (const std::uint64_t inner = inner_memory(out.input.bytes); inner > 0) {
            worker.reset();
            TRY(documents::WorkerPool::Lease again, lease_worker(gateway, request, inner));
            worker.emplace(std::move(again));
        }
    }
    return out;
}

Response convert(ServerContext& gateway, const Request& request) {
    std::optional<documents::WorkerPool::Lease> worker;
    TRY_OR_ANSWER(request, const ConvertTask task, open_convert_task(gateway, request, worker));
    const service::Outcome outcome = service::convert((*worker)->converter(), task.input, task.options);
    if (outcome.documents.empty()) {
        const bool is_unknown = outcome.report.has(message::syntax_unknown) ||
                                outcome.report.has(message::transfer_unknown) ||
                                outcome.report.has(message::version_unknown);
        return error_response(request, is_unknown ? Refusal::not_acceptable : Refusal::invalid,
                              outcome.report, "refused");
    }
    if (outcome.documents.size() > 1 && !task.options.values.set.empty()) { // values of one person
        return error_response(
            request,
            HttpError{Refusal::bad_request,
                      diag::finding(message::parameter_wrong, {},
                                    {std::string(value_parameter),
                                     fmt::format("{} documents", outcome.documents.size()), "1 document"}),
                      {}});
    }
    if (task.wants_report.value_or(false) || !is_one_body(outcome.documents)) {
        return fhir_response(**worker, request, 200, parameters_of(outcome, request));
    }
    return joined_documents(outcome);
}

} // namespace

QueryParameters conversion_parameters(ServerContext&) {
    QueryParameters out;
    for (const Parameter& each : parameter_rows) {
        out.push_back({std::string(each.name), std::string(each.expected)});
    }
    return out;
}

AuditedResponse convert_content(ServerContext& gateway, const Request& request, PathParameters) {
    return convert(gateway, request);
}

} // namespace renkei::server
