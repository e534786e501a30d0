#include "gateway/validate/type_rules.h"

#include "gateway/validate/primitives.h"

#include <algorithm>
#include <charconv>

namespace renkei::validate {
namespace {

std::size_t decoded_size(std::string_view base64) {
    const auto counts = [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '='; };
    return static_cast<std::size_t>(std::ranges::count_if(base64, counts)) * 3 / 4;
}

} // namespace

// R4, Attachment: size is that of the data before base64.
void check_attachment(Check& check, DefAt, Value value, const Alternative&) {
    const std::string_view data = check.document().text(value.node, "data");
    const std::string_view size = check.document().text(value.node, "size");
    std::size_t stated = 0;
    std::from_chars(size.data(), size.data() + size.size(), stated);
    if (data.empty() || size.empty() || !is_valid(defs::Primitive::base64Binary, data)) {
        return;
    }
    if (decoded_size(data) != stated) {
        check.report(diag::Message::validate_attachment_size, value.node,
                     {std::string(size), std::to_string(decoded_size(data))});
    }
}

} // namespace renkei::validate
