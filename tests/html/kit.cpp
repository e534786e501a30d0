#include "kit.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/record/reader.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace renkei::html {

const catalogue::Catalogue& product() {
    static const catalogue::Catalogue catalogue = [] {
        auto opened = catalogue::Catalogue::open_file(fs::path(RENKEI_BINARY) / "share/mappings.cache");
        EXPECT_TRUE(opened) << (opened ? "" : diag::to_text(opened.error(), diag::Language::english));
        return *std::move(opened);
    }();
    return catalogue;
}

const catalogue::Catalogue& example() {
    static const catalogue::Catalogue catalogue = [] {
        diag::Report report;
        const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
        EXPECT_TRUE(r4) << "share/r4.defs";
        auto opened = catalogue::Catalogue::open(
            catalogue::compile_catalogue(fs::path(RENKEI_SOURCE) / "mappings/example", *r4, report));
        EXPECT_TRUE(opened) << "the worked example";
        return *std::move(opened);
    }();
    return catalogue;
}

std::string form_file(std::string_view path) {
    const auto read = base::read_file(fs::path(RENKEI_SOURCE) / path);
    EXPECT_TRUE(read) << path;
    return read.value_or("");
}

std::string page_of(std::string_view form, std::string_view bytes, const Change& change) {
    const mapping::Plan* plan = product().find(form);
    plan = plan == nullptr ? example().find(form) : plan;
    EXPECT_NE(plan, nullptr) << form;
    if (plan == nullptr) {
        return {};
    }
    record::Record record(plan->form());
    diag::Report report;
    const auto syntaxes = plan->form().syntaxes();
    const auto json = std::ranges::find(syntaxes, form::SyntaxKind::json, &form::Syntax::kind);
    record::Reader reader(plan->form(), bytes.starts_with('{') ? *json : syntaxes.front(), bytes, {});
    EXPECT_TRUE(reader.next(record, report)) << form;
    record.number_rows();
    if (change) {
        change(record);
    }
    return document_page(*plan, record);
}

std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
    const std::size_t from = text.find(begin);
    if (from == std::string_view::npos) {
        return {};
    }
    text.remove_prefix(from + begin.size());
    return text.substr(0, text.find(end));
}

std::string_view section(std::string_view page, std::string_view title) {
    return between(page, "\">" + std::string(title) + "</h2>", "</section>");
}

std::string_view alert_of(std::string_view page, std::string_view name) {
    return between(page, fmt::format("<p class=\"k\">{}</p><p class=\"v\">", name), "</p></li>");
}

std::string text_of(std::string_view html) {
    std::string out;
    bool in_tag = false;
    for (const char c : html) {
        in_tag |= c == '<';
        if (!in_tag) {
            out += c;
        }
        in_tag &= c != '>';
    }
    return out;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

void set(record::Record& record, std::string_view item, std::string_view text) {
    const auto index = record.form().item(item);
    ASSERT_TRUE(index) << item;
    const form::Item& to = record.form().items()[*index];
    text.empty() ? record.unset(record.root(), to) : record.set(record.root(), to, record.arena().keep(text));
}

} // namespace renkei::html
