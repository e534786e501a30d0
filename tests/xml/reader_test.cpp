#include "generated/messages/json.h"

#include "tests/xml/read.h"
#include <gmock/gmock.h>

namespace renkei::xml::reader_test {
namespace {

TEST(Reader, writes_values_by_their_type) {
    EXPECT_EQ(
        read(R"(<Observation xmlns="http://hl7.org/fhir"><id value="a"/><valueQuantity><value value="1.10"/>)"
             R"(<unit value="kg"/></valueQuantity></Observation>)")
            .json,
        R"({"resourceType":"Observation","id":"a","valueQuantity":{"value":1.10,"unit":"kg"}})");
    EXPECT_EQ(read(patient(R"(<active value="true"/><multipleBirthInteger value="2"/>)")).json,
              R"({"resourceType":"Patient","active":true,"multipleBirthInteger":2})");
}

TEST(Reader, keeps_the_text_of_numbers) {
    for (const std::string number :
         {"0", "-0.0", "1.10", "100000000000000000000000000001", "1E-22", "1e400"}) {
        const Read it = read("<Observation xmlns=\"http://hl7.org/fhir\"><valueQuantity><value value=\"" +
                             number + "\"/></valueQuantity></Observation>");
        EXPECT_EQ(it.json, "{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":" + number + "}}");
        EXPECT_EQ(it.findings, "");
    }
}

TEST(Reader, gathers_repeats_into_an_array) {
    EXPECT_EQ(
        read(patient(
                 R"(<name><family value="連携"/><given value="花子"/></name><name><text value="x"/></name>)"))
            .json,
        R"({"resourceType":"Patient","name":[{"family":"連携","given":["花子"]},{"text":"x"}]})");
}

TEST(Reader, puts_id_and_extensions_of_a_primitive_beside_it) {
    const std::string extension = R"(<extension url="http://e.example/x"><valueCode value="c"/></extension>)";
    EXPECT_EQ(read(patient("<birthDate id=\"b\" value=\"1950-01\">" + extension + "</birthDate>")).json,
              R"({"resourceType":"Patient","birthDate":"1950-01","_birthDate":{"id":"b","extension":[)"
              R"({"url":"http://e.example/x","valueCode":"c"}]}})");
    EXPECT_EQ(
        read(patient("<birthDate>" + extension + "</birthDate>")).json,
        R"({"resourceType":"Patient","_birthDate":{"extension":[{"url":"http://e.example/x","valueCode":"c"}]}})");
}

TEST(Reader, fills_gaps_of_an_array_of_primitives_with_null) {
    EXPECT_EQ(
        read(patient(R"(<name><given value="a"/><given id="i"/><given value="c"/></name>)")).json,
        R"({"resourceType":"Patient","name":[{"given":["a",null,"c"],"_given":[null,{"id":"i"},null]}]})");
}

TEST(Reader, keeps_ids_of_elements_and_of_resources) {
    EXPECT_EQ(read(patient(R"(<id value="p"/><name id="n"><text value="x"/></name>)")).json,
              R"({"resourceType":"Patient","id":"p","name":[{"id":"n","text":"x"}]})");
}

TEST(Reader, reads_resources_inside_resources) {
    EXPECT_EQ(read(patient(R"(<contained><Organization><name value="o"/></Organization></contained>)")).json,
              R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","name":"o"}]})");
    EXPECT_EQ(
        read(
            R"(<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Basic><id value="b"/></Basic></resource>)"
            R"(</entry></Bundle>)")
            .json,
        R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Basic","id":"b"}}]})");
}

TEST(Reader, resolves_the_references_of_xml) {
    EXPECT_EQ(read(patient(R"(<id value="&lt;&gt;&amp;&quot;&apos;&#160;&#x85;&#10;&#38;#38;"/>)")).json,
              "{\"resourceType\":\"Patient\",\"id\":\"<>&\\\"'\u00A0\u0085\\n&#38;\"}");
}

TEST(Reader, passes_over_comments_instructions_and_hints_of_schemas) {
    const Read it = read(
        "<?xml version=\"1.0\"?><!-- a --><?b c?><Patient xmlns=\"http://hl7.org/fhir\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
        "xsi:schemaLocation=\"http://hl7.org/fhir a.xsd\"><!-- d --><id value=\"x\"/></Patient><!-- e -->");
    EXPECT_EQ(it.json, R"({"resourceType":"Patient","id":"x"})");
    EXPECT_EQ(it.findings, "");
}

TEST(Reader, notes_what_it_drops_with_its_place) {
    const std::string xml =
        "<?xml version=\"1.0\"?><!-- a -->\n<?b c?>\n<Patient xmlns=\"http://hl7.org/fhir\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
        "xsi:schemaLocation=\"http://hl7.org/fhir a.xsd\"><!-- d --><id value=\"x\"/>"
        "<text><status value=\"empty\"/><div xmlns=\"http://www.w3.org/1999/xhtml\">t<!-- kept "
        "--></div></text></Patient>\n<!-- e -->";
    const Read it = read(xml);
    EXPECT_EQ(it.findings, "") << "it is nothing wrong";
    diag::Report dropped;
    report_dropped(it.document, dropped);
    EXPECT_EQ(
        in_short(dropped),
        "xml-comment 1:22\nxml-instruction 2:1\nxml-schema-hint 4:21\nxml-comment 4:48\nxml-comment 5:1");
    EXPECT_EQ(dropped.findings()[2].args.at(0), "http://hl7.org/fhir a.xsd");
}

TEST(Reader, takes_any_prefix_for_the_namespace) {
    const Read it = read(R"(<f:Patient xmlns:f="http://hl7.org/fhir"><f:id value="x"/></f:Patient>)");
    EXPECT_EQ(it.json, R"({"resourceType":"Patient","id":"x"})");
    EXPECT_EQ(it.findings, "");
}

TEST(Reader, takes_a_byte_order_mark_and_utf8_by_name) {
    EXPECT_EQ(
        read("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?>" + patient("<id value=\"x\"/>")).json,
        R"({"resourceType":"Patient","id":"x"})");
}

TEST(Reader, makes_a_canonical_text_of_a_narrative) {
    const auto div = [](std::string_view content) {
        const Read it = read(patient("<text><status value=\"empty\"/>" + std::string(content) + "</text>"));
        const std::string begin = R"({"resourceType":"Patient","text":{"status":"empty","div":")";
        return it.findings + it.json.substr(std::min(it.json.size(), begin.size()));
    };
    EXPECT_EQ(
        div("<div xmlns='http://www.w3.org/1999/xhtml'>a<br></br>\n<b "
            "title='&quot;1&quot;'>&lt;&#233;&gt;</b>"
            "<![CDATA[<x>&]]><!-- c --></div>"),
        R"(<div xmlns=\"http://www.w3.org/1999/xhtml\">a<br/>\n<b title=\"&quot;1&quot;\">&lt;é&gt;</b>)"
        R"(&lt;x&gt;&amp;<!-- c --></div>"}})");
    EXPECT_EQ(div("<h:div xmlns:h='http://www.w3.org/1999/xhtml' id='d'><h:p xml:lang='ja'>x</h:p></h:div>"),
              R"(<div xmlns=\"http://www.w3.org/1999/xhtml\" id=\"d\"><p xml:lang=\"ja\">x</p></div>"}})");
    EXPECT_EQ(
        div("<div xmlns='http://www.w3.org/1999/xhtml'><s xmlns='urn:s' xmlns:l='urn:l?a&amp;b' "
            "l:h='1'><t/></s></div>"),
        R"(<div xmlns=\"http://www.w3.org/1999/xhtml\"><s xmlns=\"urn:s\" xmlns:l=\"urn:l?a&amp;b\" l:h=\"1\"><t/></s></div>"}})");
}

TEST(Reader, maps_a_value_to_its_place_in_the_xml) {
    const std::string xml =
        patient("\n <name>\n  <given value=\"a\"/>\n  <given value=\"花\" id=\"i\"/>\n </name>\n");
    const Read it = read(xml);
    json::Tree tree;
    ASSERT_TRUE(json::Parser().parse(it.json, tree));
    const XmlPositions places(it.document);
    const auto at = [&](std::string_view pointer) {
        const json::Position place = places.at(tree[json::resolve(tree, pointer)].begin);
        return std::to_string(place.line) + ":" + std::to_string(place.column);
    };
    EXPECT_EQ(at(""), "1:1");
    EXPECT_EQ(at("/name/0"), "2:2");
    EXPECT_EQ(at("/name/0/given/0"), "3:3");
    EXPECT_EQ(at("/name/0/given/1"), "4:3");
    EXPECT_EQ(at("/name/0/_given/1/id"), "4:24");
}

TEST(Reader, puts_findings_about_the_json_at_their_lines_of_the_xml) {
    const std::string xml = patient("\n\n  <gender value=\"x\"/>");
    const Read it = read(xml);
    json::Tree tree;
    ASSERT_TRUE(json::Parser().parse(it.json, tree));
    diag::Report in_json(2);
    in_json.add(diag::message::nothing_found, json::where(tree, tree.child(0, "gender")));
    in_json.add(diag::message::nothing_found, {.path = "nowhere"});
    in_json.add(diag::message::nothing_found, {});
    diag::Report report;
    XmlPositions(it.document).append(report, in_json);
    EXPECT_EQ(in_short(report), "nothing-found 3:3 Patient.gender\nnothing-found 0:0 nowhere");
    EXPECT_EQ(report.total(), 3U) << "one was only counted";
}

TEST(Reader, says_where_its_arrays_are_none_of_FHIR) {
    const auto doubled = [](std::string_view content) {
        const Read it = read(patient(content));
        std::vector<std::string> out;
        for (const std::uint32_t at : it.document.doubled) {
            out.push_back(it.json.substr(0, at).substr(it.json.substr(0, at).rfind(',') + 1) + it.json[at]);
        }
        return out;
    };
    EXPECT_THAT(doubled("<name><given value='a'/><given value='b'/></name><active value='true'/>"),
                testing::IsEmpty());
    EXPECT_THAT(doubled("<active value='true'/><active value='false'/>"
                        "<deceasedBoolean value='true'/><deceasedBoolean id='a' value='true'/>"),
                testing::ElementsAre("\"active\":[", "\"deceasedBoolean\":[", "\"_deceasedBoolean\":["));
    EXPECT_THAT(doubled(""), testing::IsEmpty());
}

TEST(Reader, is_reusable_after_a_refusal) {
    Reader reader(definitions::r4());
    Document document;
    diag::Report report;
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(reader.read("<Patient", document, report));
        EXPECT_TRUE(document.json.empty());
        EXPECT_TRUE(reader.read(patient("<id value=\"x\"/>"), document, report));
        EXPECT_EQ(document.json, R"({"resourceType":"Patient","id":"x"})");
    }
    EXPECT_TRUE(report.empty());
}

} // namespace
} // namespace renkei::xml::reader_test
