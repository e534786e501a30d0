// One resource for each message that no other test here names: rule_cases.tsv, by which
// gateway/fhir/validate/rules.tsv refers to this test.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/packages/load.h"
#include "gateway/fhir/validate/walk/validator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace renkei::validate::rule_cases_test {
namespace {

struct Row {
    std::string id;
    std::string resource;
    std::vector<std::string> definitions;
};

std::vector<Row> rows() {
    std::vector<Row> out;
    std::ifstream in(RENKEI_SOURCE "/tests/validate/rule_cases.tsv");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('#')) {
            continue;
        }
        std::ranges::replace(line, '\'', '"');
        std::vector<std::string> cells;
        for (std::size_t from = 0; from <= line.size();) {
            const std::size_t tab = std::min(line.find('\t', from), line.size());
            cells.push_back(line.substr(from, tab - from));
            from = tab + 1;
        }
        EXPECT_GE(cells.size(), 2U) << line;
        out.push_back({cells[0], cells[1], {cells.begin() + 2, cells.end()}});
    }
    return out;
}

// A package is mapped again for each row; what is in it is not read again.
std::vector<std::string> found_in(const definitions::R4Definitions& r4, const Row& row) {
    packages::Library library(r4);
    for (const char* name : {"hl7.fhir.r4.core", "hl7.terminology.r4", "hl7.fhir.uv.extensions.r4"}) {
        auto image =
            packages::PackageImage::open(std::string(RENKEI_BINARY "/share/packages/") + name + ".pack");
        EXPECT_TRUE(image) << "build the target package_images";
        library.add(std::move(*image));
    }
    library.end_of_shipped();
    for (const std::string& definition : row.definitions) {
        auto image = packages::image_of(definition, "definition.json");
        EXPECT_TRUE(image) << definition;
        library.add(std::move(*image));
    }
    const ValidationContext context(library);
    json::Tree tree;
    EXPECT_TRUE(json::Parser(r4.names()).parse(row.resource, tree)) << row.resource;
    diag::Report report;
    Validator(context).validate(tree, {}, report);
    std::vector<std::string> out;
    for (const diag::Finding& finding : report.findings()) {
        out.emplace_back(diag::row(finding.message).id);
    }
    return out;
}

TEST(A_rule, is_found_broken_by_its_case) {
    const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    ASSERT_TRUE(r4);
    const std::vector<Row> all = rows();
    EXPECT_FALSE(all.empty());
    for (const Row& row : all) {
        const std::vector<std::string> found = found_in(*r4, row);
        EXPECT_TRUE(std::ranges::find(found, row.id) != found.end())
            << row.id << " is not among " << testing::PrintToString(found);
    }
}

} // namespace
} // namespace renkei::validate::rule_cases_test
