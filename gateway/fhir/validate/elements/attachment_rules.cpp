#include "gateway/core/base/base64.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/fhir/validate/elements/attachment_limits.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/elements/type_rules.h"
#include "generated/messages/validate.h"

#include <charconv>

namespace renkei::validate {
namespace {

// R4, Attachment: size is that of the data before base64.
void check_stated_size(ValidationRun& validation, NodeId attachment, std::string_view data) {
    const std::string_view size = validation.document().text(attachment, "size");
    std::size_t stated = 0;
    std::from_chars(size.data(), size.data() + size.size(), stated);
    if (const std::size_t found = attached_bytes(data); !size.empty() && found != stated) {
        validation.report(diag::message::validate_attachment_size, attachment, {size, std::to_string(found)});
    }
}

// R4, Attachment: hash is the SHA-1 of the data before base64, itself in base64.
void check_hash(ValidationRun& validation, NodeId attachment, std::string_view data) {
    const std::string_view hash = validation.document().text(attachment, "hash");
    const auto bytes = hash.empty() ? std::nullopt : base::from_base64(data);
    if (bytes && resources::sha1_base64(*bytes) != hash) {
        validation.report(diag::message::validate_attachment_hash, attachment,
                          {hash.substr(0, 100), resources::sha1_base64(*bytes)});
    }
}

} // namespace

void check_attachment(ValidationRun& validation, DefAt, ElementValue value, const Alternative&) {
    const std::string_view data = validation.document().text(value.node, "data");
    if (!data.empty() && is_valid(definitions::Primitive::base64Binary, data)) {
        check_stated_size(validation, value.node, data);
        check_hash(validation, value.node, data);
    }
}

} // namespace renkei::validate
