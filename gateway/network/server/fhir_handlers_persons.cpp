// Persons: IHE PIXm and PDQm with Patient/$ihe-pix (ITI-83) and Patient/$match (ITI-119); ITI-78 is the
// search of Patient. Patient/$summary of the International Patient Summary.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/resources/outcome.h"
#include "gateway/network/mhd/cross_reference.h"
#include "gateway/network/mhd/path.h"
#include "gateway/network/mhd/person_match.h"
#include "gateway/network/mhd/summary.h"
#include "gateway/network/seal/hash.h"
#include "gateway/network/server/audit_query.h"
#include "gateway/network/server/fhir_handlers.h"
#include "gateway/network/server/fhir_handlers_response.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/parameters.h"

#include <fmt/format.h>

#include <memory>

namespace renkei::server {
namespace {

using diag::Message;
using diag::Result;
using json::NodeId;
using json::Tree;

constexpr std::string_view source_parameter = "sourceIdentifier";
constexpr std::string_view target_parameter = "targetSystem";
constexpr std::string_view source_form = "SYSTEM|NUMBER";
constexpr std::string_view summary_parameter = "identifier";
constexpr std::string_view summarised_type = "Patient";

// For the audit: equal values are seen to be equal, and cannot be read.
std::string hashed(ServerContext& gateway, std::string_view value) {
    return seal::to_hex(seal::keyed_hash(gateway.store().search_key(), {"query", value})).substr(0, 16);
}

// The body of an operation in FHIR JSON, and its tree.
struct ReadBody {
    std::string json;
    Tree tree;
};
HttpResult<std::unique_ptr<ReadBody>> read_body(ServerContext& gateway, const Request& request) {
    HttpResult<documents::WorkerPool::Lease> worker = lease_worker(gateway, request);
    if (!worker) {
        return tl::make_unexpected(worker.error());
    }
    HttpResult<std::string> json = read_fhir_body(**worker, request);
    if (!json) {
        return tl::make_unexpected(json.error());
    }
    auto out = std::make_unique<ReadBody>();
    out->json = *std::move(json);
    if (const Result<void> parsed = json::Parser().parse(out->json, out->tree); !parsed) {
        return tl::make_unexpected(HttpError{Refusal::unreadable, parsed.error(), {}});
    }
    return out;
}

// Parameters of the URL, and of a resource Parameters in the body.
HttpResult<Pairs> read_operation_parameters(ServerContext& gateway, const Request& request) {
    Pairs out = request.query;
    if (request.method == "POST") {
        HttpResult<std::unique_ptr<ReadBody>> body = read_body(gateway, request);
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
        return diag::fail(Message::parameter_twice, {}, {std::string(source_parameter)});
    }
    if (!out.source.system || out.source.system->empty() || out.source.code.empty()) {
        return diag::fail(Message::parameter_wrong, {},
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
            return diag::fail(Message::resource_not_there, {},
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
        return diag::fail(Message::parameter_twice, {}, {std::string(summary_parameter)});
    }
    if (wanted.empty()) {
        return diag::fail(Message::parameter_wrong, {},
                          {std::string(summary_parameter), "-", std::string(source_form)});
    }
    TRY(mhd::SearchRequest search, mhd::read_search(summarised_type, wanted, mhd::Handling::strict));
    return std::move(search.persons.front());
}

struct MatchBody {
    NodeId patient = Tree::root;
    bool only_certain = false;
    std::uint32_t count = page_of_list.usual;
};

// A Patient itself, or Parameters with one.
Result<MatchBody> read_match_body(const Tree& tree) {
    MatchBody out;
    if (mhd::text_at(tree, Tree::root, "resourceType") != "Parameters") {
        return out;
    }
    out.patient = json::no_node;
    for (const NodeId parameter : mhd::nodes_at(tree, Tree::root, "parameter")) {
        const std::string_view name = mhd::text_at(tree, parameter, "name");
        if (name == "resource") {
            out.patient = tree.child(parameter, "resource");
        }
        if (name == "onlyCertainMatches") {
            const NodeId value = mhd::node_at(tree, parameter, "valueBoolean");
            out.only_certain = value != json::no_node && tree.raw(value) == "true";
        }
        if (name == "count") {
            const NodeId value = mhd::node_at(tree, parameter, "valueInteger");
            const std::string_view text = value == json::no_node ? std::string_view() : tree.raw(value);
            const std::optional<std::uint32_t> count = read_count(text, page_of_list);
            if (!count) {
                return diag::fail(Message::parameter_wrong, {},
                                  {"count", std::string(text), form_of(page_of_list)});
            }
            out.count = *count;
        }
    }
    return out;
}

Result<mhd::MatchQuery> read_match_query(const Tree& tree) {
    TRY(const MatchBody body, read_match_body(tree));
    if (body.patient == json::no_node || !tree[body.patient].is_object()) {
        return diag::fail(Message::parameter_wrong, {}, {"resource", "-", "Patient"});
    }
    TRY(mhd::MatchQuery out, mhd::read_match(tree, body.patient));
    out.only_certain = body.only_certain;
    out.count = body.count;
    return out;
}

// Within little memory first, as a search: what most requests find needs no reservation.
template <class Found, class Find>
Result<Found> find_in_documents(ServerContext& gateway, ReadMemory& memory, const Find& find) {
    return read_large<Found>(gateway, memory, [&](const store::Snapshot& snapshot) {
        return find(snapshot,
                    [&memory](std::uint64_t bytes) { return memory.is_reserved() || memory.covers(bytes); });
    });
}

template <class Found>
void add_found(AuditSubject& subject, const Found& found) {
    if (!found.persons.empty()) {
        subject.person = seal::to_hex(found.persons.front());
        subject.query += "&persons=" + audit_persons_text(found.persons);
    }
    if (!found.documents.empty()) {
        subject.query += "&documents=" + audit_documents_text(found.documents);
    }
}

AuditedResponse respond(Response response, ReadMemory& memory, AuditSubject subject) {
    response.with("Cache-Control", "no-store");
    response.memory = memory.take();
    return {std::move(response), std::move(subject)};
}

// Within little memory first, as a search.
Result<mhd::SummaryResult> find_summary(ServerContext& gateway, const Request& request,
                                        const mhd::PersonFilter& person, ReadMemory& memory) {
    mhd::SummaryContext context{.search_key = gateway.store().search_key(),
                                .caller = *request.caller.peer,
                                .base = fhir_base(request),
                                .canonical = request.canonical,
                                .outcome =
                                    [&request](const diag::Report& report) {
                                        return resources::operation_outcome(report, language_of(request),
                                                                            request.canonical);
                                    },
                                .now = gateway.store().clock().now()};
    return read_large<mhd::SummaryResult>(
        gateway, memory, [&](const store::Snapshot& snapshot) -> Result<mhd::SummaryResult> {
            context.memory =
                memory.is_reserved()
                    ? mhd::SearchMemory{.document = UINT64_MAX, .page = ReadMemory::page}
                    : mhd::SearchMemory{.document = ReadMemory::small, .page = ReadMemory::small};
            TRY(mhd::SummaryResult out, mhd::summarise(snapshot, person, context));
            if (out.left_some || out.is_full) {
                memory.covers(out.largest + ReadMemory::page);
            }
            return out;
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
    const HttpResult<Pairs> parameters = read_operation_parameters(gateway, request);
    if (!parameters) {
        return error_response(request, parameters.error());
    }
    AuditQueryText text("Patient");
    for (const auto& [name, value] : *parameters) {
        if (name == source_parameter || name == target_parameter) {
            text.add(name, hashed(gateway, value));
        }
    }
    AuditSubject subject{.query = text.text()};
    ReadMemory memory(request);
    const auto find = [&]() -> Result<mhd::CrossReference> {
        TRY_VOID(check_repeats(gateway, request, cross_reference_parameters));
        TRY_VOID(check_known_if_strict(gateway, request, cross_reference_parameters));
        TRY(const mhd::CrossReferenceQuery query, read_cross_reference(request, *parameters));
        return find_in_documents<mhd::CrossReference>(
            gateway, memory, [&](const store::Snapshot& snapshot, mhd::PersonFinder::MayOpen may_open) {
                return mhd::cross_reference(snapshot, gateway.store().search_key(), *request.caller.peer,
                                            std::move(may_open), query);
            });
    };
    Result<mhd::CrossReference> found = find();
    if (!found) {
        return respond(error_response(request, http_error_of(found.error())), memory, std::move(subject));
    }
    add_found(subject, *found);
    return respond(fhir_response(gateway, request, 200, std::move(found->parameters)), memory,
                   std::move(subject));
}

AuditedResponse match_patient(ServerContext& gateway, const Request& request, PathParameters) {
    const HttpResult<std::unique_ptr<ReadBody>> body = read_body(gateway, request);
    if (!body) {
        return error_response(request, body.error());
    }
    AuditQueryText text("Patient/$match");
    ReadMemory memory(request);
    const auto find = [&]() -> Result<mhd::MatchResult> {
        TRY(const mhd::MatchQuery query, read_match_query((*body)->tree));
        for (const documents::PersonNumber& each : query.numbers) {
            text.add("identifier", hashed(gateway, each.number.system + "|" + each.number.value));
        }
        if (!query.names.empty()) {
            text.add("name", hashed(gateway, query.names.front()));
        }
        if (!query.birth_date.empty()) {
            text.add("birthdate", hashed(gateway, query.birth_date));
        }
        return find_in_documents<mhd::MatchResult>(
            gateway, memory, [&](const store::Snapshot& snapshot, mhd::PersonFinder::MayOpen may_open) {
                return mhd::match_person(snapshot, query,
                                         {.search_key = gateway.store().search_key(),
                                          .caller = *request.caller.peer,
                                          .base = fhir_base(request),
                                          .outcome =
                                              [&](const diag::Report& report) {
                                                  return resources::operation_outcome(
                                                      report, language_of(request), request.canonical);
                                              },
                                          .may_open = std::move(may_open)});
            });
    };
    Result<mhd::MatchResult> found = find();
    AuditSubject subject{.query = text.text()};
    if (!found) {
        return respond(error_response(request, http_error_of(found.error())), memory, std::move(subject));
    }
    add_found(subject, *found);
    return respond(fhir_response(gateway, request, 200, std::move(found->bundle)), memory,
                   std::move(subject));
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
        text.add("_id", hashed(gateway, parts[0]));
    }
    for (const auto& [name, value] : *parameters) {
        if (name == summary_parameter) {
            text.add(name, hashed(gateway, value));
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
    Result<mhd::SummaryResult> found = find();
    if (!found) {
        return respond(error_response(request, http_error_of(found.error())), memory, std::move(subject));
    }
    add_found(subject, *found);
    return respond(fhir_response(gateway, request, 200, std::move(found->bundle)), memory,
                   std::move(subject));
}

} // namespace renkei::server
