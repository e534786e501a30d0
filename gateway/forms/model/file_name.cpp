#include "gateway/forms/model/file_name.h"

#include "gateway/core/base/characters.h"
#include "gateway/forms/model/form_discriminator.h"
#include "gateway/forms/model/lexical.h"

#include <algorithm>
#include <vector>

namespace renkei::model {
namespace {

// What the record makes of one part.
std::string part_text(const Record& record, const NamePart& part) {
    const Form& form = record.form();
    std::string out;
    if (part.item != none) {
        const Item& item = form.items()[part.item];
        append_cell_text(out, item.type, record.value(record.root(), item).text());
    }
    return out.empty() ? std::string(form.text(part.text)) : out;
}

// Letters, digits and hyphens: a value may come from anywhere and must not lead to another folder.
void make_safe(std::string& text) {
    std::ranges::replace_if(
        text, [](char c) { return !(base::is_alphanumeric(c) || c == '-'); }, '-');
}

std::vector<std::string_view> split(std::string_view name) {
    name = name.substr(name.find_last_of("/\\") + 1);
    name = name.substr(0, name.rfind('.'));
    std::vector<std::string_view> out;
    while (true) {
        const std::size_t end = name.find('_');
        out.push_back(name.substr(0, end));
        if (end == std::string_view::npos) {
            return out;
        }
        name.remove_prefix(end + 1);
    }
}

// Could this be the part of a name that follows the pattern?
bool is_shaped(const Form& form, const NamePart& part, std::string_view found) {
    if (part.item == none) {
        return found == form.text(part.text);
    }
    const Item& item = form.items()[part.item];
    if (item.type == ItemType::datetime) {
        constexpr std::size_t moment = 14;
        return found.size() == moment && found.find_first_not_of("0123456789") == std::string_view::npos;
    }
    const bool is_coded = item.type == ItemType::code && item.list != none;
    return !found.empty() && (!is_coded || found == form.text(part.text) ||
                              form.row_of_form_code(form.lists()[item.list], found) != none);
}

} // namespace

std::string file_name(const Record& record, const Syntax& syntax) {
    std::string out;
    for (const NamePart& part : record.form().name_parts(syntax)) {
        std::string text = part_text(record, part);
        make_safe(text);
        out += (out.empty() ? "" : "_") + text;
    }
    if (out.empty()) {
        return out;
    }
    return out + (syntax.kind == SyntaxKind::json ? ".json" : ".CSV");
}

void check_file_name(std::string_view name, const Record& record, const Syntax& syntax,
                     diag::Report& report) {
    const Form& form = record.form();
    const std::span<const NamePart> parts = form.name_parts(syntax);
    const std::vector<std::string_view> found = split(name);
    const bool follows =
        !parts.empty() && std::ranges::equal(parts, found, [&](const NamePart& part, std::string_view text) {
            return is_shaped(form, part, text);
        });
    if (!follows) {
        return;
    }
    const FormDiscriminator mark = discriminator_of(form);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string expected = part_text(record, parts[i]);
        if (parts[i].item == none || found[i] == expected) {
            continue;
        }
        const diag::Message message =
            parts[i].item == mark.item ? diag::Message::file_name_type : diag::Message::file_name_part;
        diag::Finding finding = about_item(form, form.items()[parts[i].item], message,
                                           {std::string(found[i]), expected}, found[i]);
        finding.where.file = name;
        report.add(std::move(finding));
    }
}

} // namespace renkei::model
