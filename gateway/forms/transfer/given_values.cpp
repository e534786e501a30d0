#include "gateway/forms/transfer/given_values.h"

#include "gateway/core/base/file.h"
#include "gateway/core/yaml/source.h"
#include "gateway/forms/form/tables.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "generated/messages/forms.h"

#include <algorithm>

namespace renkei::transfer {

namespace {

// `item: value` lines; of all forms if `form` is empty.
diag::Result<void> add_value(const std::string& form, const std::string& item, const yaml::Node& value,
                             DefaultValues& out) {
    if (value.kind != yaml::NodeKind::scalar) {
        return diag::fail(message::value_wrong, value.where(), {"…", item + ": value"});
    }
    (form.empty() ? out.all : out.of_form[form]).emplace_back(item, value.text);
    out.names.push_back({form, item, value.where()});
    return {};
}

// "diagnoses[1].name" → "diagnoses.name"
std::string without_row(const std::string& name) {
    const std::size_t open = name.find('[');
    const std::size_t close = name.find(']', open);
    return open == std::string::npos || close == std::string::npos
               ? name
               : name.substr(0, open) + name.substr(close + 1);
}

using Ids = std::vector<std::string_view>;

void warn_unless_known(const std::string& name, const Ids& all, const diag::Where& where,
                       diag::Report& report) {
    if (std::ranges::find(all, name) == all.end()) {
        diag::Finding unknown = diag::finding(message::item_unknown, where, {name, form::nearest(name, all)});
        unknown.severity = diag::Severity::warning;
        report.add(std::move(unknown));
    }
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
        return diag::fail(message::value_wrong, root.where(),
                          {root.text.empty() ? "[…]" : root.text, "item: value"});
    }
    DefaultValues out;
    for (std::size_t i = 0; i < root.keys.size(); ++i) {
        const yaml::Node& value = root.children[i];
        if (value.kind != yaml::NodeKind::map) {
            TRY_VOID(add_value({}, root.keys[i], value, out));
            continue;
        }
        diag::Where where = value.where();
        where.line = root.key_lines[i];
        where.column = 1;
        out.names.push_back({root.keys[i], {}, std::move(where)});
        for (std::size_t j = 0; j < value.keys.size(); ++j) {
            TRY_VOID(add_value(root.keys[i], value.keys[j], value.children[j], out));
        }
    }
    return out;
}

void check_default_values(const DefaultValues& values, const std::deque<mapping::Plan>& known,
                          diag::Report& report) {
    Ids forms;
    for (const mapping::Plan& plan : known) {
        forms.push_back(plan.form().id());
    }
    for (const DefaultValues::Name& name : values.names) {
        if (name.item.empty()) {
            warn_unless_known(name.form, forms, name.where, report);
            continue;
        }
        Ids items;
        for (const mapping::Plan& plan : known) {
            const form::Form& form = plan.form();
            for (const form::Item& item : form.items()) {
                if (name.form.empty() || name.form == form.id()) {
                    items.push_back(form.text(item.id));
                }
            }
        }
        if (!items.empty()) { // an unknown form was named
            warn_unless_known(without_row(name.item), items, name.where, report);
        }
    }
}

} // namespace renkei::transfer
