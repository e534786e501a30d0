// What `renkei map check` finds when it sends a record that is filled in full there and back.
#include "gateway/core/base/file.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/full_record.h"

#include "product.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::service::full_record_test {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const Definitions& definitions() {
    static const auto opened = [] {
        diag::Report report;
        auto out = Definitions::open({.data = RENKEI_BINARY "/share"}, report);
        EXPECT_TRUE(out);
        return *std::move(out);
    }();
    return opened;
}

// Of one form, or of all.
std::vector<std::string> found_in(const catalogue::Catalogue& catalogue, std::string_view form = "") {
    Workspace workspace(catalogue, RENKEI_BINARY "/share/r4.defs");
    diag::Report report;
    for (const mapping::Plan& plan : catalogue.plans()) {
        if (form.empty() || plan.form().id() == form) {
            check_full_record(workspace, plan, definitions().context(), report);
        }
    }
    std::vector<std::string> out;
    for (const diag::Finding& finding : report.findings()) {
        out.push_back(to_text(finding, diag::Language::english));
    }
    return out;
}

// A form of the product, with another sentence in its fhir.yaml, which the loader lets pass.
std::vector<std::string> found_with(std::string_view form, std::string_view sentence,
                                    std::string_view other) {
    const test::Folder folder;
    const fs::path mappings = folder / "mappings";
    fs::copy(fs::path(RENKEI_SOURCE) / "mappings", mappings, fs::copy_options::recursive);
    const fs::path file = mappings / form / "fhir.yaml";
    std::string text = base::read_file(file).value_or("");
    const std::size_t at = text.find(sentence);
    EXPECT_NE(at, std::string::npos) << sentence;
    text.replace(at, sentence.size(), other);
    EXPECT_TRUE(base::write_file(file, text, base::Overwrite::yes));
    diag::Report report;
    const auto catalogue =
        catalogue::Catalogue::open(catalogue::compile_catalogue(mappings, definitions().r4(), report));
    EXPECT_TRUE(catalogue);
    for (const diag::Finding& finding : report.findings()) {
        EXPECT_NE(finding.severity, diag::Severity::error) << to_text(finding, diag::Language::english);
    }
    return catalogue ? found_in(*catalogue, form) : std::vector<std::string>();
}

TEST(A_full_record, of_every_form_comes_back_and_is_valid) { EXPECT_THAT(found_in(product()), IsEmpty()); }

TEST(A_full_record, fills_nearly_every_item_and_two_rows_of_each_group) {
    for (const mapping::Plan& plan : product().plans()) {
        const form::Form& form = plan.form();
        const record::Record record = full_record(form);
        const std::string text = record::canonical_text(record);
        std::size_t filled = 0;
        std::size_t all = 0;
        for (const form::Item& item : form.items()) {
            const bool is_of_document = item.group == form::document_group;
            all += is_of_document ? 1U : 0U;
            filled += is_of_document && record.root().has(item.slot) ? 1U : 0U;
        }
        constexpr std::size_t few = 3; // of a form with few items: a name with a blank, a number of parts
        EXPECT_TRUE(filled * 10 >= all * 8 || filled + few >= all) << form.id() << "\n" << text;
    }
}

TEST(A_full_record, of_a_mapping_that_loses_the_rows_of_a_group_in_a_group_does_not_come_back) {
    const auto found = found_with(
        "careplan2",
        "      extension: [{url: kg:StructureDefinition/goal-part-of, valueReference: ->long_goal}]\n", "");
    EXPECT_THAT(found, Contains(HasSubstr("full-record-lost")));
    EXPECT_THAT(found, Contains(HasSubstr("need[1].goal[0].short ")));
}

TEST(A_full_record, of_a_mapping_that_breaks_an_invariant_is_not_valid) {
    const auto found = found_with("careplan2", "code: unconfirmed, display: Unconfirmed",
                                  "code: entered-in-error, display: Entered in Error");
    EXPECT_THAT(found, Contains(HasSubstr("con-5")));
    EXPECT_THAT(found, Each(StartsWith("careplan2 (filled in full)")));
    EXPECT_THAT(found, Each(Not(HasSubstr("full-record-lost"))));
}

} // namespace
} // namespace renkei::service::full_record_test
