#include "gateway/forms/conform/compare/conform_record.h"

#include "gateway/forms/conform/kit/conform_kit.h"
#include "generated/messages/conform.h"
#include "generated/messages/service.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace renkei::conform {
namespace {

struct DocumentLine {
    std::string place; // "visits[0].staff[1].name"
    std::string_view value;
};
using DocumentLines = std::vector<DocumentLine>;

std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

std::vector<DocumentLines> documents_of(std::string_view text) {
    std::vector<DocumentLines> out(1);
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        if (line.empty()) {
            out.emplace_back();
            continue;
        }
        constexpr std::string_view equals = " = ";
        const std::size_t at = line.find(equals);
        out.back().push_back({std::string(line.substr(0, at)), at == std::string_view::npos
                                                                   ? std::string_view()
                                                                   : line.substr(at + equals.size())});
    }
    return out;
}

struct Comparison {
    const form::Form& form;
    std::string_view file;
    diag::Report& report;

    // `document`: its number if there are several, else 0.
    void run(const DocumentLines& expected, const DocumentLines& found, std::uint32_t document) {
        std::map<std::string_view, std::string_view> rest;
        for (const DocumentLine& line : found) {
            rest.emplace(line.place, line.value);
        }
        for (const DocumentLine& line : expected) {
            const auto same = rest.find(line.place);
            if (same == rest.end()) {
                add(message::conform_item_lost, document, line.place, {std::string(line.value)}, "");
                continue;
            }
            if (same->second != line.value) {
                add(message::conform_item_differs, document, line.place,
                    {std::string(line.value), std::string(same->second)}, same->second);
            }
            rest.erase(same);
        }
        for (const DocumentLine& line : found) {
            if (rest.contains(line.place)) {
                add(message::conform_item_extra, document, line.place, {std::string(line.value)}, line.value);
            }
        }
    }

    void add(Message message, std::uint32_t document, const std::string& place, std::vector<std::string> args,
             std::string_view value) {
        diag::Finding& finding = report.add(
            message, {.file = std::string(file), .document = document, .path = place}, std::move(args));
        finding.item = without_indices(place);
        finding.value = value;
        if (const std::optional<form::ItemId> item = form.item(finding.item)) {
            finding.name = form.text(form.items()[*item].name);
        }
    }
};

} // namespace

void compare_records(const form::Form& form, std::string_view expected, std::string_view found,
                     std::string_view file, diag::Report& report) {
    const std::vector<DocumentLines> wanted = documents_of(expected);
    const std::vector<DocumentLines> given = documents_of(found);
    const std::size_t documents = std::max(wanted.size(), given.size());
    for (std::size_t i = 0; i < documents; ++i) {
        const auto number = static_cast<std::uint32_t>(documents == 1 ? 0 : i + 1);
        Comparison{form, file, report}.run(i < wanted.size() ? wanted[i] : DocumentLines(),
                                           i < given.size() ? given[i] : DocumentLines(), number);
    }
}

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
