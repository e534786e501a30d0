#include "gateway/forms/conform/kit/kit_scenarios.h"

#include "gateway/core/base/file.h"
#include "gateway/core/base/occurrences.h"
#include "gateway/forms/conform/kit/scenario_kit.h"
#include "generated/messages/conform.h"

#include <utility>

namespace renkei::conform {
namespace {

diag::Result<yaml::Node> read_yaml(const std::filesystem::path& file, yaml::Files& files) {
    TRY(const std::string bytes, base::read_file(file));
    return yaml::read(bytes, file.string(), files, {});
}

diag::Result<void> replace(std::string& text, const yaml::Node& edit) {
    const bool is_pair = edit.kind == yaml::NodeKind::list && edit.children.size() == 2 &&
                         edit.children[0].kind == yaml::NodeKind::scalar &&
                         edit.children[1].kind == yaml::NodeKind::scalar;
    if (!is_pair || edit.children[0].text.empty()) {
        return diag::fail(message::conform_kit_edit, edit.where());
    }
    const std::string& old = edit.children[0].text;
    if (const std::size_t found = base::occurrences(text, old); found != 1) {
        return diag::fail(message::conform_kit_edit_place, edit.where(), {old, std::to_string(found)});
    }
    text.replace(text.find(old), old.size(), edit.children[1].text);
    return {};
}

} // namespace

diag::Result<const yaml::Node*> required_child(const yaml::Node& node, std::string_view key) {
    if (const yaml::Node* const child = node.get(key); child != nullptr) {
        return child;
    }
    return diag::fail(diag::message::conform_kit_key, node.where(), {key});
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

diag::Result<InputEdits> InputEdits::read(const std::filesystem::path& file) {
    InputEdits out;
    TRY(const std::string bytes, base::read_file(file));
    TRY(out.list_, yaml::read(bytes, file.string(), *out.files_, {}));
    for (const yaml::Node& each : out.list_.children) {
        TRY_VOID(required_text(each, "of"));
        TRY_VOID(required_child(each, "edits"));
    }
    return out;
}

std::vector<InputEdits::Name> InputEdits::names() const {
    std::vector<Name> out;
    for (std::size_t i = 0; i < list_.keys.size(); ++i) {
        out.push_back({list_.keys[i], list_.children[i].where()});
    }
    return out;
}

std::string_view InputEdits::base_of(std::string_view name) const {
    const yaml::Node* const entry = list_.get(name);
    return entry == nullptr ? std::string_view() : entry->text_of("of");
}

diag::Result<std::string> InputEdits::edited(std::string_view name, std::string base) const {
    for (const yaml::Node& each : children_of(*list_.get(name), "edits")) {
        TRY_VOID(replace(base, each));
    }
    return base;
}

} // namespace renkei::conform
