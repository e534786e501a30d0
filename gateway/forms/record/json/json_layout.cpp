#include "gateway/forms/record/json/json_layout.h"

#include "gateway/core/json/place.h"

#include <algorithm>
#include <charconv>

namespace renkei::record {
namespace {

bool is_in_file(const form::Form& form, const form::Item& item) {
    const form::GroupKind kind = form.groups()[item.group].kind;
    return kind != form::GroupKind::carried && kind != form::GroupKind::blank && !item.is(form::shown_alone);
}

JsonKeyKind key_kind(form::GroupKind group) {
    return group == form::GroupKind::codes    ? JsonKeyKind::codes
           : group == form::GroupKind::absent ? JsonKeyKind::reasons
                                              : JsonKeyKind::rows;
}

std::optional<std::uint32_t> row_number(std::string_view text) {
    std::uint32_t out = 0;
    const auto [stop, wrong] = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool whole = wrong == std::errc{} && stop == text.data() + text.size() && !text.empty();
    return whole ? std::optional(out) : std::nullopt;
}

// The item that the keys below begin with.
form::ItemId first_item(const JsonKey& key) {
    return key.keys.empty() ? key.item : first_item(key.keys.front());
}

// Reasons are after the standard items and before the extension.
void place_reasons(const form::Form& form, std::vector<JsonKey>& keys) {
    const auto reasons = std::ranges::find(keys, JsonKeyKind::reasons, &JsonKey::kind);
    if (reasons == keys.end()) {
        return;
    }
    JsonKey moved = std::move(*reasons);
    keys.erase(reasons);
    const auto is_extension = [&](const JsonKey& key) {
        return form.items()[first_item(key)].is(form::extension);
    };
    keys.insert(std::ranges::find_if(keys, is_extension), std::move(moved));
}

} // namespace

const JsonKey* JsonKey::find(std::string_view key) const {
    const auto found = std::ranges::find(keys, key, &JsonKey::name);
    return found == keys.end() ? nullptr : &*found;
}

JsonLayout::JsonLayout(const form::Form& form, const form::Syntax& syntax) {
    for (const form::ItemId i : form.items().ids()) {
        const form::Item& item = form.items()[i];
        if (item.only_in != 0 && &form.syntaxes()[item.only_in - 1U] != &syntax) {
            outside_.push_back(i);
        } else if (is_in_file(form, item)) {
            add_item(form, i);
        }
    }
    place_reasons(form, root_.keys);
}

void JsonLayout::add_item(const form::Form& form, form::ItemId index) {
    const std::string_view id = form.text(form.items()[index].id);
    JsonKey* at = &root_;
    for (std::size_t begin = 0; begin <= id.size();) {
        const std::size_t end = std::min(id.find('.', begin), id.size());
        const std::string_view name = id.substr(begin, end - begin);
        const auto known = std::ranges::find(at->keys, name, &JsonKey::name);
        if (known != at->keys.end()) {
            at = &*known;
        } else {
            at = &at->keys.emplace_back(JsonKey{.name = name});
            if (const std::optional<form::GroupId> group = form.group(id.substr(0, end))) {
                at->kind = key_kind(form.groups()[*group].kind);
                at->group = *group;
            }
        }
        begin = end + 1;
    }
    at->item = index;
    if (at->kind == JsonKeyKind::object) {
        at->kind = JsonKeyKind::item;
    }
}

PointerOrder JsonLayout::order(std::string_view pointer) const {
    PointerOrder out{0xFFFFFFFF, {}, std::string(pointer)};
    const JsonKey* at = &root_;
    for (const std::string& step : pointer_steps(pointer).value_or(std::vector<std::string>{})) {
        if (const std::optional<std::uint32_t> row = row_number(step)) {
            out.rows.push_back(*row);
        } else if (at != nullptr) {
            at = at->find(step);
        }
    }
    if (at != nullptr && at != &root_) {
        out.item = first_item(*at).value;
    }
    return out;
}

std::string pointer(const JsonPath* path) {
    if (path == nullptr) {
        return {};
    }
    std::string out = pointer(path->up);
    if (path->index != JsonPath::no_index) {
        return out + "/" + std::to_string(path->index);
    }
    json::append_pointer_step(out, path->key);
    return out;
}

std::optional<std::vector<std::string>> pointer_steps(std::string_view pointer) {
    if (!pointer.starts_with('/')) {
        return std::nullopt;
    }
    std::vector<std::string> out;
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/') {
            out.emplace_back();
        } else if (pointer[i] == '~' && i + 1 < pointer.size()) {
            ++i;
            out.back() += pointer[i] == '1' ? '/' : '~';
        } else {
            out.back() += pointer[i];
        }
    }
    return out;
}

} // namespace renkei::record
