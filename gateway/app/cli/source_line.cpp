#include "gateway/app/cli/source_line.h"

#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/file.h"
#include "gateway/core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::cli {
namespace {

constexpr std::size_t widest = 100; // characters of a line that are shown

std::string_view numbered_line(std::string_view text, std::uint32_t number) {
    for (std::uint32_t n = 1; n < number; ++n) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) {
            return {};
        }
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

// The part of the line around the column, and blanks as wide as what stands before the column in it.
struct Excerpt {
    std::string line;
    std::string before;
};

Excerpt excerpt(std::string_view line, std::uint32_t column) {
    constexpr std::uint32_t context = 60;
    const std::uint32_t first = column > context ? column - context : 1;
    Excerpt out;
    std::uint32_t at = 1;
    for (std::size_t i = 0; i < line.size() && at < first + widest; ++at) {
        const text::CodePoint letter = text::code_point_at(line, i);
        if (at >= first) {
            out.line += line.substr(i, letter.size);
            if (at < column) {
                out.before += letter.value >= first_wide ? "  " : " ";
            }
        }
        i += letter.size;
    }
    return out;
}

} // namespace

const std::string& SourceLines::text_of(const std::string& file) {
    const auto known = files_.find(file);
    if (known != files_.end()) {
        return known->second;
    }
    diag::Result<std::string> text = base::read_file(file);
    return files_.emplace(file, text ? *std::move(text) : std::string()).first->second;
}

std::string SourceLines::show(const diag::Finding& finding, diag::Language language) {
    std::string out = diag::to_text(finding, language) + "\n";
    if (finding.where.line == 0 || finding.where.file.empty()) {
        return out;
    }
    const std::string_view line = numbered_line(text_of(finding.where.file), finding.where.line);
    if (!line.empty()) {
        const Excerpt shown = excerpt(line, std::max(finding.where.column, 1U));
        out += fmt::format("{:>6} | {}\n       | {}^\n", finding.where.line, shown.line, shown.before);
    }
    return out;
}

std::string with_source_lines(const diag::Report& report, diag::Language language) {
    SourceLines lines;
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += lines.show(finding, language);
    }
    return out;
}

} // namespace renkei::cli
