#include "gateway/forms/form/tables.h"

#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace renkei::form {
namespace {

namespace message = diag::message;
using diag::Message;

constexpr std::array<std::string_view, 14> head_keys{
    "form",  "title", "version", "version_item", "created_item", "created_day", "identity",
    "codes", "use",   "syntax",  "base",         "without",      "creators",    "foreign"};
constexpr std::array<std::string_view, 11> part_keys{"groups",      "items",   "rules", "columns",
                                                     "sections",    "frames",  "views", "bundle",
                                                     "composition", "entries", "page"};
constexpr std::array<std::string_view, 1> foreign_keys{"family"};
constexpr std::array<std::string_view, 4> identity_keys{"sender", "receiver", "document", "revision"};
constexpr std::array<std::string_view, 3> format_keys{"pattern", "text", "english"};

std::string text_of(FormBuild& build, std::string_view key) {
    const yaml::Node* node = needed_scalar(build.folder.head, key, build.report);
    return node == nullptr ? std::string() : node->text;
}

// A folder is <form> or <form>@<version>.
void check_folder_name(FormBuild& build, const std::string& form, const std::string& version) {
    const std::string& name = build.folder.name;
    const std::size_t at = name.find('@');
    if (const yaml::Node* node = build.folder.head.get("form");
        node != nullptr && form != name.substr(0, at)) {
        report_wrong(*node, "form: " + name.substr(0, at), build.report);
    }
    if (const yaml::Node* node = build.folder.head.get("version");
        node != nullptr && at != std::string::npos && version != name.substr(at + 1)) {
        report_wrong(*node, "version: \"" + name.substr(at + 1) + "\"", build.report);
    }
}

// No peer has an unknown role, so no peer might send the form, and nothing would say why.
void read_creators(FormBuild& build) {
    const std::vector<std::string_view> roles = diag::codes_of("role");
    for (const yaml::Node* role : scalars_at(build.folder.head, "creators", build.report)) {
        if (std::ranges::find(roles, role->text) == roles.end()) {
            report_wrong(*role, joined(roles, " | "), build.report);
        }
        build.tables.creators.push_back(build.tables.blob.text(role->text));
    }
}

void read_head(FormBuild& build) {
    has_known_keys(build.folder.head, head_keys, build.report);
    Tables& tables = build.tables;
    tables.form_id = text_of(build, "form");
    const std::string version = text_of(build, "version");
    check_folder_name(build, tables.form_id, version);
    tables.base = build.folder.prefixes.at("kg");
    tables.about.form = tables.blob.text(tables.form_id);
    tables.about.title = tables.blob.text(text_of(build, "title"));
    tables.about.version = tables.blob.text(version);
    tables.about.base = tables.blob.text(tables.base);
    const yaml::Node* const foreign = build.folder.head.get("foreign");
    if (foreign != nullptr && has_known_keys(*foreign, foreign_keys, build.report)) {
        const yaml::Node* const family = needed_scalar(*foreign, "family", build.report);
        tables.about.family = tables.blob.text(family == nullptr ? "" : family->text);
    }
    for (const yaml::Node* item : scalars_at(build.folder.head, "without", build.report)) {
        tables.without.insert(item->text);
    }
    read_creators(build);
    for (const yaml::Node& part : build.folder.parts) {
        has_known_keys(part, part_keys, build.report);
    }
}

ItemId identity_item(FormBuild& build, std::string_view key, const yaml::Node& node) {
    const auto found = build.tables.item_by_id.find(node.text);
    if (found == build.tables.item_by_id.end()) {
        build.report.add(message::identity_item_missing, node.where(),
                         {std::string(key), node.text, nearest(node.text, build.tables.item_by_id)});
        return none;
    }
    if (build.tables.items[found->second].group != document_group) {
        report_wrong(node, "item of the document", build.report);
    }
    return found->second;
}

ItemId identity_item_at(FormBuild& build, const yaml::Node& map, std::string_view key) {
    const yaml::Node* node = scalar_at(map, key, build.report);
    return node == nullptr ? ItemId() : identity_item(build, key, *node);
}

// A code that its list does not have is no value of a record, so a version that is newer than the list would
// be none, too.
void check_version_item(FormBuild& build) {
    const ItemId item = build.tables.about.version_item;
    if (item != none && build.tables.items[item].type == ItemType::code) {
        const yaml::Node& node = *build.folder.head.get("version_item");
        build.report.add(message::version_item_is_code, node.where(), {node.text});
    }
}

// Bundle.timestamp is an instant: a day at midnight, or a time of a day.
void check_created_item(FormBuild& build, std::string_view key, ItemId item) {
    if (item == none) {
        return;
    }
    const Item& created = build.tables.items[item];
    const bool is_time = created.type == ItemType::date || created.type == ItemType::datetime;
    if (!is_time || created.is(partial)) {
        report_wrong(*build.folder.head.get(key), "item of type datetime | date (not partial)", build.report);
    }
}

void read_identity(FormBuild& build) {
    FormHeader& about = build.tables.about;
    const yaml::Node& head = build.folder.head;
    about.version_item = identity_item_at(build, head, "version_item");
    check_version_item(build);
    about.created_item = identity_item_at(build, head, "created_item");
    about.created_day = identity_item_at(build, head, "created_day");
    check_created_item(build, "created_item", about.created_item);
    check_created_item(build, "created_day", about.created_day);
    about.revision_item = none;
    const yaml::Node* identity = head.get("identity");
    if (identity != nullptr && has_known_keys(*identity, identity_keys, build.report)) {
        for (const yaml::Node* document : scalars_at(*identity, "document", build.report)) {
            build.tables.documents.push_back(identity_item(build, "document", *document));
        }
        about.revision_item = identity_item_at(build, *identity, "revision");
        for (const yaml::Node* sender : scalars_at(*identity, "sender", build.report)) {
            build.tables.senders.push_back(identity_item(build, "sender", *sender));
        }
        for (const yaml::Node* receiver : scalars_at(*identity, "receiver", build.report)) {
            build.tables.receivers.push_back(identity_item(build, "receiver", *receiver));
        }
    }
    about.senders = static_cast<std::uint32_t>(build.tables.senders.size());
}

template <class Id>
Id named(FormBuild& build, const std::map<std::string, Id, std::less<>>& known, Message unknown,
         std::string_view id, const yaml::Node& node) {
    const auto found = known.find(id);
    if (found == known.end()) {
        build.report.add(unknown, node.where(), {std::string(id), nearest(id, known)});
        return none;
    }
    return found->second;
}

} // namespace

void build_formats(FormBuild& build) {
    const yaml::Node& formats = build.folder.formats;
    for (std::size_t i = 0; i < formats.keys.size(); ++i) {
        const yaml::Node& node = formats.children[i];
        if (!has_known_keys(node, format_keys, build.report)) {
            continue;
        }
        const yaml::Node* pattern = needed_scalar(node, "pattern", build.report);
        const yaml::Node* japanese = needed_scalar(node, "text", build.report);
        const yaml::Node* english = needed_scalar(node, "english", build.report);
        if (pattern == nullptr || japanese == nullptr || english == nullptr) {
            continue;
        }
        const RE2 compiled(pattern->text, RE2::Quiet);
        if (!compiled.ok()) {
            report_wrong(*pattern, "RE2 (" + compiled.error() + ")", build.report);
        }
        base::BlobWriter& blob = build.tables.blob;
        build.tables.formats.push_back({blob.text(formats.keys[i]), blob.text(pattern->text),
                                        blob.text(japanese->text), blob.text(english->text)});
    }
}

ItemId item_named(FormBuild& build, const yaml::Node& node) {
    return named(build, build.tables.item_by_id, message::item_unknown, node.text, node);
}

GroupId group_named(FormBuild& build, const yaml::Node& node) {
    return named(build, build.tables.group_by_id, message::group_unknown, node.text, node);
}

ListId list_named(FormBuild& build, std::string_view id, const yaml::Node& node) {
    return named(build, build.tables.list_by_id, message::list_unknown, id, node);
}

Tables build_tables(const FormYaml& folder, diag::Report& report) {
    Tables out;
    FormBuild build{folder, out, report};
    read_head(build);
    build_formats(build);
    build_lists(build);
    build_groups_and_items(build);
    read_identity(build);
    build_rules(build);
    build_syntaxes(build);
    build_concepts(build);
    if (folder.wordings) {
        out.wordings = read_wordings(*folder.wordings, report);
    }
    return out;
}

void Tables::write() {
    item_index.assign(items.ids().begin(), items.ids().end());
    std::sort(item_index.begin(), item_index.end(),
              [&](ItemId a, ItemId b) { return item_ids[a] < item_ids[b]; });
    blob.section(header_section, std::vector<FormHeader>{about});
    blob.sections(first_form_section, *this);
}

} // namespace renkei::form
