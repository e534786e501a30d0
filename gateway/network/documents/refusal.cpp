#include "gateway/network/documents/refusal.h"

#include <algorithm>

namespace renkei::documents {
namespace {

using diag::Message;

struct Row {
    Message message;
    Refusal refusal;
};
constexpr Row rows[] = {
    {Message::conflict_other_content, Refusal::conflict},
    {Message::conflict_older, Refusal::conflict},
    {Message::conflict_within, Refusal::conflict},
    {Message::key_reused, Refusal::key_reused},
    {Message::no_such_document, Refusal::not_found},
    {Message::too_many_requests, Refusal::too_many},
    {Message::too_many_documents, Refusal::invalid},
    {Message::withdrawal_too_large, Refusal::invalid},
    {Message::store_conflict, Refusal::busy},
    {Message::store_busy, Refusal::busy},
    {Message::caller_not_known, Refusal::forbidden},
    {Message::caller_revoked, Refusal::forbidden},
    {Message::role_may_not, Refusal::forbidden},
    {Message::not_the_sender, Refusal::forbidden},
    {Message::sender_blank, Refusal::forbidden},
    {Message::sender_is_another, Refusal::forbidden},
    {Message::not_a_party, Refusal::forbidden},
    {Message::type_not_allowed, Refusal::forbidden},
};

// What the readers of syntaxes say: the bytes are not what they should be.
constexpr Message malformed[] = {
#define MESSAGE(name, id, severity, english, japanese) Message::name,
#include "gateway/core/diag/messages/csv.def"
#include "gateway/core/diag/messages/json.def"
#include "gateway/core/diag/messages/text.def"
#include "gateway/core/diag/messages/xml.def"
#undef MESSAGE
};

bool is_malformed(const diag::Finding& finding) {
    return finding.severity == diag::Severity::error &&
           std::ranges::find(malformed, finding.message) != std::end(malformed);
}

} // namespace

Refusal refusal_of(const diag::Error& error) {
    const auto* const found = std::ranges::find(rows, error.message, &Row::message);
    return found == std::end(rows) ? Refusal::failed : found->refusal;
}

Refusal refusal_of_reading(const diag::Report& report) {
    return std::ranges::any_of(report.findings(), is_malformed) ? Refusal::unreadable : Refusal::invalid;
}

std::string_view first_error_id(const diag::Report& report) {
    const auto found = std::ranges::find(report.findings(), diag::Severity::error, &diag::Finding::severity);
    return found == report.findings().end() ? std::string_view() : diag::row(found->message).id;
}

} // namespace renkei::documents
