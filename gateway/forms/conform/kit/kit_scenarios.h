// The scenarios as people write them: <kind>.yaml and common.yaml in the folder scenarios of the kit's
// sources.
#pragma once

#include "gateway/core/yaml/source.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

// The child of this name; it is an error at the place of `node` if there is none.
diag::Result<const yaml::Node*> required_child(const yaml::Node& node, std::string_view key);
diag::Result<std::string> required_text(const yaml::Node& node, std::string_view key);
// The children of the child of this name; an empty list if it has none or does not exist.
const std::vector<yaml::Node>& children_of(const yaml::Node& node, std::string_view key);

struct WrittenScenario {
    std::string kind;
    std::string id;
    std::string form;
    const yaml::Node* node; // of WrittenScenarios
};

class WrittenScenarios {
public:
    static diag::Result<WrittenScenarios> read(const std::filesystem::path& folder);

    const std::vector<WrittenScenario>& all() const { return all_; }
    const yaml::Node& common() const { return common_; }

private:
    diag::Result<void> read_kind(const std::filesystem::path& file);

    std::unique_ptr<yaml::Files> files_ = std::make_unique<yaml::Files>();
    std::vector<std::unique_ptr<yaml::Node>> kinds_;
    yaml::Node common_;
    std::vector<WrittenScenario> all_;
};

// Inputs that differ from another file of the kit in a few places, as people write them: edits.yaml in the
// kit's sources.
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
