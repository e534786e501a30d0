// Logical ids of the FHIR view. A document's is its UUID without dashes; that of resource number n in it has
// ".n" behind it. So the view needs no index: an id says where the resource is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::mhd {

struct LogicalId {
    std::string document;                  // as the store names it, with dashes
    std::optional<std::uint32_t> resource; // entry of the document from 0; none: the document itself
    bool operator==(const LogicalId&) const = default;
};

std::string logical_id(std::string_view document);
std::string logical_id(std::string_view document, std::size_t resource);
std::optional<LogicalId> parse_logical_id(std::string_view text);

// "Patient/….1", also with /_history/n and as a URL: its last two parts.
struct TypedId {
    std::string type;
    LogicalId id;
    bool operator==(const TypedId&) const = default;
};
std::optional<TypedId> parse_reference(std::string_view reference);

} // namespace renkei::mhd
