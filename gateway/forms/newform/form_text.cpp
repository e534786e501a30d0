#include "gateway/forms/newform/form_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::newform {
namespace {

constexpr std::string_view created_day = "created_day";
// Keys of form.yaml that are about items of the header.
constexpr std::array<std::string_view, 5> header_keys{"version", "version_item", "created_item", created_day,
                                                      "identity"};

// Without the items that the new form does not have.
yaml::Node known_only(const NewForm& form, yaml::Node node) {
    for (std::size_t i = node.children.size(); i-- > 0;) {
        yaml::Node& child = node.children[i];
        child = known_only(form, std::move(child));
        const bool is_gone = child.kind == yaml::NodeKind::scalar ? !form.family.has(form.table, child.text)
                                                                  : child.children.empty();
        if (is_gone) {
            node.children.erase(node.children.begin() + static_cast<std::ptrdiff_t>(i));
            if (i < node.keys.size()) {
                node.keys.erase(node.keys.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
    }
    return node;
}

// A line of form.yaml about items of the header; a remark where the form has no such item.
std::string header_line(const NewForm& form, std::string_view key, const yaml::Node& value) {
    if (key == "version") {
        return fmt::format("{}: {}\n", key, flow_text(value));
    }
    if (value.kind == yaml::NodeKind::scalar) {
        const bool is_known = form.family.has(form.table, value.text);
        return is_known ? fmt::format("{}: {}\n", key, flow_text(value))
               : key == created_day
                   ? ""
                   : fmt::format("# {}: name the item; the table has no {}\n", key, value.text);
    }
    const yaml::Node known = known_only(form, value);
    return known.children.empty()
               ? fmt::format("# {}: name its items; the table has none of {}\n", key, flow_text(value))
               : fmt::format("{}: {}\n", key, flow_text(known));
}

unsigned width_of(const ItemTable& table) {
    unsigned out = 0;
    for (const TableItem& item : table.items) {
        out = std::max(out, item.column);
    }
    return out;
}

unsigned standard_width_of(const ItemTable& table) {
    unsigned out = 0;
    for (const TableItem& item : table.items) {
        out = item.is_extension ? out : std::max(out, item.column);
    }
    return out;
}

std::vector<std::string> levels_of(const ItemTable& table) {
    std::vector<std::string> out;
    for (const TableItem& item : table.items) {
        for (const std::string& level : item.arrays) {
            if (std::ranges::find(out, level) == out.end()) {
                out.push_back(level);
            }
        }
    }
    return out;
}

// What the table says of the names of files; else what the family has.
std::vector<std::string> file_parts_of(const NewForm& form) {
    std::map<unsigned, std::string> parts;
    for (const TableItem& item : form.table.items) {
        if (item.name_part != 0) {
            parts[item.name_part] = item.id + (item.name_empty.empty() ? "" : "|" + item.name_empty);
        }
    }
    if (parts.empty()) {
        return form.family.name_parts(form.table);
    }
    std::vector<std::string> out;
    for (const auto& [place, text] : parts) {
        out.push_back(text);
    }
    return out;
}

// How the files are written comes from the family, what stands in them from the table.
std::string syntax_line(const NewForm& form, const std::string& name, const yaml::Node& family) {
    if (family.text_of("kind") == "json" && !form.table.is_json) { // beside the CSV, with the same items
        return fmt::format("  {}: {{kind: json}}\n", name);
    }
    constexpr std::array<std::string_view, 3> taken_over{"encoding", "quote", "line_breaks"};
    const std::vector<std::string> levels =
        form.table.is_json ? std::vector<std::string>() : levels_of(form.table);
    std::vector<std::string> parts{fmt::format("kind: {}", form.table.is_json ? "json"
                                                           : levels.empty()   ? "wide"
                                                                              : "nested")};
    for (std::size_t i = 0; i < family.keys.size(); ++i) {
        if (std::ranges::find(taken_over, family.keys[i]) != taken_over.end()) {
            parts.push_back(fmt::format("{}: {}", family.keys[i], flow_text(family.children[i])));
        }
    }
    if (!form.table.is_json) {
        parts.push_back(fmt::format("columns: {}", width_of(form.table)));
    }
    if (family.get("standard") != nullptr && levels.empty() && !has_names(form)) {
        parts.push_back(fmt::format("standard: {}", standard_width_of(form.table)));
    }
    if (!levels.empty()) {
        parts.push_back(fmt::format("levels: [{}]", fmt::join(levels, ", ")));
    }
    if (has_names(form)) {
        parts.emplace_back("header: names");
    }
    if (const std::vector<std::string> file = file_parts_of(form); !file.empty()) {
        parts.push_back(fmt::format("file: [{}]", fmt::join(file, ", ")));
    }
    return fmt::format("  {}: {{{}}}\n", name, fmt::join(parts, ", "));
}

std::string section_code(std::size_t index) { return std::to_string((index + 1) * 10); }

// Headings of the table, in order, but for what the shared files bring.
std::vector<std::string> sections_of(const NewForm& form) {
    std::vector<std::string> out;
    for (const TableItem& item : form.table.items) {
        if (!form.family.shared.contains(item.id) && std::ranges::find(out, item.section) == out.end()) {
            out.push_back(item.section);
        }
    }
    return out;
}

} // namespace

std::string flow_text(const yaml::Node& node) {
    if (node.kind == yaml::NodeKind::scalar) {
        return node.plain ? yaml_scalar(node.text) : fmt::format("\"{}\"", node.text);
    }
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        const std::string value = flow_text(node.children[i]);
        parts.push_back(node.kind == yaml::NodeKind::map ? fmt::format("{}: {}", node.keys[i], value)
                                                         : value);
    }
    const std::string inside = fmt::format("{}", fmt::join(parts, ", "));
    return node.kind == yaml::NodeKind::map ? "{" + inside + "}" : "[" + inside + "]";
}

std::string yaml_scalar(std::string_view text) {
    constexpr std::string_view not_first = "-?!&*%@`|>$~= ";
    constexpr std::string_view nowhere = "?:#,[]{}\"'\\\t";
    const bool is_null = text == "null" || text == "Null" || text == "NULL"; // to a YAML reader no text
    const bool is_plain = !text.empty() && !is_null &&
                          not_first.find(text.front()) == std::string_view::npos &&
                          text.find_first_of(nowhere) == std::string_view::npos && text.back() != ' ';
    if (is_plain) {
        return std::string(text);
    }
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "''" : std::string(1, c);
    }
    return out + "'";
}

bool has_names(const NewForm& form) {
    const yaml::Node* const syntaxes = form.family.head.get("syntax");
    const bool is_in_family = syntaxes != nullptr && !syntaxes->children.empty() &&
                              syntaxes->children.front().get("header") != nullptr;
    return !form.table.is_json &&
           (form.options.has_names || is_in_family ||
            std::ranges::any_of(form.table.items, [](const TableItem& item) { return !item.head.empty(); }));
}

std::string form_yaml(const NewForm& form) {
    std::string out = fmt::format("# {}: begun from an item table; the header is that of {}.\n", form.title,
                                  form.family.form);
    out += fmt::format("form: {}\ntitle: {}\n", form.options.id, yaml_scalar(form.title));
    for (const std::string_view key : header_keys) {
        const yaml::Node* const value = form.family.head.get(key);
        out += value == nullptr ? "" : header_line(form, key, *value);
    }
    // Every gateway refuses a form without creators, so the family's are taken; the author must check them.
    if (const yaml::Node* const creators = form.family.head.get("creators")) {
        out += fmt::format("creators: {} # roles of the peers that may send it to a gateway: check them\n",
                           flow_text(*creators));
    }
    std::vector<std::string> codes;
    if (const yaml::Node* const known = form.family.head.get("codes")) {
        for (const yaml::Node& each : known->children) {
            codes.push_back(each.text);
        }
    }
    if (!form.lists.empty()) {
        codes.push_back("codes/" + form.options.id);
    }
    out += fmt::format("codes: [{}]\n", fmt::join(codes, ", "));
    if (!form.family.use.empty()) {
        out += fmt::format("use: [{}]\n", fmt::join(form.family.use, ", "));
    }
    out += "syntax:\n";
    const yaml::Node* const syntaxes = form.family.head.get("syntax");
    for (std::size_t i = 0; syntaxes != nullptr && i < syntaxes->children.size(); ++i) {
        if (i == 0 ||
            syntaxes->children[i].text_of("kind") == "json") { // another file has columns of its own
            out += syntax_line(form, syntaxes->keys[i], syntaxes->children[i]);
        }
    }
    return out;
}

std::string fhir_yaml(const NewForm& form) {
    const std::vector<std::string> sections = sections_of(form);
    std::string code = form.options.id;
    std::ranges::replace(code, '_', '-');
    std::string out = fmt::format("# {} as a FHIR document. $item is a hole, ~item a derived repeat, -> a "
                                  "reference (see ../README.md).\n",
                                  form.title);
    out += "# `renkei map check` says what is still missing.\nsections:\n";
    for (std::size_t i = 0; i < sections.size(); ++i) {
        out += fmt::format("  \"{}\": {{title: {}}}\n", section_code(i), yaml_scalar(sections[i]));
    }
    out += fmt::format("\ncomposition:\n{}", form.family.shared.empty()
                                                 ? "  resourceType: Composition\n  status: final\n"
                                                 : "  frame: document\n");
    out += fmt::format("  profile: [kaigo-{}-composition]\n", code);
    out += fmt::format(
        "  type: {{coding: [{{system: kg:CodeSystem/document-type, code: {}, display: {}}}]}}\n  title: {}\n",
        code, yaml_scalar(form.title), yaml_scalar(form.title));
    out += "\nentries: []\n# In place of []: one resource a line of the table, with its item as value. A "
           "table makes many of one kind.\n";
    const auto first = std::ranges::find_if(form.table.items, [&](const TableItem& item) {
        return !form.family.shared.contains(item.id) && form.family.item(item.id) == nullptr &&
               item.type.starts_with("code(");
    });
    const std::string id = first == form.table.items.end() ? "item" : first->id;
    out += fmt::format("#  - table: [id, in, T]\n#    rows:\n#      - [{}, \"10\", CodeableConcept]\n#    "
                       "entry: <id>\n#    in: <in>\n#    resource:\n",
                       id);
    out += "#      resourceType: Observation\n#      status: final\n#      code: {item: <id>}\n"
           "#      value<T>: $<id>\n";
    return out;
}

std::string codes_yaml(const NewForm& form) {
    std::string out;
    for (const auto& [list, rows] : form.lists) {
        const bool is_known = form.family.lists.contains(list);
        out += fmt::format("{}{}:\n  {}:\n", out.empty() ? "" : "\n", list, is_known ? "more_rows" : "rows");
        for (const TableRow& row : rows) {
            out += fmt::format("    - [\"{}\", {}]\n", row.at("code"), yaml_scalar(row.at("display_ja")));
        }
    }
    return out;
}

} // namespace renkei::newform
