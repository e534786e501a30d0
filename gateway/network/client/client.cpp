#include "gateway/network/client/client.h"

#include "gateway/core/json/member.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/network/client/no_response.h"
#include "gateway/network/seal/hash.h"
#include "generated/messages/exchange.h"

#include <charconv>

namespace renkei::client {
namespace {

using text::content_disposition;
using text::sanitized;

std::string request_key(const OutgoingFile& file) {
    // the same file with another way of reading is another request
    const std::string read_mode = file.lenient ? "\nlenient" : "";
    return "send-" + seal::to_hex(seal::sha256(file.file_name + '\n' + file.media_type + '\n' +
                                               seal::to_hex(seal::sha256(file.bytes)) + read_mode));
}

// True if the response repeats that of an earlier request. After a retry it is the response to this one.
bool is_replay(const HttpResponse& response) {
    return response.field("idempotent-replayed") == "true" && !response.is_retried;
}

std::optional<std::size_t> part_in(const json::Tree& tree, json::NodeId document) {
    const json::NodeId node = tree[document].is_object() ? tree.child(document, "part") : json::no_node;
    const std::string_view digits =
        node != json::no_node && tree[node].is_number() ? tree.raw(node) : std::string_view();
    std::size_t out = 0;
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    const bool is_whole = wrong == std::errc() && end == digits.data() + digits.size();
    return is_whole ? std::optional(out) : std::nullopt;
}

// The receipt names each document; without one, Location may name a single document.
std::vector<SentDocument> documents_in(const HttpResponse& response) {
    std::vector<SentDocument> out;
    json::Tree tree;
    const bool is_object =
        json::Parser().parse(response.body, tree).has_value() && tree[json::Tree::root].is_object();
    const json::NodeId documents = is_object ? tree.child(json::Tree::root, "documents") : json::no_node;
    if (documents != json::no_node && tree[documents].is_array()) {
        for (const json::NodeId each : tree.children(documents)) {
            if (std::string location = sanitized(text_of(tree, each, "location")); !location.empty()) {
                out.push_back({.location = std::move(location),
                               .is_new = !is_replay(response) && text_of(tree, each, "fate") != "unchanged",
                               .part = part_in(tree, each)});
            }
        }
    }
    if (const std::string_view one = response.field("location"); !one.empty()) {
        out.resize(1);
        out.front().location = sanitized(one);
    }
    return out;
}

} // namespace

bool is_success(int status) { return status >= 200 && status < 300; }

diag::Result<HttpResponse> ask(HttpPool& pool, const HttpUrl& gateway, const HttpRequest& request) {
    ConnectionResult<HttpResponse> response = pool.exchange(gateway.endpoint, request);
    if (!response) {
        return tl::make_unexpected(no_response(response.error(), gateway.endpoint));
    }
    return std::move(*response);
}

HttpLimits client_limits() {
    HttpLimits out;
    out.body = 64U << 20;
    out.response = std::chrono::minutes(5);
    return out;
}

diag::Result<SendResult> send_file(HttpPool& pool, const HttpUrl& gateway, const OutgoingFile& file) {
    HttpRequest request{.method = "POST", .path = gateway.path + "/documents", .body = file.bytes};
    request.fields = {{"Accept", "application/json"}, {"Idempotency-Key", request_key(file)}};
    if (!file.media_type.empty()) {
        request.fields.emplace_back("Content-Type", file.media_type);
    }
    if (file.lenient) {
        request.fields.emplace_back("Prefer", "handling=lenient");
    }
    if (!file.language.empty()) {
        request.fields.emplace_back("Accept-Language", file.language);
    }
    if (!file.file_name.empty()) {
        request.fields.emplace_back("Content-Disposition", content_disposition(file.file_name));
    }
    TRY(HttpResponse response, ask(pool, gateway, request));
    std::vector<SentDocument> documents = documents_in(response);
    // a proxy or another server answered: nothing shows that it was kept
    if (is_success(response.status) && documents.empty()) {
        return diag::fail(message::sent_unconfirmed, {.file = file.file_name},
                          {std::to_string(response.status)});
    }
    return SendResult{
        .status = response.status, .documents = std::move(documents), .body = std::move(response.body)};
}

} // namespace renkei::client
