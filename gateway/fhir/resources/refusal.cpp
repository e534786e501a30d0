#include "gateway/fhir/resources/refusal.h"

#include "generated/messages/beside.h"
#include "generated/messages/certification.h"
#include "generated/messages/documents.h"
#include "generated/messages/exchange.h"
#include "generated/messages/export.h"
#include "generated/messages/ledger.h"
#include "generated/messages/mhd.h"
#include "generated/messages/policy.h"
#include "generated/messages/portal.h"
#include "generated/messages/records.h"
#include "generated/messages/rules.h"
#include "generated/messages/server.h"
#include "generated/messages/sharing.h"
#include "generated/messages/store.h"
#include "generated/messages/tokens.h"

#include <algorithm>
#include <array>

namespace renkei::resources {
namespace {

constexpr std::array<RefusalRow, 26> refusals{{
    {Refusal::none, 200, "none", Fault::caller},
    {Refusal::unreadable, 400, "unreadable", Fault::caller},
    {Refusal::bad_request, 400, "bad-request", Fault::caller},
    {Refusal::unauthenticated, 401, "unauthenticated", Fault::caller},
    {Refusal::token_refused, 401, "token-refused", Fault::caller},
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
    {message::caller_not_known, Refusal::forbidden, "unknown"},
    {message::certificate_needed, Refusal::unauthenticated, "login"},
    {message::token_unexpected, Refusal::token_refused, "login"},
    {message::token_unreadable, Refusal::token_refused, "login"},
    {message::token_algorithm, Refusal::token_refused, "login"},
    {message::token_key_unknown, Refusal::token_refused, "login"},
    {message::token_signature_wrong, Refusal::token_refused, "login"},
    {message::token_issuer_wrong, Refusal::token_refused, "login"},
    {message::token_audience_wrong, Refusal::token_refused, "login"},
    {message::token_expired, Refusal::token_refused, "expired"},
    {message::token_too_early, Refusal::token_refused, "login"},
    {message::token_too_long, Refusal::token_refused, "login"},
    {message::token_binding_wrong, Refusal::token_refused, "login"},
    {message::token_claim_wrong, Refusal::token_refused, "login"},
    {message::token_keys_wrong, Refusal::token_refused, "login"}, // those that a newer program entered
    {message::portal_only, Refusal::forbidden, "forbidden"},
    {message::portal_may_not, Refusal::forbidden, "forbidden"},
    {message::portal_person_missing, Refusal::unauthenticated, "login"},
    {message::portal_ground_unknown, Refusal::unauthenticated, "login"},
    {message::portal_subject_wrong, Refusal::unauthenticated, "login"},
    {message::own_view_closed, Refusal::not_found, "not-found"},
    {message::own_document_of_proxy, Refusal::forbidden, "forbidden"},
    {message::entry_box_unknown, Refusal::bad_request, "invalid"},
    {message::entry_edition_ended, Refusal::conflict, "conflict"},
    {message::no_such_draft, Refusal::not_found, "not-found"},
    {message::draft_damaged, Refusal::damaged, "exception"},
    {message::own_form_expired, Refusal::forbidden, "forbidden"},
    {message::own_form_outdated, Refusal::conflict, "conflict"},
    {message::own_consent_outranked, Refusal::conflict, "conflict"},
    {message::records_too_many, Refusal::conflict, "too-costly"},
    {message::own_form_wrong, Refusal::bad_request, "value"},
    {message::cross_site, Refusal::forbidden, "forbidden"},
    {message::caller_revoked, Refusal::forbidden, "forbidden"},
    {message::role_may_not, Refusal::forbidden, "forbidden"},
    {message::not_asked_for, Refusal::forbidden, "forbidden"},
    {message::not_the_sender, Refusal::forbidden, "forbidden"},
    {message::sender_blank, Refusal::forbidden, "forbidden"},
    {message::sender_is_another, Refusal::forbidden, "forbidden"},
    {message::not_a_party, Refusal::forbidden, "forbidden"},
    {message::type_not_allowed, Refusal::forbidden, "forbidden"},
    {message::no_such_path, Refusal::not_found, "not-found"},
    {message::nothing_managed_there, Refusal::not_found, "not-found"},
    {message::no_such_document, Refusal::not_found, "not-found"},
    {message::not_yours, Refusal::not_found},
    {message::resource_not_there, Refusal::not_found, "not-found"},
    {message::resource_not_offered, Refusal::not_found, "not-supported"},
    {message::nothing_beside, Refusal::not_found, "not-supported"},
    {message::form_not_collected, Refusal::not_found, "not-supported"},
    {message::month_without_documents, Refusal::not_found, "not-found"},
    {message::version_gone, Refusal::gone, "deleted"},
    {message::method_not_allowed, Refusal::not_offered, "not-supported"},
    {message::write_not_offered, Refusal::not_offered, "not-supported"},
    {message::media_type_unknown, Refusal::media_type, "not-supported"},
    {message::encoding_unknown, Refusal::media_type, "not-supported"},
    {message::not_acceptable, Refusal::not_acceptable, "not-supported"},
    {message::search_needs, Refusal::bad_request, "required"},
    {message::match_needs, Refusal::bad_request, "required"},
    {message::match_too_long, Refusal::bad_request, "too-long"},
    {message::pix_source_unknown, Refusal::not_found, "not-found"}, // IHE PIXm, 2:3.83.4.2.2
    {message::pix_source_system_unknown, Refusal::bad_request, "code-invalid"},
    {message::pix_target_unknown, Refusal::forbidden, "code-invalid"},
    {message::search_parameter_unknown, Refusal::bad_request, "not-supported"},
    {message::search_parameter_wrong, Refusal::bad_request, "value"},
    {message::parameter_wrong, Refusal::bad_request, "value"},
    {message::parameter_twice, Refusal::bad_request, "value"},
    {message::condition_not_offered, Refusal::bad_request, "not-supported"},
    {message::person_in_url, Refusal::bad_request, "value"},
    {message::insurer_without_number, Refusal::bad_request, "required"},
    {message::person_ambiguous, Refusal::bad_request, "multiple-matches"},
    {message::persons_differ, Refusal::conflict,
     "multiple-matches"}, // with what is stored, not in the request
    {message::request_wrong, Refusal::bad_request},
    {message::length_required, Refusal::bad_request, "required"},
    {message::body_empty, Refusal::unreadable, "required"},
    {message::conflict_other_content, Refusal::conflict, "conflict"},
    {message::conflict_older, Refusal::conflict, "conflict"},
    {message::conflict_deleted, Refusal::conflict, "conflict"},
    {message::conflict_unordered, Refusal::conflict, "conflict"},
    {message::set_incomplete, Refusal::invalid, "business-rule"},
    {message::set_doubled, Refusal::invalid, "duplicate"},
    {message::set_foreign, Refusal::invalid, "business-rule"},
    {message::conflict_within, Refusal::conflict, "conflict"},
    {message::key_reused, Refusal::key_reused, "conflict"},
    {message::sharing_record_wrong, Refusal::invalid, "invalid"},
    {message::office_entry_off, Refusal::forbidden, "forbidden"},
    {message::record_of_other, Refusal::forbidden, "forbidden"},
    {message::opinion_of_other_office, Refusal::invalid, "business-rule"},
    {message::consent_taker_not_allowed, Refusal::forbidden, "forbidden"},
    {message::record_not_possible, Refusal::conflict, "business-rule"},
    {message::record_too_large, Refusal::invalid, "too-long"},
    {message::record_moved_on, Refusal::precondition_failed, "conflict"},
    {message::record_member_fixed, Refusal::invalid, "business-rule"},
    {message::service_type_not_of_role, Refusal::invalid, "code-invalid"},
    {message::office_unknown, Refusal::invalid, "code-invalid"},
    {message::registration_doubled, Refusal::conflict, "duplicate"},
    {message::plan_maker_doubled, Refusal::conflict, "business-rule"},
    {message::certification_doubled, Refusal::conflict, "duplicate"},
    {message::person_died, Refusal::conflict, "business-rule"},
    {message::insurer_other, Refusal::conflict, "business-rule"},
    {message::insurer_unclear, Refusal::conflict, "business-rule"},
    {message::records_too_many, Refusal::conflict, "too-costly"},
    {message::certification_step_foreign, Refusal::invalid, "business-rule"},
    {message::certification_step_missing, Refusal::conflict, "business-rule"},
    {message::certification_order, Refusal::invalid, "business-rule"},
    {message::certification_ended_before, Refusal::conflict, "conflict"},
    {message::certification_decided, Refusal::conflict, "conflict"},
    {message::certification_incomplete, Refusal::invalid, "required"},
    {message::certification_delay_late, Refusal::conflict, "conflict"},
    {message::certification_delay_short, Refusal::invalid, "business-rule"},
    {message::certification_opinion_asked, Refusal::conflict, "conflict"},
    {message::opinion_doubled, Refusal::conflict, "duplicate"},
    {message::opinion_closed_before, Refusal::conflict, "conflict"},
    {message::opinion_undecided, Refusal::conflict, "business-rule"},
    {message::relation_endless, Refusal::invalid, "required"},
    {message::relation_doubled, Refusal::conflict, "duplicate"},
    {message::relation_ended_before, Refusal::conflict, "conflict"},
    {message::state_of_other_number, Refusal::conflict, "conflict"},
    {message::insurer_number_wrong, Refusal::invalid, "value"},
    {message::registration_ended_before, Refusal::conflict, "conflict"},
    {message::consent_withdrawn_before, Refusal::conflict, "conflict"},
    {message::consent_is_refusal, Refusal::conflict, "conflict"},
    {message::refusal_of_part, Refusal::invalid, "business-rule"},
    {message::consent_of_heir, Refusal::invalid, "business-rule"},
    {message::period_backwards, Refusal::invalid, "value"},
    {message::moment_ahead, Refusal::invalid, "value"},
    {message::moment_before, Refusal::invalid, "value"},
    {message::record_damaged, Refusal::damaged, "exception"},
    {message::record_unread, Refusal::damaged, "exception"},
    {message::too_many_documents, Refusal::invalid, "too-long"},
    {message::withdrawal_too_large, Refusal::invalid, "too-long"},
    {message::fhir_document_not_supported, Refusal::invalid, "not-supported"},
    {message::request_too_large, Refusal::too_large, "too-long"},
    {message::body_unpacks_too_large, Refusal::too_large, "too-costly"},
    {message::validation_too_many_entries, Refusal::too_large, "too-costly"},
    {message::header_too_large, Refusal::header_too_large, "too-long"},
    {message::request_too_slow, Refusal::too_slow, "timeout"},
    {message::expectation_unknown, Refusal::expectation_failed},
    {message::too_many_requests, Refusal::too_many, "throttled"},
    {message::memory_share_used, Refusal::busy, "throttled"},
    {message::memory_used, Refusal::busy, "transient"},
    {message::server_busy, Refusal::busy, "transient"},
    {message::store_busy, Refusal::busy, "transient"},
    {message::store_conflict, Refusal::busy, "conflict"},
    {message::store_failed, Refusal::failed, "transient"},
    {message::token_jobs_unread, Refusal::busy, "transient"},
    {message::store_failed_here, Refusal::failed, "transient"},
    {message::store_damaged, Refusal::failed, "exception"},
    {message::store_damaged_here, Refusal::failed, "exception"},
    {message::document_damaged, Refusal::damaged, "exception"},
    {message::internal_error, Refusal::internal, "exception"},
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
