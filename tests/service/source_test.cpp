// Documents of an input before they are converted: which of them are read.
#include "gateway/service/source.h"

#include "product.h"

#include "gateway/service/convert.h"

#include <gtest/gtest.h>

#include <vector>

namespace renkei::service::source_test {
namespace {

// A bundle of the form "admission".
Input admission_bundle(Worker& worker) {
    return {.name = "a.json", .bytes = convert(worker, file_of_cases("admission.csv"), {}).documents.at(0).bytes};
}

TEST(Source, of_a_bundle_asks_whether_its_form_may_be_read_before_it_is_matched) {
    Worker worker(product());
    const Input input = admission_bundle(worker);
    std::vector<std::string> asked;
    const ReadSettings settings{.is_allowed = [&asked](const mapping::Plan& plan) {
        asked.emplace_back(plan.form().id());
        return false;
    }};
    diag::Report report;
    const auto source = open_source(worker, input, settings, report);
    ASSERT_NE(source, nullptr);
    EXPECT_EQ(source->next(worker.record(), report), Next::refused);
    EXPECT_EQ(source->next(worker.record(), report), Next::end);
    EXPECT_TRUE(report.empty());
    ASSERT_FALSE(asked.empty());
    for (const std::string& form : asked) {
        EXPECT_EQ(form, "admission");
    }
    EXPECT_EQ(source->plan().form().id(), "admission");
}

TEST(Source, of_a_bundle_whose_form_is_allowed_reads_it) {
    Worker worker(product());
    const Input input = admission_bundle(worker);
    diag::Report report;
    const auto source = open_source(worker, input, {.is_allowed = [](const mapping::Plan&) { return true; }}, report);
    ASSERT_NE(source, nullptr);
    EXPECT_EQ(source->next(worker.record(), report), Next::document);
}

} // namespace
} // namespace renkei::service::source_test
