#include "gateway/core/json/document.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/publish/form_schema.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace renkei::publish {
namespace {

using form::Holds;
using form::KeyTable;
using form::MappingKey;

// A table and those inside it, each once, in the order in which a reader meets them.
void add_tables(const KeyTable& table, std::vector<const KeyTable*>& out) {
    if (std::ranges::find(out, &table) != out.end()) {
        return;
    }
    out.push_back(&table);
    for (const MappingKey& key : table.keys) {
        if (key.inside != nullptr) {
            add_tables(*key.inside, out);
        }
    }
    for (const KeyTable* const kind : table.kinds) {
        add_tables(*kind, out);
    }
    if (table.each != nullptr) {
        add_tables(*table.each, out);
    }
    if (table.ends_list != nullptr) {
        add_tables(*table.ends_list, out);
    }
}

std::vector<const KeyTable*> tables_of(const form::MappingFile& file) {
    std::vector<const KeyTable*> out;
    add_tables(*file.keys, out);
    return out;
}

// ---------------------------------------------------------------- JSON Schema
json::Document reference(std::string_view name) { return {{"$ref", fmt::format("#/$defs/{}", name)}}; }
json::Document list_of(json::Document items) { return {{"type", "array"}, {"items", std::move(items)}}; }
json::Document map_of(json::Document values) {
    return {{"type", "object"}, {"additionalProperties", std::move(values)}};
}

// An editor reads 1 and true as a number and a boolean; a mapping has only texts.
json::Document any_text() { return {{"type", json::Document::array({"string", "number", "boolean"})}}; }

json::Document word_schema(std::string_view words) {
    constexpr std::string_view between = " | ";
    json::Document allowed = json::Document::array();
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find(between, at), words.size());
        const std::string word(words.substr(at, end - at));
        allowed.push_back(word);
        if (word.find_first_not_of("0123456789") == std::string::npos) {
            allowed.push_back(std::stoi(word));
        }
        at = end + between.size();
    }
    return {{"enum", std::move(allowed)}};
}

json::Document value_schema(const MappingKey& key) {
    switch (key.holds) {
    case Holds::text:
    case Holds::pattern: return reference("text");
    case Holds::texts: return reference("texts");
    case Holds::number:
        return {{"anyOf",
                 {{{"type", "integer"}, {"minimum", key.least}, {"maximum", key.most}},
                  {{"type", "string"}, {"pattern", "^[0-9]+$"}}}}};
    case Holds::truth: return {{"enum", {true, "true"}}};
    case Holds::word: return word_schema(key.words);
    case Holds::map: return reference(key.inside->name);
    case Holds::maps: return list_of(reference(key.inside->name));
    case Holds::named_maps: return map_of(reference(key.inside->name));
    case Holds::named_texts: return map_of(reference("text"));
    case Holds::rows: {
        json::Document row = list_of(any_text());
        row["minItems"] = key.least;
        row["maxItems"] = key.most;
        return list_of(std::move(row));
    }
    case Holds::anything: break;
    }
    return json::Document::object();
}

json::Document map_schema(const KeyTable& table) {
    json::Document out{{"type", "object"}};
    json::Document needed = json::Document::array();
    for (const MappingKey& key : table.keys) {
        json::Document value = value_schema(key);
        value["description"] = key.meaning;
        out["properties"][std::string(key.name)] = std::move(value);
        if (key.is_needed && !table.may_be_part) {
            needed.push_back(key.name);
        }
    }
    if (!needed.empty()) {
        out["required"] = std::move(needed);
    }
    out["additionalProperties"] = table.others == form::OtherKeys::allowed;
    return out;
}

json::Document table_schema(const KeyTable& table) {
    json::Document out = table.each != nullptr ? map_of(reference(table.each->name)) : map_schema(table);
    if (!table.kinds.empty()) {
        json::Document kinds = json::Document::array();
        for (const KeyTable* const kind : table.kinds) {
            kinds.push_back(reference(kind->name));
        }
        if (table.may_be_text) {
            kinds.push_back(reference("text"));
        }
        if (table.may_be_list) {
            kinds.push_back({{"type", "array"}});
        }
        out = {{"anyOf", std::move(kinds)}};
    }
    out["description"] = table.about;
    return out;
}

// ---------------------------------------------------------------- the page
std::string shape_words(const MappingKey& key) {
    switch (key.holds) {
    case Holds::text: return "text";
    case Holds::texts: return "text, or a list of texts";
    case Holds::number: return fmt::format("{}..{}", key.least, key.most);
    case Holds::truth: return "`true`";
    case Holds::word: {
        std::string words = fmt::format("`{}`", key.words);
        for (std::size_t at = words.find(" | "); at != std::string::npos; at = words.find(" | ", at)) {
            words.replace(at, 3, "` `");
        }
        return words;
    }
    case Holds::pattern: return "RE2";
    case Holds::map: return fmt::format("[{}](#{})", key.inside->name, key.inside->name);
    case Holds::maps: return fmt::format("a list of [{}](#{})", key.inside->name, key.inside->name);
    case Holds::named_maps: return fmt::format("name: [{}](#{})", key.inside->name, key.inside->name);
    case Holds::named_texts: return "name: text";
    case Holds::rows: return "rows";
    case Holds::anything:
        return key.inside == nullptr ? "" : fmt::format("also [{}](#{})", key.inside->name, key.inside->name);
    }
    return {};
}

// `|` would end the cell.
std::string in_cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c == '|' ? std::string("\\|") : std::string(1, c);
    }
    return out;
}

std::string table_page(const KeyTable& table) {
    std::string out = fmt::format("\n### {}\n{}.", table.name, table.about);
    for (const KeyTable* const kind : table.kinds) {
        out += fmt::format(" [{}](#{})", kind->name, kind->name);
    }
    if (table.each != nullptr) {
        out += fmt::format(" Each: [{}](#{})", table.each->name, table.each->name);
    }
    out += table.may_be_text ? " Or a text." : "";
    out += table.may_be_list ? " Or a list." : "";
    if (table.ends_list != nullptr) {
        out += fmt::format(" The list may end in [{}](#{}).", table.ends_list->name, table.ends_list->name);
    }
    out += table.others == form::OtherKeys::allowed ? " Other keys may stand there, too.\n" : "\n";
    out += table.keys.empty() ? "" : "\n| key | holds | meaning |\n|---|---|---|\n";
    for (const MappingKey& key : table.keys) {
        out += fmt::format("| `{}`{} | {} | {} |\n", key.name, key.is_needed ? " (needed)" : "",
                           shape_words(key), in_cell(key.meaning));
    }
    return out;
}

} // namespace

std::string mapping_schema(const form::MappingFile& file) {
    json::Document out{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                       {"title", fmt::format("Renkei: {}", file.files)},
                       {"$ref", fmt::format("#/$defs/{}", file.keys->name)}};
    json::Document text = any_text();
    text["minLength"] = 1;
    out["$defs"] = {{"text", std::move(text)}, {"texts", {{"anyOf", {any_text(), list_of(any_text())}}}}};
    for (const KeyTable* const table : tables_of(file)) {
        out["$defs"][std::string(table->name)] = table_schema(*table);
    }
    return json::pretty(json::write_document(out)) + "\n";
}

std::string mapping_keys_page() {
    std::string out =
        "# The keys of mapping files\n\n"
        "What they are for, with examples: README.md of the folder `mappings`. Schemas for editors:\n"
        "`renkei map schema --kind KIND`, and `schemas/KIND.schema.json` beside the folder `mappings`.\n";
    for (const form::MappingFile& file : form::mapping_files()) {
        out += fmt::format("\n## {}: {}\n", file.kind, file.files);
        for (const KeyTable* const table : tables_of(file)) {
            out += table_page(*table);
        }
    }
    return out;
}

} // namespace renkei::publish
