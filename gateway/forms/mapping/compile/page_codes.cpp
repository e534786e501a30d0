#include "gateway/forms/mapping/compile/page_codes.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

class CodeFinder {
public:
    CodeFinder(const form::Tables& tables, const definitions::R4Definitions& r4) : tables_(tables), r4_(r4) {}

    std::vector<CodeOfWords> run(const ExampleNode& resource) {
        walk(resource, [&](const ExampleNode& node) {
            if (!first_text_ && is_type(node, "CodeableConcept", r4_)) {
                first_text_ = home_of(field_of(node, "text"));
            }
        });
        visit(resource, std::nullopt);
        return std::move(out_);
    }

private:
    void visit(const ExampleNode& node, std::optional<ItemId> text_around) {
        if (is_type(node, "CodeableConcept", r4_)) {
            text_around = home_of(field_of(node, "text"));
        }
        if (is_type(node, "Coding", r4_)) {
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
        if (!code || tables_.items[*code].type != form::ItemType::token ||
            tables_.items[*code].list != form::none) {
            return;
        }
        const std::optional<ItemId> display = home_of(field_of(coding, "display"));
        const std::optional<ItemId> words = display ? display : text_around ? text_around : first_text_;
        if (words && tables_.items[*words].group == tables_.items[*code].group) {
            out_.push_back({*code, *words});
        }
    }

    const form::Tables& tables_;
    const definitions::R4Definitions& r4_;
    std::optional<ItemId> first_text_{};
    std::vector<CodeOfWords> out_{};
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
    return CodeFinder(tables, r4).run(entry.resource);
}

} // namespace renkei::mapping
