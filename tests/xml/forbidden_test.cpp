// What FHIR forbids in XML and JSON can carry: reported with its place, and carried.
#include "tests/xml/read.h"

namespace renkei::xml::forbidden_test {
namespace {

struct Case {
    const char* content; // of a Patient
    const char* json;    // of the Patient, without its resourceType
    const char* findings;
};

void expect_all(std::initializer_list<Case> cases) {
    for (const Case& it : cases) {
        const Read found = read(patient(it.content));
        EXPECT_EQ(found.json, std::string("{\"resourceType\":\"Patient\"") + it.json + "}") << it.content;
        EXPECT_EQ(found.findings, it.findings) << it.content;
        json::Tree tree;
        EXPECT_TRUE(json::Parser().parse(found.json, tree)) << found.json;
    }
}

TEST(Forbidden, unknown_elements_are_carried_under_their_names) {
    expect_all({
        {"<colour value='red'/>", R"(,"colour":"red")", "X031 1:38 Patient.colour"},
        {"<colour value='1' id='i'/>", R"(,"colour":"1","_colour":{"id":"i"})", "X031 1:38 Patient.colour"},
        {"<a value='1'/><b/><a value='2'/>", R"(,"a":["1","2"],"b":{})",
         "X031 1:38 Patient.a[0]\nX031 1:52 Patient.b\nX036 1:52 Patient.b\nX031 1:56 Patient.a[1]"},
        {"<a><b><c value='1'/></b><b d='2'/></a>", R"(,"a":{"b":[{"c":"1"},{"d":"2"}]})",
         "X031 1:38 Patient.a"},
        {"<name><colour value='red'/><family value='f'/></name>",
         R"(,"name":[{"colour":"red","family":"f"}])", "X031 1:44 Patient.name[0].colour"},
        {"<valueString value='x'/>", R"(,"valueString":"x")", "X031 1:38 Patient.valueString"},
    });
}

TEST(Forbidden, an_id_of_a_datatype_is_an_attribute) {
    expect_all({{"<name><id value='x'/></name>", R"(,"name":[{"id":"x"}])", "X031 1:44 Patient.name[0].id"}});
}

TEST(Forbidden, a_misplaced_element_is_put_among_its_likes) {
    expect_all({
        {"<active value='true'/><id value='x'/>", R"(,"active":true,"id":"x")", "X032 1:60 Patient.id"},
        {"<name><text value='a'/></name><gender value='male'/><name><text value='b'/></name>",
         R"(,"name":[{"text":"a"},{"text":"b"}],"gender":"male")", "X032 1:90 Patient.name[1]"},
    });
}

TEST(Forbidden, a_repetition_becomes_an_array) {
    expect_all({
        {"<birthDate value='1'/><birthDate value='2'/>", R"(,"birthDate":["1","2"])",
         "X033 1:60 Patient.birthDate[1]"},
        {"<maritalStatus><text value='a'/></maritalStatus><maritalStatus><text value='b'/></maritalStatus>",
         R"(,"maritalStatus":[{"text":"a"},{"text":"b"}])", "X033 1:86 Patient.maritalStatus[1]"},
        {"<deceasedBoolean value='true'/><deceasedDateTime value='2020'/><deceasedBoolean value='false'/>",
         R"(,"deceasedBoolean":[true,false],"deceasedDateTime":"2020")",
         "X033 1:101 Patient.deceasedBoolean[1]"},
    });
}

TEST(Forbidden, unknown_attributes_are_carried_as_members) {
    expect_all({
        {"<name value='v'><text value='x'/></name>", R"(,"name":[{"value":"v","text":"x"}])",
         "X034 1:51 Patient.name[0]"},
        {"<id colour='red' value='x'/>", R"(,"id":"x","_id":{"colour":"red"})", "X034 1:50 Patient.id"},
        {"<identifier use='a'><use value='usual'/></identifier>", R"(,"identifier":[{"use":["a","usual"]}])",
         "X034 1:55 Patient.identifier[0]"},
        {"<name xmlns:x='urn:x' x:id='1'><text value='x'/></name>", R"(,"name":[{"id":"1","text":"x"}])",
         "X034 1:66 Patient.name[0]"},
    });
    EXPECT_EQ(read(R"(<Patient xmlns="http://hl7.org/fhir" id="x"/>)").findings, "X034 1:42 Patient");
}

TEST(Forbidden, text_between_elements_is_reported_once_an_element) {
    expect_all({
        {"\n 花 <id value='x'/> more", R"(,"id":"x")", "X035 2:2 Patient"},
        {"<name>a<text value='x'/></name>", R"(,"name":[{"text":"x"}])", "X035 1:44 Patient.name[0]"},
        {"<birthDate>2020</birthDate>", R"(,"_birthDate":{})", "X035 1:49 Patient.birthDate"},
        {"<![CDATA[z]]>", "", "X035 1:38 Patient"},
    });
}

TEST(Forbidden, nothing_may_be_empty) {
    expect_all({
        {"<birthDate/>", R"(,"_birthDate":{})", "X036 1:38 Patient.birthDate"},
        {"<name/>", R"(,"name":[{}])", "X036 1:38 Patient.name[0]"},
        {"<birthDate value=''/>", R"(,"birthDate":"")", "X037 1:56 Patient.birthDate"},
        {"<name><given/><given value='a'/></name>", R"(,"name":[{"given":[null,"a"]}])",
         "X036 1:44 Patient.name[0].given[0]"},
    });
}

TEST(Forbidden, a_holder_has_one_resource) {
    expect_all({
        {"<contained/>", R"(,"contained":[{}])", "X038 1:38 Patient.contained[0]"},
        {"<contained><Basic/><Patient/></contained>",
         R"(,"contained":[{"resourceType":"Basic"},{"resourceType":"Patient"}])",
         "X039 1:57 Patient.contained[1]"},
        {"<contained><Robot><arms value='2'/></Robot></contained>",
         R"(,"contained":[{"resourceType":"Robot","arms":"2"}])", "X040 1:49 Patient.contained[0]"},
    });
}

TEST(Forbidden, a_value_that_is_no_literal_stays_a_string) {
    expect_all({
        {"<active value='yes'/>", R"(,"active":"yes")", "X041 1:38 Patient.active"},
        {"<multipleBirthInteger value='01'/>", R"(,"multipleBirthInteger":"01")",
         "X041 1:38 Patient.multipleBirthInteger"},
        {"<multipleBirthInteger value=' 1'/>", R"(,"multipleBirthInteger":" 1")",
         "X041 1:38 Patient.multipleBirthInteger"},
    });
}

TEST(Forbidden, a_wrong_namespace_is_reported_where_it_begins) {
    EXPECT_EQ(read("<Patient><name><text value='x'/></name></Patient>").findings, "X030 1:1 Patient");
    expect_all({{"<name xmlns='urn:x'><text value='x'/></name>", R"(,"name":[{"text":"x"}])",
                 "X030 1:38 Patient.name[0]"}});
    EXPECT_EQ(read(patient("<text><status value='empty'/><div>x</div></text>")).findings,
              "X030 1:67 Patient.text.div");
    EXPECT_EQ(read(patient("<text><status value='empty'/><div>x</div></text>")).json,
              R"({"resourceType":"Patient","text":{"status":"empty","div":)"
              R"("<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}})");
}

TEST(Forbidden, findings_beyond_the_limit_are_counted) {
    std::string many;
    for (int i = 0; i < 12'000; ++i) {
        many += "<name/>";
    }
    Reader reader(definitions::r4());
    Document document;
    diag::Report report;
    EXPECT_TRUE(reader.read(patient(many), document, report));
    EXPECT_EQ(report.total(), 12'000U);
}

} // namespace
} // namespace renkei::xml::forbidden_test
