#include "tests/mapping/checkup.h"

#include "gateway/core/json/parser.h"

#include <gtest/gtest.h>

namespace renkei::mapping {

const definitions::R4Definitions& r4() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(opened) << "build the target defs_file";
    return *opened;
}

catalogue::Catalogue compiled(const std::filesystem::path& mappings) {
    diag::Report report;
    auto opened = catalogue::Catalogue::open(catalogue::compile_catalogue(mappings, r4(), report));
    for (const diag::Finding& finding : report.findings()) {
        ADD_FAILURE() << diag::to_text(finding, diag::Language::english);
    }
    EXPECT_TRUE(opened);
    return std::move(*opened);
}

Checkup::Checkup() : catalogue_(compiled(RENKEI_SOURCE "/tests/refuse/base")) {}

void Checkup::set(record::Record& record, record::Row& row, Values values) {
    for (const auto& [id, text] : values) {
        record.set(row, record.form().items()[*record.form().item(id)], text);
    }
}

record::Record Checkup::record(Values values) const {
    record::Record out(form());
    set(out, out.root(),
        {{"version", "1"},
         {"office", "1370100013"},
         {"number", "7"},
         {"created", "2024-05-03T09:00:00+09:00"},
         {"name", "連携 花子"},
         {"day", "2024-05-02"}});
    set(out, out.root(), values);
    return out;
}

std::string Checkup::filled(record::Record& record) const {
    base::Buffer out;
    diag::Report loss;
    Fill(plan()).run(record, out, loss);
    EXPECT_TRUE(loss.empty());
    return std::string(out.view());
}

std::string Checkup::read(const std::string& bundle) const {
    json::Parser parser(plan().names());
    json::Tree tree;
    EXPECT_TRUE(parser.parse(bundle, tree)) << bundle;
    record::Record back(form());
    diag::Report loss;
    EXPECT_TRUE(Matcher(plan()).run(tree, back, loss));
    std::string out = record::canonical_text(back);
    for (const diag::Finding& finding : loss.findings()) {
        out += diag::to_text(finding, diag::Language::english) + "\n";
    }
    return out;
}

} // namespace renkei::mapping
