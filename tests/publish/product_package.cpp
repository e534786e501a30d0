#include "tests/publish/product_package.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace renkei::publish {

const definitions::R4Definitions& r4() {
    static const auto r4 = [] {
        auto opened = definitions::R4Definitions::open(fs::path(RENKEI_BINARY) / "share" / "r4.defs");
        EXPECT_TRUE(opened.has_value());
        return std::move(*opened);
    }();
    return r4;
}

std::string shown(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += to_text(finding, diag::Language::english) + "\n";
    }
    return out;
}

const Package& package() {
    static const Package made = [] {
        const fs::path source = RENKEI_SOURCE;
        setenv("RENKEI_DATA", (fs::path(RENKEI_BINARY) / "share").c_str(), 0);
        diag::Report report;
        auto out = make_package(
            {.mappings = source / "mappings", .profiles = source / "profiles", .fixtures = RENKEI_KIT}, r4(),
            report);
        EXPECT_TRUE(out.has_value()) << to_text(out.error(), diag::Language::english);
        EXPECT_TRUE(report.empty()) << shown(report);
        return out ? std::move(*out) : Package{};
    }();
    return made;
}

const LoadedForms& forms() {
    static const LoadedForms made = [] {
        diag::Report report;
        LoadedForms out = load_forms(fs::path(RENKEI_SOURCE) / "mappings", r4(), report);
        EXPECT_TRUE(report.empty()) << shown(report);
        return out;
    }();
    return made;
}

nlohmann::json resource(std::string_view type, std::string_view id) {
    const PackageResource* found = package().resources.find(type, id);
    EXPECT_NE(found, nullptr) << type << "/" << id;
    return found == nullptr ? nlohmann::json() : nlohmann::json::parse(found->json);
}

} // namespace renkei::publish
