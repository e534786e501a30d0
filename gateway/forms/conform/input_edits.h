// Inputs that differ from another file of the kit in a few places, as people write them: edits.yaml in the
// kit's sources.
#pragma once

#include "gateway/core/yaml/source.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

class InputEdits {
public:
    static diag::Result<InputEdits> read(const std::filesystem::path& file);

    // The names of the files that are made, each at its place in the list.
    struct Name {
        std::string text;
        diag::Where where;
    };
    std::vector<Name> names() const;
    // The file that `name` is made of; empty if it is not in the list.
    std::string_view base_of(std::string_view name) const;
    // `base` with the edits of `name`, one after the other. Each text that is replaced must occur exactly
    // once at its turn.
    diag::Result<std::string> edited(std::string_view name, std::string base) const;

private:
    std::unique_ptr<yaml::Files> files_ = std::make_unique<yaml::Files>();
    yaml::Node list_;
};

} // namespace renkei::conform
