#include "gateway/forms/record/name/file_name.h"

#include "gateway/core/base/characters.h"
#include "gateway/forms/form/form_discriminator.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/losses.h"
#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"

#include <algorithm>

namespace renkei::record {
namespace {

// What the record makes of one part.
std::string part_text(const Record& record, const form::NamePart& part) {
    const form::Form& form = record.form();
    std::string out(fixed_part(form, part));
    if (out.empty() && part.item != form::none) {
        const form::Item& item = form.items()[part.item];
        append_cell_text(out, item, record.value(record.root(), item).text());
    }
    return out.empty() ? std::string(form.text(part.text)) : out;
}

// Letters, digits and hyphens: a value may come from anywhere and must not lead to another folder.
void make_safe(std::string& text) {
    std::ranges::replace_if(
        text, [](char c) { return !(base::is_alphanumeric(c) || c == '-'); }, '-');
}

char small_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_text(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, small_letter, small_letter);
}

std::string_view without_extension(std::string_view name) { return name.substr(0, name.rfind('.')); }

// Could this be the part of a name that follows the pattern?
bool is_shaped(const form::Form& form, const form::NamePart& part, std::string_view found) {
    if (part.kind != form::NamePartKind::compared) {
        return true;
    }
    const form::Item& item = form.items()[part.item];
    if (item.type == form::ItemType::datetime) {
        constexpr std::size_t moment = 14;
        return found.size() == moment && found.find_first_not_of("0123456789") == std::string_view::npos;
    }
    const bool is_coded = item.type == form::ItemType::code && item.list != form::none;
    return !found.empty() && (!is_coded || found == form.text(part.text) ||
                              form.row_of_form_code(form.lists()[item.list], found) != form::none);
}

std::string_view extension_of(const form::Form& form, const form::Syntax& syntax) {
    const std::span<const form::NamePart> parts = form.name_parts(syntax);
    if (!parts.empty() && parts.back().kind == form::NamePartKind::extension) {
        return form.text(parts.back().text);
    }
    return syntax.kind == form::SyntaxKind::json ? ".json" : ".CSV";
}

// The parts between which `_` stands.
std::span<const form::NamePart> joined_parts(const form::Form& form, const form::Syntax& syntax) {
    const std::span<const form::NamePart> parts = form.name_parts(syntax);
    const bool has_extension = !parts.empty() && parts.back().kind == form::NamePartKind::extension;
    return parts.first(parts.size() - (has_extension ? 1 : 0));
}

// "-2" and " (1)": what folders and browsers add to a name that is taken.
std::string_view copy_mark_of(std::string_view text) {
    const std::size_t digits = text.find_first_not_of("0123456789");
    std::string_view rest = digits == std::string_view::npos ? "" : text.substr(digits);
    const std::string_view mark = rest;
    const bool is_closed = rest.starts_with(" (") && rest.ends_with(')');
    if (is_closed) {
        rest = rest.substr(2, rest.size() - 3);
    } else if (rest.starts_with('-')) {
        rest.remove_prefix(1);
    } else {
        return {};
    }
    constexpr std::size_t most_digits = 3;
    const bool is_number = !rest.empty() && rest.size() <= most_digits &&
                           rest.find_first_not_of("0123456789") == std::string_view::npos;
    return is_number ? mark : std::string_view();
}

bool is_written_in_digits(form::ItemType type) {
    return type == form::ItemType::date || type == form::ItemType::month || type == form::ItemType::datetime;
}

// The parts joined; `of_item` gives those that are no fixed text.
template <class OfItem>
std::string joined_name(const form::Form& form, const form::Syntax& syntax, const OfItem& of_item) {
    std::string out;
    for (const form::NamePart& part : joined_parts(form, syntax)) {
        const std::string_view fixed = fixed_part(form, part);
        out += out.empty() ? "" : "_";
        out += fixed.empty() ? of_item(part) : std::string(fixed);
    }
    return out;
}

std::string name_in_pattern(const form::Form& form, const form::NamePart& part) {
    return "{" + std::string(form.text(form.items()[part.item].name)) + "}";
}

} // namespace

std::string_view fixed_part(const form::Form& form, const form::NamePart& part) {
    if (part.kind == form::NamePartKind::literal) {
        return form.text(part.text);
    }
    return part.kind == form::NamePartKind::home ? form.text(form.items()[part.item].literal)
                                                 : std::string_view();
}

std::string file_name(const Record& record, const form::Syntax& syntax) {
    const std::string out = joined_name(record.form(), syntax, [&](const form::NamePart& part) {
        std::string text = part_text(record, part);
        make_safe(text);
        return text;
    });
    return out.empty() ? out : out + std::string(extension_of(record.form(), syntax));
}

std::string_view bare_file_name(std::string_view name) {
    const auto folder =
        std::find_if(name.rbegin(), name.rend(), [](char c) { return c == '/' || c == '\\'; });
    name.remove_prefix(static_cast<std::size_t>(name.rend() - folder));
    return name == "-" ? std::string_view() : name;
}

bool has_items_in_name(const form::Form& form, const form::Syntax& syntax) {
    return std::ranges::find(form.name_parts(syntax), form::NamePartKind::home, &form::NamePart::kind) !=
           form.name_parts(syntax).end();
}

bool is_in_name_only(const form::Form& form, const form::Syntax& syntax, form::ItemId item) {
    return std::ranges::any_of(form.name_parts(syntax), [&](const form::NamePart& part) {
        return part.kind == form::NamePartKind::home && part.item == item;
    });
}

std::string file_name_pattern(const form::Form& form, const form::Syntax& syntax) {
    return expected_file_name(form, syntax, [](std::string_view) { return std::nullopt; });
}

std::string expected_file_name(const form::Form& form, const form::Syntax& syntax,
                               const TextOfItem& text_of) {
    const std::string out = joined_name(form, syntax, [&](const form::NamePart& part) {
        const form::Item& item = form.items()[part.item];
        std::string text;
        if (const std::optional<std::string_view> known = text_of(form.text(item.id))) {
            append_cell_text(text, item, *known);
            text = text.empty() ? std::string(form.text(part.text)) : text;
            make_safe(text);
        }
        return text.empty() ? name_in_pattern(form, part) : text;
    });
    return out + std::string(extension_of(form, syntax));
}

std::string file_name_shape(const form::Form& form, const form::Syntax& syntax) {
    std::string out = joined_name(form, syntax, [](const form::NamePart&) { return std::string("*"); });
    std::ranges::transform(out, out.begin(), small_letter);
    return out;
}

std::string_view file_name_beginning(const form::Form& form, const form::Syntax& syntax) {
    const std::span<const form::NamePart> parts = joined_parts(form, syntax);
    return parts.empty() ? std::string_view() : fixed_part(form, parts.front());
}

bool begins_as_named(std::string_view name, std::string_view beginning) {
    return !beginning.empty() && is_same_text(name.substr(0, beginning.size()), beginning) &&
           (name.size() == beginning.size() || name[beginning.size()] == '_' ||
            name[beginning.size()] == '.');
}

std::optional<NameCut> cut_file_name(const form::Form& form, const form::Syntax& syntax,
                                     std::string_view name) {
    NameCut out;
    std::string_view rest = without_extension(bare_file_name(name));
    const std::span<const form::NamePart> parts = joined_parts(form, syntax);
    out.texts.reserve(parts.size());
    for (const form::NamePart& part : parts) {
        const std::string_view fixed = fixed_part(form, part);
        const bool is_last = &part == &parts.back();
        const std::size_t end = fixed.empty() ? rest.find('_') : fixed.size();
        std::string_view text = rest.substr(0, end);
        const bool ends_here = text.size() == rest.size();
        if (ends_here != is_last || (!ends_here && rest[text.size()] != '_') ||
            (!fixed.empty() && !is_same_text(text, fixed))) {
            return std::nullopt;
        }
        rest.remove_prefix(ends_here ? text.size() : text.size() + 1);
        if (is_last && part.item != form::none && fixed.empty() &&
            is_written_in_digits(form.items()[part.item].type)) {
            out.copy_mark = copy_mark_of(text);
            text.remove_suffix(out.copy_mark.size());
        }
        out.texts.push_back(text);
    }
    return out.texts.empty() ? std::nullopt : std::optional(std::move(out));
}

void check_file_name(std::string_view name, const Record& record, const form::Syntax& syntax,
                     diag::Report& report) {
    const form::Form& form = record.form();
    const std::span<const form::NamePart> parts = joined_parts(form, syntax);
    const std::optional<NameCut> found = cut_file_name(form, syntax, name);
    const bool follows = found && std::ranges::equal(parts, found->texts,
                                                     [&](const form::NamePart& part, std::string_view text) {
                                                         return is_shaped(form, part, text);
                                                     });
    if (!follows) {
        return;
    }
    const form::FormDiscriminator mark = form::discriminator_of(form);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string expected = part_text(record, parts[i]);
        if (parts[i].kind != form::NamePartKind::compared || found->texts[i] == expected) {
            continue;
        }
        const form::Item& item = form.items()[parts[i].item];
        const bool is_other_month = item.type == form::ItemType::month && !expected.empty();
        const diag::Message message = parts[i].item == mark.item ? diag::message::file_name_type
                                      : is_other_month           ? diag::message::file_name_month
                                                                 : diag::message::file_name_part;
        diag::Finding finding =
            about_item(form, item, message, {std::string(found->texts[i]), expected}, found->texts[i]);
        finding.where.file = name;
        report.add(std::move(finding));
    }
}

void report_unnamed(const Record& record, const form::Syntax& syntax, diag::Report& report) {
    const form::Form& form = record.form();
    for (const form::NamePart& part : form.name_parts(syntax)) {
        if (part.kind != form::NamePartKind::home) {
            continue;
        }
        const form::Item& item = form.items()[part.item];
        const std::string_view value = record.value(record.root(), item).text();
        std::string written = part_text(record, part);
        make_safe(written);
        std::string plain;
        append_cell_text(plain, item, value);
        const std::string_view fixed = fixed_part(form, part);
        const bool is_said = fixed.empty() ? plain == written : plain == fixed;
        if (record.root().has(item.slot) && !is_said) {
            add_loss(report, record, record.root(), item, diag::message::loss_not_in_syntax,
                     {std::string(form.text(syntax.id))});
        }
    }
}

} // namespace renkei::record
