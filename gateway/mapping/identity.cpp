#include "gateway/mapping/identity.h"

#include "gateway/fhir/sha256.h"

namespace renkei::mapping {
namespace {

std::string_view text_of(const forms::Record& record, std::uint16_t item) {
    return item == forms::none ? std::string_view() : record.value(record.root(), record.form().items()[item]).text();
}

}  // namespace

std::string document_identity(const forms::Record& record) {
    const forms::Form& form = record.form();
    const std::string_view document = text_of(record, form.about().document_item);
    if (document.empty()) {
        return "sha256:" + fhir::sha256_hex(forms::canonical_text(record));
    }
    std::string out;
    for (const std::uint16_t sender : form.senders()) {
        const std::string_view number = text_of(record, sender);
        if (!number.empty()) {
            out = number;
            break;
        }
    }
    out += '|';
    out += document;
    if (form.about().revision_item != forms::none) {
        out += '|';
        out += text_of(record, form.about().revision_item);
    }
    return out;
}

}  // namespace renkei::mapping
