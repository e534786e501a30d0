// The keys of a JSON form as a tree: objects are syntax, arrays are groups. In the order in which they are
// written.
#pragma once

#include "gateway/forms/record/value/record.h"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace renkei::record {

enum class JsonKeyKind : std::uint8_t {
    object,
    item,
    rows,    // array of objects
    codes,   // array of codes
    reasons, // absent[]
};

struct JsonKey {
    std::string_view name;
    JsonKeyKind kind = JsonKeyKind::object;
    form::ItemId item = form::none;   // item, codes
    form::GroupId group = form::none; // rows, codes, reasons
    std::vector<JsonKey> keys{};      // object, rows, reasons

    const JsonKey* find(std::string_view key) const;
};

// The place of a value in a document, from the inside out; frames are on the stack of the caller.
struct JsonPath {
    const JsonPath* up; // nullptr: the document
    std::string_view key;
    std::uint32_t index = no_index; // of an element, which has no key
    static constexpr std::uint32_t no_index = 0xFFFFFFFF;
};
std::string pointer(const JsonPath* path);

// A pointer's steps without escapes; no value if it is no absolute JSON Pointer.
std::optional<std::vector<std::string>> pointer_steps(std::string_view pointer);

// Canonical order of reasons and blank boxes: the item table, then rows, then what the item table does not
// know.
struct PointerOrder {
    std::uint32_t item; // its number, or a larger one
    std::vector<std::uint32_t> rows;
    std::string pointer;
    auto operator<=>(const PointerOrder&) const = default;
};

class JsonLayout {
public:
    JsonLayout(const form::Form& form, const form::Syntax& syntax);

    const JsonKey& root() const { return root_; }
    const std::vector<form::ItemId>& outside() const {
        return outside_;
    } // items that only other syntaxes know
    PointerOrder order(std::string_view pointer) const;

private:
    void add_item(const form::Form& form, form::ItemId index);

    JsonKey root_;
    std::vector<form::ItemId> outside_;
};

} // namespace renkei::record
