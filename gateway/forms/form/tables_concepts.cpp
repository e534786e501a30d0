// The table of concepts, as far as it is about one form. What is wrong with the table as a whole is reported
// with the first form only, so that it is said once.
#include "gateway/core/base/characters.h"
#include "gateway/core/text/joined.h"
#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <algorithm>

namespace renkei::form {
namespace {

constexpr std::string_view any_form = "*";

// A FHIR code in kebab-case.
bool is_concept_id(std::string_view id) {
    return !id.empty() && id.front() != '-' && id.back() != '-' && std::ranges::all_of(id, [](char c) {
        return c == '-' || base::is_digit(c) || (c >= 'a' && c <= 'z');
    });
}

struct ConceptTable {
    FormBuild& build;
    const yaml::Node& table = *build.folder.concepts;
    diag::Report& table_report = build.folder.is_first ? build.report : unsaid;
    diag::Report unsaid{};
    std::map<std::string, diag::Where> public_places{};

    void add() {
        has_known_keys(table, keys::concepts, table_report);
        const yaml::Node* concepts = table.get("concepts");
        for (std::size_t i = 0; concepts != nullptr && i < concepts->keys.size(); ++i) {
            add_concept(concepts->keys[i], concepts->children[i]);
        }
        const yaml::Node* page = table.get("page");
        if (page != nullptr && page->kind != yaml::NodeKind::list) {
            report_wrong(*page, "[{name: …, concepts: […]}]", table_report);
            return;
        }
        for (std::size_t i = 0; page != nullptr && i < page->children.size(); ++i) {
            add_page_line(page->children[i]);
        }
    }

    void add_concept(const std::string& id, const yaml::Node& node) {
        if (!is_concept_id(id)) {
            table_report.add(message::value_wrong, node.where(), {id, "a-z 0-9 -"});
        }
        has_known_keys(node, keys::concept_row, table_report);
        if (node.kind != yaml::NodeKind::map) {
            return;
        }
        check_values(node, keys::concept_row, table_report);
        build.tables.concepts.all.push_back({.id = id,
                                             .name = std::string(node.text_of("name")),
                                             .english = std::string(node.text_of("english")),
                                             .codes = public_codes(node)});
        const std::vector<const yaml::Node*> items = texts_at(node, "items");
        if (items.empty()) {
            table_report.add(message::concept_without_item, node.where(), {id});
        }
        for (const yaml::Node* item : items) {
            add_item(id, *item);
        }
    }

    void add_page_line(const yaml::Node& node) {
        if (!check_keys(node, keys::page_line, table_report)) {
            return;
        }
        PageLine line{.name = std::string(node.text_of("name")),
                      .resource = std::string(node.text_of("resource")),
                      .alert = std::string(node.text_of("alert")),
                      .codes = text::joined(texts_at(node, "is"), " ", &yaml::Node::text)};
        const std::vector<Concept>& all = build.tables.concepts.all;
        for (const yaml::Node* id : texts_at(node, "concepts")) {
            const auto found = std::ranges::find(all, id->text, &Concept::id);
            if (found == all.end()) {
                report_wrong(*id, "the id of a concept", table_report);
                continue;
            }
            line.concepts.push_back(static_cast<std::size_t>(found - all.begin()));
        }
        build.tables.concepts.page_lines.push_back(std::move(line));
    }

    std::vector<PublicCode> public_codes(const yaml::Node& node) {
        std::vector<PublicCode> out;
        const yaml::Node* codes = node.get("public");
        if (codes != nullptr && codes->kind != yaml::NodeKind::list) {
            report_wrong(*codes, "[{system: …, code: …, source: …}]", table_report);
            return out;
        }
        for (std::size_t i = 0; codes != nullptr && i < codes->children.size(); ++i) {
            const yaml::Node& each = codes->children[i];
            if (!check_keys(each, keys::public_code, table_report)) {
                continue;
            }
            out.push_back({.system = std::string(each.text_of("system")),
                           .code = std::string(each.text_of("code")),
                           .display = std::string(each.text_of("display")),
                           .source = std::string(each.text_of("source"))});
            const std::string shown = out.back().system + "|" + out.back().code;
            const auto [first, is_fresh] = public_places.try_emplace(shown, each.where());
            if (!is_fresh) {
                table_report.add(message::concept_code_twice, each.where(),
                                 {shown, diag::to_text(first->second)});
            }
        }
        return out;
    }

    // form.item, or *.item of a shared file
    void add_item(const std::string& concept_id, const yaml::Node& node) {
        const std::size_t dot = node.text.find('.');
        const std::string form = node.text.substr(0, dot);
        const std::string item = dot == std::string::npos ? std::string() : node.text.substr(dot + 1);
        const bool is_shared = form == any_form;
        if (item.empty() || !(is_shared ? build.folder.all_shared_items.contains(item) : is_known(form))) {
            report_unknown(concept_id, node, form, item);
        }
        if (is_shared ? build.folder.shared_items.contains(item) : form == build.tables.form_id) {
            use(item, node);
        }
    }

    bool is_known(std::string_view form) const {
        return std::ranges::find(build.folder.forms, form) != build.folder.forms.end();
    }

    // A table of the folder above may name forms that this folder does not have.
    void report_unknown(const std::string& concept_id, const yaml::Node& node, const std::string& form,
                        const std::string& item) {
        if (!build.folder.has_own_concepts) {
            return;
        }
        const FormYaml& folder = build.folder;
        const std::set<std::string, std::less<>> known =
            form == any_form ? folder.all_shared_items
                             : std::set<std::string, std::less<>>(folder.forms.begin(), folder.forms.end());
        const std::vector<std::string_view> ids(known.begin(), known.end());
        const std::string near = nearest(form == any_form ? item : form, ids);
        const std::string whole = form == any_form ? form + "." + near : near + "." + item;
        table_report.add(message::concept_item_unknown, node.where(),
                         {concept_id, node.text, near.empty() ? near : whole});
    }

    void use(const std::string& item, const yaml::Node& node) {
        if (build.tables.without.contains(item)) {
            return;
        }
        const auto [first, is_fresh] = build.tables.concepts.of.try_emplace(
            item, ConceptUse{build.tables.concepts.all.size() - 1, node.where()});
        if (!is_fresh) {
            build.report.add(message::concept_item_twice, node.where(),
                             {build.tables.form_id + "." + item, diag::to_text(first->second.where)});
        }
    }
};

} // namespace

void build_concepts(FormBuild& build) {
    if (build.folder.concepts) {
        ConceptTable{build}.add();
    }
}

} // namespace renkei::form
