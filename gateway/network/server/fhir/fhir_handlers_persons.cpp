// IHE PIXm ITI-83, Patient/$ihe-pix, and Patient/$summary of the International Patient Summary.
#include "gateway/network/mhd/persons/cross_reference.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/parameters.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

constexpr std::string_view source_parameter = "sourceIdentifier";
constexpr std::string_view target_parameter = "targetSystem";
constexpr std::string_view source_form = "SYSTEM|NUMBER";
constexpr std::string_view summary_parameter = "identifier";
constexpr std::string_view summarised_type = "Patient";

Result<mhd::CrossReferenceQuery> read_cross_reference(const Request& request, const Pairs& parameters) {
    mhd::CrossReferenceQuery out{.source = {}, .base = fhir_base(request)};
    std::size_t sources = 0;
    for (const auto& [name, value] : parameters) {
        if (name == source_parameter) {
            out.source = mhd::read_token(value);
            ++sources;
        }
        if (name == target_parameter) {
            out.targets.push_back(value);
        }
    }
    if (sources > 1) {
        return diag::fail(message::parameter_twice, {}, {std::string(source_parameter)});
    }
    if (!out.source.system || out.source.system->empty() || out.source.code.empty()) {
        return diag::fail(message::parameter_wrong, {},
                          {std::string(source_parameter),
                           sources == 0 ? std::string("-")
                                        : documents::shape_of_identifier(out.source.system, out.source.code),
                           std::string(source_form)});
    }
    return out;
}

// By the id of the path, or by `identifier`.
Result<mhd::PersonFilter> read_summary_person(const Pairs& parameters, PathParameters parts) {
    if (!parts.empty()) {
        const std::optional<mhd::LogicalId> id = mhd::parse_logical_id(parts[0]);
        if (!id || !id->resource) {
            return diag::fail(message::resource_not_there, {},
                              {fmt::format("{}/{}", summarised_type, parts[0])});
        }
        return mhd::PersonFilter{.patients = {{std::string(summarised_type), *id}}};
    }
    mhd::QueryPairs wanted;
    for (const auto& [name, value] : parameters) {
        if (name == summary_parameter) {
            wanted.emplace_back(name, value);
        }
    }
    if (wanted.size() > 1) {
        return diag::fail(message::parameter_twice, {}, {std::string(summary_parameter)});
    }
    if (wanted.empty()) {
        return diag::fail(message::parameter_wrong, {},
                          {std::string(summary_parameter), "-", std::string(source_form)});
    }
    TRY(mhd::SearchRequest search, mhd::read_search(summarised_type, wanted, mhd::Handling::strict));
    return std::move(search.persons.front());
}

Result<mhd::SummaryResult> find_summary(ServerContext& gateway, const Request& request,
                                        const mhd::PersonFilter& person, ReadMemory& memory) {
    return read_large<mhd::SummaryResult>(gateway, memory, [&](const store::Snapshot& snapshot) {
        return summarise_within(snapshot, person, summary_context(gateway, request), memory);
    });
}

} // namespace

QueryParameters cross_reference_parameters(ServerContext&) {
    QueryParameters out = answer_parameters();
    out.push_back(
        {.name = std::string(source_parameter),
         .expected = std::string(source_form) + " (SYSTEM: " + documents::known_person_systems() + ")"});
    out.push_back({.name = std::string(target_parameter), .expected = "URI", .may_repeat = true});
    return out;
}

AuditedResponse cross_reference_person(ServerContext& gateway, const Request& request, PathParameters) {
    TRY_OR_ANSWER(request, const Pairs parameters, read_operation_parameters(gateway, request));
    AuditQueryText text("Patient");
    for (const auto& [name, value] : parameters) {
        if (name == source_parameter || name == target_parameter) {
            text.add(name, hashed_for_audit(gateway, value));
        }
    }
    AuditSubject subject{.query = text.text()};
    ReadMemory memory(request);
    const access::Reader reader = reader_of(gateway, request);
    const auto find = [&]() -> Result<mhd::CrossReference> {
        TRY_VOID(check_repeats(gateway, request, cross_reference_parameters));
        TRY_VOID(check_known_if_strict(gateway, request, cross_reference_parameters));
        TRY(const mhd::CrossReferenceQuery query, read_cross_reference(request, parameters));
        return find_in_documents<mhd::CrossReference>(
            gateway, memory, [&](const store::Snapshot& snapshot, mhd::PersonFinder::MayOpen may_open) {
                return mhd::cross_reference(snapshot, gateway.store().search_key(), reader,
                                            std::move(may_open), query);
            });
    };
    return found_response(request, find(), memory, std::move(subject), [&](mhd::CrossReference& found) {
        Response response = fhir_response(gateway, request, 200, std::move(found.parameters));
        if (found.damaged > 0) { // its Parameters have no place for it
            response.with("Warning", fmt::format("299 - \"{}: {}\"",
                                                 diag::row(message::documents_unreadable).id, found.damaged));
        }
        return response;
    });
}

QueryParameters summary_parameters(ServerContext&) {
    QueryParameters out = answer_parameters();
    out.push_back(
        {.name = std::string(summary_parameter),
         .expected = std::string(source_form) + " (SYSTEM: " + documents::known_person_systems() + ")"});
    return out;
}

AuditedResponse summarise_patient(ServerContext& gateway, const Request& request, PathParameters parts) {
    HttpResult<Pairs> parameters = request.query;
    if (parts.empty()) { // else the path says it all
        parameters = read_operation_parameters(gateway, request);
    }
    if (!parameters) {
        return error_response(request, parameters.error());
    }
    AuditQueryText text("Patient/$summary");
    if (!parts.empty()) {
        text.add("_id", hashed_for_audit(gateway, parts[0]));
    }
    for (const auto& [name, value] : *parameters) {
        if (name == summary_parameter) {
            text.add(name, hashed_for_audit(gateway, value));
        }
    }
    AuditSubject subject{.query = text.text()};
    ReadMemory memory(request);
    const auto find = [&]() -> Result<mhd::SummaryResult> {
        const auto known = parts.empty() ? summary_parameters : read_parameters;
        TRY_VOID(check_repeats(gateway, request, known));
        TRY_VOID(check_known_if_strict(gateway, request, known));
        TRY(const mhd::PersonFilter person, read_summary_person(*parameters, parts));
        return find_summary(gateway, request, person, memory);
    };
    return found_response(request, find(), memory, std::move(subject), [&](mhd::SummaryResult& found) {
        return fhir_response(gateway, request, 200, std::move(found.written));
    });
}

} // namespace renkei::server
