#include "tests/refuse/mapping_folder.h"

#include <gtest/gtest.h>

namespace renkei::refuse {

const defs::Defs& r4() {
    static const auto opened = defs::Defs::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(opened) << "build the target defs_file";
    return *opened;
}

std::filesystem::path base_mapping() { return RENKEI_SOURCE "/tests/refuse/base"; }

diag::Report load(const forms::Folder& folder) {
    diag::Report report;
    const forms::Tables tables = forms::build_tables(folder, report);
    if (!report.at_least(diag::Severity::error)) {
        mapping::load_example(folder, tables, r4(), report);
    }
    return report;
}

diag::Report load(const std::filesystem::path& mappings, const std::string& form) {
    yaml::Files files;
    const auto folder = forms::read_folder(mappings, form, files);
    if (folder) {
        return load(*folder);
    }
    diag::Report report;
    report.add(folder.error());
    return report;
}

std::string shown(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += diag::to_text(finding, diag::Language::english) + "\n" + diag::to_text(finding, diag::Language::japanese) + "\n";
    }
    return out.empty() ? "nothing" : out;
}

}  // namespace renkei::refuse
