// Writes JSON by appending to a string: no tree, no spaces, commas by itself.
#pragma once

#include "gateway/core/json/escape.h"
#include "gateway/core/json/tree.h"

#include <concepts>
#include <string>
#include <string_view>

namespace renkei::json {

class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {} // `out` outlives the writer; what it holds is kept

    Writer& start_object() { return open('{'); }
    Writer& end_object() { return close('}'); }
    Writer& start_array() { return open('['); }
    Writer& end_array() { return close(']'); }

    Writer& key(std::string_view name);
    Writer& string(std::string_view text);
    Writer& number(std::string_view text) { return raw(text); } // JSON's grammar; kept as written
    template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>) Writer& number(T value) {
        return raw(std::to_string(value));
    }
    Writer& boolean(bool value) { return raw(value ? "true" : "false"); }
    Writer& null() { return raw("null"); }
    Writer& raw(std::string_view json); // a whole value, written already

    // key and value in one
    Writer& member(std::string_view name, std::string_view text) { return key(name).string(text); }

    // A node and all below it, keys in order, numbers as written, escapes ours.
    Writer& node(const Tree& tree, NodeId node);

private:
    Writer& open(char bracket);
    Writer& close(char bracket);
    void separate() {
        if (comma_) {
            out_.push_back(',');
        }
    }

    std::string& out_;
    bool comma_ = false; // before the next key or value of this object or array
};

// For people: two spaces a level, order and number text kept. `json` is valid JSON.
std::string pretty(std::string_view json);

} // namespace renkei::json
