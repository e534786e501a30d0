#include "gateway/network/documents/refusal.h"

#include "generated/messages/csv.h"
#include "generated/messages/json.h"
#include "generated/messages/service.h"
#include "generated/messages/text.h"
#include "generated/messages/xml.h"

#include <algorithm>

namespace renkei::documents {
namespace {

// What the readers of syntaxes say, and of what is no document: the bytes are not what they should be.
constexpr Message malformed[] = {
#define MESSAGE(name, id, severity, english, japanese) message::name,
#include "gateway/core/diag/messages/csv.def"
#include "gateway/core/diag/messages/json.def"
#include "gateway/core/diag/messages/text.def"
#include "gateway/core/diag/messages/xml.def"
#undef MESSAGE
    message::not_a_bundle,
};

bool is_malformed(const diag::Finding& finding) {
    return finding.severity == diag::Severity::error &&
           std::ranges::find(malformed, finding.message) != std::end(malformed);
}

} // namespace

Refusal refusal_of(const diag::Error& error) {
    return resources::refusal_of(error.message).value_or(Refusal::failed);
}

Refusal refusal_of_reading(const diag::Report& report) {
    return std::ranges::any_of(report.findings(), is_malformed) ? Refusal::unreadable : Refusal::invalid;
}

std::string_view first_error_id(const diag::Report& report) {
    const diag::FindingList all = report.findings();
    const bool has_error = !all.empty() && all.front().severity == diag::Severity::error;
    return has_error ? diag::row(all.front().message).id : std::string_view();
}

} // namespace renkei::documents
