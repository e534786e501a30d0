#include "gateway/network/mhd/metadata/logical_id.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/base/logical_id.h"

#include <charconv>

namespace renkei::mhd {
std::string logical_id(std::string_view document) { return base::logical_id(document); }

std::string logical_id(std::string_view document, std::size_t resource) {
    return logical_id(document) + "." + std::to_string(resource);
}

std::optional<LogicalId> parse_logical_id(std::string_view text) {
    const std::size_t dot = text.find('.');
    std::optional<std::string> document = base::document_of_logical_id(text.substr(0, dot));
    if (!document) {
        return std::nullopt;
    }
    LogicalId out{.document = *std::move(document), .resource = std::nullopt};
    if (dot == std::string_view::npos) {
        return out;
    }
    const std::string_view number = text.substr(dot + 1);
    std::uint32_t resource = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), resource);
    const bool is_canonical = number.size() == 1 || !number.starts_with('0');
    if (number.empty() || error != std::errc{} || end != number.data() + number.size() || !is_canonical) {
        return std::nullopt;
    }
    out.resource = resource;
    return out;
}

std::optional<TypedId> parse_reference(std::string_view reference) {
    reference = reference.substr(0, reference.find("/_history/"));
    const std::size_t slash = reference.rfind('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view before = reference.substr(0, slash);
    const std::size_t start = before.rfind('/');
    const std::optional<LogicalId> id = parse_logical_id(reference.substr(slash + 1));
    if (!id) {
        return std::nullopt;
    }
    return TypedId{.type = std::string(start == std::string_view::npos ? before : before.substr(start + 1)),
                   .id = *id};
}

} // namespace renkei::mhd
