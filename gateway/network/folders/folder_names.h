// Names of processed files and of the results beside them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace renkei::folders {

inline constexpr std::size_t max_name_length = 255; // bytes; of every file system in use

struct ResultNames {
    std::string file;
    std::string result;
};
// number 1: "NAME.ext" and "NAME.ext.result.json"; 2: "NAME-2.ext" … A name that would be longer than a file
// system takes is cut, with a part of its hash in the place of the rest.
ResultNames names_of(std::string_view name, unsigned number);

// As a text: bytes that are no UTF-8 are replaced.
std::string readable_name(std::string_view name);

} // namespace renkei::folders
