// What may occur in the text of a resource (R4 narrative.html, txt-1).
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::validate::test::narrative_test {
namespace {

std::vector<std::string> findings_of_div(std::string_view div) {
    return findings_of(fmt::format(
        "{{'resourceType':'Basic','code':{{'text':'x'}},'text':{{'status':'generated','div':'{}'}}}}", div));
}

std::vector<std::string> findings_of_text(std::string_view inside) {
    std::string div = fmt::format("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">{}</div>", inside);
    return findings_of(fmt::format(
        "{{'resourceType':'Basic','code':{{'text':'x'}},'text':{{'status':'generated','div':'{}'}}}}", div));
}

TEST(A_narrative, may_have_links_and_titles) {
    for (const char* const fine :
         {"<p title=\\\"a\\\">x</p>", "<p title = \\\"onclick\\\">x</p>",
          "<a href=\\\"http://a.example/?javascript:1\\\">x</a>", "<a href=\\\"a&amp;b:c\\\">x</a>"}) {
        EXPECT_THAT(findings_of_text(fine), testing::IsEmpty()) << fine;
    }
}

TEST(A_narrative, may_not_contain_active_content) {
    for (const char* const active :
         {"<p onclick=\\\"a()\\\">x</p>", "<p title onclick=\\\"a()\\\">x</p>",
          "<p title\\tonclick=\\\"a()\\\">x</p>", "<a href=\\\"javascript:a()\\\">x</a>",
          "<a href=\\\" JavaScript:a()\\\">x</a>", "<a href=\\\"&#106;avascript:a()\\\">x</a>",
          "<a href=\\\"java&#9;script:a()\\\">x</a>", "<a href=\\\"java&#x0A;script&#58;a()\\\">x</a>",
          "<script>a()</script>"}) {
        EXPECT_THAT(findings_of_text(active), testing::Not(testing::IsEmpty())) << active;
    }
}

// As strict as the reader that converts it: what could not occur in FHIR XML is refused in JSON, too.
TEST(A_narrative, is_well_formed_xhtml) {
    for (const char* const broken :
         {"a & b", "a &nbsp; b", "a &foo; b", "a &reg; b", "a&#0;b", "a&#xD800;b", "a ]]> b",
          "<!-- a -- b -->x", "<p class=\\\"a\\\" class=\\\"b\\\">x</p>", "<p title=\\\"a<b\\\">x</p>",
          "<p class=a>x</p>", "<p>x", "x</p>", "<?xml version=\\\"1.0\\\"?>x", "<f:p>x</f:p>", "a < b"}) {
        EXPECT_THAT(findings_of_text(broken), testing::ElementsAre("X070 Basic.text.div")) << broken;
    }
}

TEST(A_narrative, is_one_div_of_xhtml_and_nothing_else) {
    const std::string div = "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>";
    EXPECT_THAT(findings_of_div(div), testing::IsEmpty());
    EXPECT_THAT(findings_of_div("abc" + div), testing::ElementsAre("X070 Basic.text.div"));
    EXPECT_THAT(findings_of_div(div + "abc"), testing::ElementsAre("X070 Basic.text.div"));
    EXPECT_THAT(findings_of_div(div + div), testing::ElementsAre("X070 Basic.text.div"));
    EXPECT_THAT(findings_of_div("hello"), testing::ElementsAre("X070 Basic.text.div"));
    EXPECT_THAT(findings_of_div("<div>x</div>"), testing::ElementsAre("X072 Basic.text.div"));
    EXPECT_THAT(findings_of_div("<div xmlns=\\\"http://hl7.org/fhir\\\">x</div>"),
                testing::ElementsAre("X072 Basic.text.div"));
    EXPECT_THAT(findings_of_div("<p xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</p>"),
                testing::ElementsAre("X071 Basic.text.div"));
}

TEST(A_narrative, must_not_be_empty) {
    for (const char* const blank : {"", "  ", "<br/>", "<!-- x -->", "<table><tr><td/></tr></table>"}) {
        EXPECT_THAT(findings_of_text(blank), testing::ElementsAre("X077 Basic.text.div")) << blank;
    }
}

std::vector<std::string> findings_in(std::string_view language, std::string_view attributes,
                                     std::string_view inside) {
    return findings_of(fmt::format("{{'resourceType':'Basic','language':'{}','code':{{'text':'x'}},'text':{{'"
                                   "status':'generated','div':'<div "
                                   "xmlns=\\\"http://www.w3.org/1999/xhtml\\\"{}>{}</div>'}}}}",
                                   language, attributes, inside));
}

TEST(A_narrative, is_in_the_language_of_its_resource) {
    EXPECT_THAT(findings_in("ja", " lang=\\\"ja\\\" xml:lang=\\\"ja\\\"", "x"), testing::IsEmpty());
    EXPECT_THAT(findings_in("ja", " lang=\\\"de\\\" xml:lang=\\\"de\\\"", "x"),
                testing::ElementsAre("V090 Basic.text.div"));
    EXPECT_THAT(findings_in("ja", " lang=\\\"ja\\\" xml:lang=\\\"de\\\"", "x"),
                testing::ElementsAre("V090 Basic.text.div"));
    EXPECT_THAT(findings_in("ja", "", "<div lang=\\\"de\\\" xml:lang=\\\"de\\\">x</div>y"),
                testing::ElementsAre("V093 Basic.text.div"));
}

std::string controls(std::string_view extension) {
    return profile("Basic", fmt::format("{{'id':'Basic.text','path':'Basic.text','extension':[{{'url':'http:/"
                                        "/hl7.org/fhir/StructureDefinition/{}}}]}}",
                                        extension));
}

std::vector<std::string> findings_by(const std::string& extension, std::string_view inside) {
    return findings_of(
        fmt::format("{{'resourceType':'Basic',{},'language':'en','code':{{'text':'x'}},'text':{{'"
                    "status':'generated','div':'<div "
                    "xmlns=\\\"http://www.w3.org/1999/xhtml\\\">{}</div>'}}}}",
                    claim, inside),
        {controls(extension)});
}

// narrative-language-control of the extension pack
TEST(A_narrative, has_the_sections_by_language_that_the_profile_wants) {
    const std::string en = "<div lang=\\\"en\\\" xml:lang=\\\"en\\\">x</div>";
    const std::string de = "<div lang=\\\"de\\\" xml:lang=\\\"de\\\">x</div>";
    const auto control = [](std::string_view code) {
        return fmt::format("narrative-language-control','valueCode':'{}'", code);
    };
    EXPECT_THAT(findings_by(control("_no"), "x"), testing::IsEmpty());
    EXPECT_THAT(findings_by(control("_no"), en), testing::ElementsAre("V083 Basic.text"));
    EXPECT_THAT(findings_by(control("_yes"), de), testing::IsEmpty());
    EXPECT_THAT(findings_by(control("_yes"), "<p lang=\\\"de\\\">x</p>"),
                testing::ElementsAre("V082 Basic.text"));
    EXPECT_THAT(findings_by(control("_resource"), en + de), testing::IsEmpty());
    EXPECT_THAT(findings_by(control("_resource"), de), testing::ElementsAre("V091 Basic.text"));
    EXPECT_THAT(findings_by(control("de"), en + de), testing::IsEmpty());
    EXPECT_THAT(findings_by(control("de"), en), testing::ElementsAre("V091 Basic.text"));
}

// narrative-source-control of the extension pack
TEST(A_narrative, names_the_source_of_its_parts_if_the_profile_wants_it) {
    const auto control = [](std::string_view code) {
        return fmt::format("narrative-source-control','valueCode':'{}'", code);
    };
    EXPECT_THAT(findings_by(control("error"),
                            "<div class=\\\"generated\\\">x</div><p class=\\\"a original\\\">y</p>"),
                testing::IsEmpty());
    EXPECT_THAT(findings_by(control("error"), "<div class=\\\"generated\\\">x</div><p>y</p>"),
                testing::ElementsAre("V092 Basic.text"));
    EXPECT_THAT(findings_by(control("error"), "<div><p class=\\\"generated\\\">y</p></div>"),
                testing::ElementsAre("V092 Basic.text"));
    EXPECT_THAT(findings_by(control("error"), "y"), testing::ElementsAre("V092 Basic.text"));
    EXPECT_THAT(findings_by(control("success"), "<p>y</p>"), testing::IsEmpty());
}

} // namespace
} // namespace renkei::validate::test::narrative_test
