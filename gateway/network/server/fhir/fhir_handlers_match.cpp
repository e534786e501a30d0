// IHE PDQm ITI-119, Patient/$match, and its further pages.
#include "gateway/fhir/resources/answer_report.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/persons/page_token.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/fhir/fhir_handlers_response.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/parameters.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

using json::NodeId;
using json::Tree;

constexpr std::string_view match_operation = "Patient/$match";

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
                return diag::fail(message::parameter_wrong, {},
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
        return diag::fail(message::parameter_wrong, {}, {"resource", "-", "Patient"});
    }
    TRY(mhd::MatchQuery out, mhd::read_match(tree, body.patient));
    out.only_certain = body.only_certain;
    out.count = body.count;
    return out;
}

// A page is the caller's own.
std::string match_pages_of(const Request& request) {
    return fmt::format("{}/{}", request.caller.peer->id, match_operation);
}

struct MatchPage {
    mhd::MatchQuery query{};
    std::string after{}; // where the page before ended
};

Result<MatchPage> read_match_page(ServerContext& gateway, const Request& request) {
    const std::optional<mhd::PageToken> token = mhd::open_page(
        gateway.store().search_key(), match_pages_of(request), request.parameter(page_link_parameter));
    if (!token || token->after.empty()) {
        return diag::fail(message::search_parameter_wrong, {},
                          {std::string(page_link_parameter), "-", std::string(page_link_form)});
    }
    return MatchPage{.query = mhd::match_query(token->parameters), .after = token->after};
}

void add_match_query(ServerContext& gateway, const mhd::MatchQuery& query, AuditQueryText& text) {
    for (const documents::PersonNumber& each : query.numbers) {
        text.add("identifier", hashed_for_audit(gateway, each.number.system + "|" + each.number.value));
    }
    if (!query.person.names.empty()) {
        text.add("name", hashed_for_audit(gateway, query.person.names.front()));
    }
    if (!query.person.birth_date.empty()) {
        text.add("birthdate", hashed_for_audit(gateway, query.person.birth_date));
    }
}

AuditedResponse matched(ServerContext& gateway, const Request& request, const Result<MatchPage>& page) {
    AuditQueryText text(match_operation);
    ReadMemory memory(request);
    Result<std::string> token{std::string()};
    const auto next = [&](const std::string& after) {
        token = mhd::seal_page(gateway.store().search_key(), match_pages_of(request),
                               {.parameters = mhd::match_parameters(page->query), .after = after});
        return fmt::format("{}/{}?{}={}", fhir_base(request), match_operation, page_link_parameter,
                           token.value_or(std::string()));
    };
    const auto find = [&]() -> Result<mhd::MatchResult> {
        if (!page) {
            return tl::make_unexpected(page.error());
        }
        add_match_query(gateway, page->query, text);
        TRY(mhd::MatchResult out,
            find_in_documents<mhd::MatchResult>(
                gateway, memory, [&](const store::Snapshot& snapshot, mhd::PersonFinder::MayOpen may_open) {
                    return mhd::match_person(snapshot, page->query,
                                             {.search_key = gateway.store().search_key(),
                                              .reader = reader_of(gateway, request),
                                              .base = fhir_base(request),
                                              .outcome =
                                                  [&](const diag::Report& report) {
                                                      return resources::answer_outcome(
                                                          report, language_of(request), request.canonical);
                                                  },
                                              .may_open = std::move(may_open),
                                              .next = next},
                                             page->after);
                }));
        TRY_VOID(token);
        return out;
    };
    Result<mhd::MatchResult> found = find();
    AuditSubject subject{.query = text.text()};
    if (!found) {
        return person_response(error_response(request, http_error_of(found.error())), memory,
                               std::move(subject));
    }
    add_found(subject, *found);
    return person_response(fhir_response(gateway, request, 200, std::move(found->bundle)), memory,
                           std::move(subject));
}

} // namespace

AuditedResponse match_patient(ServerContext& gateway, const Request& request, PathParameters) {
    TRY_OR_ANSWER(request, const std::unique_ptr<OperationBody> body, read_operation_body(gateway, request));
    Result<mhd::MatchQuery> query = read_match_query(body->tree);
    return matched(gateway, request,
                   query ? Result<MatchPage>(MatchPage{.query = *std::move(query), .after = {}})
                         : tl::make_unexpected(query.error()));
}

QueryParameters match_page_parameters(ServerContext&) {
    QueryParameters out = answer_parameters();
    out.push_back({.name = std::string(page_link_parameter), .expected = std::string(page_link_form)});
    return out;
}

AuditedResponse continue_match(ServerContext& gateway, const Request& request, PathParameters) {
    if (const Result<void> once = check_repeats(gateway, request, match_page_parameters); !once) {
        return error_response(request, http_error_of(once.error()));
    }
    return matched(gateway, request, read_match_page(gateway, request));
}

} // namespace renkei::server
