#include "gateway/forms/publish/form_schema.h"

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/forms/record/json/json_layout.h"
#include "gateway/forms/record/value/lexical.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace renkei::publish {
namespace {

using form::Item;
using form::ItemId;
using form::ItemType;
using record::JsonKey;
using record::JsonKeyKind;

enum class Dialect : std::uint8_t { json_schema, openapi };

struct TypePattern {
    ItemType type;
    bool is_partial; // a year or a month will do
    std::string_view pattern;
};
constexpr std::array<TypePattern, 6> type_patterns{
    {{ItemType::date, false, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
     {ItemType::date, true, "^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$"},
     {ItemType::month, false, "^[0-9]{4}-[0-9]{2}$"},
     {ItemType::time, false, "^[0-9]{2}:[0-9]{2}(?::[0-9]{2})?$"},
     {ItemType::datetime, false, R"(^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+09:00$)"},
     {ItemType::datetime, true,
      R"(^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}\+09:00)?)?)?$)"}}};

std::string_view json_type(record::SourceType type, ItemType item) {
    switch (type) {
    case record::SourceType::boolean: return "boolean";
    case record::SourceType::number: return item == ItemType::integer ? "integer" : "number";
    case record::SourceType::cell:
    case record::SourceType::string: break;
    }
    return "string";
}

struct SchemaMaker {
    const form::Form& form;
    const form::Syntax& syntax;
    Dialect dialect;
    record::JsonLayout layout{form, syntax};
    std::set<std::uint16_t> lists{}; // named in the schema
    std::string made{};
    json::Writer writer{made};

    std::string make(std::string_view example) {
        const form::FormHeader& head = form.about();
        writer.start_object();
        if (dialect == Dialect::json_schema) {
            writer.member("$schema", "https://json-schema.org/draft/2020-12/schema")
                .member("$id", fmt::format("{}schemas/{}/{}/{}", form.text(head.base), form.id(),
                                           form.version(), form.text(syntax.id)));
        }
        writer.member("title", form.text(head.title));
        writer.member("description",
                      fmt::format("{} {}; rules between items: renkei check", form.id(), form.version()));
        object_keys(layout.root());
        if (dialect == Dialect::json_schema) {
            definitions();
        }
        if (!example.empty() && dialect == Dialect::json_schema) {
            writer.key("examples").start_array().raw(example).end_array();
        } else if (!example.empty()) {
            writer.key("example").raw(example);
        }
        writer.end_object();
        return std::move(made);
    }

    const Item& item_of(const JsonKey& key) const { return form.items()[key.item]; }

    // What stands in an object; of the document, of a row, or of a level without rows.
    void object_keys(const JsonKey& key) {
        writer.member("type", "object").key("properties").start_object();
        for (const JsonKey& each : key.keys) {
            writer.key(each.name).start_object();
            value(each);
            writer.end_object();
        }
        writer.end_object();
        std::vector<std::string_view> needed;
        for (const JsonKey& each : key.keys) {
            if (is_needed(each)) {
                needed.push_back(each.name);
            }
        }
        if (!needed.empty()) {
            writer.key("required").start_array();
            for (const std::string_view each : needed) {
                writer.string(each);
            }
            writer.end_array();
        }
        const bool is_carried = form.about().carried_group != form::none && key.kind != JsonKeyKind::reasons;
        writer.key("additionalProperties").boolean(is_carried);
    }

    bool is_needed(const JsonKey& key) const {
        switch (key.kind) {
        case JsonKeyKind::item: return item_of(key).is(form::required);
        case JsonKeyKind::object:
            return std::ranges::any_of(key.keys, [this](const JsonKey& each) { return is_needed(each); });
        case JsonKeyKind::codes: // a reason may stand in their place
            return form.groups()[key.group].min_rows > 0 && form.about().absent_group == form::none;
        case JsonKeyKind::rows:
        case JsonKeyKind::reasons: return form.groups()[key.group].min_rows > 0;
        }
        return false;
    }

    void value(const JsonKey& key) {
        switch (key.kind) {
        case JsonKeyKind::object: return object_keys(key);
        case JsonKeyKind::item: return item(item_of(key), key.item, is_needed(key));
        case JsonKeyKind::rows:
        case JsonKeyKind::reasons: return rows(key);
        case JsonKeyKind::codes: return codes(key);
        }
    }

    void rows(const JsonKey& key) {
        const form::Group& group = form.groups()[key.group];
        title(form.text(group.name));
        type("array", !is_needed(key));
        bounds(group);
        writer.key("items").start_object();
        object_keys(key);
        writer.end_object();
    }

    void codes(const JsonKey& key) {
        title(form.text(item_of(key).name));
        type("array", !is_needed(key));
        bounds(form.groups()[key.group]);
        writer.key("items").start_object();
        listed(item_of(key), false);
        writer.end_object();
    }

    void bounds(const form::Group& group) {
        if (group.min_rows > 0) {
            writer.key("minItems").number(group.min_rows);
        }
        if (group.max_rows != form::no_bound) {
            writer.key("maxItems").number(group.max_rows);
        }
    }

    void title(std::string_view text) {
        if (!text.empty()) {
            writer.member("title", text);
        }
    }

    void type(std::string_view name, bool may_be_null) {
        if (may_be_null && dialect == Dialect::json_schema) {
            writer.key("type").start_array().string(name).string("null").end_array();
            return;
        }
        writer.member("type", name);
        if (may_be_null) {
            writer.key("nullable").boolean(true);
        }
    }

    void item(const Item& item, ItemId id, bool is_needed) {
        title(form.text(item.name));
        const std::vector<std::string_view> only = only_values(item, id);
        if (item.list != form::none && item.type == ItemType::code && only.empty()) {
            return listed(item, !is_needed);
        }
        const std::string_view name = json_type(record::json_source_type(item.type), item.type);
        type(name, !is_needed);
        if (!only.empty()) {
            return values(only, name, !is_needed);
        }
        if (name == "string") {
            text_limits(item);
        } else if (name != "boolean") {
            number_limits(item);
        }
    }

    // The literal of the item, or what a rule without conditions allows.
    std::vector<std::string_view> only_values(const Item& item, ItemId id) const {
        if (!item.literal.empty()) {
            return {form.text(item.literal)};
        }
        std::vector<std::string_view> out;
        for (const form::Rule& rule : form.rules()) {
            const bool is_of_item = rule.kind == form::RuleKind::value && rule.subject == id &&
                                    rule.conditions == 0 &&
                                    rule.severity == static_cast<std::uint8_t>(diag::Severity::error);
            if (is_of_item && out.empty()) {
                for (const base::Str each : form.values(rule)) {
                    out.push_back(form.text(each));
                }
            }
        }
        return out;
    }

    void values(const std::vector<std::string_view>& all, std::string_view type_name, bool may_be_null) {
        const bool is_constant = all.size() == 1 && dialect == Dialect::json_schema && !may_be_null;
        writer.key(is_constant ? "const" : "enum");
        if (!is_constant) {
            writer.start_array();
        }
        for (const std::string_view each : all) {
            if (type_name == "boolean") {
                writer.boolean(each == "1");
            } else if (type_name == "string") {
                writer.string(each);
            } else {
                writer.number(each);
            }
        }
        if (may_be_null) {
            writer.null();
        }
        if (!is_constant) {
            writer.end_array();
        }
    }

    void listed(const Item& item, bool may_be_null) {
        if (dialect == Dialect::openapi) {
            return codes_in_words(item, may_be_null);
        }
        if (!may_be_null) {
            return list_reference(item);
        }
        writer.key("oneOf").start_array().start_object();
        list_reference(item);
        writer.end_object().start_object().member("type", "null").end_object().end_array();
    }

    void list_reference(const Item& item) {
        lists.insert(item.list.value);
        writer.member("$ref", fmt::format("#/$defs/{}", form.text(form.lists()[item.list].id)));
    }

    // OpenAPI 3.0 allows null only where `enum` has it, too.
    void codes_in_words(const Item& item, bool may_be_null) {
        type("string", may_be_null);
        writer.key("enum").start_array();
        std::string words;
        for (const form::CodeRow& row : form.rows(form.lists()[item.list])) {
            writer.string(form.text(row.form));
            words += fmt::format("{}{} {}", words.empty() ? "" : "、", form.text(row.form),
                                 form.text(row.display));
        }
        if (may_be_null) {
            writer.null();
        }
        writer.end_array().member("description", words);
    }

    void text_limits(const Item& item) {
        const auto by_type = std::ranges::find_if(type_patterns, [&](const TypePattern& each) {
            return each.type == item.type && each.is_partial == item.is(form::partial);
        });
        std::vector<std::string> patterns;
        if (by_type != type_patterns.end()) {
            patterns.emplace_back(by_type->pattern);
        }
        for (const std::string_view each : {format_pattern(item), form.text(item.pattern)}) {
            const std::optional<std::string> pattern = each.empty() ? std::nullopt : ecma_pattern(each);
            if (pattern && std::ranges::find(patterns, *pattern) == patterns.end()) {
                patterns.push_back(*pattern);
            }
        }
        if (item.max_length > 0) {
            writer.key("maxLength").number(item.max_length);
        }
        if (patterns.size() == 1) {
            writer.member("pattern", patterns.front());
        } else if (!patterns.empty()) {
            writer.key("allOf").start_array();
            for (const std::string& each : patterns) {
                writer.start_object().member("pattern", each).end_object();
            }
            writer.end_array();
        }
    }

    std::string_view format_pattern(const Item& item) const {
        const form::Format* const format = form::format_of(form, item);
        return format == nullptr ? std::string_view() : form.text(format->pattern);
    }

    // A number has so many characters at most, a sign among them.
    void number_limits(const Item& item) {
        const bool is_short = item.type == ItemType::integer && item.max_length > 0;
        const std::string nines(is_short ? item.max_length : 0, '9');
        if (!item.min.empty()) {
            writer.key("minimum").number(form.text(item.min));
        } else if (is_short) {
            writer.key("minimum").number(nines.size() > 1 ? "-" + nines.substr(1) : "0");
        }
        if (!item.max.empty()) {
            writer.key("maximum").number(form.text(item.max));
        } else if (is_short) {
            writer.key("maximum").number(nines);
        }
        if (!item.plausible_min.empty()) { // an annotation: values outside are valid
            writer.key("x-plausible").start_object();
            writer.key("minimum").number(form.text(item.plausible_min));
            writer.key("maximum").number(form.text(item.plausible_max)).end_object();
        }
    }

    // The code lists that the schema names.
    void definitions() {
        if (lists.empty()) {
            return;
        }
        writer.key("$defs").start_object();
        for (const form::ListId id : form.lists().ids()) {
            if (!lists.contains(id.value)) {
                continue;
            }
            const form::CodeList& list = form.lists()[id];
            writer.key(form.text(list.id)).start_object().member("title", form.printed_name(list));
            writer.key("oneOf").start_array();
            for (const form::CodeRow& row : form.rows(list)) {
                writer.start_object().member("const", form.text(row.form));
                title(form.text(row.display));
                writer.end_object();
            }
            writer.end_array().end_object();
        }
        writer.end_object();
    }
};

} // namespace

std::string form_schema(const form::Form& form, const form::Syntax& syntax, std::string_view example) {
    return SchemaMaker{form, syntax, Dialect::json_schema}.make(example);
}

std::string openapi_form_schema(const form::Form& form, const form::Syntax& syntax,
                                std::string_view example) {
    return SchemaMaker{form, syntax, Dialect::openapi}.make(example);
}

} // namespace renkei::publish
