// The table of refusals: statuses, names and issue types.
#include "gateway/fhir/resources/refusal.h"
#include "generated/messages/documents.h"

#include <gtest/gtest.h>

#include <set>

namespace renkei::resources::refusal_test {
namespace {

TEST(Refusals, have_an_error_status_and_a_name_of_their_own) {
    std::set<std::string_view> names;
    for (int number = 1; number <= static_cast<int>(Refusal::too_many); ++number) {
        const RefusalRow& refusal = row(static_cast<Refusal>(number));
        EXPECT_EQ(refusal.refusal, static_cast<Refusal>(number));
        EXPECT_TRUE(refusal.status >= 400 && refusal.status < 600) << refusal.name;
        EXPECT_TRUE(names.insert(refusal.name).second) << refusal.name;
    }
    EXPECT_EQ(row(Refusal::none).status, 200);
}

// A client repeats a request after 500 and 503 only.
TEST(Refusals, are_the_fault_of_the_gateway_with_500_and_503_alone) {
    for (int number = 1; number <= static_cast<int>(Refusal::too_many); ++number) {
        const RefusalRow& refusal = row(static_cast<Refusal>(number));
        EXPECT_EQ(refusal.fault == Fault::gateway, refusal.status == 500 || refusal.status == 503)
            << refusal.name;
    }
}

TEST(Refusals, of_messages_have_issue_types_of_fhir) {
    const std::set<std::string_view> issue_types{
        "invalid",       "structure", "required",         "value",         "invariant",  "security",
        "login",         "unknown",   "expired",          "forbidden",     "suppressed", "processing",
        "not-supported", "duplicate", "multiple-matches", "not-found",     "deleted",    "too-long",
        "code-invalid",  "extension", "too-costly",       "business-rule", "conflict",   "transient",
        "lock-error",    "no-store",  "exception",        "timeout",       "incomplete", "throttled",
        "informational"};
    std::size_t refusing = 0;
    for (const diag::MessageRow& row : diag::messages()) {
        const Message message = row.message;
        const std::string_view issue = issue_type_of_refusal(message);
        EXPECT_TRUE(issue.empty() || issue_types.contains(issue)) << issue;
        EXPECT_TRUE(issue.empty() || refusal_of(message)) << "an issue type without a refusal: " << issue;
        if (refusal_of(message)) {
            ++refusing;
            EXPECT_NE(*refusal_of(message), Refusal::none);
            EXPECT_EQ(diag::row(message).severity, diag::Severity::error) << diag::row(message).id;
        }
    }
    EXPECT_GT(refusing, 40U);
    EXPECT_FALSE(refusal_of(message::document_taken));
}

} // namespace
} // namespace renkei::resources::refusal_test
