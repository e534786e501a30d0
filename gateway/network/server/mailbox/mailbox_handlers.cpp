// The mailbox: deliveries that wait until their receiver fetches them. What was fetched stays until it is
// acknowledged.
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/words.h"
#include "gateway/network/access/document_access.h"
#include "gateway/network/access/earlier_deliveries.h"
#include "gateway/network/documents/replaced_characters.h"
#include "gateway/network/documents/request_event.h"
#include "gateway/network/outbox/earlier_deliveries.h"
#include "gateway/network/outbox/withdrawal_notice.h"
#include "gateway/network/server/audit_query.h"
#include "gateway/network/server/mailbox/mailbox_list.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/request_audit.h"
#include "gateway/network/server/response_body.h"
#include "gateway/network/server/retry.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/transports/given_notice.h"
#include "gateway/network/transports/render_message.h"
#include "generated/messages/documents.h"
#include "generated/messages/exchange.h"
#include "generated/messages/server.h"

#include <algorithm>
#include <array>

namespace renkei::server {
namespace {

using policy::DeliveryAccess;
using store::Delivery;
using store::DeliveryState;
using text::trim;

Response store_unavailable(const Request& request, const diag::Error& error) {
    return retry_later(request, Refusal::failed, error);
}

Response not_yours(const Request& request, const std::string& id) {
    return error_response(request, diag::finding(message::not_yours, {}, {id}));
}

// ---------------------------------------------------------------- listing
QueryParameters list_parameters(ServerContext&) {
    return {count_parameter(page_of_list), {std::string(mailbox_page_parameter), "\"next\": …page=UUID"}};
}

Result<std::uint32_t> count_of(ServerContext& gateway, const Request& request) {
    TRY_VOID(check_known(gateway, request, list_parameters));
    TRY_VOID(check_repeats(gateway, request, list_parameters));
    const std::string_view text = request.parameter(count_name);
    const std::optional<std::uint32_t> count =
        text.empty() ? page_of_list.usual : read_count(text, page_of_list);
    return count ? Result<std::uint32_t>(*count)
                 : diag::fail(message::parameter_wrong, {},
                              {std::string(count_name), std::string(text), form_of(page_of_list)});
}

AuditedResponse list(ServerContext& gateway, const Request& request, PathParameters) {
    const Result<std::uint32_t> count = count_of(gateway, request);
    if (!count) {
        return error_response(request, Refusal::bad_request, count.error());
    }
    const access::Reader reader = reader_of(gateway, request);
    const Result<MailboxPage> listed =
        gateway.store().read_value<MailboxPage>([&](const store::Snapshot& snapshot) {
            return read_mailbox(snapshot, reader, std::string(request.parameter(mailbox_page_parameter)),
                                *count);
        });
    if (!listed) {
        return store_unavailable(request, listed.error());
    }
    if (gateway.hub() ==
        reader.hub) { // other rules are in force by now, and what these closed is decided again
        (void)keep_decided(gateway.store(), reader, *listed); // without it the next poll decides again
    }
    Response out{
        .media_type = "application/json", .body = mailbox_json(request, *listed, *count), .outcome = "found"};
    out.with("Cache-Control", "no-store");
    std::vector<std::string> shown;
    std::ranges::transform(listed->waiting, std::back_inserter(shown),
                           [](const WaitingDelivery& one) { return one.delivery.document; });
    return {std::move(out), {.query = shown.empty() ? "" : "documents=" + audit_documents_text(shown)}};
}

// ---------------------------------------------------------------- fetching
// The syntax that is asked for, else the one that the peer's entry names.
std::optional<documents::Representation> representation(const documents::LoadedDefinitions& loaded,
                                                        const Request& request,
                                                        const store::Version& version) {
    const std::string_view accept = trim(request.header("Accept"));
    if (accept.empty() || accept == "*/*") {
        const auto given = transports::representation_for(loaded, version, *request.caller.peer);
        return given ? std::optional(given->as) : std::nullopt;
    }
    std::optional<documents::Representation> as =
        documents::negotiate(accept, documents::representations(loaded, version));
    return as ? std::optional(documents::for_delivery(loaded, version, *std::move(as), *request.caller.peer))
              : std::nullopt;
}

// Asked before each answer, as before every delivery: who has the peer's id may be another one than who had
// it when the document came, and who has its number may be another peer.
Result<DeliveryAccess> may_have(const store::Snapshot& snapshot, const access::Reader& reader,
                                const Delivery& delivery) {
    TRY(const access::DeliveryVerdict may, access::DocumentRights(snapshot, reader).may_go(delivery));
    return may.access;
}

// What was taken back, or is for others by now, is said to be gone.
bool may_know_of(DeliveryAccess access) {
    return access == DeliveryAccess::goes || access == DeliveryAccess::withdrawn ||
           access == DeliveryAccess::left_out;
}

bool is_of_caller(const std::optional<Delivery>& delivery, const Request& request) {
    return delivery && delivery->peer == request.caller.peer->id;
}

// Of a delivery that is not there, something else is decided in vain: to be refused costs the same.
Result<DeliveryAccess> decided_in_vain(const store::Snapshot& snapshot, const access::Reader& reader,
                                       const std::string& id) {
    TRY_VOID(may_have(snapshot, reader, {.document = id, .version = 1}));
    return DeliveryAccess::not_named;
}

// That the document was taken back, in the place of its content.
Response notice_answer(const outbox::WithdrawalNotice& notice) {
    Response out{.media_type = std::string(outbox::notice_media_type),
                 .body = outbox::to_json(notice),
                 .outcome = "withdrawn"};
    out.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff");
    return std::move(
        out.with("Content-Disposition", text::content_disposition(outbox::file_name_of(notice))));
}

class Fetching final : public ContentReading {
public:
    Fetching(ServerContext& gateway, const Request& request, const std::string& id)
        : ContentReading(gateway, request, {}, Refusal::failed),
          id_(id) {}

private:
    Result<Response> look_up(const store::Snapshot& snapshot) override {
        TRY(const std::optional<Delivery> delivery, snapshot.delivery(id_));
        const bool is_there = is_of_caller(delivery, request_) && delivery->state == DeliveryState::mailbox;
        const access::Reader reader = reader_of(gateway_, request_);
        TRY(const DeliveryAccess access,
            is_there ? may_have(snapshot, reader, *delivery) : decided_in_vain(snapshot, reader, id_));
        if (is_there) {
            subject_.document = delivery->document;
            subject_.version = delivery->version;
            is_known_given_ = delivery->may_have_arrived();
            is_reason_known_ = diag::is_about_content(delivery->reason.code());
        }
        return may_know_of(access) ? given(snapshot, *delivery, access)
                                   : Result<Response>(not_yours(request_, id_));
    }

    Result<Response> given(const store::Snapshot& snapshot, const Delivery& delivery, DeliveryAccess access) {
        if (delivery.withdraws) {
            return notice(snapshot, delivery);
        }
        TRY(subject_.person, audited_person(snapshot, delivery.document, delivery.version));
        TRY(const std::optional<store::Version> version,
            snapshot.version(delivery.document, delivery.version));
        if (access != DeliveryAccess::goes || !version) {
            return error_response(request_, diag::finding(message::version_gone, {}));
        }
        const auto as = representation(*loaded_, request_, *version);
        if (!as) {
            return error_response(
                request_, diag::finding(message::not_acceptable, {},
                                        {std::string(request_.header("Accept")), version->media_type}));
        }
        return take_out(snapshot, *version, *as);
    }

    Result<Response> shown(documents::Rendered& rendered) override {
        TRY(const bool is_kept, keep_given(rendered));
        if (!is_kept) {
            return error_response(request_, diag::finding(message::version_gone, {}));
        }
        Response out{.media_type = std::move(rendered.media_type), .outcome = "read"};
        out.with("ETag", std::move(rendered.etag))
            .with("Cache-Control", "no-store")
            .with("X-Content-Type-Options", "nosniff");
        add_replaced(out, rendered.report);
        if (!rendered.instead_of.empty()) {
            out.with("Renkei-Notice", std::string(transports::given_as_it_came));
        }
        return std::move(out.with("Content-Disposition", text::content_disposition(rendered.file_name)));
    }

    // Before it is given: that the receiver has it, so that a withdrawal reaches those who have the content
    // and no others, and that it was given other characters, which it need not say when it acknowledges.
    // False: it was taken out of the mailbox meanwhile.
    Result<bool> keep_given(const documents::Rendered& rendered) {
        const bool is_replaced = !documents::replacements_of(rendered.report).empty();
        const bool is_substitute = !rendered.instead_of.empty();
        if (is_known_given_ && ((!is_replaced && !is_substitute) || is_reason_known_)) {
            return true;
        }
        bool out = false;
        TRY_VOID(gateway_.store().write([&](store::Transaction& transaction) -> Result<void> {
            TRY(std::optional<Delivery> delivery, transaction.delivery(id_));
            out = delivery && delivery->state == DeliveryState::mailbox;
            if (!out) {
                return {};
            }
            if (!delivery->may_have_arrived()) {
                delivery->attempts = delivery->certain_failures + 1;
            }
            if (is_replaced) {
                delivery->reason = diag::ReasonCode::characters_replaced;
            } else if (is_substitute) {
                delivery->reason = diag::given_as_it_came(rendered.instead_of);
            }
            return transaction.update(*delivery);
        }));
        return out;
    }

    // The notice has no file name: only the caller knows its name for the file, and which syntax it took.
    Result<Response> notice(const store::Snapshot& snapshot, const Delivery& delivery) {
        outbox::WithdrawalNotice out{.document = delivery.document, .version = delivery.version};
        TRY(const std::vector<Delivery> given, access::deliveries_before(snapshot, delivery));
        if (!given.empty()) { // the version that withdraws may be about another person
            TRY(subject_.person, audited_person(snapshot, delivery.document, given.front().version));
            TRY(out, outbox::notice_about(snapshot, delivery, given));
            out.known_as.clear();
        }
        return notice_answer(out);
    }

    const std::string& id_;
    bool is_known_given_ = false; // it was fetched before
    bool is_reason_known_ = false;
};

AuditedResponse fetch(ServerContext& gateway, const Request& request, PathParameters parts) {
    return Fetching(gateway, request, parts[0]).run();
}

// ---------------------------------------------------------------- acknowledging
constexpr AuditedAs acknowledging{audit::Action::update, "mailbox-acknowledge"};
constexpr std::string_view stored_file = "sha256"; // of the file that the receiver has
constexpr std::string_view form_of_hash = "[0-9a-f]{64}";

QueryParameters acknowledge_parameters(ServerContext&) {
    return {{.name = std::string(stored_file), .expected = std::string(form_of_hash)}};
}

// Nothing: the receiver does not say it.
Result<std::optional<seal::Hash>> stored_file_in(ServerContext& gateway, const Request& request) {
    TRY_VOID(check_known(gateway, request, acknowledge_parameters));
    TRY_VOID(check_repeats(gateway, request, acknowledge_parameters));
    const std::string_view text = request.parameter(stored_file);
    const std::optional<seal::Hash> out = seal::hash_of_hex(text);
    return text.empty() || out
               ? Result<std::optional<seal::Hash>>(out)
               : diag::fail(message::parameter_wrong, {},
                            {std::string(stored_file), std::string(text), std::string(form_of_hash)});
}

struct FoundDelivery {
    bool is_there = false; // for the caller
    AuditSubject subject{};
};

Result<FoundDelivery> find_delivery(const store::Transaction& transaction, const std::string& id,
                                    const std::optional<Delivery>& delivery, const Request& request,
                                    const access::Reader& reader) {
    const bool is_there = is_of_caller(delivery, request) && (delivery->state == DeliveryState::mailbox ||
                                                              delivery->state == DeliveryState::delivered);
    TRY(const DeliveryAccess access,
        is_there ? may_have(transaction, reader, *delivery) : decided_in_vain(transaction, reader, id));
    if (!is_there) {
        return FoundDelivery{};
    }
    FoundDelivery out{.is_there = may_know_of(access),
                      .subject = {.document = delivery->document, .version = delivery->version}};
    if (!out.is_there && delivery->state == DeliveryState::delivered) {
        // retention took it: acknowledging once more is no error
        TRY(const std::optional<store::Version> version,
            transaction.version(delivery->document, delivery->version));
        out.is_there = !version || delivery->withdraws;
    }
    return out;
}

AuditedResponse acknowledge(ServerContext& gateway, const Request& request, PathParameters parts) {
    const Result<std::optional<seal::Hash>> stored = stored_file_in(gateway, request);
    if (!stored) {
        return error_response(request, Refusal::bad_request, stored.error());
    }
    FoundDelivery found;
    const auto written = gateway.store().write_audited([&](store::Transaction& transaction) -> Result<void> {
        TRY(std::optional<Delivery> delivery, transaction.delivery(parts[0]));
        TRY(found, find_delivery(transaction, parts[0], delivery, request, reader_of(gateway, request)));
        if (!found.is_there || delivery->state == DeliveryState::delivered) {
            return {};
        }
        const base::Millis now = gateway.store().clock().now();
        delivery->state = DeliveryState::delivered;
        delivery->changed = now;
        delivery->file_sha = *stored;
        TRY_VOID(transaction.update(*delivery));
        audit::Event event =
            documents::event_of(request.caller, now, acknowledging.action, acknowledging.interaction);
        event.document = delivery->document;
        event.version = delivery->version;
        return transaction.audit(event);
    });
    if (!written) {
        return store_unavailable(request, written.error());
    }
    if (!found.is_there) {
        return {not_yours(request, parts[0]), std::move(found.subject)};
    }
    Response out{.status = 204, .outcome = "acknowledged"};
    // without an event of its own it was acknowledged before
    return *written ? AuditedResponse(std::move(out), **written)
                    : AuditedResponse(std::move(out), std::move(found.subject));
}

constexpr int of_listing_mailbox[] = {200};
constexpr int of_fetching[] = {200, 304, 404, 406, 410, 412};
constexpr int of_acknowledging[] = {204, 404};

constexpr std::array<Route, 3> routes_of_mailbox{{
    {"GET", "/mailbox", "mailbox-list", "Deliveries that wait for the caller", "", "",
     Audited{{audit::Action::query, "mailbox-list"}, list}, of_listing_mailbox, false, list_parameters},
    {"GET", "/mailbox/{id}", "mailbox-read",
     "A delivered document, in the syntax of the peer's entry or as Accept asks for", "", "",
     Audited{{audit::Action::read, "mailbox-read"}, fetch}, of_fetching},
    {"DELETE", "/mailbox/{id}", "mailbox-acknowledge",
     "Acknowledge a delivery: it has been kept and waits no more", "", "",
     Audited{acknowledging, acknowledge}, of_acknowledging, false, acknowledge_parameters},
}};

} // namespace

std::span<const Route> mailbox_routes() { return routes_of_mailbox; }

} // namespace renkei::server
