// The wordings of the mappings in this tree, without compiling them.
#pragma once

#include "gateway/core/base/file.h"
#include "gateway/core/yaml/source.h"
#include "gateway/forms/form/wordings.h"

#include <gtest/gtest.h>

namespace renkei::test {

inline const form::Wordings& wordings() {
    static const form::Wordings read = [] {
        const std::string folder = RENKEI_SOURCE "/mappings/shared/";
        yaml::Files files;
        const auto prefixes_of =
            yaml::read(*base::read_file(folder + "prefixes.yaml"), "prefixes.yaml", files, {});
        yaml::Prefixes prefixes;
        for (std::size_t i = 0; i < prefixes_of->keys.size(); ++i) {
            prefixes.emplace(prefixes_of->keys[i], prefixes_of->children[i].text);
        }
        const auto file =
            yaml::read(*base::read_file(folder + "wordings.yaml"), "wordings.yaml", files, prefixes);
        diag::Report report;
        form::Wordings out = form::read_wordings(*file, report);
        EXPECT_TRUE(report.empty());
        return out;
    }();
    return read;
}

} // namespace renkei::test
