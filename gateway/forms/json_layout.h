// The keys of a JSON form as a tree: objects are syntax, arrays are groups. In the order in which they are
// written.
#pragma once

#include "gateway/forms/record.h"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace renkei::forms {

enum class KeyKind : std::uint8_t {
    object,
    item,
    rows,    // array of objects
    codes,   // array of codes
    reasons, // absent[]
};

struct Key {
    std::string_view name;
    KeyKind kind = KeyKind::object;
    std::uint16_t item = none;  // item, codes
    std::uint16_t group = none; // rows, codes, reasons
    std::vector<Key> keys{};    // object, rows, reasons

    const Key* find(std::string_view key) const;
};

// Where a value stands in a document, from the inside out; frames live on the stack of whoever walks.
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
    std::uint32_t item;
    std::vector<std::uint32_t> rows;
    std::string pointer;
    auto operator<=>(const PointerOrder&) const = default;
};

class JsonLayout {
public:
    JsonLayout(const Form& form, const Syntax& syntax);

    const Key& root() const { return root_; }
    const std::vector<std::uint16_t>& outside() const {
        return outside_;
    } // items that only other syntaxes know
    PointerOrder order(std::string_view pointer) const;

private:
    void add_item(const Form& form, std::uint16_t index);

    Key root_;
    std::vector<std::uint16_t> outside_;
};

} // namespace renkei::forms
