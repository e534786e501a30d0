#include "gateway/app/cli/explain_message.h"

#include "gateway/app/cli/text.h"
#include "gateway/core/base/file.h"
#include "gateway/fhir/definitions/r4_definitions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace renkei::cli {
namespace {

using diag::Language;
using diag::Message;
using diag::MessageRow;

// Made by `tools/errors --table`.
constexpr std::string_view table_file = "messages.tsv";
enum Column : std::size_t { id_column, cause, example, fix, japanese_cause, japanese_fix, link, columns };
using Row = std::array<std::string_view, columns>;

// The rows of an id: more than one if messages of several subjects share it.
std::vector<Row> rows_of(std::string_view table, std::string_view id) {
    std::vector<Row> out;
    while (!table.empty()) {
        const std::size_t end = table.find('\n');
        std::string_view line = table.substr(0, end);
        table.remove_prefix(end == std::string_view::npos ? table.size() : end + 1);
        Row row;
        for (std::string_view& cell : row) {
            const std::size_t tab = line.find('\t');
            cell = line.substr(0, tab);
            line.remove_prefix(tab == std::string_view::npos ? line.size() : tab + 1);
        }
        if (row[id_column] == id) {
            out.push_back(row);
        }
    }
    return out;
}

// "\n" in a cell is a line break; further lines begin below the first.
std::string lines_of(std::string_view cell) {
    std::string out;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        const bool is_break = cell.substr(i, 2) == "\\n";
        out += is_break ? std::string("\n    ") : std::string(1, cell[i]);
        i += is_break ? 1 : 0;
    }
    return out;
}

// A place for an argument reads as "…".
std::string without_holes(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::optional<diag::Hole> hole = diag::hole_at(text.substr(i));
        out += hole ? std::string("…") : std::string(1, text[i]);
        i += hole ? hole->size : 1;
    }
    return out;
}

} // namespace

bool is_message_id(std::string_view text) {
    return std::ranges::find(diag::messages(), text, &MessageRow::id) != diag::messages().end();
}

diag::Result<std::string> explain_message(std::string_view id, Language language) {
    const bool japanese = language == Language::japanese;
    TRY(const std::filesystem::path path, definitions::find_data_file(table_file));
    TRY(const std::string table, base::read_file(path));
    const std::vector<Row> rows = rows_of(table, id);
    if (rows.empty()) {
        return diag::fail(Message::blob_wrong, {.file = path.string()}, {std::string(id)});
    }
    std::string out;
    for (const MessageRow& message : diag::messages()) {
        if (message.id == id) {
            out += fmt::format("{} {}: {}\n", diag::printed(message.severity, language), id,
                               without_holes(japanese ? message.japanese : message.english));
        }
    }
    const auto add = [&](const Text& title, std::string_view cell) {
        if (!cell.empty()) {
            out += fmt::format("\n{}:\n    {}\n", title.in(language), lines_of(cell));
        }
    };
    for (const Row& row : rows) {
        add({"Cause", "原因"}, row[japanese ? japanese_cause : cause]);
        add({"Example", "例"}, row[example]);
        add({"Fix", "対処"}, row[japanese ? japanese_fix : fix]);
        add({"Standard", "規格"}, row[link]);
    }
    return out;
}

} // namespace renkei::cli
