// Which package is to be loaded for a canonical that is not: publishers whose codes and profiles documents
// here name every day are known by name (guide-packages.tsv).
#pragma once

#include <string_view>

namespace renkei::validate {

std::string_view guide_packages_table(); // the text of the file

struct NeededPackage {
    std::string_view name;             // of an unknown publisher: what its canonicals begin with
    bool is_of_known_publisher = true; // what is named is no slip: it was not loaded
};
NeededPackage needed_package(std::string_view canonical);

} // namespace renkei::validate
