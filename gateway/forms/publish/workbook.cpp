#include "gateway/core/base/characters.h"
#include "gateway/core/text/utf8.h"
#include "gateway/fhir/xml/escape.h"
#include "gateway/forms/publish/archive_writer.h"
#include "gateway/forms/publish/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace renkei::publish {
namespace {

constexpr std::size_t max_cell = 10'000; // characters as shown; Excel takes 32,767 UTF-16 units
constexpr std::string_view xml_head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view relationships =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view package_relationships =
    "http://schemas.openxmlformats.org/package/2006/relationships";

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

// A, B, …, Z, AA.
std::string column_name(std::size_t column) {
    std::string out;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
        out.insert(out.begin(), static_cast<char>('A' + (rest - 1) % 26));
    }
    return out;
}

// Of a text that is too long for a cell the beginning; the other formats have the whole text.
std::string row_of(const std::vector<std::string>& cells) {
    std::string out = "<row>";
    for (const std::string& each : cells) {
        const std::string shown = with_visible_marks(each);
        const std::string_view kept = text::head_of(shown, max_cell); // the other formats have all of it
        out += "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">";
        xml::append_text(out, without_escapes(kept));
        out += fmt::format("{}</t></is></c>", kept.size() < shown.size() ? "…" : "");
    }
    return out + "</row>\n";
}

// Excel opens no workbook whose sheets have longer names, or names with these characters.
std::string sheet_name(std::string_view name) {
    constexpr std::size_t max_name = 31;
    constexpr std::string_view forbidden = "[]:*?/\\";
    const std::string shown = with_visible_marks(name);
    std::string out(text::head_of(shown, max_name));
    std::ranges::replace_if(
        out, [&](char c) { return forbidden.find(c) != std::string_view::npos; }, '_');
    return out;
}

// The head line stays in sight, and its cells filter the rows below.
std::string worksheet(const Sheet& sheet) {
    constexpr std::string_view frozen =
        "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
        "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>";
    std::string out = fmt::format("{}<worksheet xmlns=\"{}\">{}<sheetData>\n", xml_head, spreadsheet,
                                  sheet.has_head ? frozen : "");
    for (const std::vector<std::string>& row : sheet.rows) {
        out += row_of(row);
    }
    out += "</sheetData>";
    if (sheet.has_head) {
        out += fmt::format("<autoFilter ref=\"A1:{}{}\"/>", column_name(sheet.rows.front().size() - 1),
                           sheet.rows.size());
    }
    return out + "</worksheet>\n";
}

std::string sheet_list(std::span<const Sheet> sheets) {
    std::string out =
        fmt::format("{}<workbook xmlns=\"{}\" xmlns:r=\"{}\"><bookViews><workbookView/></bookViews><sheets>",
                    xml_head, spreadsheet, relationships);
    for (std::size_t i = 1; i <= sheets.size(); ++i) {
        out += "<sheet name=\"";
        xml::append_attribute(out, sheet_name(sheets[i - 1].name));
        out += fmt::format("\" sheetId=\"{}\" r:id=\"rId{}\"/>", i, i);
    }
    return out + "</sheets></workbook>\n";
}

std::string relationship(std::string_view id, std::string_view type, std::string_view target) {
    return fmt::format("<Relationship Id=\"{}\" Type=\"{}/{}\" Target=\"{}\"/>", id, relationships, type,
                       target);
}

std::string relationship_list(const std::string& inner) {
    return fmt::format("{}<Relationships xmlns=\"{}\">{}</Relationships>\n", xml_head, package_relationships,
                       inner);
}

constexpr std::string_view content_types_begin =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>";
constexpr std::string_view content_type_of_sheet =
    "<Override PartName=\"/xl/{}\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>";

} // namespace

std::string write_workbook(std::span<const Sheet> sheets) {
    ArchiveFiles files;
    std::string types = std::string(xml_head) + std::string(content_types_begin);
    std::string links;
    for (std::size_t i = 1; i <= sheets.size(); ++i) {
        const std::string name = fmt::format("worksheets/sheet{}.xml", i);
        types += fmt::format(content_type_of_sheet, name);
        links += relationship(fmt::format("rId{}", i), "worksheet", name);
        files["xl/" + name] = worksheet(sheets[i - 1]);
    }
    files["[Content_Types].xml"] = types + "</Types>\n";
    files["_rels/.rels"] = relationship_list(relationship("rId1", "officeDocument", "xl/workbook.xml"));
    files["xl/workbook.xml"] = sheet_list(sheets);
    files["xl/_rels/workbook.xml.rels"] = relationship_list(links);
    const diag::Result<std::string> bytes = write_zip(files);
    assert(bytes); // in memory
    return *bytes;
}

} // namespace renkei::publish
