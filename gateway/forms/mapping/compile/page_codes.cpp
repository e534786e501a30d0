#include "gateway/forms/mapping/compile/page_codes.h"

#include <algorithm>
#include <array>

namespace renkei::mapping {
namespace {

struct CodeFinder {
    const form::Tables& tables;
    const definitions::R4Definitions& r4;
    std::optional<ItemId> first_text{};
    std::vector<CodeOfWords> out{};

    std::vector<CodeOfWords> run(const ExampleNode& resource) {
        walk(resource, [&](const ExampleNode& node) {
            if (!first_text && is_type(node, "CodeableConcept", r4)) {
                first_text = home_of(field_of(node, "text"));
            }
        });
        visit(resource, std::nullopt);
        return std::move(out);
    }

    void visit(const ExampleNode& node, std::optional<ItemId> text_around) {
        if (is_type(node, "CodeableConcept", r4)) {
            text_around = home_of(field_of(node, "text"));
        }
        if (is_type(node, "Coding", r4)) {
            add(node, text_around);
        }
        for (const Field& field : node.fields) {
            visit(field.value, text_around);
        }
        for (const ExampleNode& element : node.elements) {
            visit(element, text_around);
        }
    }

    void add(const ExampleNode& coding, std::optional<ItemId> text_around) {
        const std::optional<ItemId> code = home_of(field_of(coding, "code"));
        if (!code || tables.items[*code].type != form::ItemType::token ||
            tables.items[*code].list != form::none) {
            return;
        }
        const std::optional<ItemId> display = home_of(field_of(coding, "display"));
        const std::optional<ItemId> words = display ? display : text_around ? text_around : first_text;
        if (words && tables.items[*words].group == tables.items[*code].group) {
            out.push_back({*code, *words});
        }
    }
};

} // namespace

const ExampleNode* field_of(const ExampleNode& object, std::string_view name) {
    const auto found = std::ranges::find(object.fields, name, &Field::name);
    return found == object.fields.end() ? nullptr : &found->value;
}

std::optional<ItemId> home_of(const ExampleNode* node) {
    const bool is_home = node != nullptr && node->kind == NodeKind::hole && !node->derived();
    return is_home ? std::optional(node->parts[0].item) : std::nullopt;
}

bool is_type(const ExampleNode& node, std::string_view type, const definitions::R4Definitions& r4) {
    return node.kind == NodeKind::object && node.type && r4.name(node.type) == type;
}

std::vector<CodeOfWords> codes_of_words(const ExampleEntry& entry, const form::Tables& tables,
                                        const definitions::R4Definitions& r4) {
    return CodeFinder{tables, r4}.run(entry.resource);
}

namespace {

constexpr std::array<std::string_view, 4> parted_by{"：", "の", "　", " "};

} // namespace

Separated name_behind(std::string_view name, std::string_view begin) {
    if (begin.empty() || !name.starts_with(begin)) {
        return {name};
    }
    const std::string_view rest = name.substr(begin.size());
    for (const std::string_view separator : parted_by) {
        if (rest.starts_with(separator) && rest.size() > separator.size()) {
            return {rest.substr(separator.size()), true};
        }
    }
    return {name};
}

std::string_view common_begin(const std::vector<std::string_view>& names) {
    constexpr std::string_view bracket = "（";
    std::string_view out = names.front();
    for (const std::string_view name : names) {
        const auto [end, other] = std::ranges::mismatch(out, name);
        out = out.substr(0, static_cast<std::size_t>(end - out.begin()));
    }
    const auto is_inside = [](std::string_view name, std::size_t at) {
        return at < name.size() && (static_cast<unsigned char>(name[at]) & 0xC0U) == 0x80U;
    };
    while (!out.empty() &&
           std::ranges::any_of(names, [&](std::string_view name) { return is_inside(name, out.size()); })) {
        out.remove_suffix(1);
    }
    if (out.ends_with(bracket)) {
        out.remove_suffix(bracket.size());
    }
    for (const std::string_view separator : parted_by) { // 直近の入院日, 直近の退院日: 直近
        out.remove_suffix(out.ends_with(separator) ? separator.size() : 0);
    }
    return out;
}

std::string_view head_of(std::string_view name) { return name.substr(0, name.find("：")); }

} // namespace renkei::mapping
