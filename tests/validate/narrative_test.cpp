// What may stand in the text of a resource (R4 narrative.html, txt-1).
#include "tests/validate/judged.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::validate::test {
namespace {

std::vector<std::string> judged_text(std::string_view inside) {
    std::string div = fmt::format("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">{}</div>", inside);
    return judged(fmt::format("{{'resourceType':'Basic','code':{{'text':'x'}},'text':{{'status':'generated','div':'{}'}}}}", div));
}

TEST(A_narrative, may_have_links_and_titles) {
    for (const char* const fine : {"<p title=\\\"a\\\">x</p>", "<p title = \\\"onclick\\\">x</p>", "<a href=\\\"http://a.example/?javascript:1\\\">x</a>",
                                   "<a href=\\\"a&amp;b:c\\\">x</a>"}) {
        EXPECT_THAT(judged_text(fine), testing::IsEmpty()) << fine;
    }
}

TEST(A_narrative, runs_nothing) {
    for (const char* const active : {"<p onclick=\\\"a()\\\">x</p>", "<p title onclick=\\\"a()\\\">x</p>", "<p title\\tonclick=\\\"a()\\\">x</p>",
                                     "<a href=\\\"javascript:a()\\\">x</a>", "<a href=\\\" JavaScript:a()\\\">x</a>", "<a href=\\\"&#106;avascript:a()\\\">x</a>",
                                     "<a href=\\\"java&#9;script:a()\\\">x</a>", "<a href=\\\"java&#x0A;script&#58;a()\\\">x</a>", "<script>a()</script>"}) {
        EXPECT_THAT(judged_text(active), testing::Not(testing::IsEmpty())) << active;
    }
}

} // namespace
} // namespace renkei::validate::test
