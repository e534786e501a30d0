// Several documents on one page, and what each sheet of paper says of its document.
#include "gateway/forms/html/page.h"
#include "gateway/forms/record/value/record.h"

#include "kit.h"
#include <gtest/gtest.h>

namespace renkei::html::sheets_page_test {
namespace {

TEST(Sheets, have_the_month_of_the_document_beside_its_day_and_on_each_sheet) {
    const std::string page = page_of(
        "careplan6_plan",
        form_file("fixtures/careplan6_plan/UPPLAN_202602_9970100013_43_9970100047_15_20260301091500.CSV"));
    EXPECT_TRUE(has(between(page, "</h1>", "</div>"), "　2026年2月分"));
    EXPECT_TRUE(has(between(page, "@top-right", "}"), "　2026年2月分"));
}

TEST(Sheets, of_several_documents_leave_every_text_as_it_is) {
    const mapping::Plan& plan = *product().find("admission");
    record::Record record(plan.form());
    set(record, "patient_name", "<h2 id=\"x\"></section>");
    const DocumentSheet sheet = document_sheet(plan, record);
    const PageHead head{.way_back = {{"/documents", "一覧"}}};
    const std::vector<DocumentSheet> twice{sheet, sheet};
    const std::string page = sheets_page("一式", twice, "届いていない<文書>", {"<b>"}, head);
    EXPECT_TRUE(has(page, "<bdi>&lt;h2 id=&quot;x&quot;&gt;&lt;/section&gt;</bdi> 様"));
    EXPECT_TRUE(has(page, "届いていない&lt;文書&gt;：&lt;b&gt;"));
    EXPECT_TRUE(has(page, "<section class=\"sheet\" id=\"d2\" aria-labelledby=\"d2t\">"));
    EXPECT_FALSE(has(page, "aria-label=\"本人\"")) << "no two landmarks of one name";
    EXPECT_TRUE(has(page, "#d2{page:d2}\n@page d2{"));
    EXPECT_TRUE(has(page, "#d1,.head{page:d1}")) << "the title takes no sheet of its own";
}

} // namespace
} // namespace renkei::html::sheets_page_test
