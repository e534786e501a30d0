// What the fuzz targets of the lens share: every form of the project's mappings, compiled once, and checks
// that end the program.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/catalogue/catalogue.h"

#include <fmt/format.h>

#include <cstdlib>

namespace renkei::fuzz {

inline void require(bool fact, const char* what) {
    if (!fact) {
        fmt::print(stderr, "not so: {}\n", what);
        std::abort();
    }
}

inline const definitions::R4Definitions& r4() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    require(opened.has_value(), "the target defs_file is built");
    return *opened;
}

inline const catalogue::Catalogue& catalogue() {
    static const auto opened = [] {
        diag::Report report;
        auto out =
            catalogue::Catalogue::open(catalogue::compile_catalogue(RENKEI_SOURCE "/mappings", r4(), report));
        require(out.has_value() && !report.at_least(diag::Severity::error), "the mappings compile");
        return out;
    }();
    return *opened;
}

inline void require_same(const std::string& expected, const std::string& found, const char* what) {
    if (expected != found) {
        fmt::print(stderr, "expected\n{}\nfound\n{}\n", expected, found);
    }
    require(expected == found, what);
}

} // namespace renkei::fuzz
