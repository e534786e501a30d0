#include "gateway/forms/service/form_family.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/forms/form_yaml.h"

#include <algorithm>

namespace renkei::service {
namespace {

using diag::Message;
namespace fs = std::filesystem;

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

bool has_json(const yaml::Node& head) {
    const yaml::Node* const syntax = head.get("syntax");
    return syntax != nullptr && syntax->get("json") != nullptr;
}

bool fits(const yaml::Node& head, const ItemTable& table) {
    return has_json(head) == table.is_json &&
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

diag::Result<void> read_rest(const fs::path& mappings, FormFamily& family) {
    TRY(family.items, read_yaml(mappings / family.form / "items.yaml", *family.files));
    for (const std::string& shared : texts_of(family.head, "use")) {
        TRY(const yaml::Node part, read_yaml(mappings / (shared + ".yaml"), *family.files));
        if (const yaml::Node* const items = part.get("items")) {
            family.shared.insert(items->keys.begin(), items->keys.end());
        }
    }
    for (const std::string& codes : texts_of(family.head, "codes")) {
        TRY(yaml::Node part, read_yaml(mappings / (codes + ".yaml"), *family.files));
        family.lists.insert(part.keys.begin(), part.keys.end());
        family.code_files.push_back(std::move(part));
    }
    return {};
}

} // namespace

const yaml::Node* FormFamily::item(const std::string& id) const {
    const yaml::Node* const all = items.get("items");
    return all == nullptr ? nullptr : all->get(id);
}

std::string FormFamily::code_with_text(const std::string& list, const std::string& text) const {
    for (const yaml::Node& file : code_files) {
        const yaml::Node* const about = file.get(list);
        const yaml::Node* const rows = about == nullptr ? nullptr : about->get("rows");
        if (rows == nullptr) {
            continue;
        }
        for (const yaml::Node& row : rows->children) {
            if (!row.children.empty() && row.children.back().text == text) {
                return row.children.front().text;
            }
        }
    }
    return {};
}

diag::Result<FormFamily> find_family(const fs::path& mappings, const ItemTable& table,
                                     const std::string& like) {
    for (const std::string& name : forms::form_folders(mappings)) {
        if (name.find('@') != std::string::npos || (!like.empty() && like != name)) {
            continue;
        }
        FormFamily out{.files = std::make_unique<yaml::Files>(),
                       .form = name,
                       .head = {},
                       .items = {},
                       .shared = {},
                       .lists = {},
                       .code_files = {}};
        TRY(out.head, read_yaml(mappings / name / "form.yaml", *out.files));
        if (!like.empty() || fits(out.head, table)) {
            TRY_VOID(read_rest(mappings, out));
            return out;
        }
    }
    return diag::fail(Message::table_no_family, {});
}

} // namespace renkei::service
