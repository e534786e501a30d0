#include "gateway/forms/html/html.h"
#include "gateway/forms/mapping/fill/item_home.h"
#include "gateway/forms/publish/form_tables.h"
#include "gateway/forms/reference/form_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libxml/parser.h>

#include <algorithm>
#include <filesystem>
#include <regex>

namespace renkei::reference::form_page_test {
namespace {

using testing::HasSubstr;

const catalogue::Catalogue& known() {
    static const catalogue::Catalogue catalogue = [] {
        auto opened =
            catalogue::Catalogue::open_file(std::filesystem::path(RENKEI_BINARY) / "share/mappings.cache");
        EXPECT_TRUE(opened) << (opened ? "" : diag::to_text(opened.error(), diag::Language::english));
        return *std::move(opened);
    }();
    return catalogue;
}

const std::map<std::string, std::string>& pages() {
    static const std::map<std::string, std::string> files = [] {
        auto made = form_pages(known(), RENKEI_KIT);
        EXPECT_TRUE(made) << (made ? "" : diag::to_text(made.error(), diag::Language::english));
        return *std::move(made);
    }();
    return files;
}

const std::string& page_of(const form::Form& form) { return pages().at(page_name(known(), form) + ".html"); }

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const std::size_t from = text.find(begin);
    return from == std::string::npos ? "" : text.substr(from, text.find(end, from) - from);
}

std::vector<std::string> all_of(const std::string& text, const std::string& pattern) {
    const std::regex regex(pattern);
    std::vector<std::string> out;
    for (std::sregex_iterator at(text.begin(), text.end(), regex); at != std::sregex_iterator(); ++at) {
        out.push_back((*at)[1]);
    }
    return out;
}

bool is_well_formed(const std::string& page) {
    const std::string body = between(page, "<body>", "</body>") + "</body>";
    xmlDocPtr document = xmlReadMemory(body.data(), static_cast<int>(body.size()), nullptr, "UTF-8",
                                       XML_PARSE_NONET | XML_PARSE_HUGE);
    xmlFreeDoc(document);
    return document != nullptr;
}

TEST(FormPage, has_each_item_with_its_name_its_place_in_fhir_and_where_it_comes_from) {
    for (const mapping::Plan& plan : known().plans()) {
        const form::Form& form = plan.form();
        for (const form::ItemId index : form.items().ids()) {
            const form::Item& item = form.items()[index];
            const form::GroupKind kind = form.groups()[item.group].kind;
            const bool is_ours = item.is(form::implied) || kind == form::GroupKind::carried ||
                                 kind == form::GroupKind::absent || kind == form::GroupKind::blank;
            if (is_ours) {
                continue;
            }
            const std::string id(form.text(item.id));
            const std::string part = between(page_of(form), "id=\"item-" + id + "\"", "</tbody>");
            ASSERT_FALSE(part.empty()) << form.id() << " " << id;
            EXPECT_THAT(part, HasSubstr(html::escaped(form.text(item.name)))) << form.id();
            EXPECT_THAT(part, HasSubstr("<code>" + html::escaped(mapping::home_of(plan, index)) + "</code>"));
            const std::vector<std::string> from = all_of(part, "data-label=\"出典\">([^<]*)<");
            ASSERT_EQ(from.size(), 1U) << form.id() << " " << id;
            if (!form.is_foreign()) {
                EXPECT_THAT(from.front(), testing::AnyOf("S", "F", "D")) << form.id() << " " << id;
            }
        }
    }
}

TEST(FormPage, has_every_code_and_every_rule) {
    for (const mapping::Plan& plan : known().plans()) {
        const form::Form& form = plan.form();
        for (const form::ListId id : form.lists().ids()) {
            const form::CodeList& list = form.lists()[id];
            const auto is_used = [&](const form::Item& item) {
                return item.list == id && !item.is(form::implied);
            };
            if (std::ranges::none_of(form.items(), is_used)) {
                continue;
            }
            const std::string head = "<h3 id=\"codes-" + html::escaped(form.text(list.id)) + "\"";
            const std::string part = between(page_of(form), head, "</table>");
            ASSERT_FALSE(part.empty() && list.rows > 0) << form.id() << " " << form.text(list.id);
            for (const form::CodeRow& row : form.rows(list)) {
                EXPECT_THAT(part, HasSubstr(">" + html::escaped(form.text(row.form)) + "</td>"));
                EXPECT_THAT(part, HasSubstr(">" + html::escaped(form.text(row.display)) + "</td>"));
            }
        }
        const std::string rules = between(page_of(form), "<h2 id=\"rules\"", "</section>");
        for (const form::Rule& rule : form.rules()) {
            EXPECT_FALSE(form.text(rule.text).empty()) << form.id() << " " << form.text(rule.id);
            EXPECT_THAT(rules, HasSubstr(">" + html::escaped(form.text(rule.id)) + "</td>"));
            EXPECT_THAT(rules, HasSubstr(">" + html::escaped(form.text(rule.text)) + "</td>"));
        }
    }
}

TEST(FormPage, says_who_makes_it_what_comes_with_it_and_what_it_takes_back) {
    for (const mapping::Plan& plan : known().plans()) {
        const form::Form& form = plan.form();
        const std::string part = between(page_of(form), "<h2 id=\"exchange\"", "</section>");
        for (const base::Str role : form.creators()) {
            EXPECT_THAT(part, HasSubstr("<code>" + std::string(form.text(role)) + "</code>")) << form.id();
        }
        for (const form::Deletion& each : form.deletes()) {
            const std::string link = "<a href=\"" + std::string(form.text(each.form)) + ".html\">";
            EXPECT_THAT(part, HasSubstr(link)) << form.id();
            const std::string there =
                between(page_of(known().find(form.text(each.form))->form()), "これを取り消す様式", "</div>");
            EXPECT_THAT(there, HasSubstr(std::string(form.id()) + ".html")) << form.text(each.form);
        }
    }
    const std::string plan1 = page_of(known().find("careplan1")->form());
    EXPECT_THAT(between(plan1, "一緒に送る様式", "</div>"), HasSubstr("careplan_supplement.html"));
    EXPECT_THAT(between(plan1, "これを必要とする様式", "</div>"), HasSubstr("careplan2.html"));
    EXPECT_THAT(between(plan1, "前の版（列が同じで", "</div>"), HasSubstr("202504"));
    EXPECT_THAT(plan1, HasSubstr("UP1KYO_{送信元事業所番号}_"));
}

TEST(FormPage, is_well_formed_and_its_links_lead_somewhere) {
    std::size_t seen = 0;
    for (const auto& [name, bytes] : pages()) {
        if (!name.ends_with(".html")) {
            continue;
        }
        ++seen;
        EXPECT_TRUE(is_well_formed(bytes)) << name;
        EXPECT_EQ(bytes.find("<script"), std::string::npos) << name;
        for (const std::string& link : all_of(bytes, "href=\"([^\"]*)\"")) {
            if (link.starts_with('#')) {
                EXPECT_THAT(bytes, HasSubstr(" id=\"" + link.substr(1) + "\"")) << name;
            } else {
                EXPECT_TRUE(pages().contains(link)) << name << " " << link;
            }
        }
    }
    EXPECT_EQ(seen, known().plans().size() + 1);
}

TEST(FormPage, shows_the_example_of_the_kit_and_has_a_workbook) {
    for (const mapping::Plan& plan : known().plans()) {
        const form::Form& form = plan.form();
        EXPECT_TRUE(pages().at(page_name(known(), form) + ".xlsx").starts_with("PK")) << form.id();
        if (!form.is_foreign()) {
            const std::string part = between(page_of(form), "<h2 id=\"example\"", "</section>");
            EXPECT_THAT(part, HasSubstr(".bundle.json\"")) << form.id();
            EXPECT_THAT(part, HasSubstr("<pre>")) << form.id();
            EXPECT_EQ(part.find("\xEF\xBF\xBD"), std::string::npos) << form.id() << ": read in its encoding";
        }
    }
}

TEST(FormPage, alone_has_no_links_to_others) {
    const mapping::Plan& plan = *known().find("careplan1");
    const std::string page = form_page(known(), plan.form(), publish::form_tables(plan));
    for (const std::string& link : all_of(page, "href=\"([^\"]*)\"")) {
        EXPECT_TRUE(link.starts_with('#')) << link;
    }
}

TEST(FormPage, of_a_folder_without_kit_says_that_the_kit_is_missing) {
    EXPECT_FALSE(form_pages(known(), "/nowhere"));
}

} // namespace
} // namespace renkei::reference::form_page_test
