// The pieces that IHE's metadata are made of.
#pragma once

#include "gateway/core/json/writer.h"
#include "gateway/network/policy/number.h"

#include <optional>
#include <span>
#include <string_view>

namespace renkei::mhd {

class MetadataPieces {
public:
    explicit MetadataPieces(json::Writer& writer) : writer_(writer) {}

    // Identifier of a type that IHE names: "uniqueId", "entryUUID".
    void identifier(std::string_view type, std::string_view use, std::string_view value);
    // Opens an extension of IHE's and leaves it at the value; the caller writes that and closes the object.
    void extension(std::string_view name, std::string_view value);
    // There must be one; a part that does not show its sender says that it is left out.
    void source(const std::optional<policy::Identifier>& sender);
    void intended_recipients(std::span<const policy::Identifier> organisations);
    void concept_of(std::string_view system, std::string_view code, std::string_view display);
    void unknown();
    void reference(std::string_view to);

private:
    json::Writer& writer_;
};

} // namespace renkei::mhd
