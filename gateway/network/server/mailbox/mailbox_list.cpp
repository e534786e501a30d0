#include "gateway/network/server/mailbox/mailbox_list.h"

#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/access/document_access.h"
#include "gateway/network/access/earlier_deliveries.h"
#include "gateway/network/server/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>

namespace renkei::server {
namespace {

using store::Delivery;

// What a withdrawal is listed as: of the version that the peer was given last, if it is still here. The one
// that withdraws it may be for others.
Result<store::Version> withdrawn_version(const store::Snapshot& snapshot, const Delivery& delivery) {
    TRY(const std::vector<Delivery> given, access::deliveries_before(snapshot, delivery));
    store::Version out{.document = delivery.document};
    for (const Delivery& each : given) {
        TRY(std::optional<store::Version> version, snapshot.version(each.document, each.version));
        if (version) {
            out = *std::move(version);
            break;
        }
    }
    out = store::as_gone(std::move(out));
    out.created = delivery.created;
    return out;
}

Result<store::Version> listed_version(const store::Snapshot& snapshot, const Delivery& delivery) {
    if (delivery.withdraws) {
        return withdrawn_version(snapshot, delivery);
    }
    TRY(std::optional<store::Version> version, snapshot.version(delivery.document, delivery.version));
    return std::move(version).value_or(store::Version{});
}

Result<void> take_page(const store::Snapshot& snapshot, access::DocumentRights& rights,
                       std::vector<Delivery> found, std::uint32_t count, MailboxPage& out) {
    for (Delivery& delivery : found) {
        TRY(const access::DeliveryVerdict may, rights.may_go(delivery));
        if (may.closed_until != delivery.closed_until) {
            out.decided.push_back({delivery.id, delivery.changes, may.closed_until});
        }
        if (may.access != policy::DeliveryAccess::goes) {
            continue;
        }
        out.has_more |= out.waiting.size() == count;
        if (out.has_more) {
            continue; // it is decided, so that it can be written down
        }
        TRY(store::Version version, listed_version(snapshot, delivery));
        WaitingDelivery& one =
            out.waiting.emplace_back(WaitingDelivery{std::move(delivery), std::move(version)});
        TRY(const policy::Access parties, snapshot.access(one.delivery.document, one.version.number));
        one.sender = policy::numbers_of(parties.senders);
    }
    return {};
}

void write_delivery(json::Writer& out, const Request& request, const WaitingDelivery& one) {
    const store::Version& version = one.version;
    out.start_object()
        .member("id", one.delivery.id)
        .member("location", fmt::format("{}/mailbox/{}", request.base, one.delivery.id));
    if (!one.sender.empty()) {
        out.member("sender", one.sender);
    }
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
        .member("received", time::instant(version.created))
        .member("queued", time::instant(one.delivery.created));
    if (one.delivery.together) {
        out.member("set", seal::to_hex(*one.delivery.together));
    }
    out.member("media_type", version.media_type).key("size").number(version.size).end_object();
}

} // namespace

Result<MailboxPage> read_mailbox(const store::Snapshot& snapshot, const access::Reader& reader,
                                 std::string after, std::uint32_t count) {
    MailboxPage out;
    // what is written down is decided of the peer, as if no user asked
    const bool is_of_peer = reader.hub != nullptr && reader.job == reader.peer.job && !reader.purpose;
    bool is_written_down = is_of_peer;
    if (is_written_down) {
        TRY(const bool has_run_out, store::has_run_out(snapshot, reader.peer.id, reader.at));
        is_written_down = !has_run_out;
        TRY(out.record_changes, store::record_changes(snapshot));
    }
    while (!out.has_more || (is_of_peer && !is_written_down)) {
        access::DocumentRights rights(
            snapshot,
            reader); // of this part alone: a mailbox may be about thousands of persons
        // to know whether there is more
        const store::MailboxQuery query{
            .peer = reader.peer.id, .after = after, .limit = count + 1, .leaves_out_closed = is_written_down};
        TRY(std::vector<Delivery> found, snapshot.mailbox(query));
        const bool is_last = found.size() < query.limit;
        after = found.empty() ? std::string() : found.back().id;
        std::vector<std::string> documents;
        std::ranges::transform(found, std::back_inserter(documents), &Delivery::document);
        TRY_VOID(rights.look_up(documents));
        TRY_VOID(take_page(snapshot, rights, std::move(found), count, out));
        if (is_last) {
            break;
        }
    }
    if (!is_of_peer) {
        out.decided.clear();
    }
    return out;
}

Result<void> keep_decided(store::Store& store, const access::Reader& reader, const MailboxPage& page) {
    constexpr std::size_t at_once = 500; // other writers wait meanwhile
    bool holds = true;
    for (std::size_t from = 0; holds && from < page.decided.size(); from += at_once) {
        const auto some =
            std::span(page.decided).subspan(from).first(std::min(at_once, page.decided.size() - from));
        TRY_VOID(store.write([&](store::Transaction& transaction) -> Result<void> {
            TRY(holds, store::close(transaction, reader.peer, page.record_changes, some));
            return {};
        }));
    }
    return {};
}

std::string mailbox_json(const Request& request, const MailboxPage& page, std::uint32_t count) {
    std::string text;
    json::Writer out(text);
    out.start_object().key("deliveries").start_array();
    for (const WaitingDelivery& one : page.waiting) {
        write_delivery(out, request, one);
    }
    out.end_array().key("page_size").number(count); // fewer than were asked for, if that was too many
    if (page.has_more) {
        out.member("next", fmt::format("{}/mailbox?{}={}&{}={}", request.base, count_name, count,
                                       mailbox_page_parameter, page.waiting.back().delivery.id));
    }
    out.end_object();
    return text;
}

} // namespace renkei::server
