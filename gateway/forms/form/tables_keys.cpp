#include "gateway/forms/form/tables_keys.h"

#include "generated/messages/forms.h"

#include <algorithm>
#include <charconv>

namespace renkei::form {
namespace {

namespace message = diag::message;

std::string node_text(const yaml::Node& node) {
    switch (node.kind) {
    case yaml::NodeKind::scalar: return node.text;
    case yaml::NodeKind::list: return "[…]";
    case yaml::NodeKind::map: return "{…}";
    }
    return {};
}

} // namespace

bool has_known_keys(const yaml::Node& node, Keys known, diag::Report& report) {
    if (node.kind != yaml::NodeKind::map) {
        report_wrong(node, "{" + joined(known, ": … ") + ": …}", report);
        return false;
    }
    bool all = true;
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        if (std::find(known.begin(), known.end(), node.keys[i]) == known.end()) {
            report.add(message::key_unknown, node.children[i].where(), {node.keys[i], joined(known, ", ")});
            all = false;
        }
    }
    return all;
}

const yaml::Node* scalar_at(const yaml::Node& map, std::string_view key, diag::Report& report) {
    const yaml::Node* node = map.get(key);
    if (node == nullptr) {
        return nullptr;
    }
    if (node->kind != yaml::NodeKind::scalar || node->text.empty()) {
        report_wrong(*node, std::string(key) + ": text", report);
        return nullptr;
    }
    return node;
}

const yaml::Node* needed_scalar(const yaml::Node& map, std::string_view key, diag::Report& report) {
    if (map.get(key) == nullptr) {
        report.add(message::key_missing, map.where(), {std::string(key)});
        return nullptr;
    }
    return scalar_at(map, key, report);
}

std::optional<std::uint32_t> number_of(std::string_view digits, std::uint32_t min, std::uint32_t max) {
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    return whole && out >= min && out <= max ? std::optional(out) : std::nullopt;
}

std::optional<std::uint32_t> number_at(const yaml::Node& map, std::string_view key, std::uint32_t min,
                                       std::uint32_t max, diag::Report& report) {
    const yaml::Node* node = scalar_at(map, key, report);
    if (node == nullptr) {
        return std::nullopt;
    }
    const std::optional<std::uint32_t> out = number_of(node->text, min, max);
    if (!out) {
        report_wrong(*node, std::to_string(min) + ".." + std::to_string(max), report);
    }
    return out;
}

bool is_true(const yaml::Node& map, std::string_view key, diag::Report& report) {
    const yaml::Node* node = scalar_at(map, key, report);
    if (node != nullptr && node->text != "true") {
        report_wrong(*node, "true", report);
    }
    return node != nullptr;
}

std::vector<const yaml::Node*> scalars_at(const yaml::Node& map, std::string_view key, diag::Report& report) {
    std::vector<const yaml::Node*> out;
    const yaml::Node* node = map.get(key);
    if (node == nullptr) {
        return out;
    }
    if (node->kind == yaml::NodeKind::scalar) {
        return {node};
    }
    if (node->kind == yaml::NodeKind::map) {
        report_wrong(*node, "[…]", report);
        return out;
    }
    for (const yaml::Node& each : node->children) {
        if (each.kind == yaml::NodeKind::scalar) {
            out.push_back(&each);
        } else {
            report_wrong(each, "text", report);
        }
    }
    return out;
}

void report_wrong(const yaml::Node& node, std::string expected, diag::Report& report) {
    report.add(message::value_wrong, node.where(), {node_text(node), std::move(expected)});
}

void report_twice(std::string_view id, const diag::Where& where, const diag::Where& first,
                  diag::Report& report) {
    report.add(message::defined_twice, where, {std::string(id), diag::to_text(first)});
}

std::string joined(Keys words, std::string_view between) {
    std::string out;
    for (const std::string_view word : words) {
        out += (out.empty() ? "" : std::string(between)) + std::string(word);
    }
    return out;
}

} // namespace renkei::form
