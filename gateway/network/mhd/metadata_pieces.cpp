#include "gateway/network/mhd/metadata_pieces.h"

#include "gateway/network/mhd/canonicals.h"
#include "gateway/network/mhd/identifiers.h"

#include <fmt/format.h>

namespace renkei::mhd {

void MetadataPieces::identifier(std::string_view type, std::string_view use, std::string_view value) {
    writer_.start_object().member("use", use).key("type");
    writer_.start_object()
        .key("coding")
        .start_array()
        .start_object()
        .member("system", identifier_types)
        .member("code", type)
        .end_object()
        .end_array()
        .end_object();
    writer_.member("system", uri_system).member("value", value).end_object();
}

void MetadataPieces::extension(std::string_view name, std::string_view value) {
    writer_.start_object().member("url", fmt::format("{}{}", structures, name)).key(value);
}

void MetadataPieces::source(const std::optional<policy::Identifier>& sender) {
    extension("ihe-sourceId", "valueIdentifier");
    writer_.start_object().member("system", uri_system);
    if (sender) {
        writer_.member("value", source_id(*sender));
    } else {
        writer_.key("_value").start_object().key("extension").start_array().start_object();
        writer_.member("url", absent_reason).member("valueCode", "masked");
        writer_.end_object().end_array().end_object();
    }
    writer_.end_object().end_object();
}

void MetadataPieces::intended_recipients(std::span<const policy::Identifier> organisations) {
    for (const policy::Identifier& each : organisations) {
        extension("ihe-intendedRecipient", "valueReference");
        writer_.start_object().member("type", "Organization").key("identifier").start_object();
        writer_.member("system", each.system).member("value", each.value);
        writer_.end_object().end_object().end_object();
    }
}

void MetadataPieces::concept_of(std::string_view system, std::string_view code, std::string_view display) {
    writer_.start_object().key("coding").start_array().start_object();
    writer_.member("system", system).member("code", code);
    if (!display.empty()) {
        writer_.member("display", display);
    }
    writer_.end_object().end_array().end_object();
}

void MetadataPieces::unknown() { concept_of(null_flavor, "UNK", "unknown"); }

void MetadataPieces::reference(std::string_view to) {
    writer_.start_object().member("reference", to).end_object();
}

} // namespace renkei::mhd
