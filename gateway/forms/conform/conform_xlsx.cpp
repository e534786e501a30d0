// The report as a workbook (ECMA-376). Every cell is text in place ("inlineStr"), so that nothing of others
// is ever a formula.
#include "gateway/core/base/characters.h"
#include "gateway/core/base/occurrences.h"
#include "gateway/forms/conform/conform_rows.h"
#include "gateway/forms/publish/archive_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace renkei::conform {
namespace {

constexpr std::size_t max_cell = 10'000; // characters; Excel takes 32,767 UTF-16 units
constexpr std::string_view xml_head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view relationships =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view package_relationships =
    "http://schemas.openxmlformats.org/package/2006/relationships";

// The beginning of a text that is too long for a cell; the other formats have the whole text.
std::string_view shortened(std::string_view text) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size(); ++at) {
        const bool is_first_byte = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (is_first_byte && ++count > max_cell) {
            break;
        }
    }
    return text.substr(0, at);
}

// A reader takes _x000D_ for a character (ECMA-376 22.9.2.19), so the underscore before such a text is itself
// escaped.
std::string without_escapes(std::string_view text) {
    constexpr std::string_view escaped_underscore = "_x005F_";
    constexpr std::size_t size = escaped_underscore.size();
    const auto is_escape = [&](std::string_view at) {
        return at.size() >= size && at.starts_with("_x") && at[size - 1] == '_' &&
               std::ranges::all_of(at.substr(2, 4), base::is_hex_digit);
    };
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_escape(text.substr(at))) {
            out += escaped_underscore;
        } else {
            out += text[at];
        }
    }
    return out;
}

std::string sheet_row(const std::vector<std::string>& cells) {
    std::string out = "<row>";
    for (const std::string& each : cells) {
        const std::string_view kept = shortened(each);
        out += fmt::format("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{}{}</t></is></c>",
                           marked_up(without_escapes(kept)), kept.size() < each.size() ? "…" : "");
    }
    return out + "</row>\n";
}

enum class SheetHead : std::uint8_t { none, frozen };

// A frozen head stays in view, and its cells are filters (ECMA-376 18.3.1.66, 18.3.1.2).
std::string sheet(const std::string& rows, SheetHead head) {
    constexpr std::string_view frozen =
        "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
        "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>";
    constexpr std::string_view columns = "<cols><col min=\"1\" max=\"13\" width=\"28\" customWidth=\"1\"/></cols>";
    const std::size_t count = base::occurrences(rows, "<row>");
    return fmt::format("{}<worksheet xmlns=\"{}\">{}{}<sheetData>\n{}</sheetData>{}</worksheet>\n", xml_head,
                       spreadsheet, head == SheetHead::frozen ? frozen : "", columns, rows,
                       head == SheetHead::frozen ? fmt::format("<autoFilter ref=\"A1:M{}\"/>", count) : "");
}

std::string sheet_of_facts(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run) {
    std::string rows;
    for (const ReportFact& fact : report_facts(evaluations, conform_run)) {
        rows += sheet_row({std::string(fact.japanese), std::string(fact.english), fact.value});
    }
    return sheet(rows, SheetHead::none);
}

std::string sheet_of_results(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run) {
    std::string rows =
        sheet_row({"ケース・シナリオ id", "題", "title", "判定 verdict", "場所 place", "項目 item",
                   "正しい値 expected", "結果の値 found", "説明", "explanation", "根拠", "required by", "出典 source"});
    for (const ReportRow& row : report_rows(evaluations, conform_run)) {
        rows += sheet_row({row.id, row.title.japanese, row.title.english, verdict_in_both(row.verdict),
                           row.place, row.item, row.expected, row.found, row.japanese, row.english,
                           row.rule.sentence.japanese, row.rule.sentence.english, row.rule.where});
    }
    return sheet(rows, SheetHead::frozen);
}

std::string workbook() {
    return fmt::format("{}<workbook xmlns=\"{}\" xmlns:r=\"{}\"><sheets><sheet name=\"報告 report\" "
                       "sheetId=\"1\" r:id=\"rId1\"/>"
                       "<sheet name=\"結果 results\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>\n",
                       xml_head, spreadsheet, relationships);
}

std::string relationship(std::string_view id, std::string_view type, std::string_view target) {
    return fmt::format("<Relationship Id=\"{}\" Type=\"{}/{}\" Target=\"{}\"/>", id, relationships, type,
                       target);
}

std::string relationship_list(const std::string& inner) {
    return fmt::format("{}<Relationships xmlns=\"{}\">{}</Relationships>\n", xml_head, package_relationships,
                       inner);
}

constexpr std::string_view content_types =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet1.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet2.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>\n";

} // namespace

std::string conform_xlsx(const std::vector<CaseEvaluation>& evaluations, const ConformRun& conform_run,
                         diag::Language) {
    const diag::Result<std::string> bytes = publish::write_zip(
        {{"[Content_Types].xml", std::string(xml_head) + std::string(content_types)},
         {"_rels/.rels", relationship_list(relationship("rId1", "officeDocument", "xl/workbook.xml"))},
         {"xl/workbook.xml", workbook()},
         {"xl/_rels/workbook.xml.rels",
          relationship_list(relationship("rId1", "worksheet", "worksheets/sheet1.xml") +
                            relationship("rId2", "worksheet", "worksheets/sheet2.xml"))},
         {"xl/worksheets/sheet1.xml", sheet_of_facts(evaluations, conform_run)},
         {"xl/worksheets/sheet2.xml", sheet_of_results(evaluations, conform_run)}});
    assert(bytes); // in memory
    return *bytes;
}

} // namespace renkei::conform
