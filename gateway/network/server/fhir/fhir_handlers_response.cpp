#include "gateway/network/server/fhir/fhir_handlers_response.h"

#include "gateway/core/text/words.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/work_memory.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

using service::FhirSyntax;
using text::same_word;
using text::trim;

constexpr std::string_view format_parameter = "_format";
struct ShortName {
    std::string_view name;
    std::string_view media_type;
};
constexpr ShortName short_names[] = {
    {"json", fhir_json}, {"xml", fhir_xml}, {"csv", "text/csv"}, {"html", "text/html"}};
constexpr std::string_view again_seconds = "2"; // when to come again while the gateway is busy

struct SyntaxName {
    std::string_view name;
    FhirSyntax syntax;
};
// Of _format and Accept: R4 http.html#mime-type, the short names and what other programs say.
constexpr SyntaxName syntax_names[] = {{"json", FhirSyntax::json},
                                       {fhir_json, FhirSyntax::json},
                                       {"application/json", FhirSyntax::json},
                                       {"application/json+fhir", FhirSyntax::json},
                                       {"text/json", FhirSyntax::json},
                                       {"application/*", FhirSyntax::json},
                                       {"*/*", FhirSyntax::json},
                                       {"xml", FhirSyntax::xml},
                                       {fhir_xml, FhirSyntax::xml},
                                       {"application/xml", FhirSyntax::xml},
                                       {"application/xml+fhir", FhirSyntax::xml},
                                       {"text/xml", FhirSyntax::xml}};

const SyntaxName* syntax_named(std::string_view name) {
    const auto* const found = std::ranges::find_if(
        syntax_names, [&](const SyntaxName& each) { return same_word(each.name, name); });
    return found == std::end(syntax_names) ? nullptr : found;
}

Response as_json(int status, std::string json) {
    return {.status = status, .media_type = std::string(fhir_json), .body = std::move(json)};
}

HttpError not_acceptable(std::string_view asked) {
    return {Refusal::not_acceptable,
            diag::finding(message::not_acceptable, {}, {asked, fmt::format("{}, {}", fhir_json, fhir_xml)}),
            {}};
}

} // namespace

std::string fhir_base(const Request& request) { return request.base + "/fhir"; }

std::string search_url(const Request& request, std::string_view type, const Pairs& parameters) {
    std::string out = fmt::format("{}/{}", fhir_base(request), type);
    char separator = '?';
    for (const auto& [name, value] : parameters) {
        out += fmt::format("{}{}={}", separator, percent_encoded(name), percent_encoded(value));
        separator = '&';
    }
    return out;
}

HttpResult<std::string> requested_format(const Request& request) {
    TRY_VOID(check_once(request, format_parameter).map_error(http_error_of));
    std::string out(trim(request.parameter(format_parameter)));
    std::ranges::replace(out, ' ', '+'); // "fhir+json" in a query that was not escaped came as "fhir json"
    return out;
}

QueryParameter content_format() {
    std::string syntaxes;
    for (const ShortName& each : short_names) {
        syntaxes += fmt::format("{}, ", each.name);
    }
    return {.name = std::string(format_parameter), .expected = syntaxes + "…/…"};
}

std::string accepted_types(const Request& request, const std::string& format) {
    const auto* const named = std::ranges::find(short_names, format, &ShortName::name);
    return format.empty()                   ? std::string(request.header("Accept"))
           : named == std::end(short_names) ? format
                                            : std::string(named->media_type);
}

HttpResult<FhirSyntax> requested_syntax(const Request& request) {
    TRY(const std::string format, requested_format(request));
    const std::string_view accept = format.empty() ? request.header("Accept") : std::string_view(format);
    const SyntaxName* best = accept.empty() ? &syntax_names[0] : nullptr;
    int highest = 0;
    for (const documents::AcceptedRange& range : documents::read_accept(accept)) {
        const SyntaxName* const named = syntax_named(range.type);
        const bool is_utf8 =
            range.charset.empty() || documents::encoding_of_charset(range.charset) == text::Encoding::utf8;
        if (named != nullptr && is_utf8 && range.quality > highest) {
            best = named;
            highest = range.quality;
        }
    }
    return best != nullptr ? HttpResult<FhirSyntax>(best->syntax)
                           : tl::make_unexpected(not_acceptable(accept));
}

Response fhir_response(ServerContext& gateway, const Request& request, int status, std::string json) {
    if (const HttpResult<FhirSyntax> syntax = requested_syntax(request);
        syntax && *syntax == FhirSyntax::json) {
        return as_json(status, std::move(json));
    }
    const HttpResult<documents::WorkerPool::Lease> worker = lease_worker(gateway, request);
    return worker ? fhir_response(**worker, request, status, std::move(json))
                  : error_response(request, worker.error());
}

Response fhir_response(documents::ConversionWorker& worker, const Request& request, int status,
                       std::string json) {
    TRY_OR_ANSWER(request, const FhirSyntax syntax, requested_syntax(request));
    if (syntax == FhirSyntax::json) {
        return as_json(status, std::move(json));
    }
    diag::Report ignored; // our own resources can be said in XML
    diag::Result<std::string> xml = service::written_as(FhirSyntax::xml, worker.converter(), std::move(json),
                                                        service::Layout::compact, ignored);
    return xml ? Response{.status = status, .media_type = std::string(fhir_xml), .body = *std::move(xml)}
               : error_response(request, Refusal::internal, xml.error());
}

HttpResult<std::string> read_fhir_body(documents::ConversionWorker& worker, const Request& request) {
    if (request.body.empty()) {
        return http_error(message::body_empty);
    }
    const documents::MediaType content = documents::read_media_type(request.header("Content-Type"));
    const std::string& type = content.type;
    const SyntaxName* const named = syntax_named(type);
    if (named == nullptr || type.find('/') == std::string::npos || type.find('*') != std::string::npos) {
        return http_error(message::media_type_unknown,
                          {type.empty() ? "-" : type, fmt::format("{}, {}", fhir_json, fhir_xml)});
    }
    TRY_VOID(documents::check_media_type(content).map_error(http_error_of));
    if (named->syntax == FhirSyntax::json) {
        return request.body;
    }
    xml::Document document;
    diag::Report report;
    const diag::Result<void> read = worker.converter().read_xml(request.body, document, report);
    if (!read) {
        return tl::make_unexpected(HttpError{Refusal::unreadable, read.error(), {}});
    }
    return document.json;
}

HttpResult<documents::WorkerPool::Lease> lease_worker(ServerContext& gateway, const Request& request,
                                                      std::uint64_t inner) {
    TRY(const documents::WorkRequest work, reserved_work(request, inner));
    return lease_worker(gateway, work);
}

HttpResult<documents::WorkerPool::Lease> lease_worker(ServerContext& gateway,
                                                      const documents::WorkRequest& work) {
    std::optional<documents::WorkerPool::Lease> worker = gateway.lease_worker(work);
    if (!worker) {
        return tl::make_unexpected(http_error_of(diag::finding(message::server_busy, {}, {again_seconds})));
    }
    return *std::move(worker);
}

HttpError http_error_of(diag::Error error) {
    const Refusal refusal = resources::refusal_of(error.message).value_or(Refusal::internal);
    HttpError out{refusal, std::move(error), {}};
    if (out.status() == 503) {
        out.headers.emplace_back("Retry-After", again_seconds);
    }
    return out;
}

} // namespace renkei::server
