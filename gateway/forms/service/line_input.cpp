#include "gateway/core/base/base64.h"
#include "gateway/forms/service/line_worker.h"
#include "generated/messages/pipe.h"

#include <algorithm>

namespace renkei::service {
namespace {

constexpr std::string_view blanks_of_json = " \t\r\n";
constexpr std::string_view text_member = "text";
constexpr std::string_view base64_member = "base64";
constexpr std::string_view name_member = "name";

std::string_view without_leading_blanks(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks_of_json), text.size()));
    return text;
}

// Does its first key say so? Most lines are documents, which are read once only.
bool may_be_wrapped(std::string_view json) {
    if (!json.starts_with('{')) {
        return false;
    }
    const std::string_view key = without_leading_blanks(json.substr(1));
    return std::ranges::any_of(std::initializer_list{text_member, base64_member, name_member},
                               [&](std::string_view name) {
                                   return key.starts_with('"') && key.substr(1).starts_with(name) &&
                                          key.substr(1 + name.size()).starts_with('"');
                               });
}

} // namespace

diag::Result<void> LineInput::read(std::string_view line) {
    input_.encoding.reset();
    input_.name = "-";
    const std::string_view json = without_leading_blanks(line);
    if (json.empty()) {
        return diag::fail(message::line_empty, {});
    }
    const bool may_be_json =
        json.starts_with('{') || json.starts_with('[') || json.starts_with(text::utf8_bom);
    if (!may_be_json) { // of a byte order mark the reader of the document says what to do
        return diag::fail(message::line_no_json, {});
    }
    if (may_be_wrapped(json) && parser_.parse(json, tree_)) {
        if (const std::optional<Carried> found = carried()) {
            return unwrap(*found);
        }
    }
    input_.bytes = line;
    return {};
}

std::optional<LineInput::Carried> LineInput::carried() const {
    Carried out;
    for (const json::NodeId child : tree_.children(json::Tree::root)) {
        const std::string_view key = tree_.key(child);
        json::NodeId* const place = key == text_member     ? &out.text
                                    : key == base64_member ? &out.base64
                                    : key == name_member   ? &out.name
                                                           : nullptr;
        if (place == nullptr || !tree_[child].is_string()) {
            return std::nullopt;
        }
        *place = child;
    }
    const bool is_one = (out.text == json::no_node) != (out.base64 == json::no_node);
    return is_one ? std::optional(out) : std::nullopt;
}

diag::Result<void> LineInput::unwrap(const Carried& carried) {
    if (carried.name != json::no_node && !tree_.text(carried.name).empty()) {
        input_.name = tree_.text(carried.name);
    }
    if (carried.text != json::no_node) {
        input_.bytes = tree_.text(carried.text);
        input_.encoding = text::Encoding::utf8;
        return {};
    }
    std::optional<std::string> bytes = base::from_base64(tree_.text(carried.base64));
    if (!bytes) {
        return diag::fail(message::line_no_base64, {});
    }
    input_.bytes = *std::move(bytes);
    return {};
}

} // namespace renkei::service
