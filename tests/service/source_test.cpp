// Documents of an input before they are converted: which of them are read.
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/source.h"

#include "product.h"
#include <gtest/gtest.h>

#include <vector>

namespace renkei::service::source_test {
namespace {

// A bundle of the form "admission".
Input admission_bundle(Workspace& workspace) {
    return {.name = "a.json",
            .bytes = convert(workspace, file_of_cases("admission.csv"), {}).documents.at(0).bytes};
}

TEST(RecordSource, of_a_bundle_asks_whether_its_form_may_be_read_before_it_is_matched) {
    Workspace workspace(product());
    const Input input = admission_bundle(workspace);
    std::vector<std::string> asked;
    const ReadSettings settings{.is_allowed = [&asked](const mapping::Plan& plan) {
        asked.emplace_back(plan.form().id());
        return false;
    }};
    diag::Report report;
    const auto source = open_source(workspace, input, settings, report);
    ASSERT_NE(source, nullptr);
    EXPECT_EQ(source->next(workspace.record(), report), ReadStatus::refused);
    EXPECT_EQ(source->next(workspace.record(), report), ReadStatus::end);
    EXPECT_TRUE(report.empty());
    ASSERT_FALSE(asked.empty());
    for (const std::string& form : asked) {
        EXPECT_EQ(form, "admission");
    }
    EXPECT_EQ(source->plan().form().id(), "admission");
}

TEST(RecordSource, of_a_bundle_whose_form_is_allowed_reads_it) {
    Workspace workspace(product());
    const Input input = admission_bundle(workspace);
    diag::Report report;
    const auto source =
        open_source(workspace, input, {.is_allowed = [](const mapping::Plan&) { return true; }}, report);
    ASSERT_NE(source, nullptr);
    EXPECT_EQ(source->next(workspace.record(), report), ReadStatus::document);
}

} // namespace
} // namespace renkei::service::source_test
