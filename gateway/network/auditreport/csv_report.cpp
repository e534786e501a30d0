#include "gateway/core/csv/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/auditreport/render.h"
#include "gateway/network/auditreport/report_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace renkei::auditreport {
namespace {

constexpr std::array<std::string_view, 20> csv_columns{
    "record",      "day",   "from",     "until",        "caller",         "caller_id", "what",
    "interaction", "about", "about_id", "document_ids", "document_forms", "result",    "ground",
    "reason_code", "times", "user",     "job",          "purpose",        "emergency"};
constexpr std::size_t column_of_sentence = 6; // "what"
using Cells = std::array<std::string, csv_columns.size()>;

// What a spreadsheet would read as a formula (OWASP, CSV Injection), also in full width, becomes text by an
// apostrophe before it.
std::string plain_cell(std::string text) {
    constexpr std::string_view formula_marks[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                                  "\n", "＝", "＋", "－", "＠"};
    const bool is_formula =
        std::ranges::any_of(formula_marks, [&](std::string_view mark) { return text.starts_with(mark); });
    return is_formula ? "'" + text : text;
}

std::string forms_of(const AccessReport& report, const Line& line) {
    std::set<std::string> out;
    for (const std::string& document : line.documents) {
        const auto facts = report.documents.find(document);
        if (facts != report.documents.end() && !facts->second.form.empty()) {
            out.insert(facts->second.form);
        }
    }
    return fmt::format("{}", fmt::join(out, " "));
}

Cells cells_of(const AccessReport& report, const Line& line, Language language) {
    return {"access",
            line.day,
            time::second_in_japan(line.first),
            time::second_in_japan(line.last),
            caller_words(report, line.caller, language),
            line.caller,
            what_words(line, language),
            line.interaction,
            about_words(report, line, language),
            line.about,
            fmt::format("{}", fmt::join(line.documents, " ")),
            forms_of(report, line),
            result_words(line, language),
            ground_words(line, language),
            line.reason,
            std::to_string(line.times),
            line.is_said ? user_words(line, language) : line.user,
            line.job,
            line.purpose,
            line.emergency};
}

class RecordWriter {
public:
    explicit RecordWriter(std::string& out) : writer_(out, text::Encoding::utf8) {
        for (const std::string_view column : csv_columns) {
            writer_.cell(column, csv::Quote::when_needed);
        }
        writer_.end_record();
    }
    void add(Cells cells) {
        for (std::string& cell : cells) {
            writer_.cell(plain_cell(std::move(cell)), csv::Quote::when_needed);
        }
        writer_.end_record();
    }
    void add_sentence(std::string_view kind, std::string sentence) {
        Cells cells;
        cells.front() = kind;
        cells[column_of_sentence] = std::move(sentence);
        add(std::move(cells));
    }

private:
    csv::Writer writer_;
};

} // namespace

std::string as_csv(const AccessReport& report, Language language) {
    std::string out;
    RecordWriter writer(out);
    for (Sentence& sentence : sentences_of(report, language)) {
        writer.add_sentence(sentence.kind, std::move(sentence.text));
    }
    for (const Line& line : report.lines) {
        writer.add(cells_of(report, line, language));
    }
    return out;
}

} // namespace renkei::auditreport
