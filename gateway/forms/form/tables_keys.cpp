#include "gateway/forms/form/tables_keys.h"

#include "gateway/core/text/joined.h"
#include "generated/messages/forms.h"

#include <re2/re2.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <iterator>

namespace renkei::form {
namespace {

std::string node_text(const yaml::Node& node) {
    switch (node.kind) {
    case yaml::NodeKind::scalar: return node.text;
    case yaml::NodeKind::list: return "[…]";
    case yaml::NodeKind::map: return "{…}";
    }
    return {};
}

std::string names_of(const KeyTable& table, std::string_view between) {
    std::vector<std::string_view> names;
    std::ranges::transform(table.keys, std::back_inserter(names), &MappingKey::name);
    return text::joined(names, between);
}

// Is it one of "this | that"?
bool is_one_of(std::string_view word, std::string_view words) {
    constexpr std::string_view between = " | ";
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(between), words.size());
        if (words.substr(0, end) == word) {
            return true;
        }
        words.remove_prefix(std::min(end + between.size(), words.size()));
    }
    return false;
}

std::string re2_error(const std::string& pattern) {
    const RE2 compiled(pattern, RE2::Quiet);
    return compiled.ok() ? std::string() : "RE2 (" + compiled.error() + ")";
}

// What is expected instead of the text; empty if the text fits.
std::string expected_text(const std::string& text, const MappingKey& key) {
    switch (key.holds) {
    case Holds::number:
        return number_of(text, key.least, key.most)
                   ? std::string()
                   : std::to_string(key.least) + ".." + std::to_string(key.most);
    case Holds::truth: return text == "true" ? "" : "true";
    case Holds::word: return is_one_of(text, key.words) ? std::string() : std::string(key.words);
    case Holds::pattern: return re2_error(text);
    case Holds::text:
    case Holds::texts:
    case Holds::map:
    case Holds::named_maps:
    case Holds::maps:
    case Holds::named_texts:
    case Holds::rows:
    case Holds::anything: break;
    }
    return {};
}

bool check_texts(const yaml::Node& node, diag::Report& report) {
    if (node.kind == yaml::NodeKind::map) {
        report_wrong(node, "[…]", report);
        return false;
    }
    bool all = true;
    for (const yaml::Node& each : node.children) {
        if (each.kind != yaml::NodeKind::scalar) {
            report_wrong(each, "text", report);
            all = false;
        }
    }
    return all;
}

bool check_named_texts(const yaml::Node& node, std::string_view name, diag::Report& report) {
    if (node.kind != yaml::NodeKind::map) {
        report_wrong(node, std::string(name) + ": {…: …}", report);
        return false;
    }
    bool all = true;
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const MappingKey key{.name = node.keys[i], .holds = Holds::text, .meaning = {}};
        all &= check_value(node.children[i], key, report);
    }
    return all;
}

bool is_one_text(Holds holds) {
    return holds == Holds::text || holds == Holds::number || holds == Holds::truth || holds == Holds::word ||
           holds == Holds::pattern;
}

} // namespace

bool has_known_keys(const yaml::Node& node, const KeyTable& table, diag::Report& report) {
    if (node.kind != yaml::NodeKind::map) {
        report_wrong(node, "{" + names_of(table, ": … ") + ": …}", report);
        return false;
    }
    bool all = true;
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        if (std::ranges::find(table.keys, node.keys[i], &MappingKey::name) == table.keys.end()) {
            report.add(message::key_unknown, node.children[i].where(), {node.keys[i], names_of(table, ", ")});
            all = false;
        }
    }
    return all;
}

bool check_value(const yaml::Node& value, const MappingKey& key, diag::Report& report) {
    if (key.holds == Holds::texts) {
        return check_texts(value, report);
    }
    if (key.holds == Holds::named_texts) {
        return check_named_texts(value, key.name, report);
    }
    if (!is_one_text(key.holds)) {
        return true;
    }
    const bool is_text = value.kind == yaml::NodeKind::scalar && !value.text.empty();
    std::string expected = is_text ? expected_text(value.text, key) : std::string(key.name) + ": text";
    if (expected.empty()) {
        return true;
    }
    report_wrong(value, std::move(expected), report);
    return false;
}

bool check_values(const yaml::Node& map, const KeyTable& table, diag::Report& report) {
    bool all = true;
    for (const MappingKey& key : table.keys) {
        const yaml::Node* const value = map.get(key.name);
        all &= value != nullptr ? check_value(*value, key, report)
                                : !key.is_needed || has_key(map, key.name, report);
    }
    return all;
}

bool check_keys(const yaml::Node& node, const KeyTable& table, diag::Report& report) {
    return has_known_keys(node, table, report) && check_values(node, table, report);
}

const MappingKey& key_of(const KeyTable& table, std::string_view name) {
    const auto found = std::ranges::find(table.keys, name, &MappingKey::name);
    assert(found != table.keys.end());
    return *found;
}

bool has_key(const yaml::Node& map, std::string_view key, diag::Report& report) {
    const bool is_there = map.get(key) != nullptr;
    if (!is_there) {
        report.add(message::key_missing, map.where(), {key});
    }
    return is_there;
}

std::optional<std::uint32_t> number_of(std::string_view digits, std::uint32_t min, std::uint32_t max) {
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    return whole && out >= min && out <= max ? std::optional(out) : std::nullopt;
}

std::optional<std::uint32_t> number_at(const yaml::Node& map, const KeyTable& table, std::string_view key) {
    const MappingKey& row = key_of(table, key);
    return number_of(map.text_of(key), row.least, row.most);
}

std::vector<const yaml::Node*> texts_at(const yaml::Node& map, std::string_view key) {
    std::vector<const yaml::Node*> out;
    const yaml::Node* const node = map.get(key);
    if (node != nullptr && node->kind == yaml::NodeKind::scalar) {
        out.push_back(node);
    }
    if (node != nullptr && node->kind == yaml::NodeKind::list) {
        for (const yaml::Node& each : node->children) {
            if (each.kind == yaml::NodeKind::scalar) {
                out.push_back(&each);
            }
        }
    }
    return out;
}

void report_wrong(const yaml::Node& node, std::string expected, diag::Report& report) {
    report.add(message::value_wrong, node.where(), {node_text(node), std::move(expected)});
}

void report_twice(std::string_view id, const diag::Where& where, const diag::Where& first,
                  diag::Report& report) {
    report.add(message::defined_twice, where, {id, diag::to_text(first)});
}

} // namespace renkei::form
