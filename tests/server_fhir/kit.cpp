#include "tests/server_fhir/kit.h"

#include "gateway/core/base/base64.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/http/request_target.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/provide/provide_bundle.h"
#include "gateway/network/server/routes.h"

#include "tests/support/documented_status.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

constexpr std::string_view base = "https://gateway.example.jp";

std::unique_ptr<store::Store> open(const std::filesystem::path& folder, const seal::KeyRing& ring,
                                   const base::Clock& clock) {
    store::StoreSettings settings;
    settings.file = folder / "store.db";
    return documents::must(store::Store::open(settings, ring, clock));
}

} // namespace

Site::Site()
    : ring_(documents::must(seal::KeyRing::create(folder_.path() / "keys"))),
      store_(open(folder_.path(), ring_, clock)),
      peers_(documents::usual_peers()),
      gateway_(*store_, documents::loaded(), {}, 2, std::chrono::milliseconds(100)) {
    documents::must(store_->write([&](store::Transaction& transaction) -> diag::Result<void> {
        for (const policy::Peer& peer : peers_) {
            TRY_VOID(transaction.put(peer));
        }
        return {};
    }));
    documents::must(gateway_.reload_peers());
}

const policy::Peer& Site::peer(std::string_view id) const {
    const auto found = std::ranges::find(peers_, id, &policy::Peer::id);
    EXPECT_NE(found, peers_.end()) << id;
    return *found;
}

access::Reader Site::reader(std::string_view id) const { return {.peer = peer(id)}; }

void Site::add(const policy::Peer& peer) {
    peers_.push_back(peer);
    documents::must(store_->write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(transaction.put(peer));
        return transaction.set(peers_generation, std::to_string(peers_.size()));
    }));
    documents::must(gateway_.reload_peers());
}

Response Site::get(const std::string& path, std::string_view id, Pairs headers) {
    return send("GET", path, "", std::move(headers), id);
}

Response Site::post(const std::string& path, std::string body, std::string_view media_type,
                    std::string_view id, Pairs headers) {
    headers.emplace_back("Content-Type", media_type);
    return send("POST", path, std::move(body), std::move(headers), id);
}

Response Site::send(std::string method, const std::string& path, std::string body, Pairs headers,
                    std::string_view id) {
    Request request{.method = std::move(method), .headers = std::move(headers), .body = std::move(body)};
    request.caller = {.peer = &peer(id),
                      .certificate = std::string(64, 'a'),
                      .address = "192.0.2.1",
                      .request = "request-1",
                      .user = user};
    request.base = base;
    request.memory = memory;
    request.canonical = "https://renkei.example.jp/fhir";
    request.target = path;
    const HttpResult<http::RequestTarget> target = http::read_target(path);
    if (!target) {
        ADD_FAILURE() << "no target: " << path;
        return {.status = 400};
    }
    request.path = target->path;
    request.query = target->query;
    if (request.path.back() == "_search") {
        const HttpResult<Pairs> form = http::read_pairs(request.body);
        EXPECT_TRUE(form) << request.body;
        request.query.insert(request.query.end(), form->begin(), form->end());
    }
    const std::vector<http::Route> table = bound(routes_of(gateway_), gateway_);
    const http::RouteMatch found = http::match_route(table, request);
    if (found.route == nullptr) {
        ADD_FAILURE() << "no route: " << request.method << " " << path;
        return {.status = 404};
    }
    return with_documented_status(*found.route, http::handled(found, request));
}

std::string Site::submit(std::string_view bytes, std::string_view id) {
    const auto worker = gateway_.workers().acquire(std::chrono::seconds(1));
    const documents::Caller caller{.peer = &peer(id), .certificate = std::string(64, 'a')};
    const documents::Receipt receipt =
        gateway_.intake().submit(**worker, documents::Submission{.bytes = bytes}, caller);
    EXPECT_EQ(receipt.refusal, documents::Refusal::none) << documents::recorded(receipt.report);
    return receipt.documents.empty() ? std::string()
                                     : mhd::logical_id(receipt.documents.front().version.document);
}

std::vector<std::string> Site::events() {
    std::vector<std::string> out;
    documents::must(store_->read([&](const store::Snapshot& snapshot) {
        return snapshot.audit([&](const store::AuditRow& row) {
            out.push_back(documents::must(audit::audit_event_of(row.event, row.node)));
            return true;
        });
    }));
    return out;
}

std::uint64_t Site::documents() {
    return documents::must(store_->read_value<std::uint64_t>(
        [](const store::Snapshot& snapshot) { return snapshot.document_count(); }));
}

std::string problem(const Response& response) {
    const Json outcome = json_of(response);
    EXPECT_EQ(outcome.value("resourceType", ""), "OperationOutcome") << response.body.substr(0, 500);
    return outcome["issue"][0]["details"]["coding"][0]["code"];
}

std::vector<std::string> entries(const Response& response, std::string_view mode) {
    std::vector<std::string> out;
    const Json all = json_of(response).value("entry", Json::array());
    for (const Json& entry : all) {
        if (entry["search"]["mode"] == mode) {
            out.push_back(fmt::format("{}/{}", entry["resource"]["resourceType"].get<std::string>(),
                                      entry["resource"].value("id", "")));
        }
    }
    return out;
}

std::size_t total(const Response& response) {
    EXPECT_EQ(response.status, 200) << response.body.substr(0, 800);
    return json_of(response).value("total", std::size_t{9999});
}

std::string link(const Response& response, std::string_view relation) {
    const Json bundle = json_of(response);
    for (const Json& each : bundle["link"]) {
        if (each["relation"] == relation) {
            const std::string url = each["url"];
            EXPECT_TRUE(url.starts_with(base)) << url;
            return url.substr(base.size());
        }
    }
    return {};
}

std::string person(std::string_view number) { return fmt::format("{}%7C{}", insured_system, number); }

Json transaction(std::string_view bytes, std::string_view media_type) {
    return Json::parse(mhd::provide_bundle(*mhd::view_of("admission/full.bundle.json"),
                                           {.bytes = bytes, .media_type = media_type}));
}

Json simplified(std::string_view bytes, std::string_view media_type) {
    return {
        {"resourceType", "DocumentReference"},
        {"masterIdentifier", {{"system", "urn:ietf:rfc:3986"}, {"value", "urn:oid:1.2.3"}}},
        {"status", "current"},
        {"subject", {{"identifier", {{"system", insured_system}, {"value", hanako}}}}},
        {"content",
         Json::array({{{"attachment", {{"contentType", media_type}, {"data", base::to_base64(bytes)}}}}})}};
}

Json relation(const std::string& code, const std::string& id) {
    return Json::array({{{"code", code}, {"target", {{"reference", "DocumentReference/" + id}}}}});
}

} // namespace renkei::server
