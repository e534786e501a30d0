#include "gateway/mapping/identity.h"

#include "gateway/fhir/sha256.h"

namespace renkei::mapping {
namespace {

std::string_view text_of(const forms::Record& record, std::uint16_t item) {
    return item == forms::none ? std::string_view() : record.value(record.root(), record.form().items()[item]).text();
}

// Parts are joined by |, which stands escaped inside a part.
void append_part(std::string& out, std::string_view part) {
    out += out.empty() ? "" : "|";
    for (const char c : part) {
        out += c == '|' || c == '\\' ? "\\" : "";
        out += c;
    }
}

}  // namespace

std::string document_identity(const forms::Record& record) {
    const forms::Form& form = record.form();
    const std::string_view document = text_of(record, form.about().document_item);
    std::string_view sender;
    for (const std::uint16_t item : form.senders()) {
        sender = sender.empty() ? text_of(record, item) : sender;
    }
    if (document.empty() || sender.empty()) {
        return "sha256:" + fhir::sha256_hex(forms::canonical_text(record));
    }
    std::string out;
    append_part(out, sender);
    append_part(out, document);
    if (form.about().revision_item != forms::none) {
        append_part(out, text_of(record, form.about().revision_item));
    }
    return out;
}

}  // namespace renkei::mapping
