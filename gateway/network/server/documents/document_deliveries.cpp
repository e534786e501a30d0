#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/network/access/earlier_deliveries.h"
#include "gateway/network/documents/deliveries.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/pages/deliveries_page.h"
#include "gateway/network/server/documents/document_handlers.h"
#include "gateway/network/server/documents/document_views.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/request_audit.h"
#include "generated/messages/documents.h"

#include <algorithm>

namespace renkei::server {
namespace {

using store::Delivery;
using store::DeliveryState;

// The sender of a version is who may withdraw it; who brought the same content again is none.
bool has_sent(const policy::Peer& caller, const policy::History& history, std::uint32_t number) {
    const auto version = history.versions.find(number);
    return version != history.versions.end() &&
           policy::may_withdraw(caller, version->second) == policy::AccessDecision::allowed;
}

// Whether the matrix closes a version is not the sender's to know: such a delivery waits, as in a mailbox.
DeliveryState state_for_sender(const Delivery& delivery) {
    const bool is_closed = delivery.state == DeliveryState::dead &&
                           delivery.reason == diag::DeliveryReason(diag::ReasonCode::not_shared);
    return is_closed || delivery.state == DeliveryState::sending ? DeliveryState::waiting : delivery.state;
}

// By which the document names the receiver.
std::vector<std::string> named_numbers(const policy::Peer& peer, const policy::Access& version) {
    std::vector<std::string> out;
    for (const policy::Number& number : peer.numbers) {
        if (std::ranges::find(version.receivers, policy::identifier_of(number)) != version.receivers.end()) {
            out.push_back(policy::to_text(number));
        }
    }
    return out;
}

pages::ShownDelivery shown(const Delivery& delivery, const policy::PeerList& peers,
                           const policy::Access& version) {
    pages::ShownDelivery out{.version = delivery.version,
                             .receiver = delivery.peer,
                             .state = state_for_sender(delivery),
                             .withdraws = delivery.withdraws,
                             .queued = time::second_in_japan(delivery.created)};
    const auto peer = std::ranges::find(peers, delivery.peer, &policy::Peer::id);
    if (peer != peers.end()) {
        out.receiver = peer->name.empty() ? peer->id : peer->name;
        out.numbers = named_numbers(*peer, version);
    }
    const bool is_given =
        delivery.state == DeliveryState::delivered || delivery.state == DeliveryState::mailbox;
    if (is_given && diag::is_about_content(delivery.reason.code())) {
        out.reason = delivery.reason;
    }
    if (delivery.state == DeliveryState::delivered) {
        out.delivered = time::second_in_japan(delivery.changed);
        out.file_sha256 = delivery.file_sha ? seal::to_hex(*delivery.file_sha) : std::string();
    }
    return out;
}

// Of the versions that the caller sent. `subject`: of the newest of them; no document: it sent none.
struct SentDeliveries {
    std::vector<pages::ShownDelivery> deliveries{};
    AuditSubject subject{};
    std::string title{};
    html::PageHead head{};
};

Result<SentDeliveries> sent_deliveries(ServerContext& gateway, const Request& request,
                                       const store::Snapshot& snapshot, const std::string& document) {
    const policy::Peer& caller = *request.caller.peer;
    SentDeliveries out;
    TRY(const policy::History history, snapshot.history(document));
    for (const auto& [number, version] : history.versions) {
        if (has_sent(caller, history, number)) {
            out.subject.document = document;
            out.subject.version = number;
        }
    }
    if (out.subject.document.empty()) { // nothing else is looked up
        return out;
    }
    if (wants_page(request)) {
        TRY(out.head, head_beside(gateway, request, snapshot, document, View::deliveries));
        TRY(const auto newest, snapshot.version(document, out.subject.version));
        const auto loaded = gateway.workers().loaded();
        const mapping::Plan* const plan = documents::find_plan(*loaded, newest.value());
        out.title = plan != nullptr ? plan->text(plan->form().about().title) : newest->title;
    }
    TRY(out.subject.person, audited_person(snapshot, document, out.subject.version));
    TRY(std::vector<Delivery> all, access::deliveries_of(snapshot, document));
    std::ranges::stable_sort(all, {}, &Delivery::version); // the store gives them by id, which is a hash
    const std::shared_ptr<const policy::PeerList> peers = gateway.peers();
    std::optional<store::Version> version;
    for (const Delivery& each : all) {
        if (!has_sent(caller, history, each.version)) {
            continue;
        }
        pages::ShownDelivery delivery = shown(each, *peers, history.versions.at(each.version));
        if (!version || version->number != each.version) {
            TRY(version, snapshot.version(document, each.version));
        }
        delivery.sha256 = version && !each.withdraws ? seal::to_hex(version->sha) : std::string();
        out.deliveries.push_back(std::move(delivery));
    }
    return out;
}

void write_if_any(json::Writer& out, std::string_view name, const std::string& value) {
    if (!value.empty()) {
        out.member(name, value);
    }
}

std::string deliveries_json(const std::string& document,
                            const std::vector<pages::ShownDelivery>& deliveries) {
    std::string text;
    json::Writer out(text);
    out.start_object().member("document", document).key("deliveries").start_array();
    for (const pages::ShownDelivery& each : deliveries) {
        out.start_object().key("version").number(each.version);
        write_if_any(out, "sha256", each.sha256);
        out.key("receiver").start_object().member("name", each.receiver).key("numbers").start_array();
        std::ranges::for_each(each.numbers, [&](const std::string& number) { out.string(number); });
        out.end_array().end_object().member("state", store::to_text(each.state));
        if (each.withdraws) {
            out.key("withdraws").boolean(true);
        }
        out.member("queued", each.queued);
        write_if_any(out, "delivered", each.delivered);
        write_if_any(out, "file_sha256", each.file_sha256);
        write_if_any(out, "reason", each.reason.log_code());
        out.end_object();
    }
    out.end_array().end_object();
    return text;
}

Response deliveries_response(const Request& request, const std::string& document,
                             const SentDeliveries& found) {
    Response out =
        wants_page(request)
            ? html_response(pages::deliveries_page(found.deliveries, found.title, found.head), "read")
            : Response{.media_type = "application/json",
                       .body = deliveries_json(document, found.deliveries),
                       .outcome = "read"};
    out.with("Cache-Control", "no-store");
    return out;
}

} // namespace

AuditedResponse list_deliveries(ServerContext& gateway, const Request& request, PathParameters parts) {
    const std::string& document = parts[0];
    const auto find = [&]() -> Result<SentDeliveries> {
        TRY_VOID(check_known(gateway, request, no_parameters));
        return gateway.store().read_value<SentDeliveries>([&](const store::Snapshot& snapshot) {
            return sent_deliveries(gateway, request, snapshot, document);
        });
    };
    Result<SentDeliveries> found = find();
    if (!found) {
        return {error_response(request, found.error()), {.document = document}};
    }
    if (found->subject.document.empty()) {
        return {error_response(request, diag::finding(message::no_such_document, {})),
                {.document = document}};
    }
    return {deliveries_response(request, document, *found), std::move(found->subject)};
}

} // namespace renkei::server
