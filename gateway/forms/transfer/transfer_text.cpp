#include "gateway/forms/transfer/transfer_text.h"

#include "gateway/core/text/joined.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/forms/form/tables.h"
#include "gateway/forms/form/tables_keys.h"
#include "gateway/forms/record/value/lexical.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"

#include <algorithm>
#include <span>

namespace renkei::transfer {
namespace {

using form::Form;
using form::Item;
using form::ItemType;

constexpr std::string_view row_number = "row";
constexpr std::uint32_t most_characters = 1000;

template <class Things>
void report_unknown(const Form& form, const Things& things, Message message, const yaml::Node& node,
                    std::string_view name, diag::Report& report) {
    std::vector<std::string_view> ids;
    for (const auto& each : things) {
        ids.push_back(form.text(each.id));
    }
    report.add(message, node.where(), {name, form::nearest(name, ids)});
}

std::optional<TransferText> read_plain(const Form& form, const yaml::Node& node, std::string_view rest,
                                       form::GroupId group, RowNumber number, diag::Report& report) {
    TransferText out;
    for (std::size_t open = rest.find('<'); open != std::string_view::npos; open = rest.find('<')) {
        const std::size_t close = rest.find('>', open);
        if (close == std::string_view::npos) {
            form::report_wrong(node, "text with <item>", report);
            return std::nullopt;
        }
        std::string_view name = rest.substr(open + 1, close - open - 1);
        TransferText::Part part{.before = std::string(rest.substr(0, open))};
        if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
            const auto most = form::number_of(name.substr(colon + 1), 1, most_characters);
            if (!most) {
                form::report_wrong(node, "<item:number of characters>", report);
                return std::nullopt;
            }
            part.most = *most;
            name = name.substr(0, colon);
        }
        if (name == row_number && number == RowNumber::unknown) {
            form::report_wrong(node, "<row> only where a row is made", report);
            return std::nullopt;
        }
        if (name != row_number) {
            const std::optional<form::ItemId> item = seen_item(form, name, group, node, report);
            if (!item) {
                return std::nullopt;
            }
            part.item = *item;
        }
        out.parts.push_back(std::move(part));
        rest.remove_prefix(close + 1);
    }
    out.tail = rest;
    return out;
}

// "<usage>[ 1回<dose><unit>][ <days>日分]": pieces in brackets stand behind all else.
std::optional<TransferText> read_text(const Form& form, const yaml::Node& node, form::GroupId group,
                                      RowNumber number, diag::Report& report) {
    const std::size_t first = std::min(node.text.find('['), node.text.size());
    std::optional<TransferText> out =
        read_plain(form, node, std::string_view(node.text).substr(0, first), group, number, report);
    for (std::string_view rest = std::string_view(node.text).substr(first); out && !rest.empty();) {
        const std::size_t close = rest.find(']');
        if (rest.front() != '[' || close == std::string_view::npos) {
            form::report_wrong(node, "text, and behind it [text with <item>]", report);
            return std::nullopt;
        }
        std::optional<TransferText> piece =
            read_plain(form, node, rest.substr(1, close - 1), group, number, report);
        if (!piece || piece->parts.empty() || out->parts.empty() || number == RowNumber::known) {
            form::report_wrong(node, "[text with <item>] behind an item, where no row is made", report);
            return std::nullopt;
        }
        out->pieces.push_back(*std::move(piece));
        rest.remove_prefix(close + 1);
    }
    return out;
}

bool takes_text(const Item& item) {
    return item.type == ItemType::text || item.type == ItemType::token || item.type == ItemType::integer;
}

// Of a wording: each alternative is a reading.
bool is_pattern(const MadeValue& out, const yaml::Node& node, diag::Report& report) {
    for (std::string_view rest = node.text; out.wording != nullptr && !rest.empty();) {
        const std::string_view each = text::next_part(rest, '|');
        if (!out.wording->has(each)) {
            check_reading(*out.wording, node, report);
            return false;
        }
    }
    const std::string error = form::TextPattern::error_of(node.text);
    if (!error.empty()) {
        report.add(message::value_wrong, node.where(), {node.text, "RE2 (" + error + ")"});
    }
    return error.empty();
}

// {of: item, is: [[RE2, value], …], otherwise: value}; {of: item, reads: wording, is: [[reading, value], …]}
void read_cases(const Form& form, const yaml::Node& node, const form::Wordings& wordings, MadeValue& out,
                diag::Report& report) {
    const yaml::Node* const of = node.get("of");
    const yaml::Node* const is = node.get("is");
    if (of == nullptr || is == nullptr) {
        report.add(message::key_missing, node.where(), {of == nullptr ? "of" : "is"});
        return;
    }
    out.of = seen_item(form, of->text, form.items()[out.item].group, *of, report).value_or(form::none);
    if (const yaml::Node* const reads = node.get("reads"); reads != nullptr && out.of != form::none) {
        out.wording = read_wording(form, out.of, *reads, wordings, report);
    }
    for (const yaml::Node& each : is->children) {
        if (each.kind != yaml::NodeKind::list || each.children.size() != 2) {
            form::report_wrong(each, "[pattern, value]", report);
            continue;
        }
        if (is_pattern(out, each.children[0], report)) {
            check_value(form, out.item, each.children[1].text, each.children[1], report);
            out.is.push_back({form::TextPattern(each.children[0].text), each.children[1].text});
        }
    }
    if (const yaml::Node* const otherwise = node.get("otherwise")) {
        check_value(form, out.item, otherwise->text, *otherwise, report);
        out.otherwise = otherwise->text;
    }
}

// {template: text, rows: group, join: text}
void read_template(const Form& form, const yaml::Node& node, MadeValue& out, diag::Report& report) {
    const Item& item = form.items()[out.item];
    if (!takes_text(item)) {
        form::report_wrong(node, "an item of type text, token or int", report);
    }
    form::GroupId group = item.group;
    if (const yaml::Node* const rows = node.get("rows")) {
        out.rows = read_group(form, *rows, report).value_or(form::document_group);
        form::has_key(node, "join", report);
        out.join = node.text_of("join");
        if (group != form::document_group) {
            form::report_wrong(*rows, "an item of the document, which rows make together", report);
        }
        group = out.rows;
    }
    out.texts = read_texts(form, *node.get("template"), group,
                           group != form::document_group ? RowNumber::known : RowNumber::unknown, report);
}

} // namespace

std::optional<form::ItemId> read_item(const Form& form, const yaml::Node& node, diag::Report& report) {
    const std::optional<form::ItemId> found = form.item(node.text);
    if (!found) {
        report_unknown(form, form.items(), message::item_unknown, node, node.text, report);
    }
    return found;
}

std::optional<form::ItemId> seen_item(const Form& form, std::string_view name, form::GroupId group,
                                      const yaml::Node& node, diag::Report& report) {
    const std::optional<form::ItemId> found = form.item(name);
    if (!found) {
        report_unknown(form, form.items(), message::item_unknown, node, name, report);
        return std::nullopt;
    }
    if (form.items()[*found].group != form::document_group && form.items()[*found].group != group) {
        form::report_wrong(node, "items of the same row, or of the document", report);
        return std::nullopt;
    }
    return found;
}

std::optional<form::GroupId> read_group(const Form& form, const yaml::Node& node, diag::Report& report) {
    const std::optional<form::GroupId> found = form.group(node.text);
    if (!found) {
        report_unknown(form, form.groups(), message::group_unknown, node, node.text, report);
    }
    return found;
}

void check_value(const Form& form, form::ItemId item, const std::string& value, const yaml::Node& node,
                 diag::Report& report) {
    const Item& about = form.items()[item];
    const bool is_code = about.list == form::none || form::row_of_code(form, about.list, value) != nullptr;
    const bool is_literal = about.literal.empty() || form.text(about.literal) == value;
    if (!is_code || !is_literal || !record::is_canonical(form, about, value)) {
        report.add(
            message::transfer_value, node.where(),
            {value, std::string(form.text(about.name)) + " (" + std::string(form.text(about.id)) + ")"});
    }
}

const form::Wording* read_wording(const Form& form, form::ItemId item, const yaml::Node& node,
                                  const form::Wordings& wordings, diag::Report& report) {
    const form::Wording* const found = wordings.find(node.text);
    const ItemType type = form.items()[item].type;
    if (found == nullptr) {
        form::report_wrong(node, text::joined(wordings.all(), " | ", &form::Wording::name), report);
    } else if (type != ItemType::text && type != ItemType::token) {
        form::report_wrong(node, "`reads:` for an item of type text or token", report);
    }
    return found;
}

void check_reading(const form::Wording& wording, const yaml::Node& node, diag::Report& report) {
    if (!wording.has(node.text)) {
        form::report_wrong(node, names_of_readings(wording), report);
    }
}

std::vector<TransferText> read_texts(const Form& form, const yaml::Node& node, form::GroupId group,
                                     RowNumber number, diag::Report& report) {
    std::vector<TransferText> out;
    const bool is_list = node.kind == yaml::NodeKind::list;
    for (const yaml::Node& each :
         is_list ? std::span<const yaml::Node>(node.children) : std::span<const yaml::Node>(&node, 1)) {
        std::optional<TransferText> text = read_text(form, each, group, number, report);
        if (text && text->parts.empty()) {
            form::report_wrong(each, "text with <item>", report);
        } else if (text) {
            out.push_back(*std::move(text));
        }
    }
    return out;
}

std::optional<MadeValue> read_made_value(const Form& form, const yaml::Node& pair,
                                         const form::Wordings& wordings, diag::Report& report) {
    if (pair.kind != yaml::NodeKind::list || pair.children.size() != 2) {
        form::report_wrong(pair, "[item, value]", report);
        return std::nullopt;
    }
    const std::optional<form::ItemId> item = read_item(form, pair.children[0], report);
    if (!item) {
        return std::nullopt;
    }
    const Item& about = form.items()[*item];
    if (about.group != form::document_group && form.groups()[about.group].parent != form::document_group) {
        report.add(message::transfer_group, pair.where(),
                   {pair.children[0].text, form.text(form.groups()[about.group].id)});
        return std::nullopt;
    }
    MadeValue out{.item = *item};
    const yaml::Node& value = pair.children[1];
    if (value.kind != yaml::NodeKind::map) {
        check_value(form, *item, value.text, value, report);
        out.texts.push_back({.parts = {}, .tail = value.text});
    } else if (!form::check_keys(value, form::keys::transfer_made, report)) {
        return std::nullopt;
    } else if (value.get("template") != nullptr) {
        read_template(form, value, out, report);
    } else {
        read_cases(form, value, wordings, out, report);
    }
    return out;
}

} // namespace renkei::transfer
