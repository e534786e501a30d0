#include "gateway/forms/publish/form_schema.h"

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/writer.h"
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

class SchemaMaker {
public:
    SchemaMaker(const form::Form& form, const form::Syntax& syntax, Dialect dialect)
        : form_(form),
          syntax_(syntax),
          dialect_(dialect),
          layout_(form, syntax) {}

    std::string make(std::string_view example) {
        const form::FormHeader& head = form_.about();
        out_.start_object();
        if (dialect_ == Dialect::json_schema) {
            out_.member("$schema", "https://json-schema.org/draft/2020-12/schema")
                .member("$id", fmt::format("{}schemas/{}/{}/{}", form_.text(head.base), form_.id(),
                                           form_.version(), form_.text(syntax_.id)));
        }
        out_.member("title", form_.text(head.title));
        out_.member("description",
                    fmt::format("{} {}; rules between items: renkei check", form_.id(), form_.version()));
        object_keys(layout_.root());
        if (dialect_ == Dialect::json_schema) {
            definitions();
        }
        if (!example.empty() && dialect_ == Dialect::json_schema) {
            out_.key("examples").start_array().raw(example).end_array();
        } else if (!example.empty()) {
            out_.key("example").raw(example);
        }
        out_.end_object();
        return std::move(text_);
    }

private:
    const Item& item_of(const JsonKey& key) const { return form_.items()[key.item]; }

    // What stands in an object; of the document, of a row, or of a level without rows.
    void object_keys(const JsonKey& key) {
        out_.member("type", "object").key("properties").start_object();
        for (const JsonKey& each : key.keys) {
            out_.key(each.name).start_object();
            value(each);
            out_.end_object();
        }
        out_.end_object();
        std::vector<std::string_view> needed;
        for (const JsonKey& each : key.keys) {
            if (is_needed(each)) {
                needed.push_back(each.name);
            }
        }
        if (!needed.empty()) {
            out_.key("required").start_array();
            for (const std::string_view each : needed) {
                out_.string(each);
            }
            out_.end_array();
        }
        const bool is_carried = form_.about().carried_group != form::none && key.kind != JsonKeyKind::reasons;
        out_.key("additionalProperties").boolean(is_carried);
    }

    bool is_needed(const JsonKey& key) const {
        switch (key.kind) {
        case JsonKeyKind::item: return item_of(key).is(form::required);
        case JsonKeyKind::object:
            return std::ranges::any_of(key.keys, [this](const JsonKey& each) { return is_needed(each); });
        case JsonKeyKind::codes: // a reason may stand in their place
            return form_.groups()[key.group].min_rows > 0 && form_.about().absent_group == form::none;
        case JsonKeyKind::rows:
        case JsonKeyKind::reasons: return form_.groups()[key.group].min_rows > 0;
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
        const form::Group& group = form_.groups()[key.group];
        title(form_.text(group.name));
        type("array", !is_needed(key));
        bounds(group);
        out_.key("items").start_object();
        object_keys(key);
        out_.end_object();
    }

    void codes(const JsonKey& key) {
        title(form_.text(item_of(key).name));
        type("array", !is_needed(key));
        bounds(form_.groups()[key.group]);
        out_.key("items").start_object();
        listed(item_of(key), false);
        out_.end_object();
    }

    void bounds(const form::Group& group) {
        if (group.min_rows > 0) {
            out_.key("minItems").number(group.min_rows);
        }
        if (group.max_rows != form::no_bound) {
            out_.key("maxItems").number(group.max_rows);
        }
    }

    void title(std::string_view text) {
        if (!text.empty()) {
            out_.member("title", text);
        }
    }

    void type(std::string_view name, bool may_be_null) {
        if (may_be_null && dialect_ == Dialect::json_schema) {
            out_.key("type").start_array().string(name).string("null").end_array();
            return;
        }
        out_.member("type", name);
        if (may_be_null) {
            out_.key("nullable").boolean(true);
        }
    }

    void item(const Item& item, ItemId id, bool is_needed) {
        title(form_.text(item.name));
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
            return {form_.text(item.literal)};
        }
        std::vector<std::string_view> out;
        for (const form::Rule& rule : form_.rules()) {
            const bool is_of_item = rule.kind == form::RuleKind::value && rule.subject == id &&
                                    rule.conditions == 0 &&
                                    rule.severity == static_cast<std::uint8_t>(diag::Severity::error);
            if (is_of_item && out.empty()) {
                for (const base::Str each : form_.values(rule)) {
                    out.push_back(form_.text(each));
                }
            }
        }
        return out;
    }

    void values(const std::vector<std::string_view>& all, std::string_view type_name, bool may_be_null) {
        const bool is_constant = all.size() == 1 && dialect_ == Dialect::json_schema && !may_be_null;
        out_.key(is_constant ? "const" : "enum");
        if (!is_constant) {
            out_.start_array();
        }
        for (const std::string_view each : all) {
            if (type_name == "boolean") {
                out_.boolean(each == "1");
            } else if (type_name == "string") {
                out_.string(each);
            } else {
                out_.number(each);
            }
        }
        if (may_be_null) {
            out_.null();
        }
        if (!is_constant) {
            out_.end_array();
        }
    }

    void listed(const Item& item, bool may_be_null) {
        if (dialect_ == Dialect::openapi) {
            return codes_in_words(item, may_be_null);
        }
        if (!may_be_null) {
            return list_reference(item);
        }
        out_.key("oneOf").start_array().start_object();
        list_reference(item);
        out_.end_object().start_object().member("type", "null").end_object().end_array();
    }

    void list_reference(const Item& item) {
        lists_.insert(item.list.value);
        out_.member("$ref", fmt::format("#/$defs/{}", form_.text(form_.lists()[item.list].id)));
    }

    // OpenAPI 3.0 allows null only where `enum` has it, too.
    void codes_in_words(const Item& item, bool may_be_null) {
        type("string", may_be_null);
        out_.key("enum").start_array();
        std::string words;
        for (const form::CodeRow& row : form_.rows(form_.lists()[item.list])) {
            out_.string(form_.text(row.form));
            words += fmt::format("{}{} {}", words.empty() ? "" : "、", form_.text(row.form),
                                 form_.text(row.display));
        }
        if (may_be_null) {
            out_.null();
        }
        out_.end_array().member("description", words);
    }

    void text_limits(const Item& item) {
        const auto by_type = std::ranges::find_if(type_patterns, [&](const TypePattern& each) {
            return each.type == item.type && each.is_partial == item.is(form::partial);
        });
        std::vector<std::string> patterns;
        if (by_type != type_patterns.end()) {
            patterns.emplace_back(by_type->pattern);
        }
        for (const std::string_view each : {format_pattern(item), form_.text(item.pattern)}) {
            const std::optional<std::string> pattern = each.empty() ? std::nullopt : ecma_pattern(each);
            if (pattern && std::ranges::find(patterns, *pattern) == patterns.end()) {
                patterns.push_back(*pattern);
            }
        }
        if (item.max_length > 0) {
            out_.key("maxLength").number(item.max_length);
        }
        if (patterns.size() == 1) {
            out_.member("pattern", patterns.front());
        } else if (!patterns.empty()) {
            out_.key("allOf").start_array();
            for (const std::string& each : patterns) {
                out_.start_object().member("pattern", each).end_object();
            }
            out_.end_array();
        }
    }

    std::string_view format_pattern(const Item& item) const {
        const auto found = std::ranges::find_if(form_.formats(), [&](const form::Format& each) {
            return !item.format.empty() && form_.text(each.name) == form_.text(item.format);
        });
        return found == form_.formats().end() ? std::string_view() : form_.text(found->pattern);
    }

    // A number has so many characters at most, a sign among them.
    void number_limits(const Item& item) {
        const bool is_short = item.type == ItemType::integer && item.max_length > 0;
        const std::string nines(is_short ? item.max_length : 0, '9');
        if (!item.min.empty()) {
            out_.key("minimum").number(form_.text(item.min));
        } else if (is_short) {
            out_.key("minimum").number(nines.size() > 1 ? "-" + nines.substr(1) : "0");
        }
        if (!item.max.empty()) {
            out_.key("maximum").number(form_.text(item.max));
        } else if (is_short) {
            out_.key("maximum").number(nines);
        }
    }

    // The code lists that the schema names.
    void definitions() {
        if (lists_.empty()) {
            return;
        }
        out_.key("$defs").start_object();
        for (const form::ListId id : form_.lists().ids()) {
            if (!lists_.contains(id.value)) {
                continue;
            }
            const form::CodeList& list = form_.lists()[id];
            out_.key(form_.text(list.id)).start_object().member("title", form_.printed_name(list));
            out_.key("oneOf").start_array();
            for (const form::CodeRow& row : form_.rows(list)) {
                out_.start_object().member("const", form_.text(row.form));
                title(form_.text(row.display));
                out_.end_object();
            }
            out_.end_array().end_object();
        }
        out_.end_object();
    }

    const form::Form& form_;
    const form::Syntax& syntax_;
    Dialect dialect_;
    record::JsonLayout layout_;
    std::set<std::uint16_t> lists_; // named in the schema
    std::string text_;
    json::Writer out_{text_};
};

} // namespace

std::string form_schema(const form::Form& form, const form::Syntax& syntax, std::string_view example) {
    return SchemaMaker(form, syntax, Dialect::json_schema).make(example);
}

std::string openapi_form_schema(const form::Form& form, const form::Syntax& syntax,
                                std::string_view example) {
    return SchemaMaker(form, syntax, Dialect::openapi).make(example);
}

} // namespace renkei::publish
