// How a table of keys is written: one line a key.
#pragma once

#include "gateway/forms/form/mapping_keys.h"

namespace renkei::form::keys {

constexpr std::uint32_t most_number = 0xFFFE;

constexpr MappingKey text(std::string_view name, std::string_view meaning) {
    return {.name = name, .holds = Holds::text, .meaning = meaning};
}
constexpr MappingKey texts(std::string_view name, std::string_view meaning) {
    return {.name = name, .holds = Holds::texts, .meaning = meaning};
}
constexpr MappingKey truth(std::string_view name, std::string_view meaning) {
    return {.name = name, .holds = Holds::truth, .meaning = meaning};
}
constexpr MappingKey pattern(std::string_view name, std::string_view meaning) {
    return {.name = name, .holds = Holds::pattern, .meaning = meaning};
}
constexpr MappingKey named_texts(std::string_view name, std::string_view meaning) {
    return {.name = name, .holds = Holds::named_texts, .meaning = meaning};
}
constexpr MappingKey anything(std::string_view name, std::string_view meaning) {
    return {.name = name, .holds = Holds::anything, .meaning = meaning};
}
constexpr MappingKey word(std::string_view name, std::string_view words, std::string_view meaning) {
    return {.name = name, .holds = Holds::word, .meaning = meaning, .words = words};
}
constexpr MappingKey number(std::string_view name, std::uint32_t least, std::string_view meaning,
                            std::uint32_t most = most_number) {
    return {.name = name, .holds = Holds::number, .meaning = meaning, .least = least, .most = most};
}
constexpr MappingKey rows(std::string_view name, std::uint32_t least, std::uint32_t most,
                          std::string_view meaning) {
    return {.name = name, .holds = Holds::rows, .meaning = meaning, .least = least, .most = most};
}
constexpr MappingKey map(std::string_view name, const KeyTable& inside, std::string_view meaning,
                         Holds holds = Holds::map) {
    return {.name = name, .holds = holds, .meaning = meaning, .inside = &inside};
}
constexpr MappingKey named_maps(std::string_view name, const KeyTable& inside, std::string_view meaning) {
    return map(name, inside, meaning, Holds::named_maps);
}
constexpr MappingKey maps(std::string_view name, const KeyTable& inside, std::string_view meaning) {
    return map(name, inside, meaning, Holds::maps);
}
constexpr MappingKey needed(MappingKey key) {
    key.is_needed = true;
    return key;
}

} // namespace renkei::form::keys
