#include "gateway/forms/conform/conform_form_file.h"

#include "generated/messages/conform.h"

#include <string>

namespace renkei::conform {

// No byte of a CP932 or UTF-8 character is a quote or a line break.
void check_form_file(const form::Syntax* syntax, std::string_view bytes, diag::Report& report) {
    if (syntax == nullptr || syntax->kind == form::SyntaxKind::json) {
        return;
    }
    bool is_quoted = false;
    std::uint32_t records = 1;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        is_quoted ^= bytes[at] == '"';
        const bool is_end = at + 1 == bytes.size();
        if (!is_end && (is_quoted || bytes[at] != '\n')) {
            continue;
        }
        if (!bytes.substr(0, at + 1).ends_with("\r\n")) {
            report.add(diag::message::conform_line_end, {.offset = at, .record = records},
                       {std::to_string(records)});
            return;
        }
        ++records;
    }
}

} // namespace renkei::conform
