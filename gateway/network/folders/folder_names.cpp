#include "gateway/network/folders/folder_names.h"

#include "gateway/core/text/sanitize.h"
#include "gateway/core/text/utf8.h"
#include "gateway/network/seal/hash.h"

#include <fmt/format.h>

namespace renkei::folders {
namespace {

constexpr std::size_t max_extension_length = 32;
constexpr std::size_t shown_of_hash = 16;

std::string_view extension_of(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    const bool is_one = dot != std::string_view::npos && dot > 0 && name.size() - dot <= max_extension_length;
    return is_one ? name.substr(dot) : std::string_view();
}

std::string fitting(std::string_view stem, std::string_view ending) {
    if (stem.size() + ending.size() <= max_name_length) {
        return fmt::format("{}{}", stem, ending);
    }
    const std::string tail =
        fmt::format("-{}{}", seal::to_hex(seal::sha256(stem)).substr(0, shown_of_hash), ending);
    return fmt::format("{}{}", text::truncated_utf8(stem, max_name_length - tail.size()), tail);
}

} // namespace

ResultNames names_of(std::string_view name, unsigned number) {
    const std::string_view extension = extension_of(name);
    const std::string_view stem = name.substr(0, name.size() - extension.size());
    ResultNames out;
    out.file = number == 1 ? std::string(name) : fitting(stem, fmt::format("-{}{}", number, extension));
    out.result = fitting(out.file, ".result.json");
    return out;
}

std::string readable_name(std::string_view name) {
    std::string out;
    for (std::size_t at = 0; at < name.size();) {
        const text::CodePoint next = text::code_point_at(name, at);
        text::append(out, next.value);
        at += next.size;
    }
    return out;
}

} // namespace renkei::folders
