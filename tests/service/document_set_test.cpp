// Which files belong together, by their names.
#include "gateway/forms/service/document_set.h"

#include "tests/service/product.h"
#include <gtest/gtest.h>

namespace renkei::service::document_set_test {
namespace {

std::string sets_of(const std::vector<std::string>& names) {
    std::string out;
    for (const FileSet& each : file_sets(product(), names)) {
        out += each.is_whole ? "[" : "(";
        for (const std::string& name : each.names) {
            out += name.substr(0, name.find("_99")) + " ";
        }
        out.back() = each.is_whole ? ']' : ')';
    }
    return out;
}

const std::string at = "_9970100013_43_9970101011_11_20260301091500.CSV";
const std::string later = "_9970100013_43_9970101011_11_20260301091501.CSV";

TEST(FileSets, are_whole_when_no_form_is_missing) {
    EXPECT_EQ(sets_of({"UP1KYO" + at, "UP2KYO" + at, "UP3KYO" + at}), "(UP1KYO UP2KYO UP3KYO)");
    EXPECT_EQ(sets_of({"UP1KYO" + at, "UP2KYO" + at, "UP3KYO" + at, "UPHOSOKU_000000" + at}),
              "[UP1KYO UP2KYO UP3KYO UPHOSOKU_000000]");
    EXPECT_EQ(sets_of({"UPPLAN_202602" + at, "UPSIKYU_202602" + at, "UPHOSOKU_202602" + at}),
              "[UPPLAN_202602 UPSIKYU_202602 UPHOSOKU_202602]");
}

TEST(FileSets, are_distinguished_by_month_time_and_receiver) {
    EXPECT_EQ(sets_of({"UP1KYO" + at, "UPPLAN_202602" + at, "UP2KYO" + at, "UPSIKYU_202603" + at}),
              "(UP1KYO UP2KYO)(UPPLAN_202602)(UPSIKYU_202603)");
    EXPECT_EQ(sets_of({"UP1KYO" + at, "UP2KYO" + later}), "(UP1KYO)(UP2KYO)");
}

TEST(FileSets, of_json_have_the_names_of_the_csv_files) {
    const std::string json = "_9970100013_43_9970101011_11_20260301091500.json";
    EXPECT_EQ(sets_of({"UP1KYO" + json, "UP2KYO" + json, "UP3KYO" + at, "UPHOSOKU_000000" + json}),
              "[UP1KYO UP2KYO UP3KYO UPHOSOKU_000000]");
    EXPECT_EQ(sets_of({"1.json", "2.json"}), "[1.json][2.json]");
}

TEST(FileSets, leave_all_other_files_alone) {
    EXPECT_EQ(sets_of({"b.csv", "DLT1KYO" + at, "UPJSK_202602" + at, "a.csv"}),
              "[b.csv][DLT1KYO][UPJSK_202602][a.csv]");
}

} // namespace
} // namespace renkei::service::document_set_test
