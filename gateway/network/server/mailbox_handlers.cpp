// The mailbox: deliveries that wait until their receiver fetches them. What was fetched stays until it is
// acknowledged.
#include "gateway/core/json/writer.h"
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/words.h"
#include "gateway/network/outbox/earlier_deliveries.h"
#include "gateway/network/outbox/withdrawal_notice.h"
#include "gateway/network/server/document_audit.h"
#include "gateway/network/server/instant.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/refusal_status.h"
#include "gateway/network/server/response_body.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/transports/render_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::server {
namespace {

using diag::Message;
using diag::Result;
using store::Delivery;
using store::DeliveryState;
using text::trim;

constexpr std::string_view list_page_parameter = "page";

Response store_unavailable(const Request& request, const diag::Error& error) {
    Response out = error_response(request, 503, error);
    out.with("Retry-After", std::string(busy_retry_seconds));
    return out;
}

Response not_yours(const Request& request, const std::string& id) {
    return error_response(request, 404, diag::finding(Message::not_yours, {}, {id}));
}

// ---------------------------------------------------------------- listing
struct Waiting {
    Delivery delivery{};
    store::Version version{};
};
struct Listed {
    std::vector<Waiting> waiting{};
    bool has_more = false;
};

QueryParameters list_parameters(Gateway&) {
    return {count_parameter(page_of_list), {std::string(list_page_parameter), "\"next\": …page=UUID"}};
}

Result<std::uint32_t> count_of(Gateway& gateway, const Request& request) {
    TRY_VOID(check_known(gateway, request, list_parameters));
    TRY_VOID(check_repeats(gateway, request, list_parameters));
    const std::string_view text = request.parameter(count_name);
    const std::optional<std::uint32_t> count =
        text.empty() ? page_of_list.usual : read_count(text, page_of_list);
    return count ? Result<std::uint32_t>(*count)
                 : diag::fail(Message::parameter_wrong, {},
                              {std::string(count_name), std::string(text), form_of(page_of_list)});
}

// A node of 0.1 does not mark withdrawals.
bool is_withdrawal(const Delivery& delivery, const std::optional<store::Version>& version) {
    return delivery.withdraws || (version && version->status == store::VersionStatus::withdrawn);
}

// Asked before each of a mailbox's answers, as before every delivery: who has the peer's id may be another
// one than who had it when the document came, and who has its number may be another peer. A withdrawal is for
// any peer that was given any version; a version, for any peer that the newest one names, too.
Result<policy::AccessDecision> may_have(const store::Snapshot& snapshot, const policy::Peer& peer,
                                        const Delivery& delivery,
                                        const std::optional<store::Version>& version) {
    const bool is_for_all = is_withdrawal(delivery, version);
    TRY(const policy::Access access, snapshot.access(delivery.document, is_for_all ? 0 : delivery.version));
    const policy::AccessDecision verdict = policy::may_deliver(peer, access);
    if (verdict != policy::AccessDecision::allowed || is_for_all || !version ||
        version->status == store::VersionStatus::current) {
        return verdict;
    }
    TRY(const std::optional<store::Version> newest, snapshot.newest(delivery.document));
    if (!newest) {
        return verdict;
    }
    TRY(const policy::Access of_newest, snapshot.access(delivery.document, newest->number));
    return policy::may_deliver(peer, of_newest);
}

// What a withdrawal is listed as: of the version that the peer was given last, if it is still here. The one
// that withdraws it may be for others.
Result<store::Version> withdrawn_version(const store::Snapshot& snapshot, const Delivery& delivery) {
    TRY(const std::vector<Delivery> given, outbox::deliveries_before(snapshot, delivery));
    store::Version out{.document = delivery.document};
    for (const Delivery& each : given) {
        TRY(std::optional<store::Version> version, snapshot.version(each.document, each.version));
        if (version) {
            out = *std::move(version);
            break;
        }
    }
    out.status = store::VersionStatus::withdrawn;
    out.created = delivery.created;
    out.media_type.clear();
    out.size = 0;
    return out;
}

Result<void> take_page(const store::Snapshot& snapshot, const policy::Peer& peer, std::vector<Delivery> found,
                       std::uint32_t count, Listed& out) {
    for (Delivery& delivery : found) {
        TRY(std::optional<store::Version> version, snapshot.version(delivery.document, delivery.version));
        TRY(const policy::AccessDecision verdict, may_have(snapshot, peer, delivery, version));
        if (verdict != policy::AccessDecision::allowed) {
            continue;
        }
        if (out.waiting.size() == count) {
            out.has_more = true;
            return {};
        }
        if (is_withdrawal(delivery, version)) {
            TRY(version, withdrawn_version(snapshot, delivery));
        }
        out.waiting.push_back({std::move(delivery), std::move(version).value_or(store::Version{})});
    }
    return {};
}

Result<Listed> list_of(const store::Snapshot& snapshot, const policy::Peer& peer, std::string after,
                       std::uint32_t count) {
    Listed out;
    while (!out.has_more) {
        // to know whether there is more
        const store::DeliveryQuery query{
            .peer = peer.id, .states = {DeliveryState::mailbox}, .after = after, .limit = count + 1};
        TRY(std::vector<Delivery> found, snapshot.deliveries(query));
        const bool is_last = found.size() < query.limit;
        after = found.empty() ? std::string() : found.back().id;
        TRY_VOID(take_page(snapshot, peer, std::move(found), count, out));
        if (is_last) {
            break;
        }
    }
    return out;
}

void write(json::Writer& out, const Request& request, const Waiting& one) {
    const store::Version& version = one.version;
    out.start_object()
        .member("id", one.delivery.id)
        .member("location", fmt::format("{}/mailbox/{}", request.base, one.delivery.id));
    out.member("document", one.delivery.document).key("version").number(one.delivery.version);
    out.member("status", store::to_text(version.status))
        .member("form", version.form)
        .member("form_version", version.form_version);
    out.key("type")
        .start_object()
        .member("system", version.type_system)
        .member("code", version.type_code)
        .end_object();
    out.member("date", version.date)
        .member("received", instant(version.created))
        .member("queued", instant(one.delivery.created));
    out.member("media_type", version.media_type).key("size").number(version.size).end_object();
}

std::string list_json(const Request& request, const Listed& listed, std::uint32_t count) {
    std::string text;
    json::Writer out(text);
    out.start_object().key("deliveries").start_array();
    for (const Waiting& one : listed.waiting) {
        write(out, request, one);
    }
    out.end_array().key("page_size").number(count); // fewer than were asked for, if that was too many
    if (listed.has_more) {
        out.member("next", fmt::format("{}/mailbox?{}={}&{}={}", request.base, count_name, count,
                                       list_page_parameter, listed.waiting.back().delivery.id));
    }
    out.end_object();
    return text;
}

Response list(Gateway& gateway, const Request& request, PathParameters) {
    const auto response = [&]() -> Response {
        const Result<std::uint32_t> count = count_of(gateway, request);
        if (!count) {
            return error_response(request, 400, count.error());
        }
        const Result<Listed> listed =
            gateway.store().read_value<Listed>([&](const store::Snapshot& snapshot) {
                return list_of(snapshot, *request.caller.peer,
                               std::string(request.parameter(list_page_parameter)), *count);
            });
        if (!listed) {
            return store_unavailable(request, listed.error());
        }
        Response out{.media_type = "application/json",
                     .body = list_json(request, *listed, *count),
                     .outcome = "found"};
        return std::move(out.with("Cache-Control", "no-store"));
    };
    return audited(gateway, request, audit::Action::query, "mailbox-list", {}, response());
}

// ---------------------------------------------------------------- fetching
// The syntax that is asked for, else the one that the peer's entry names.
std::optional<documents::Representation> representation(const documents::LoadedDefinitions& knowledge,
                                                        const Request& request,
                                                        const store::Version& version) {
    const std::string_view accept = trim(request.header("Accept"));
    if (accept.empty() || accept == "*/*") {
        return transports::representation_for(knowledge, version, *request.caller.peer);
    }
    return documents::negotiate(accept, documents::representations(knowledge, version));
}

bool is_of_caller(const std::optional<Delivery>& delivery, const Request& request) {
    return delivery && delivery->peer == request.caller.peer->id;
}

Response shown_delivery(documents::Rendered rendered) {
    Response out{.media_type = std::move(rendered.media_type), .outcome = "read"};
    out.with("ETag", std::move(rendered.etag))
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff");
    return std::move(out.with("Content-Disposition", text::content_disposition(rendered.file_name)));
}

// That the document was taken back, in the place of its content.
Response notice_answer(const Delivery& delivery, const std::vector<Delivery>& given) {
    outbox::WithdrawalNotice notice{.document = delivery.document,
                                    .version = delivery.version,
                                    .delivery = given.empty() ? "" : given.front().id};
    for (const Delivery& each : given) {
        notice.deliveries.push_back(each.id);
    }
    Response out{.media_type = std::string(outbox::notice_media_type),
                 .body = outbox::to_json(notice),
                 .outcome = "withdrawn"};
    out.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff");
    return std::move(
        out.with("Content-Disposition", text::content_disposition(outbox::file_name_of(notice))));
}

// One request for a delivery: what it found in the store, then the response made of that.
class Fetching {
public:
    Fetching(Gateway& gateway, const Request& request, const std::string& id)
        : gateway_(gateway),
          request_(request),
          id_(id),
          knowledge_(gateway.workers().loaded()) {}

    Response run() {
        Response out = response();
        return audited(gateway_, request_, audit::Action::read, "mailbox-read", std::move(subject_),
                       std::move(out));
    }

private:
    Response response() {
        if (const Result<void> known = check_known(gateway_, request_, no_parameters); !known) {
            return error_response(request_, 400, known.error());
        }
        Result<Response> found = read_large<Response>(
            gateway_, memory_, [this](const store::Snapshot& snapshot) { return look_up(snapshot); });
        if (!found) {
            return store_unavailable(request_, found.error());
        }
        if (!kept_) {
            return *std::move(found);
        }
        Result<documents::Rendered> rendered =
            gateway_.render(*knowledge_, *std::move(kept_), request_.caller.peer->id);
        if (rendered) {
            Response body;
            if (const Result<void> opened = set_body(body, *rendered, gateway_.store()); !opened) {
                return store_unavailable(request_, opened.error());
            }
            Response out = shown_delivery(*std::move(rendered));
            out.body = std::move(body.body);
            out.source = std::move(body.source);
            out.memory = memory_.take();
            return out;
        }
        return rendered.error().message == Message::server_busy
                   ? store_unavailable(request_, rendered.error())
                   : error_response(request_, 406, rendered.error());
    }

    // The response, if there is nothing to show.
    Result<Response> look_up(const store::Snapshot& snapshot) {
        TRY(const std::optional<Delivery> delivery, snapshot.delivery(id_));
        if (!is_of_caller(delivery, request_) || delivery->state != DeliveryState::mailbox) {
            return not_yours(request_, id_);
        }
        subject_.document = delivery->document;
        subject_.version = delivery->version;
        TRY(const std::vector<store::Hash> persons, snapshot.persons(delivery->document));
        subject_.person = persons.empty() ? std::string() : seal::to_hex(persons.front());
        return take_out(snapshot, *delivery);
    }

    Result<Response> take_out(const store::Snapshot& snapshot, const Delivery& delivery) {
        TRY(const std::optional<store::Version> version,
            snapshot.version(delivery.document, delivery.version));
        TRY(const policy::AccessDecision verdict,
            may_have(snapshot, *request_.caller.peer, delivery, version));
        if (verdict != policy::AccessDecision::allowed) {
            return error_response(request_, 403, policy::access_error(verdict, request_.caller.peer));
        }
        if (is_withdrawal(delivery, version)) {
            TRY(const std::vector<Delivery> given, outbox::deliveries_before(snapshot, delivery));
            return notice_answer(delivery, given);
        }
        TRY(const std::optional<store::Version> newest, snapshot.newest(delivery.document));
        if (!version || !newest || newest->status == store::VersionStatus::withdrawn) {
            return error_response(request_, 410, diag::finding(Message::version_gone, {}));
        }
        const auto as = representation(*knowledge_, request_, *version);
        if (!as) {
            return error_response(
                request_, 406,
                diag::finding(Message::not_acceptable, {},
                              {std::string(request_.header("Accept")), version->media_type}));
        }
        TRY(const std::uint64_t bytes, documents::loaded_body_size(snapshot, *version, *as));
        if (memory_.covers(bytes)) {
            TRY(kept_, documents::load_body_chunked(snapshot, *version, *as));
        }
        return Response{};
    }

    Gateway& gateway_;
    const Request& request_;
    const std::string& id_;
    std::shared_ptr<const documents::LoadedDefinitions> knowledge_;
    AuditSubject subject_{};
    ReadMemory memory_{request_};
    std::optional<documents::StoredBody> kept_{};
};

Response fetch(Gateway& gateway, const Request& request, PathParameters parts) {
    return Fetching(gateway, request, parts[0]).run();
}

// ---------------------------------------------------------------- acknowledging
audit::Event acknowledged(const Request& request, const Delivery& delivery, base::Millis now) {
    const documents::Caller& caller = request.caller;
    return {.at = now,
            .action = audit::Action::update,
            .interaction = "mailbox-acknowledge",
            .peer = caller.peer->id,
            .certificate = caller.certificate,
            .address = caller.address,
            .request = caller.request,
            .document = delivery.document,
            .version = delivery.version};
}

// The outcome: no such delivery, not allowed, or acknowledged.
struct FoundDelivery {
    bool is_there = false;
    policy::AccessDecision verdict = policy::AccessDecision::allowed;
    AuditSubject subject{};
};

Result<FoundDelivery> find_delivery(const store::Transaction& transaction,
                                    const std::optional<Delivery>& delivery, const Request& request) {
    const bool is_there = is_of_caller(delivery, request) && (delivery->state == DeliveryState::mailbox ||
                                                              delivery->state == DeliveryState::delivered);
    if (!is_there) {
        return FoundDelivery{};
    }
    TRY(const std::optional<store::Version> version,
        transaction.version(delivery->document, delivery->version));
    // retention took it: acknowledging once more is no error
    if (delivery->state == DeliveryState::delivered && (!version || delivery->withdraws)) {
        return FoundDelivery{.is_there = true};
    }
    TRY(const policy::AccessDecision verdict,
        may_have(transaction, *request.caller.peer, *delivery, version));
    return FoundDelivery{.is_there = true,
                         .verdict = verdict,
                         .subject = {.document = delivery->document, .version = delivery->version}};
}

Response acknowledge(Gateway& gateway, const Request& request, PathParameters parts) {
    FoundDelivery found;
    const Result<void> written = gateway.store().write([&](store::Transaction& transaction) -> Result<void> {
        TRY(std::optional<Delivery> delivery, transaction.delivery(parts[0]));
        TRY(found, find_delivery(transaction, delivery, request));
        if (!found.is_there || found.verdict != policy::AccessDecision::allowed ||
            delivery->state == DeliveryState::delivered) {
            return {};
        }
        const base::Millis now = gateway.store().clock().now();
        delivery->state = DeliveryState::delivered;
        delivery->changed = now;
        TRY_VOID(transaction.update(*delivery));
        return transaction.audit(acknowledged(request, *delivery, now));
    });
    if (!written) {
        return store_unavailable(request, written.error());
    }
    if (found.is_there && found.verdict == policy::AccessDecision::allowed) {
        return {.status = 204, .outcome = "acknowledged"};
    }
    Response http_error =
        found.is_there
            ? error_response(request, 403, policy::access_error(found.verdict, request.caller.peer))
            : not_yours(request, parts[0]);
    return audited(gateway, request, audit::Action::update, "mailbox-acknowledge", std::move(found.subject),
                   std::move(http_error));
}

constexpr int of_listing_mailbox[] = {200};
constexpr int of_fetching[] = {200, 403, 404, 406, 410};
constexpr int of_acknowledging[] = {204, 403, 404};

constexpr std::array<Route, 3> routes_of_mailbox{{
    {"GET", "/mailbox", "mailbox-list", "Deliveries that wait for the caller", "", "", list,
     of_listing_mailbox, false, list_parameters},
    {"GET", "/mailbox/{id}", "mailbox-read",
     "A delivered document, in the syntax of the peer's entry or as Accept asks for", "", "", fetch,
     of_fetching},
    {"DELETE", "/mailbox/{id}", "mailbox-acknowledge",
     "Acknowledge a delivery: it has been kept and waits no more", "", "", acknowledge, of_acknowledging},
}};

} // namespace

std::span<const Route> mailbox_routes() { return routes_of_mailbox; }

} // namespace renkei::server
