#include "tests/xml/read.h"

namespace renkei::xml::writer_test {
namespace {

std::string patient_xml(std::string_view content) {
    return "<Patient xmlns=\"http://hl7.org/fhir\">" + std::string(content) + "</Patient>";
}

struct Case {
    const char* members; // behind the resourceType of a Patient
    const char* xml;     // inside the Patient
    const char* findings;
};

void expect_all(std::initializer_list<Case> cases) {
    for (const Case& it : cases) {
        const Written found = write(std::string("{\"resourceType\":\"Patient\",") + it.members + "}");
        EXPECT_EQ(found.xml, *it.xml == 0 ? "<Patient xmlns=\"http://hl7.org/fhir\"/>" : patient_xml(it.xml))
            << it.members;
        EXPECT_EQ(found.findings, it.findings) << it.members;
    }
}

TEST(Writer, begins_with_a_declaration_and_appends) {
    json::Parser parser(definitions::r4().names());
    json::Tree tree;
    ASSERT_TRUE(parser.parse(R"({"resourceType":"Basic","id":"b"})", tree));
    std::string out = "before\n";
    diag::Report report;
    ASSERT_TRUE(write(tree, 0, definitions::r4(), out, report));
    EXPECT_EQ(out, "before\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<Basic xmlns=\"http://hl7.org/fhir\"><id value=\"b\"/></Basic>\n");
}

TEST(Writer, indents_for_people_but_never_inside_a_narrative) {
    json::Parser parser(definitions::r4().names());
    json::Tree tree;
    ASSERT_TRUE(parser.parse(
        R"({"resourceType":"Patient","text":{"div":"<div xmlns='http://www.w3.org/1999/xhtml'><p>a</p></div>"},)"
        R"("contained":[{"resourceType":"Basic","id":"b"}],"name":[{"given":["a"]}]})",
        tree));
    std::string out;
    diag::Report report;
    ASSERT_TRUE(write(tree, 0, definitions::r4(), out, report, Layout::indented));
    EXPECT_EQ(out, R"(<?xml version="1.0" encoding="UTF-8"?>
<Patient xmlns="http://hl7.org/fhir">
  <text>
    <div xmlns='http://www.w3.org/1999/xhtml'><p>a</p></div>
  </text>
  <contained>
    <Basic>
      <id value="b"/>
    </Basic>
  </contained>
  <name>
    <given value="a"/>
  </name>
</Patient>
)");
}

TEST(Writer, puts_elements_in_the_order_of_the_definition) {
    expect_all(
        {{R"("gender":"male","name":[{"given":["a","b"],"family":"f"}],"id":"x")",
          R"(<id value="x"/><name><family value="f"/><given value="a"/><given value="b"/></name><gender value="male"/>)",
          ""}});
}

TEST(Writer, keeps_the_text_of_numbers) {
    for (const std::string number :
         {"0", "-0.0", "1.10", "100000000000000000000000000001", "1E-22", "1e400"}) {
        EXPECT_EQ(
            write("{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":" + number + "}}").xml,
            "<Observation xmlns=\"http://hl7.org/fhir\"><valueQuantity><value value=\"" + number +
                "\"/></valueQuantity></Observation>");
    }
}

TEST(Writer, joins_a_primitive_with_its_sibling) {
    expect_all({
        {R"("_birthDate":{"extension":[{"valueCode":"c","url":"u"}],"id":"i"},"birthDate":"1950")",
         R"(<birthDate id="i" value="1950"><extension url="u"><valueCode value="c"/></extension></birthDate>)",
         ""},
        {R"("name":[{"given":["a",null,"c"],"_given":[null,{"id":"i"}]}])",
         R"(<name><given value="a"/><given id="i"/><given value="c"/></name>)", ""},
        {R"("name":[{"_given":[{"id":"i"}]}])", R"(<name><given id="i"/></name>)", ""},
    });
}

TEST(Writer, wraps_resources) {
    expect_all(
        {{R"("contained":[{"resourceType":"Basic","id":"b"},{"id":"d","resourceType":"Patient"}])",
          R"(<contained><Basic><id value="b"/></Basic></contained><contained><Patient><id value="d"/></Patient></contained>)",
          ""}});
}

TEST(Writer, escapes_what_xml_needs_escaped) {
    expect_all({{R"("id":"<&>\"'\n\t\r 介\u0085")",
                 "<id value=\"&lt;&amp;&gt;&quot;'&#10;&#9;&#13; 介\u0085\"/>", ""}});
}

TEST(Writer, says_which_characters_xml_cannot_hold) {
    expect_all({{R"("id":"a\u0001\u001fb")", "<id value=\"a\uFFFD\uFFFDb\"/>", "X058 1:32 Patient.id"},
                {R"("id":"\uffff")", "<id value=\"\uFFFD\"/>", "X058 1:32 Patient.id"}});
}

TEST(Writer, leaves_out_what_fhir_does_not_know) {
    expect_all({
        {R"("colour":"red","id":"x")", R"(<id value="x"/>)", "X051 1:36 Patient.colour"},
        {R"("fhir_comments":["a"])", "", "X051 1:43 Patient.fhir_comments"},
        {R"("_name":[{"id":"x"}])", "", "X051 1:35 Patient.name"},
        {R"("name":[{"_id":{"id":"x"},"text":"t"}])", R"(<name><text value="t"/></name>)",
         "X051 1:42 Patient.name[0].id"},
    });
}

TEST(Writer, says_what_null_and_emptiness_lose) {
    expect_all({
        {R"("id":null)", "", "X052 1:32 Patient.id"},
        {R"("name":[null])", "", "X052 1:35 Patient.name[0]"},
        {R"("name":[{"given":[null,"a"]}])", R"(<name><given value="a"/></name>)",
         "X052 1:45 Patient.name[0].given[0]"},
        {R"("name":[])", "", "X057 1:34 Patient.name"},
        {R"("name":[{}])", "<name/>", "X057 1:35 Patient.name[0]"},
        {R"("_birthDate":{})", "<birthDate/>", "X057 1:40 Patient.birthDate"},
    });
}

TEST(Writer, says_what_is_of_a_wrong_kind) {
    expect_all({
        {R"("id":{"a":1})", "", "X053 1:32 Patient.id"},
        {R"("maritalStatus":"m")", "", "X053 1:43 Patient.maritalStatus"},
        {R"("_birthDate":"x")", "", "X053 1:40 Patient.birthDate"},
        {R"("name":[[{"text":"a"}]])", "", "X053 1:35 Patient.name[0]"},
        {R"("contained":[{"id":"x"}])", "<contained/>", "X050 1:40 Patient.contained[0]"},
        {R"("active":"true")", R"(<active value="true"/>)", "X054 1:36 Patient.active"},
        {R"("id":12)", R"(<id value="12"/>)", "X054 1:32 Patient.id"},
        {R"("name":{"text":"a"})", R"(<name><text value="a"/></name>)", "X055 1:34 Patient.name"},
        {R"("birthDate":["1","2"])", R"(<birthDate value="1"/><birthDate value="2"/>)",
         "X056 1:39 Patient.birthDate"},
    });
}

TEST(Writer, embeds_narratives_as_they_are) {
    expect_all({
        {R"("text":{"status":"empty","div":"<div xmlns='http://www.w3.org/1999/xhtml'>a<br></br>&#233;</div>"})",
         R"(<text><status value="empty"/><div xmlns='http://www.w3.org/1999/xhtml'>a<br></br>&#233;</div></text>)",
         ""},
        {R"("text":{"div":"<div id='x'>a</div>"})",
         R"(<text><div xmlns="http://www.w3.org/1999/xhtml" id='x'>a</div></text>)",
         "X072 1:41 Patient.text.div"},
        {R"("text":{"div":"<div>a&nbsp;</div>"})",
         R"(<text><div xmlns="http://www.w3.org/1999/xhtml">&lt;div&gt;a&amp;nbsp;&lt;/div&gt;</div></text>)",
         "X070 1:41 Patient.text.div\nX059 1:41 Patient.text.div"},
        {R"("text":{"div":"plain"})", R"(<text><div xmlns="http://www.w3.org/1999/xhtml">plain</div></text>)",
         "X070 1:41 Patient.text.div\nX059 1:41 Patient.text.div"},
        {R"("text":{"div":"<div xmlns='http://www.w3.org/1999/xhtml'/><Basic/>"})",
         R"(<text><div xmlns="http://www.w3.org/1999/xhtml">&lt;div xmlns='http://www.w3.org/1999/xhtml'/&gt;&lt;Basic/&gt;</div></text>)",
         "X070 1:41 Patient.text.div\nX059 1:41 Patient.text.div"},
    });
}

TEST(Writer, refuses_what_is_no_resource) {
    for (const char* text : {"[]", "1", "{}", R"({"resourceType":1})", R"({"resourceType":"Resource"})",
                             R"({"resourceType":"HumanName"})"}) {
        EXPECT_EQ(write(text).findings.substr(0, 8), "X050 1:1") << text;
        EXPECT_EQ(write(text).xml, "") << text;
    }
}

} // namespace
} // namespace renkei::xml::writer_test
