// POST /withdrawals: a peer withdraws what its requests brought, by their Idempotency-Key, whether or not
// they have arrived.
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/fhir/resources/answer_report.h"
#include "gateway/network/server/document_request.h"
#include "gateway/network/server/documents/document_json.h"
#include "gateway/network/server/retry.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/json.h"

#include <algorithm>
#include <array>

namespace renkei::server {
namespace {

using documents::RequestWithdrawal;
using documents::WithdrawalReceipt;

constexpr std::size_t max_keys = 1000; // in one withdrawal
constexpr std::string_view key_syntax = "1-255 ASCII";

tl::unexpected<diag::Error> wrong(std::string place, std::string_view expected, std::string_view found) {
    return diag::fail(message::json_expected, {.path = std::move(place)},
                      {std::string(expected), std::string(found)});
}

bool is_key(std::string_view text) {
    const auto is_plain = [](char c) { return c > 0x20 && c < 0x7F; };
    return !text.empty() && text.size() <= max_idempotency_key && std::ranges::all_of(text, is_plain);
}

Result<std::vector<std::string>> keys_of(const json::Tree& tree) {
    const json::NodeId deliveries = tree.child(json::Tree::root, "deliveries");
    if (deliveries == json::no_node || !tree[deliveries].is_array()) {
        return wrong("deliveries", "[…]", "-");
    }
    std::vector<std::string> out;
    for (const json::NodeId each : tree.children(deliveries)) {
        const std::string place = "deliveries[" + std::to_string(out.size()) + "]";
        if (out.size() == max_keys) {
            return wrong(place, "≤ " + std::to_string(max_keys), std::to_string(max_keys + 1));
        }
        const std::string_view text = tree[each].is_string() ? tree.text(each) : std::string_view();
        if (!is_key(text)) {
            return wrong(place, key_syntax, "-"); // whatever it is: it is not repeated
        }
        out.emplace_back(text);
    }
    return out.empty() ? Result<std::vector<std::string>>(wrong("deliveries", "≥ 1", "0")) : std::move(out);
}

// The id at the end of a Location of this gateway; empty: it is none.
std::string document_at(std::string_view location) {
    const std::string_view id = location.substr(std::min(location.rfind('/'), location.size() - 1) + 1);
    return store::uuid_bytes(id) ? std::string(id) : std::string();
}

// As outbox/withdrawal_notice.h writes it; other members are for other receivers.
Result<RequestWithdrawal> read_notice(std::string_view body) {
    json::Tree tree;
    TRY_VOID(json::Parser().parse(body, tree));
    if (!tree[json::Tree::root].is_object()) {
        return wrong("", "{…}", "-");
    }
    const json::NodeId status = tree.child(json::Tree::root, "status");
    if (status == json::no_node || !tree[status].is_string() || tree.text(status) != "withdrawn") {
        return wrong("status", "\"withdrawn\"", "-");
    }
    RequestWithdrawal out;
    TRY(out.keys, keys_of(tree));
    const json::NodeId known_as = tree.child(json::Tree::root, "known_as");
    if (known_as != json::no_node && tree[known_as].is_string() && !tree.text(known_as).empty()) {
        out.document = document_at(tree.text(known_as));
    }
    return out;
}

std::string to_json(const Request& request, const WithdrawalReceipt& withdrawal) {
    std::string text;
    json::Writer out(text);
    out.start_object().key("documents").start_array();
    for (const documents::StoredDocument& taken : withdrawal.receipt.documents) {
        out.start_object()
            .member("location", location_of(request, taken.version))
            .member("id", taken.version.document);
        out.key("version").number(taken.version.number).member("fate", to_text(taken.outcome)).end_object();
    }
    out.end_array().key("superseded").number(withdrawal.superseded).key("expected").number(withdrawal.early);
    out.key("report")
        .raw(resources::answer_rows(withdrawal.receipt.report, language_of(request)))
        .end_object();
    return text;
}

AuditedResponse withdraw_requests(ServerContext& gateway, const Request& request, PathParameters) {
    const Result<RequestWithdrawal> requests = read_notice(request.body);
    if (!requests) {
        return error_response(request, Refusal::bad_request, requests.error());
    }
    const WithdrawalReceipt withdrawal = gateway.intake().withdraw(*requests, request.caller);
    const Refusal refusal = withdrawal.receipt.refusal;
    if (refusal != Refusal::none) {
        const resources::RefusalRow& row = resources::row(refusal);
        Response out = error_response(request, refusal, withdrawal.receipt.report, row.name);
        if (row.fault == resources::Fault::gateway) {
            out.with("Retry-After", std::string(busy_retry_seconds));
        }
        return audited(withdrawal.receipt, std::move(out));
    }
    Response out{
        .media_type = "application/json", .body = to_json(request, withdrawal), .outcome = "withdrawn"};
    out.with("Cache-Control", "no-store");
    return audited(withdrawal.receipt, std::move(out));
}

constexpr int of_withdrawing[] = {200, 422, 507};

constexpr std::array<Route, 1> routes_of_withdrawals{{
    {"POST", "/withdrawals", "withdrawal-submit",
     "Withdraw what requests of the caller brought, by their Idempotency-Key; what arrives later is stored "
     "as withdrawn",
     "", "", Audited{{audit::Action::remove, "delete"}, withdraw_requests}, of_withdrawing},
}};

} // namespace

std::span<const Route> withdrawal_routes() { return routes_of_withdrawals; }

} // namespace renkei::server
