// R4's definitions for tests, opened once.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"

#include <gtest/gtest.h>

namespace renkei::definitions {

inline const R4Definitions& r4() {
    static const auto opened = R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(opened) << "build the target defs_file";
    return *opened;
}

inline const Element& element(std::string_view path) {
    static constexpr Element nothing;
    const Element* found = r4().find_path(path);
    EXPECT_NE(found, nullptr) << path;
    return found == nullptr ? nothing : *found;
}

inline std::string type_of(std::string_view path) { return std::string(r4().name(element(path).type)); }

} // namespace renkei::definitions
