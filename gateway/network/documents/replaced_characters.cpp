#include "gateway/network/documents/replaced_characters.h"

#include "gateway/core/text/cp932.h"
#include "gateway/core/text/replace.h"
#include "gateway/core/text/utf8.h"
#include "generated/messages/characters.h"

#include <fmt/format.h>

namespace renkei::documents {
namespace {

constexpr std::size_t most_bytes = 2048; // proxies give up on a response whose head is over 4 KB

bool is_of_replacement(const diag::Finding& finding) {
    return finding.message == diag::message::loss_replaced ||
           finding.message == diag::message::loss_gaiji_replaced;
}

std::string code_points(std::string_view characters) {
    std::string out;
    for (std::size_t at = 0; at < characters.size();) {
        const text::CodePoint point = text::code_point_at(characters, at);
        out += (out.empty() ? "" : " ") + text::code_point_name(point.value);
        at += point.size;
    }
    return out;
}

// By the arguments of both messages.
std::string list_member(const diag::Finding& finding) {
    constexpr std::size_t from = 1;
    constexpr std::size_t to = 3;
    const std::string row = finding.where.path.empty() ? "" : fmt::format(";row=\"{}\"", finding.where.path);
    return fmt::format("\"{}\"{};from=\"{}\";to=\"{}\"", finding.item, row, finding.args[from],
                       code_points(finding.args[to]));
}

} // namespace

bool has_replaced_characters(std::string_view file, std::optional<text::Encoding> encoding,
                             text::Characters characters) {
    if (encoding == text::Encoding::cp932) {
        std::string decoded;
        std::vector<text::DecodeNote> odd;
        text::decode_cp932(file, decoded, odd);
        return !odd.empty() || !text::has_only(decoded, characters);
    }
    file.remove_prefix(file.starts_with(text::utf8_bom) ? text::utf8_bom.size() : 0);
    return !text::has_only(file, characters);
}

diag::Report replacements_of(const diag::Report& written) {
    diag::Report out;
    for (const diag::Finding& finding : written.findings()) {
        if (is_of_replacement(finding)) {
            out.add(finding);
        }
    }
    return out;
}

std::string replaced_field_value(const diag::Report& written) {
    std::string out;
    std::size_t not_listed = 0;
    for (const diag::Finding& finding : written.findings()) {
        if (!is_of_replacement(finding)) {
            continue;
        }
        const std::string member = (out.empty() ? "" : ", ") + list_member(finding);
        if (not_listed > 0 || out.size() + member.size() > most_bytes) {
            ++not_listed;
        } else {
            out += member;
        }
    }
    return not_listed > 0 ? out + fmt::format(", more;count={}", not_listed) : out;
}

} // namespace renkei::documents
