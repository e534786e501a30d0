#include "gateway/core/json/line_guess.h"

namespace renkei::json {
namespace {

std::string_view trimmed(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view()
                                           : line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
}

struct TwoLines {
    std::string_view first;
    std::string_view second; // empty: there is none
};

TwoLines first_lines(std::string_view bytes) {
    Lines lines(bytes);
    TwoLines out;
    for (std::string_view* const each : {&out.first, &out.second}) {
        if (const std::optional<Line> line = lines.next_line()) {
            *each = trimmed(line->text);
        }
    }
    return out;
}

bool is_object(std::string_view text) {
    Tree tree;
    return text.starts_with('{') && text.ends_with('}') && Parser().parse(text, tree).has_value();
}

} // namespace

bool has_line_per_document(std::string_view bytes) {
    const TwoLines lines = first_lines(bytes);
    return lines.first.ends_with('}') && !lines.second.empty() &&
           (lines.second.starts_with('{') || is_object(lines.first));
}

bool has_line_per_document(std::string_view bytes, std::string_view file_name) {
    if (!is_named_by_line(file_name)) {
        return has_line_per_document(bytes);
    }
    const TwoLines lines = first_lines(bytes);
    return lines.second.empty() || is_object(lines.first) || is_object(lines.second);
}

bool is_document_on_first_line(std::string_view bytes) { return is_object(first_lines(bytes).first); }

std::string_view line_that_says_what(std::string_view bytes) {
    const TwoLines lines = first_lines(bytes);
    return !is_object(lines.first) && is_object(lines.second) ? lines.second : lines.first;
}

bool is_named_by_line(std::string_view file_name) {
    return file_name.ends_with(".ndjson") || file_name.ends_with(".jsonl");
}

void shift(diag::Where& where, const Line& line) {
    if (where.line > 0) {
        where.line += line.number - 1;
        where.offset += line.offset;
        where.is_line_a_document = line.is_document;
    }
}

void append(diag::Report& report, const diag::Report& of_line, const Line& line) {
    for (diag::Finding each : of_line.findings()) {
        shift(each.where, line);
        report.add(std::move(each));
    }
    report.append_not_shown(of_line);
}

} // namespace renkei::json
