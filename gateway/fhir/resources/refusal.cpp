#include "gateway/fhir/resources/refusal.h"

#include <algorithm>
#include <array>

namespace renkei::resources {
namespace {

using diag::Message;

constexpr std::array<RefusalRow, 25> refusals{{
    {Refusal::none, 200, "none", Fault::caller},
    {Refusal::unreadable, 400, "unreadable", Fault::caller},
    {Refusal::bad_request, 400, "bad-request", Fault::caller},
    {Refusal::unauthenticated, 401, "unauthenticated", Fault::caller},
    {Refusal::forbidden, 403, "forbidden", Fault::caller},
    {Refusal::not_found, 404, "absent", Fault::caller},
    {Refusal::not_offered, 405, "not-offered", Fault::caller},
    {Refusal::not_acceptable, 406, "not-acceptable", Fault::caller},
    {Refusal::too_slow, 408, "too-slow", Fault::caller},
    {Refusal::conflict, 409, "conflict", Fault::caller},
    {Refusal::gone, 410, "gone", Fault::caller},
    {Refusal::precondition_failed, 412, "moved-on", Fault::caller},
    {Refusal::too_large, 413, "too-large", Fault::caller},
    {Refusal::media_type, 415, "media-type", Fault::caller},
    {Refusal::expectation_failed, 417, "expectation-failed", Fault::caller},
    {Refusal::invalid, 422, "invalid", Fault::caller},
    {Refusal::key_reused, 422, "key-reused", Fault::caller},
    {Refusal::throttled, 429, "throttled", Fault::caller},
    {Refusal::header_too_large, 431, "header-too-large", Fault::caller},
    {Refusal::internal, 500, "internal", Fault::gateway},
    {Refusal::damaged, 500, "damaged", Fault::gateway},
    {Refusal::busy, 503, "busy", Fault::gateway},
    {Refusal::failed, 503, "failed", Fault::gateway},
    {Refusal::http_version, 505, "http-version", Fault::caller},
    {Refusal::too_many, 507, "too-many", Fault::caller},
}};

struct MessageRow {
    Message message;
    Refusal refusal;
    std::string_view issue{}; // http://hl7.org/fhir/issue-type; empty: that of the severity
};
constexpr auto messages = std::to_array<MessageRow>({
    {Message::caller_not_known, Refusal::forbidden, "unknown"},
    {Message::certificate_needed, Refusal::unauthenticated, "login"},
    {Message::cross_site, Refusal::forbidden, "forbidden"},
    {Message::caller_revoked, Refusal::forbidden, "forbidden"},
    {Message::role_may_not, Refusal::forbidden, "forbidden"},
    {Message::not_the_sender, Refusal::forbidden, "forbidden"},
    {Message::sender_blank, Refusal::forbidden, "forbidden"},
    {Message::sender_is_another, Refusal::forbidden, "forbidden"},
    {Message::not_a_party, Refusal::forbidden, "forbidden"},
    {Message::type_not_allowed, Refusal::forbidden, "forbidden"},
    {Message::no_such_path, Refusal::not_found, "not-found"},
    {Message::nothing_managed_there, Refusal::not_found, "not-found"},
    {Message::no_such_document, Refusal::not_found, "not-found"},
    {Message::not_yours, Refusal::not_found},
    {Message::resource_not_there, Refusal::not_found, "not-found"},
    {Message::resource_not_offered, Refusal::not_found, "not-supported"},
    {Message::version_gone, Refusal::gone, "deleted"},
    {Message::method_not_allowed, Refusal::not_offered, "not-supported"},
    {Message::write_not_offered, Refusal::not_offered, "not-supported"},
    {Message::media_type_unknown, Refusal::media_type, "not-supported"},
    {Message::encoding_unknown, Refusal::media_type, "not-supported"},
    {Message::not_acceptable, Refusal::not_acceptable, "not-supported"},
    {Message::search_needs, Refusal::bad_request, "required"},
    {Message::match_needs, Refusal::bad_request, "required"},
    {Message::match_too_long, Refusal::bad_request, "too-long"},
    {Message::pix_source_unknown, Refusal::not_found, "not-found"}, // IHE PIXm, 2:3.83.4.2.2
    {Message::pix_source_system_unknown, Refusal::bad_request, "code-invalid"},
    {Message::pix_target_unknown, Refusal::forbidden, "code-invalid"},
    {Message::search_parameter_unknown, Refusal::bad_request, "not-supported"},
    {Message::search_parameter_wrong, Refusal::bad_request, "value"},
    {Message::parameter_wrong, Refusal::bad_request, "value"},
    {Message::parameter_twice, Refusal::bad_request, "value"},
    {Message::person_in_url, Refusal::bad_request, "value"},
    {Message::person_ambiguous, Refusal::bad_request, "multiple-matches"},
    {Message::persons_differ, Refusal::conflict,
     "multiple-matches"}, // with what is stored, not in the request
    {Message::request_wrong, Refusal::bad_request},
    {Message::length_required, Refusal::bad_request, "required"},
    {Message::body_empty, Refusal::unreadable, "required"},
    {Message::conflict_other_content, Refusal::conflict, "conflict"},
    {Message::conflict_older, Refusal::conflict, "conflict"},
    {Message::conflict_unordered, Refusal::conflict, "conflict"},
    {Message::conflict_within, Refusal::conflict, "conflict"},
    {Message::key_reused, Refusal::key_reused, "conflict"},
    {Message::too_many_documents, Refusal::invalid, "too-long"},
    {Message::withdrawal_too_large, Refusal::invalid, "too-long"},
    {Message::fhir_document_not_supported, Refusal::invalid, "not-supported"},
    {Message::request_too_large, Refusal::too_large, "too-long"},
    {Message::body_unpacks_too_large, Refusal::too_large, "too-costly"},
    {Message::validation_too_many_entries, Refusal::too_large, "too-costly"},
    {Message::header_too_large, Refusal::header_too_large, "too-long"},
    {Message::request_too_slow, Refusal::too_slow, "timeout"},
    {Message::expectation_unknown, Refusal::expectation_failed},
    {Message::too_many_requests, Refusal::too_many, "throttled"},
    {Message::memory_share_used, Refusal::busy, "throttled"},
    {Message::memory_used, Refusal::busy, "transient"},
    {Message::server_busy, Refusal::busy, "transient"},
    {Message::store_busy, Refusal::busy, "transient"},
    {Message::store_conflict, Refusal::busy, "conflict"},
    {Message::store_failed, Refusal::failed, "transient"},
    {Message::store_failed_here, Refusal::failed, "transient"},
    {Message::store_damaged, Refusal::failed, "exception"},
    {Message::store_damaged_here, Refusal::failed, "exception"},
    {Message::document_damaged, Refusal::damaged, "exception"},
    {Message::internal_error, Refusal::internal, "exception"},
});

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < refusals.size(); ++i) {
        if (static_cast<std::size_t>(refusals[i].refusal) != i) {
            return false;
        }
    }
    return refusals.size() == static_cast<std::size_t>(Refusal::too_many) + 1;
}
static_assert(is_in_order());

const MessageRow* find(Message message) {
    const auto* const found = std::ranges::find(messages, message, &MessageRow::message);
    return found == messages.end() ? nullptr : found;
}

} // namespace

const RefusalRow& row(Refusal refusal) { return refusals[static_cast<std::size_t>(refusal)]; }

std::optional<Refusal> refusal_of(Message message) {
    const MessageRow* const found = find(message);
    return found == nullptr ? std::nullopt : std::optional(found->refusal);
}

std::string_view issue_type_of_refusal(Message message) {
    const MessageRow* const found = find(message);
    return found == nullptr ? std::string_view() : found->issue;
}

} // namespace renkei::resources
