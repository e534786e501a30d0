// What makes a document unreadable.
#include "tests/xml/read.h"
#include <gmock/gmock.h>

namespace renkei::xml::refused_test {
namespace {

using namespace std::string_literals;

TEST(Refused, what_is_no_xml) {
    EXPECT_EQ(refusal(""), "X001 1:1");
    EXPECT_EQ(refusal(" \n"), "X001 1:1");
    EXPECT_EQ(refusal("{\"resourceType\":\"Patient\"}"), "X017 1:1");
    EXPECT_EQ(refusal("<Patient xmlns='http://hl7.org/fhir'>\n<id value='花'/></Patien>"), "X011 2:25");
    EXPECT_EQ(refusal("<Patient xmlns='http://hl7.org/fhir'>\n<id value='x'/>"), "X013 2:16");
    EXPECT_EQ(refusal("<Patient xmlns='http://hl7.org/fhir'>\n<id value='x"), "X013 2:13");
    EXPECT_EQ(refusal(patient("<id value=x/>")), "X016 1:48");
    EXPECT_EQ(refusal(patient("<id value='1' value='2'/>")), "X012 1:61");
    EXPECT_EQ(refusal(patient("") + "<Patient/>"), "X014 1:48");
    EXPECT_EQ(refusal(patient("<x:id value='1'/>")), "X015 1:53");
}

TEST(Refused, what_is_no_fhir) {
    EXPECT_EQ(refusal("<html/>"), "X019 1:1");
    EXPECT_EQ(refusal("<!-- a -->\n<Resource xmlns='http://hl7.org/fhir'/>"), "X019 2:1");
    EXPECT_EQ(refusal("<HumanName xmlns='http://hl7.org/fhir'/>"), "X019 1:1");
}

TEST(Refused, is_every_doctype) {
    EXPECT_EQ(refusal("<?xml version='1.0'?>\n<!DOCTYPE Patient>" + patient("")), "X008 2:1");
    EXPECT_EQ(refusal("<!DOCTYPE Patient SYSTEM 'file:///etc/hostname'>" + patient("")), "X008 1:1");
    EXPECT_EQ(refusal("<!DOCTYPE Patient [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" +
                      patient("<id value='&x;'/>")),
              "X008 1:1");
}

TEST(Refused, entities_without_a_definition) {
    EXPECT_EQ(refusal(patient("<id value='&nbsp;'/>")), "X009 1:55");
    EXPECT_EQ(refusal(patient("<text><div xmlns='http://www.w3.org/1999/xhtml'>&nbsp;</div></text>")),
              "X009 1:92");
}

TEST(Refused, is_every_other_encoding) {
    EXPECT_EQ(refusal("<?xml version='1.0' encoding='Shift_JIS'?>" + patient("")), "X002 1:31");
    EXPECT_EQ(refusal("\xFF\xFE<\0P\0"s), "X002 1:1");
    EXPECT_EQ(refusal("\xFE\xFF\0<\0P"s), "X002 1:1");
    EXPECT_EQ(refusal("<\0?\0x\0"s), "X002 1:1");
    EXPECT_EQ(refusal(patient("<id value='\x89\xd4'/>")), "X003 1:49");
}

TEST(Refused, characters_that_xml_does_not_know) {
    for (const std::string& bad :
         {"\x01"s, "\x1f"s, "\0"s, "\xEF\xBF\xBE"s, "&#0;"s, "&#x1;"s, "&#xD800;"s, "&#xFFFF;"s}) {
        const std::string found = refusal(patient("<id value='a" + bad + "b'/>"));
        EXPECT_THAT(found, testing::AnyOf(testing::StartsWith("X010 "), testing::StartsWith("X016 "),
                                          testing::StartsWith("X003 ")))
            << bad;
        EXPECT_NE(refusal(patient("<name>a" + bad + "b</name>")), "accepted") << bad;
    }
}

// Each must end soon, whatever its size; seconds of work, not of waiting, and enough of them for a sanitizer.
std::string soon(const std::string& xml) {
    const std::clock_t start = std::clock();
    std::string out = refusal(xml);
    EXPECT_LT(std::clock() - start, 20 * CLOCKS_PER_SEC) << out;
    return out;
}

std::string times(std::size_t count, std::string_view text) {
    std::string out;
    out.reserve(count * text.size());
    for (std::size_t i = 0; i < count; ++i) {
        out += text;
    }
    return out;
}

TEST(Refused, is_every_entity_bomb) {
    std::string bomb = "<!DOCTYPE p [<!ENTITY a0 'ha'>";
    for (int i = 1; i < 30; ++i) {
        const std::string before = "&a" + std::to_string(i - 1) + ";";
        bomb += "<!ENTITY a" + std::to_string(i) + " '" + times(10, before) + "'>";
    }
    EXPECT_EQ(soon(bomb + "]>" + patient("<id value='&a29;'/>")), "X008 1:1");
}

TEST(Refused, what_is_too_deep) {
    EXPECT_EQ(soon("<Patient xmlns='http://hl7.org/fhir'>" + times(1'000'000, "<extension>")).substr(0, 4),
              "X005");
    EXPECT_EQ(soon("<Patient xmlns='http://hl7.org/fhir'>" + times(1'000'000, "<a>")).substr(0, 4), "X005");
    EXPECT_EQ(soon("<Patient xmlns='http://hl7.org/fhir'><text><div xmlns='http://www.w3.org/1999/xhtml'>" +
                   times(1'000'000, "<b>"))
                  .substr(0, 4),
              "X005");
    const auto nested = [](std::size_t levels) {
        return patient(times(levels, "<extension url='u'>") + times(levels, "</extension>"));
    };
    EXPECT_EQ(refusal(nested(31)), "accepted");
    EXPECT_EQ(refusal(nested(32)).substr(0, 4), "X005");
}

TEST(Refused, what_is_too_large) {
    EXPECT_EQ(soon(patient("<id value='" + times(100'000'000, "x") + "'/>")), "X004 1:1");
    EXPECT_EQ(soon(patient("<id value='" + times(20'000'000, "x") + "'/>")).substr(0, 4), "X007");
    EXPECT_EQ(soon(patient("<id value='" + times(5'000'000, "花") + "'/>")).substr(0, 4), "X007");
    EXPECT_EQ(soon(patient(times(5'000'000, "<name/>"))).substr(0, 4), "X006");
    EXPECT_EQ(refusal(patient("<id value='" + times(9'000'000, "x") + "'/>")), "accepted");
    EXPECT_EQ(refusal(patient(""), {.max_bytes = 10}), "X004 1:1");
}

TEST(Refused, too_many_attributes_and_namespaces) {
    std::string attributes;
    std::string spaces;
    for (int i = 0; i < 1'000'000; ++i) {
        attributes += " a" + std::to_string(i) + "='>'";
        spaces += " xmlns:a" + std::to_string(i) + "='u'";
    }
    EXPECT_EQ(soon(patient("<name" + attributes + "/>")), "X020 1:38");
    EXPECT_EQ(soon(patient("<name" + spaces + "/>")), "X020 1:38");
    EXPECT_EQ(soon(patient("<name" + spaces.substr(0, spaces.find(" xmlns:a100=")) + "/>")), "X021 1:38");
    EXPECT_EQ(refusal(patient("<id value='" + times(2000, "=\"") + "'/>")), "accepted");
}

TEST(Refused, is_a_document_with_too_many_names) {
    std::string names;
    for (int i = 0; i < 500'000; ++i) {
        names += "<n" + std::to_string(i) + " value='1'/>";
    }
    EXPECT_EQ(soon(patient(names)).substr(0, 4), "X022");
    EXPECT_EQ(refusal(patient(names.substr(0, names.find("<n5000 ")))), "accepted");
}

TEST(Refused, nothing_is_printed) {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    refusal("<Patient");
    refusal("<Patient xmlns='a b'><x:y/></Patient>");
    refusal("<!DOCTYPE x SYSTEM 'http://localhost/x.dtd'><x/>");
    refusal(patient("<id value='\xFF'/>"));
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

} // namespace
} // namespace renkei::xml::refused_test
