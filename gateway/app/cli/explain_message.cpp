#include "gateway/app/cli/explain_message.h"

#include "gateway/app/cli/text.h"
#include "gateway/core/base/characters.h"
#include "gateway/core/base/file.h"
#include "gateway/core/diag/message.h"
#include "gateway/core/json/document.h"
#include "gateway/core/text/tab_table.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/form/tables.h"
#include "generated/messages/base.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <utility>

namespace renkei::cli {
namespace {

namespace message = diag::message;
using diag::Language;
using diag::MessageRow;

// Made by `tools/errors --table`.
constexpr std::string_view table_file = "messages.tsv";
enum Column : std::size_t {
    sentence_count, // of the id in its file of messages, in the order of diag::messages()
    id_column,
    cause,
    example,
    fix,
    japanese_cause,
    japanese_fix,
    link,
    columns,
};
using Row = std::vector<std::string_view>;

// The rows of an id: more than one if messages of several subjects share it.
std::vector<Row> rows_of(std::string_view table, std::string_view id) {
    std::vector<Row> out;
    for (text::TabRow& row : text::tab_rows(table)) {
        row.cells.resize(columns);
        if (row.cells[id_column] == id) {
            out.push_back(std::move(row.cells));
        }
    }
    return out;
}

bool is_same_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, base::lower, base::lower);
}

// "\n" in a cell is a line break.
std::string lines_of(std::string_view cell) {
    std::string out;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        const bool is_break = cell.substr(i, 2) == "\\n";
        out += is_break ? '\n' : cell[i];
        i += is_break ? 1 : 0;
    }
    return out;
}

// Further lines begin below the first.
std::string indented(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c;
        out += c == '\n' ? "    " : "";
    }
    return out;
}

// A place for an argument reads as "…"; one that may be left out is left out.
std::string without_holes(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::optional<diag::Hole> hole = diag::hole_at(text.substr(i));
        if (!hole) {
            out += text[i];
        } else if (!diag::is_optional(hole->kind)) {
            out += "…";
        }
        i += hole ? hole->size : 1;
    }
    return out;
}

} // namespace

std::vector<std::string_view> message_ids(std::string_view text) {
    if (const std::size_t open = text.find('['); open != std::string_view::npos && text.ends_with(']')) {
        text = text.substr(open + 1, text.size() - open - 2); // "error[R103]", as it is printed
    }
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const std::size_t colon = text.find(':'); // of a reason: "gave-up:connection-refused"
        const auto row = std::ranges::find_if(diag::messages(), [&](const MessageRow& each) {
            return is_same_ignoring_case(each.id, text.substr(0, colon));
        });
        if (row == diag::messages().end()) {
            return {};
        }
        out.push_back(row->id);
        text.remove_prefix(colon == std::string_view::npos ? text.size() : colon + 1);
    }
    return out;
}

std::string nearest_message_id(std::string_view wrong) {
    std::vector<std::string_view> ids;
    for (const MessageRow& each : diag::messages()) {
        ids.push_back(each.id);
    }
    return form::nearest(wrong, ids);
}

diag::Result<std::vector<ExplainedMessage>> explain_message(std::string_view id, Language language) {
    const bool japanese = language == Language::japanese;
    TRY(const std::filesystem::path path, definitions::find_data_file(table_file));
    TRY(const std::string table, base::read_file(path));
    const std::vector<Row> rows = rows_of(table, id);
    if (rows.empty()) {
        return diag::fail(message::blob_wrong, {.file = path.string()}, {"messages: no " + std::string(id)});
    }
    std::vector<MessageSentence> sentences;
    for (const MessageRow& message : diag::messages()) {
        if (message.id == id) {
            sentences.push_back(
                {message.severity, without_holes(japanese ? message.japanese : message.english)});
        }
    }
    std::vector<ExplainedMessage> out;
    auto next = sentences.begin();
    for (const Row& row : rows) {
        const auto count = std::min<std::ptrdiff_t>(std::atoi(std::string(row[sentence_count]).c_str()),
                                                    sentences.end() - next);
        out.push_back({.id = std::string(id),
                       .sentences = {next, next + count},
                       .cause = lines_of(row[japanese ? japanese_cause : cause]),
                       .example = lines_of(row[example]),
                       .fix = lines_of(row[japanese ? japanese_fix : fix]),
                       .standard = lines_of(row[link])});
        next += count;
    }
    return out;
}

std::string to_text(const ExplainedMessage& message, Language language) {
    std::string out;
    for (const MessageSentence& sentence : message.sentences) {
        out +=
            fmt::format("{} {}: {}\n", diag::printed(sentence.severity, language), message.id, sentence.text);
    }
    const auto add = [&](const Text& title, std::string_view text) {
        if (!text.empty()) {
            out += fmt::format("\n{}:\n    {}\n", title.in(language), indented(text));
        }
    };
    add({"Cause", "原因"}, message.cause);
    add({"Example", "例"}, message.example);
    add({"Fix", "対処"}, message.fix);
    add({"Standard", "規格"}, message.standard);
    return out;
}

std::string to_json(std::span<const ExplainedMessage> messages) {
    json::Document out = json::Document::array();
    for (const ExplainedMessage& message : messages) {
        json::Document& about = out.emplace_back();
        about = {{"id", message.id}, {"messages", json::Document::array()}};
        for (const MessageSentence& sentence : message.sentences) {
            about["messages"].push_back(
                {{"severity", diag::to_text(sentence.severity)}, {"text", sentence.text}});
        }
        const auto member_if = [&](const char* name, std::string_view text) {
            if (!text.empty()) {
                about[name] = text;
            }
        };
        member_if("cause", message.cause);
        member_if("example", message.example);
        member_if("fix", message.fix);
        member_if("standard", message.standard);
    }
    return json::write_document(out) + "\n";
}

} // namespace renkei::cli
