#include "gateway/forms/conform/input_edits.h"

#include "gateway/core/base/file.h"
#include "gateway/core/base/occurrences.h"
#include "gateway/forms/conform/kit_scenarios.h"
#include "generated/messages/conform.h"

namespace renkei::conform {
namespace {

namespace message = diag::message;

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
