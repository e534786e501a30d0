// The documents of an input, before they are converted: which of them are read, and what is known of those
// that cannot be used.
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/documents.h"

#include "product.h"
#include <gtest/gtest.h>

#include <vector>

namespace renkei::service::documents_test {
namespace {

// A bundle of the form "admission".
Input admission_bundle(Workspace& workspace) {
    return {.name = "a.json",
            .bytes = convert(workspace, file_of_cases("admission.csv"), {}).documents.at(0).bytes};
}

TEST(Documents, of_a_bundle_asks_whether_its_form_may_be_read_before_it_is_matched) {
    Workspace workspace(product());
    const Input input = admission_bundle(workspace);
    std::vector<std::string> asked;
    const ReadSettings settings{.is_allowed = [&asked](const mapping::Plan& plan) {
        asked.emplace_back(plan.form().id());
        return false;
    }};
    diag::Report report;
    Documents documents(workspace, input, settings, report);
    ASSERT_TRUE(documents.next());
    EXPECT_EQ(documents.status(), ReadStatus::refused);
    EXPECT_TRUE(documents.found().empty());
    EXPECT_FALSE(documents.next());
    EXPECT_FALSE(documents.has_failed()) << "it was not read, so nothing is wrong with it";
    EXPECT_TRUE(report.empty());
    ASSERT_FALSE(asked.empty());
    for (const std::string& form : asked) {
        EXPECT_EQ(form, "admission");
    }
    EXPECT_EQ(documents.source().plan().form().id(), "admission");
}

TEST(Documents, of_a_bundle_whose_form_is_allowed_reads_it) {
    Workspace workspace(product());
    const Input input = admission_bundle(workspace);
    diag::Report report;
    Documents documents(workspace, input, {.is_allowed = [](const mapping::Plan&) { return true; }}, report);
    ASSERT_TRUE(documents.next());
    EXPECT_TRUE(documents.is_usable());
    EXPECT_FALSE(documents.next());
}

TEST(Documents, of_an_input_that_is_nothing_known_are_none) {
    Workspace workspace(product());
    diag::Report report;
    const Input input{"a.txt", "hello"};
    Documents documents(workspace, input, {}, report);
    EXPECT_FALSE(documents.is_open());
    EXPECT_FALSE(documents.next());
    EXPECT_TRUE(documents.has_failed());
    EXPECT_TRUE(report.at_least(diag::Severity::error));
}

TEST(Documents, that_cannot_be_used_break_only_rules_that_do_not_need_what_is_wrong) {
    Workspace workspace(product());
    Input input = file_of_cases("admission.csv");
    const std::string_view birth = ",19420303,";
    const std::size_t at = input.bytes.find(birth);
    ASSERT_NE(at, std::string::npos);
    input.bytes.replace(at, birth.size(), ",19421340,");
    diag::Report report;
    Documents documents(workspace, input, {}, report);
    ASSERT_TRUE(documents.next());
    EXPECT_FALSE(documents.is_usable());
    EXPECT_TRUE(documents.has_failed());
    EXPECT_TRUE(documents.found().at_least(diag::Severity::error));
    EXPECT_TRUE(documents.broken_rules().empty()) << "the date is there, so nothing required is missing";
    EXPECT_TRUE(report.empty()) << "findings of a document stand in found()";
}

} // namespace
} // namespace renkei::service::documents_test
