#include "gateway/forms/form/tables.h"

#include "gateway/core/text/joined.h"
#include "gateway/core/time/date.h"
#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <algorithm>

namespace renkei::form {
namespace {

// A folder is <form> or <form>@<version>.
void check_folder_name(FormBuild& build, std::string_view form, std::string_view version) {
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

// An unknown role is an error: no peer has it, so no peer could send the form, and no message would say why.
void read_roles(FormBuild& build, std::string_view key, std::vector<Str> Tables::*list) {
    const std::vector<std::string_view> roles = diag::codes_of("role");
    for (const yaml::Node* role : texts_at(build.folder.head, key)) {
        if (std::ranges::find(roles, role->text) == roles.end()) {
            report_wrong(*role, text::joined(roles, " | "), build.report);
        }
        (build.tables.*list).push_back(build.tables.blob.text(role->text));
    }
}

// Forms that belong together. That there are such forms is checked where all of them are known.
void read_set(FormBuild& build) {
    for (const yaml::Node* form : texts_at(build.folder.head, "needs")) {
        build.tables.needs.push_back(build.tables.blob.text(form->text));
    }
}

void read_earlier(FormBuild& build, const yaml::Node& part) {
    const yaml::Node* const earlier = part.get("earlier");
    if (earlier == nullptr || !check_keys(*earlier, keys::earlier, build.report)) {
        return;
    }
    for (const std::string_view key : {"refused", "read"}) {
        for (const yaml::Node* version : texts_at(*earlier, key)) {
            build.tables.earlier.push_back(
                {build.tables.blob.text(version->text), key == std::string_view("read") ? 1U : 0U});
        }
    }
}

void read_head(FormBuild& build) {
    const yaml::Node& head = build.folder.head;
    has_known_keys(head, keys::head, build.report);
    check_values(head, keys::head, build.report);
    Tables& tables = build.tables;
    tables.form_id = head.text_of("form");
    const std::string_view version = head.text_of("version");
    check_folder_name(build, tables.form_id, version);
    tables.base = build.folder.prefixes.at("kg");
    tables.about.form = tables.blob.text(tables.form_id);
    tables.about.title = tables.blob.text(head.text_of("title"));
    tables.about.version = tables.blob.text(version);
    tables.about.base = tables.blob.text(tables.base);
    const yaml::Node* const foreign = head.get("foreign");
    if (foreign != nullptr && check_keys(*foreign, keys::foreign, build.report)) {
        tables.about.family = tables.blob.text(foreign->text_of("family"));
    }
    for (const yaml::Node* item : texts_at(build.folder.head, "without")) {
        tables.without.insert(item->text);
    }
    read_roles(build, "creators", &Tables::creators);
    read_roles(build, "asked", &Tables::asked);
    read_set(build);
    for (const yaml::Node& part : build.folder.parts) {
        has_known_keys(part, keys::part, build.report);
        read_earlier(build, part);
    }
}

ItemId identity_item(FormBuild& build, std::string_view key, const yaml::Node& node) {
    const auto found = build.tables.item_by_id.find(node.text);
    if (found == build.tables.item_by_id.end()) {
        build.report.add(message::identity_item_missing, node.where(),
                         {std::string(key), node.text, nearest(node.text, build.tables.item_by_id)});
        return none;
    }
    const GroupId group = build.tables.items[found->second].group;
    const bool may_be_row = key == "sender" && build.tables.groups[group].parent == document_group;
    if (group != document_group && !may_be_row) {
        report_wrong(node, "item of the document", build.report);
    }
    return found->second;
}

ItemId identity_item_at(FormBuild& build, const yaml::Node& map, std::string_view key) {
    return map.text_of(key).empty() ? ItemId() : identity_item(build, key, *map.get(key));
}

// The version item must not be a code: the code of a version newer than the list would be unknown, and so no
// value of a record.
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
    if (identity != nullptr && check_keys(*identity, keys::identity, build.report)) {
        for (const yaml::Node* document : texts_at(*identity, "document")) {
            build.tables.documents.push_back(identity_item(build, "document", *document));
        }
        about.revision_item = identity_item_at(build, *identity, "revision");
        about.answers = build.tables.blob.text(identity->text_of("answers"));
        for (const yaml::Node* sender : texts_at(*identity, "sender")) {
            build.tables.senders.push_back(identity_item(build, "sender", *sender));
        }
        for (const yaml::Node* receiver : texts_at(*identity, "receiver")) {
            build.tables.receivers.push_back(identity_item(build, "receiver", *receiver));
        }
        for (const yaml::Node* part : texts_at(*identity, "plan")) {
            build.tables.plan.push_back(identity_item(build, "plan", *part));
        }
    }
    about.senders = static_cast<std::uint32_t>(build.tables.senders.size());
}

// Which documents are of this edition. A form without `edition:` has versions, but no editions.
void read_edition(FormBuild& build) {
    const FormHeader& about = build.tables.about;
    EditionHead& out = build.tables.edition;
    out.day_item = about.created_day == none ? about.created_item : about.created_day;
    const yaml::Node* const edition = build.folder.head.get("edition");
    if (edition == nullptr || !check_keys(*edition, keys::edition, build.report)) {
        return;
    }
    std::string claims = "|" + std::string(build.folder.head.text_of("version")) + "|";
    for (const yaml::Node* version : texts_at(*edition, "reads")) {
        claims += version->text + "|";
    }
    const std::string_view from = edition->text_of("from");
    if (!from.empty() && !time::is_full_date(from)) {
        report_wrong(*edition->get("from"), "a day, 2025-01-29", build.report);
    }
    out.claims = build.tables.blob.text(claims);
    out.claim = build.tables.blob.text(edition->text_of("writes"));
    out.from = build.tables.blob.text(from);
    if (edition->get("by") != nullptr) {
        out.day_item = identity_item_at(build, *edition, "by");
    }
}

// {form: {its item: item here}, …}
void read_deletions(FormBuild& build) {
    const yaml::Node* const deletes = build.folder.head.get("deletes");
    if (deletes == nullptr) {
        return;
    }
    const auto is_wrong = [](const yaml::Node& node) { return node.kind != yaml::NodeKind::map; };
    if (is_wrong(*deletes) || std::ranges::any_of(deletes->children, is_wrong)) {
        report_wrong(*deletes, "{form: {item of the form: item here}, other form: {}}", build.report);
        return;
    }
    for (std::size_t i = 0; i < deletes->keys.size(); ++i) {
        const Str form = build.tables.blob.text(deletes->keys[i]);
        build.tables.deletes.push_back({form, {}, none, 0});
        const yaml::Node& pairs = deletes->children[i];
        for (std::size_t pair = 0; pair < pairs.keys.size(); ++pair) {
            build.tables.deletes.push_back({form, build.tables.blob.text(pairs.keys[pair]),
                                            identity_item(build, "deletes", pairs.children[pair]), 0});
        }
    }
}

template <class Id>
Id named(const std::map<std::string, Id, std::less<>>& known, Message unknown, std::string_view id,
         const diag::Where& where, diag::Report& report) {
    const auto found = known.find(id);
    if (found == known.end()) {
        report.add(unknown, where, {id, nearest(id, known)});
        return none;
    }
    return found->second;
}

// For each list its rows by one of their codes; of equal codes, the first row first.
std::vector<CodeRowId> sorted_rows(const Tables& tables, Str CodeRow::*code) {
    std::vector<CodeRowId> out(tables.list_rows.size());
    for (const CodeList& list : tables.lists.rows()) {
        const auto rows = std::span(out).subspan(list.first_row, list.rows);
        std::ranges::generate(rows, [row = std::uint16_t{0}]() mutable { return CodeRowId(row++); });
        std::ranges::stable_sort(
            rows, {}, [&](CodeRowId row) { return tables.blob.text_of(tables.rows(list)[row.value].*code); });
    }
    return out;
}

} // namespace

void build_formats(FormBuild& build) {
    const yaml::Node& formats = build.folder.formats;
    for (std::size_t i = 0; i < formats.keys.size(); ++i) {
        const yaml::Node& node = formats.children[i];
        if (check_keys(node, keys::format, build.report)) {
            base::BlobWriter& blob = build.tables.blob;
            // an item with the format is refused where the form does not have the list
            const auto begins = build.tables.list_by_id.find(node.text_of("begins"));
            build.tables.formats.push_back(
                {blob.text(formats.keys[i]), blob.text(node.text_of("pattern")),
                 blob.text(node.text_of("text")), blob.text(node.text_of("english")),
                 begins == build.tables.list_by_id.end() ? ListId() : begins->second});
        }
    }
}

ItemId item_named(FormBuild& build, const yaml::Node& node) {
    return known_item(build.tables, node.text, node.where(), build.report);
}

ItemId known_item(const Tables& tables, std::string_view id, const diag::Where& where, diag::Report& report) {
    return named(tables.item_by_id, message::item_unknown, id, where, report);
}

GroupId group_named(FormBuild& build, const yaml::Node& node) {
    return named(build.tables.group_by_id, message::group_unknown, node.text, node.where(), build.report);
}

ListId list_named(FormBuild& build, std::string_view id, const yaml::Node& node) {
    return named(build.tables.list_by_id, message::list_unknown, id, node.where(), build.report);
}

CodeRowId row_of(const FormBuild& build, ListId list, std::string_view code) {
    const std::span<const CodeRow> rows = build.tables.rows(build.tables.lists[list]);
    const auto found = std::ranges::find(rows, build.tables.blob.text(code), &CodeRow::form);
    return found == rows.end() ? CodeRowId(none) : CodeRowId(found - rows.begin());
}

Tables build_tables(const FormYaml& folder, diag::Report& report) {
    Tables out;
    FormBuild build{folder, out, report};
    read_head(build);
    build_lists(build);
    build_formats(build);
    check_number_kinds(build);
    build_groups_and_items(build);
    read_identity(build);
    read_edition(build);
    read_deletions(build);
    build_rules(build);
    build_syntaxes(build);
    build_discriminator(build);
    build_concepts(build);
    if (folder.wordings) {
        out.wordings = read_wordings(*folder.wordings, report);
    }
    return out;
}

void Tables::write() {
    rows_by_form = sorted_rows(*this, &CodeRow::form);
    rows_by_fhir = sorted_rows(*this, &CodeRow::fhir);
    item_index.assign(items.ids().begin(), items.ids().end());
    std::ranges::sort(item_index, [&](ItemId a, ItemId b) { return item_ids[a] < item_ids[b]; });
    blob.section(header_section, std::vector<FormHeader>{about});
    blob.section(edition_section, std::vector<EditionHead>{edition});
    blob.sections(first_form_section, *this);
}

} // namespace renkei::form
