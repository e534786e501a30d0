// A JSON document that can be taken apart and put together again: numbers keep their text, keys their order.
// For tests only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::laws {

struct Json {
    // bare: number, true, false, null as written
    enum class Kind : std::uint8_t { string, bare, object, array };
    Kind kind = Kind::object;
    std::string text;                                 // string, bare
    std::vector<std::pair<std::string, Json>> fields; // object
    std::vector<Json> elements;                       // array

    static Json string(std::string_view text) { return {Kind::string, std::string(text), {}, {}}; }
    static Json bare(std::string_view text) { return {Kind::bare, std::string(text), {}, {}}; }
    static Json array() { return {Kind::array, {}, {}, {}}; }

    bool is_leaf() const { return kind == Kind::string || kind == Kind::bare; }
    const Json* find(std::string_view key) const;
    Json* find(std::string_view key) { return const_cast<Json*>(std::as_const(*this).find(key)); }
    std::string_view text_of(std::string_view key) const; // empty if there is no such string
    Json& add(std::string_view key, Json value);
    bool operator==(const Json&) const = default;
};

Json parse(std::string_view text); // fails the test if it is no JSON
std::string dump(const Json& json);

// A value on its way from the root: the FHIRPath with indices, and the field it stands in ("" in an array's
// element: the array's).
struct Leaf {
    std::string path;
    std::string_view field;
    Json* value;
};
std::vector<Leaf> leaves(Json& document, std::string_view root);

// Removes what stands at `target` and everything above it that is empty then. False: it is not below `json`.
bool remove(Json& json, const Json* target);

} // namespace renkei::laws
