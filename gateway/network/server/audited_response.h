// What the handler of an audited route returns: its response, and what the audit event says beside the
// route's own row. There is no response without it, so that no handler can answer without its event.
#pragma once

#include "gateway/network/documents/intake.h"
#include "gateway/network/server/http_names.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::server {

// How an event calls what was done: FHIR's restful-interaction or a transaction.
struct AuditedAs {
    audit::Action action;
    std::string_view interaction;
};

struct AuditSubject { // what the request was about; all may be empty
    std::string document{};
    std::uint32_t version = 0;
    std::string person{};    // keyed hash in hex
    std::string query{};     // values that identify persons are hashed
    std::string reason{};    // of a refusal; empty: the outcome of its response
    std::string said_name{}; // that the user has said with this request
};

class AuditedResponse {
public:
    // Its event is recorded before it is sent.
    AuditedResponse(Response response, AuditSubject subject = {}) // NOLINT: a response becomes one
        : response_(std::move(response)),
          subject_(std::move(subject)) {}
    // Its events were committed with what the request changed.
    AuditedResponse(Response response, const store::CommittedEvents&)
        : response_(std::move(response)),
          is_recorded_(true) {}

    // The event names another action than the route's own.
    AuditedResponse&& as(AuditedAs what) && {
        as_ = what;
        return std::move(*this);
    }

    Response& response() { return response_; }
    const AuditSubject& subject() const { return subject_; }
    const std::optional<AuditedAs>& done_as() const { return as_; }
    bool is_recorded() const { return is_recorded_; }

private:
    Response response_;
    AuditSubject subject_{};
    std::optional<AuditedAs> as_{};
    bool is_recorded_ = false;
};

// For a receipt: the documents that it stored are in the audit already, a refusal is not.
AuditedResponse audited(const documents::Receipt& receipt, Response response, AuditSubject subject = {});

} // namespace renkei::server
