#include "gateway/forms/conform/kit_scenarios.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/conform/scenario_kit.h"
#include "generated/messages/conform.h"

#include <utility>

namespace renkei::conform {
namespace {

diag::Result<yaml::Node> read_yaml(const std::filesystem::path& file, yaml::Files& files) {
    TRY(const std::string bytes, base::read_file(file));
    return yaml::read(bytes, file.string(), files, {});
}

} // namespace

diag::Result<const yaml::Node*> required_child(const yaml::Node& node, std::string_view key) {
    if (const yaml::Node* const child = node.get(key); child != nullptr) {
        return child;
    }
    return diag::fail(diag::message::conform_kit_key, node.where(), {std::string(key)});
}

diag::Result<std::string> required_text(const yaml::Node& node, std::string_view key) {
    TRY(const yaml::Node* const child, required_child(node, key));
    return child->text;
}

const std::vector<yaml::Node>& children_of(const yaml::Node& node, std::string_view key) {
    static const std::vector<yaml::Node> none;
    const yaml::Node* const child = node.get(key);
    return child == nullptr ? none : child->children;
}

diag::Result<void> WrittenScenarios::read_kind(const std::filesystem::path& file) {
    TRY(yaml::Node read, read_yaml(file, *files_));
    const yaml::Node& root = *kinds_.emplace_back(std::make_unique<yaml::Node>(std::move(read)));
    TRY(const std::string kind, required_text(root, "kind"));
    TRY(const yaml::Node* const scenarios, required_child(root, "scenarios"));
    for (const yaml::Node& each : scenarios->children) {
        TRY(std::string id, required_text(each, "id"));
        TRY(std::string form, required_text(each, "form"));
        all_.push_back({kind, std::move(id), std::move(form), &each});
    }
    return {};
}

diag::Result<WrittenScenarios> WrittenScenarios::read(const std::filesystem::path& folder) {
    WrittenScenarios out;
    TRY(out.common_, read_yaml(folder / "common.yaml", *out.files_));
    for (const std::string& kind : scenario_kinds()) {
        TRY_VOID(out.read_kind(folder / (kind + ".yaml")));
    }
    return out;
}

} // namespace renkei::conform
