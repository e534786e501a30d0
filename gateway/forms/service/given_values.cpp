#include "gateway/forms/service/given_values.h"

#include "gateway/core/base/file.h"
#include "gateway/core/yaml/source.h"

namespace renkei::service {

using diag::Message;

namespace {

diag::Result<GivenValues> values_below(const yaml::Node& map) {
    GivenValues out;
    for (std::size_t i = 0; i < map.keys.size(); ++i) {
        if (map.children[i].kind != yaml::NodeKind::scalar) {
            return diag::fail(Message::value_wrong, map.children[i].where(), {"…", map.keys[i] + ": value"});
        }
        out.emplace_back(map.keys[i], map.children[i].text);
    }
    return out;
}

} // namespace

GivenValues DefaultValues::of(std::string_view form) const {
    GivenValues out = all;
    if (const auto own = of_form.find(form); own != of_form.end()) {
        out.insert(out.end(), own->second.begin(), own->second.end());
    }
    return out;
}

diag::Result<DefaultValues> read_default_values(const std::filesystem::path& file) {
    TRY(const std::string text, base::read_file(file));
    yaml::Files files;
    TRY(const yaml::Node root, yaml::read(text, file.string(), files, {}));
    if (root.kind != yaml::NodeKind::map) {
        return diag::fail(Message::value_wrong, root.where(),
                          {root.text.empty() ? "[…]" : root.text, "item: value"});
    }
    DefaultValues out;
    for (std::size_t i = 0; i < root.keys.size(); ++i) {
        const yaml::Node& value = root.children[i];
        if (value.kind == yaml::NodeKind::map) {
            TRY(out.of_form[root.keys[i]], values_below(value));
        } else if (value.kind == yaml::NodeKind::scalar) {
            out.all.emplace_back(root.keys[i], value.text);
        } else {
            return diag::fail(Message::value_wrong, value.where(), {"[…]", root.keys[i] + ": value"});
        }
    }
    return out;
}

} // namespace renkei::service
