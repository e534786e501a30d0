#include "gateway/network/server/records/record_search.h"

#include "gateway/core/json/writer.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/parameters.h"
#include "generated/messages/mhd.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

namespace renkei::server {

bool asks_for_records(const Request& request) {
    return request.parameter(tag_parameter) ==
           fmt::format("{}|{}", record_tag_system(request.canonical), record_tag);
}

QueryParameters record_search_parameters(ServerContext&) {
    QueryParameters out = answer_parameters();
    out.push_back({.name = std::string(patient_parameter), .expected = subject_form()});
    out.push_back({.name = std::string(tag_parameter), .expected = "…/CodeSystem/record|sharing"});
    return out;
}

diag::Result<AskedPerson> asked_person(ServerContext& gateway, const Request& request, std::string_view type,
                                       QueryParameters (*known)(ServerContext&)) {
    if (request.method != "POST") {
        return diag::fail(message::person_in_url, {},
                          {patient_parameter, fmt::format("/fhir/{}/_search", type)});
    }
    TRY_VOID(check_repeats(gateway, request, known));
    TRY_VOID(check_known(gateway, request, known));
    const std::string_view token = request.parameter(patient_parameter);
    if (token.empty()) {
        return diag::fail(message::search_needs, {}, {patient_parameter});
    }
    const std::size_t bar = token.find('|');
    AskedPerson out;
    out.identifier = bar == std::string_view::npos ? policy::Identifier{{}, std::string(token)}
                                                   : policy::Identifier{std::string(token.substr(0, bar)),
                                                                        std::string(token.substr(bar + 1))};
    TRY(out.subject, subject_of(gateway, patient_parameter, out.identifier));
    return out;
}

Pairs used_parameters(const Request& request, std::string_view count) {
    Pairs out;
    for (const auto& [name, value] : request.query) {
        if (!value.empty() && name != patient_parameter && name != count_name) {
            out.emplace_back(name, value);
        }
    }
    if (!count.empty()) {
        out.emplace_back(count_name, count);
    }
    return out;
}

std::string searchset(const Request& request, std::string_view type, std::span<const FoundRecord> found,
                      std::optional<std::size_t> total, const Pairs& used, const std::string& next) {
    const std::string base = fmt::format("{}/{}", fhir_base(request), type);
    std::string text;
    json::Writer out(text);
    out.start_object().member("resourceType", "Bundle").member("type", "searchset");
    if (total) {
        out.key("total").number(*total);
    }
    out.key("link").start_array().start_object();
    out.member("relation", "self").member("url", search_url(request, type, used)).end_object();
    if (!next.empty()) {
        out.start_object().member("relation", "next").member("url", next).end_object();
    }
    out.end_array();
    if (!found.empty()) { // an empty array is no JSON of FHIR
        out.key("entry").start_array();
        for (const FoundRecord& each : found) {
            out.start_object().member("fullUrl", fmt::format("{}/{}", base, each.id)).key("resource");
            out.raw(each.resource).key("search");
            out.start_object().member("mode", "match").end_object().end_object();
        }
        out.end_array();
    }
    out.end_object();
    return text;
}

AuditedResponse search_response(ServerContext& gateway, const Request& request,
                                diag::Result<std::string> found, AuditSubject subject) {
    Response out = found ? fhir_response(gateway, request, 200, *std::move(found))
                         : error_response(request, http_error_of(found.error()));
    out.with("Cache-Control", "no-store");
    return {std::move(out), std::move(subject)};
}

} // namespace renkei::server
