#include "gateway/forms/newform/form_family.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/form/nearest.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::newform {
namespace {

diag::Result<yaml::Node> read_yaml(const fs::path& path, yaml::Files& files) {
    TRY(const std::string text, base::read_file(path));
    return yaml::read(text, path.string(), files, {});
}

// Items that form.yaml names: they are the header.
std::vector<std::string> header_items(const yaml::Node& head) {
    std::vector<std::string> out;
    for (const char* const key : {"version_item", "created_item"}) {
        out.emplace_back(head.text_of(key));
    }
    const yaml::Node* const identity = head.get("identity");
    const yaml::Node* const senders = identity == nullptr ? nullptr : identity->get("sender");
    if (senders != nullptr) {
        for (const yaml::Node& sender : senders->children) {
            out.push_back(sender.text);
        }
    }
    std::erase(out, std::string());
    return out;
}

// Is JSON what its table is of? A form with columns may have it behind them.
bool is_json_first(const yaml::Node& head) {
    const yaml::Node* const syntax = head.get("syntax");
    return syntax != nullptr && !syntax->children.empty() &&
           syntax->children.front().text_of("kind") == "json";
}

bool fits(const yaml::Node& head, const ItemTable& table) {
    return is_json_first(head) == table.is_json &&
           std::ranges::all_of(header_items(head), [&](const std::string& id) {
               return std::ranges::find(table.items, id, &TableItem::id) != table.items.end();
           });
}

std::vector<std::string> texts_of(const yaml::Node& head, const char* key) {
    std::vector<std::string> out;
    if (const yaml::Node* const list = head.get(key)) {
        for (const yaml::Node& each : list->children) {
            out.push_back(each.text);
        }
    }
    return out;
}

// Adds the items of a file to those that the family has, and to an item that it has the further keys.
void add_items(const yaml::Node& part, FormFamily& family) {
    const yaml::Node* const items = part.get("items");
    for (std::size_t i = 0; items != nullptr && i < items->keys.size(); ++i) {
        yaml::Node& all = family.items.try_emplace(items->keys[i], yaml::Node{}).first->second;
        const yaml::Node& more = items->children[i];
        all.kind = more.kind;
        all.keys.insert(all.keys.end(), more.keys.begin(), more.keys.end());
        all.children.insert(all.children.end(), more.children.begin(), more.children.end());
    }
}

const yaml::Node* first_syntax(const FormFamily& family) {
    const yaml::Node* const syntaxes = family.head.get("syntax");
    return syntaxes == nullptr || syntaxes->children.empty() ? nullptr : &syntaxes->children.front();
}

std::vector<yaml::Node> file_parts(const FormFamily& family) {
    const yaml::Node* const syntax = first_syntax(family);
    const yaml::Node* const parts = syntax == nullptr ? nullptr : syntax->get("file");
    return parts == nullptr ? std::vector<yaml::Node>() : parts->children;
}

// "target_month|000000" → "target_month"
std::string item_of_part(const yaml::Node& part) { return part.text.substr(0, part.text.find('|')); }

// A table of columns has a header of its own unless every shared item stands where the shared file says, and
// must be filled where that says so. What stands in the names of files only needs no line of the table.
bool has_header(const ItemTable& table, const FormFamily& family) {
    const std::vector<yaml::Node> parts = file_parts(family);
    return table.is_json || std::ranges::all_of(family.items, [&](const auto& shared) {
               const auto item = std::ranges::find(table.items, shared.first, &TableItem::id);
               const std::string_view column = shared.second.text_of("col");
               if (item == table.items.end()) {
                   return column.empty() &&
                          std::ranges::find(parts, shared.first, item_of_part) != parts.end();
               }
               return (column.empty() || column == std::to_string(item->column)) &&
                      (item->is_required || shared.second.get("card") == nullptr);
           });
}

// Without a literal, the shared item for which a rule without conditions allows one value
// (form::discriminator_of).
void find_ruled_mark(const yaml::Node& own, FormFamily& family) {
    const bool has_literal = std::ranges::any_of(
        family.items, [](const auto& item) { return item.second.get("literal") != nullptr; });
    const yaml::Node* const rules = has_literal ? nullptr : own.get("rules");
    for (std::size_t i = 0; rules != nullptr && family.ruled_mark.empty() && i < rules->children.size();
         ++i) {
        const yaml::Node& rule = rules->children[i];
        const yaml::Node* const values = rule.get("is");
        const std::string item(rule.text_of("if"));
        if (rule.text_of("rule") == "value" && rule.get("when") == nullptr && values != nullptr &&
            values->children.size() == 1 && family.shared.contains(item)) {
            family.ruled_mark = item;
            family.mark_rule = rule.text_of("id");
        }
    }
}

// Forms of a folder, then those of the folder above it, from which a folder of own forms takes what it
// shares.
struct KnownForm {
    fs::path mappings;
    std::string name;
};
std::vector<KnownForm> known_forms(const fs::path& mappings) {
    std::vector<KnownForm> out;
    const std::optional<fs::path> above = form::mappings_above(mappings);
    for (const fs::path& folder : {mappings, above.value_or(fs::path())}) {
        for (std::string& name : form::form_folders(folder)) {
            if (!folder.empty() && name.find('@') == std::string::npos) {
                out.push_back({folder, std::move(name)});
            }
        }
    }
    return out;
}

diag::Error no_family(const std::vector<KnownForm>& forms, const fs::path& mappings,
                      const std::string& like) {
    if (like.empty() && !forms.empty()) {
        return diag::finding(message::table_no_family, {});
    }
    std::vector<std::string_view> names;
    for (const KnownForm& each : forms) {
        names.push_back(each.name);
    }
    return diag::finding(message::table_like_unknown, {.file = mappings.string()},
                         {like, form::nearest(like, names), fmt::format("{}", fmt::join(names, ", "))});
}

diag::Result<void> read_rest(const fs::path& mappings, const ItemTable& table, FormFamily& family) {
    const std::vector<std::string> uses = texts_of(family.head, "use");
    std::set<std::string> groups;
    for (const std::string& shared : uses) {
        TRY(const yaml::Node part, read_yaml(form::shared_file(mappings, shared + ".yaml"), *family.files));
        add_items(part, family);
        if (const yaml::Node* const its_groups = part.get("groups")) {
            groups.insert(its_groups->keys.begin(), its_groups->keys.end());
        }
    }
    if (has_header(table, family)) {
        family.use = uses;
        family.shared = family.items;
        family.shared_groups = std::move(groups);
    }
    TRY(const yaml::Node own, read_yaml(mappings / family.form / "items.yaml", *family.files));
    add_items(own, family);
    find_ruled_mark(own, family);
    for (const std::string& codes : texts_of(family.head, "codes")) {
        TRY(yaml::Node part, read_yaml(form::shared_file(mappings, codes + ".yaml"), *family.files));
        family.lists.insert(part.keys.begin(), part.keys.end());
        family.code_files.push_back(std::move(part));
    }
    return {};
}

// Calls take(row) for the rows of a list that have cells, also those that a later file adds.
template <class Take>
void each_row(const FormFamily& family, const std::string& list, const Take& take) {
    for (const yaml::Node& file : family.code_files) {
        const yaml::Node* const about = file.get(list);
        for (const char* const key : {"rows", "more_rows"}) {
            const yaml::Node* const rows = about == nullptr ? nullptr : about->get(key);
            for (std::size_t i = 0; rows != nullptr && i < rows->children.size(); ++i) {
                if (!rows->children[i].children.empty()) {
                    take(rows->children[i]);
                }
            }
        }
    }
}

} // namespace

const yaml::Node* FormFamily::item(const std::string& id) const {
    const auto found = items.find(id);
    return found == items.end() ? nullptr : &found->second;
}

bool FormFamily::takes_mark(const TableItem& table_item) const {
    const yaml::Node* const known = item(table_item.id);
    return known != nullptr && known->get("literal") != nullptr;
}

std::string FormFamily::mark_outside(const ItemTable& table) const {
    for (const auto& [id, unused] : shared) {
        const bool is_listed = std::ranges::find(table.items, id, &TableItem::id) != table.items.end();
        if (!is_listed && item(id)->get("literal") != nullptr) {
            return id;
        }
    }
    return {};
}

bool FormFamily::has(const ItemTable& table, const std::string& id) const {
    return shared.contains(id) || std::ranges::find(table.items, id, &TableItem::id) != table.items.end();
}

std::vector<std::string> FormFamily::name_parts(const ItemTable& table) const {
    std::vector<std::string> out;
    for (const yaml::Node& part : file_parts(*this)) {
        if (!part.plain) {
            out.push_back("\"" + part.text + "\"");
        } else if (has(table, item_of_part(part))) {
            out.push_back(part.text);
        }
    }
    return out;
}

bool FormFamily::becomes_required(const TableItem& table_item) const {
    const auto known = shared.find(table_item.id);
    return table_item.is_required && known != shared.end() && known->second.get("card") == nullptr;
}

std::string FormFamily::list_of(const std::string& id) const {
    constexpr std::string_view begin = "code(";
    const yaml::Node* const known = item(id);
    const std::string_view type = known == nullptr ? std::string_view() : known->text_of("type");
    return type.starts_with(begin) && type.ends_with(')')
               ? std::string(type.substr(begin.size(), type.size() - begin.size() - 1))
               : std::string();
}

bool FormFamily::has_code(const std::string& list, const std::string& code) const {
    bool found = false;
    each_row(*this, list, [&](const yaml::Node& row) { found |= row.children.front().text == code; });
    return found;
}

std::string FormFamily::code_with_text(const std::string& list, const std::string& text) const {
    std::string found;
    each_row(*this, list, [&](const yaml::Node& row) {
        if (found.empty() && row.children.back().text == text) {
            found = row.children.front().text;
        }
    });
    return found;
}

diag::Result<FormFamily> find_family(const fs::path& mappings, const ItemTable& table,
                                     const std::string& like) {
    const std::vector<KnownForm> forms = known_forms(mappings);
    for (const auto& [folder, name] : forms) {
        if (!like.empty() && like != name) {
            continue;
        }
        FormFamily out{.files = std::make_unique<yaml::Files>(),
                       .form = name,
                       .head = {},
                       .items = {},
                       .use = {},
                       .shared = {},
                       .shared_groups = {},
                       .ruled_mark = {},
                       .mark_rule = {},
                       .lists = {},
                       .code_files = {}};
        TRY(out.head, read_yaml(folder / name / "form.yaml", *out.files));
        if (!like.empty() || fits(out.head, table)) {
            TRY_VOID(read_rest(folder, table, out));
            return out;
        }
    }
    return tl::make_unexpected(no_family(forms, mappings, like));
}

} // namespace renkei::newform
