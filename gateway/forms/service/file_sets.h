// Which files belong together, by their names alone: those of forms that need one another (`needs:`) whose
// names say the same sender, receiver, month and time.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace renkei::catalogue {
class Catalogue;
}

namespace renkei::service {

struct FileSet {
    std::vector<std::string> names{}; // in the order in which they were given
    bool is_whole = true;             // no form that is needed is missing
};

// Each name once, sets in the order of their first names. A file that belongs to no set is one by itself.
std::vector<FileSet> file_sets(const catalogue::Catalogue& catalogue, std::span<const std::string> names);

} // namespace renkei::service
