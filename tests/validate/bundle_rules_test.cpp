#include "tests/validate/bundle_kit.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::validate::test::bundle_rules_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string base = "http://a.example/fhir/";
const std::string uuid_a = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0";
const std::string uuid_b = "urn:uuid:2aaf815f-3ebe-4a03-9b87-05d0700313b2";

std::string of_server(std::string_view type, std::string_view id, std::string_view resource) {
    return entry(fmt::format("{}{}/{}", base, type, id), resource);
}

std::string subject(std::string_view to) {
    return fmt::format("'subject':{},'author':[{}]", reference(to), reference(to));
}

TEST(Full_urls, of_a_server_and_of_the_bundle_are_good) {
    EXPECT_THAT(
        broken(bundle("collection", {of_server("Patient", "1", patient("1")), entry(uuid_a, patient(""))})),
        IsEmpty());
}

TEST(Full_urls, must_be_absolute) {
    EXPECT_THAT(broken(bundle("collection", {entry("Patient/1", patient("1"))})),
                ElementsAre("VB04 Bundle.entry[0].fullUrl"));
}

TEST(Full_urls, of_a_server_end_with_the_type_and_id) {
    EXPECT_THAT(broken(bundle("collection", {of_server("Patient", "2", patient("1"))})),
                ElementsAre("VB05 Bundle.entry[0].fullUrl"));
    EXPECT_THAT(broken(bundle("collection", {of_server("Patient", "2", patient(""))})),
                ElementsAre("VB06 Bundle.entry[0].fullUrl"));
}

TEST(Full_urls, may_be_missing_only_in_what_a_server_is_to_do) {
    const std::string request = "'request':{'method':'POST','url':'Patient'}";
    EXPECT_THAT(broken(bundle("collection", {entry("", patient("1"))})), ElementsAre("VB03 Bundle.entry[0]"));
    EXPECT_THAT(broken(bundle("transaction", {fmt::format("{{'resource':{},{}}}", patient(""), request)})),
                IsEmpty());
}

TEST(Requests, name_what_is_sent) {
    const auto put = [](std::string_view url) {
        return bundle(
            "transaction",
            {fmt::format("{{'fullUrl':'{}Patient/1','resource':{},'request':{{'method':'PUT','url':'{}'}}}}",
                         base, patient("1"), url)});
    };
    EXPECT_THAT(broken(put("Patient/1")), IsEmpty());
    EXPECT_THAT(broken(put("Patient?identifier=x")), IsEmpty());
    EXPECT_THAT(broken(put("Patient/2")), ElementsAre("VB08 Bundle.entry[0].request.url"));
}

TEST(Links, of_pages_belong_to_search_results) {
    const std::string next = "'link':[{'relation':'next','url':'http://a.example'}]";
    EXPECT_THAT(broken(bundle("collection", {}, next)), Contains("VB11 Bundle.link[0].relation"));
}

TEST(Links, occur_once) {
    const std::string twice = "'link':[{'relation':'self','url':'http://a.example/"
                              "Patient?x'},{'relation':'self','url':'http://a.example/Patient?x'}]";
    EXPECT_THAT(broken(bundle("searchset", {}, twice)), ElementsAre("VB10 Bundle.link[1]"));
}

std::string search(std::string_view self, std::string_view resource, std::string_view mode) {
    return bundle(
        "searchset",
        {fmt::format("{{'fullUrl':'{}','resource':{},'search':{{'mode':'{}'}}}}", uuid_a, resource, mode)},
        fmt::format("'link':[{{'relation':'self','url':'{}'}}]", self));
}

TEST(Search_results, are_of_the_types_that_were_searched) {
    EXPECT_THAT(broken(search("http://a.example/Patient?name=x", patient("1"), "match")), IsEmpty());
    EXPECT_THAT(broken(search("http://a.example?_type=Encounter,Patient", patient("1"), "match")), IsEmpty());
    EXPECT_THAT(broken(search("http://a.example/Encounter?x=y", patient("1"), "match")),
                ElementsAre("VB25 Bundle.entry[0].resource"));
    EXPECT_THAT(broken(search("http://a.example/Encounter?x=y", patient("1"), "include")), IsEmpty());
}

TEST(Search_results, have_ids_and_outcomes_are_outcomes) {
    EXPECT_THAT(broken(search("http://a.example/Patient?name=x", patient(""), "match")),
                ElementsAre("VB24 Bundle.entry[0].resource"));
    EXPECT_THAT(broken(search("http://a.example/Patient?name=x", patient("1"), "outcome")),
                ElementsAre("VB26 Bundle.entry[0].resource"));
}

TEST(Documents, hold_what_the_composition_refers_to) {
    const std::string good =
        bundle("document", {of_server("Composition", "c", composition("c", subject("Patient/1"))),
                            of_server("Patient", "1", patient("1"))});
    EXPECT_THAT(broken(good), IsEmpty());
    const std::string missing = bundle(
        "document",
        {of_server("Composition", "c", composition("c", "'author':[" + reference("Patient/1") + "]"))});
    EXPECT_THAT(broken(missing), ElementsAre("VB30 Bundle.entry[0].resource.author[0].reference"));
}

TEST(Documents, hold_it_in_sections_inside_of_sections_too) {
    const std::string section =
        fmt::format("'author':[{}],'section':[{{'title':'a','section':[{{'title':'b','entry':[{}]}}]}}]",
                    reference(uuid_b), reference(uuid_a));
    const std::string all =
        bundle("document", {entry("urn:uuid:5d9588d8-3cd6-4b32-8fb7-ad13694e069d", composition("", section)),
                            entry(uuid_b, patient(""))});
    EXPECT_THAT(broken(all),
                Contains("VB30 Bundle.entry[0].resource.section[0].section[0].entry[0].reference"));
}

TEST(Documents, resolve_no_relative_reference_among_urns) {
    const std::string all =
        bundle("document", {entry(uuid_a, composition("", "'author':[" + reference("Patient/1") + "]")),
                            entry(uuid_b, patient("1"))});
    EXPECT_THAT(broken(all), Contains("VB31 Bundle.entry[0].resource.author[0].reference"));
    EXPECT_THAT(broken(all), Contains("VB40 Bundle.entry[1]"));
}

TEST(Documents, hold_nothing_that_is_not_connected) {
    const std::string leader = of_server("Composition", "c", composition("c", subject("Patient/1")));
    const std::string subject_entry = of_server("Patient", "1", patient("1"));
    const std::string alone = of_server("Patient", "2", patient("2"));
    EXPECT_THAT(broken(bundle("document", {leader, subject_entry, alone})),
                ElementsAre("VB40 Bundle.entry[2]"));
    const std::string backward = of_server("Observation", "o", observation("o", "Patient/1"));
    EXPECT_THAT(broken(bundle("document", {leader, subject_entry, backward})),
                ElementsAre("VB41 Bundle.entry[2]"));
}

TEST(Versioned_references, mean_the_version) {
    const auto document = [](std::string_view to) {
        const auto version = [](std::string_view number) {
            return of_server("Patient", "1",
                             patient("1", fmt::format("'meta':{{'versionId':'{}'}}", number)));
        };
        return bundle("document",
                      {of_server("Composition", "c", composition("c", "'author':[" + reference(to) + "]")),
                       version("1"), version("2")});
    };
    const std::string author = "Bundle.entry[0].resource.author[0].reference";
    EXPECT_THAT(broken(document("Patient/1/_history/2")), ElementsAre("VB40 Bundle.entry[1]"));
    EXPECT_THAT(broken(document("Patient/1/_history/3")), Contains("VB31 " + author));
    EXPECT_THAT(broken(document("Patient/1")), Contains("VB32 " + author));
}

TEST(References_in_a_bundle, are_compared_by_full_url_not_by_type_and_id) {
    const std::string elsewhere =
        bundle("collection", {of_server("Observation", "o", observation("o", "Patient/1")),
                              entry("http://b.example/Patient/1", patient("1"))});
    EXPECT_THAT(broken(elsewhere), ElementsAre("VB34 Bundle.entry[0].resource.subject.reference"));
}

TEST(References_in_a_bundle, to_a_urn_lead_to_an_entry) {
    EXPECT_THAT(broken(bundle("collection", {entry(uuid_a, observation("", uuid_b))})),
                ElementsAre("VB33 Bundle.entry[0].resource.subject.reference"));
}

TEST(References_in_a_bundle, need_a_full_url_if_they_are_relative) {
    EXPECT_THAT(broken(bundle("collection", {entry("", observation("o", "Patient/1"))})),
                Contains("VB36 Bundle.entry[0].resource.subject.reference"));
}

TEST(References_in_a_bundle, have_a_form) {
    EXPECT_THAT(broken(bundle("collection", {of_server("Observation", "o", observation("o", "Patient 1"))})),
                ElementsAre("VB37 Bundle.entry[0].resource.subject.reference"));
}

TEST(References_in_a_bundle, may_be_searches_where_a_server_looks_them_up) {
    const std::string request = "'request':{'method':'POST','url':'Observation'}";
    const std::string all =
        bundle("transaction", {fmt::format("{{'fullUrl':'{}','resource':{},{}}}", uuid_a,
                                           observation("", "Patient?identifier=a|b"), request)});
    EXPECT_THAT(broken(all), IsEmpty());
}

TEST(References_of_a_single_resource, are_doubted_if_they_look_like_none) {
    EXPECT_THAT(broken(observation("o", "Unknown/_history/1")),
                ElementsAre("VB38 Observation.subject.reference"));
    EXPECT_THAT(broken(observation("o", "Patient/1/_history/1")), IsEmpty());
}

TEST(Bundles_in_bundles, are_validated_separately) {
    const std::string inner =
        bundle("collection", {of_server("Observation", "o", observation("o", "Patient/1")),
                              of_server("Patient", "1", patient("1"))});
    EXPECT_THAT(broken(bundle("collection", {entry(uuid_a, inner)})), IsEmpty());
}

TEST(Narratives, link_to_ids_that_are_there) {
    EXPECT_THAT(broken(patient("1", text("<a href=\\'#x\\'>x</a><p id=\\'x\\'>y</p>"))), IsEmpty());
    EXPECT_THAT(broken(patient("1", text("<a href=\\'#x\\'>x</a><a name=\\'x\\'>y</a>"))), IsEmpty());
    EXPECT_THAT(broken(patient("x", text("<a href=\\'#x\\'>x</a>"))), IsEmpty());
    EXPECT_THAT(broken(patient("1", text("<a href=\\'#y\\'>x</a>"))), ElementsAre("VB50 Patient.text.div"));
    EXPECT_THAT(broken(patient("1", text("<img src=\\'#y\\' alt=\\'x\\'/>"))),
                ElementsAre("VB50 Patient.text.div"));
}

TEST(Narratives, of_an_entry_may_link_to_another_entry) {
    const std::string links = of_server("Patient", "1", patient("1", text("<a href=\\'#x\\'>x</a>")));
    const std::string place = of_server("Patient", "2", patient("2", text("<p id=\\'x\\'>x</p>")));
    EXPECT_THAT(broken(bundle("collection", {links, place})), IsEmpty());
    EXPECT_THAT(broken(bundle("collection", {links})), ElementsAre("VB50 Bundle.entry[0].resource.text.div"));
}

TEST(Narratives, link_to_addresses_not_to_names) {
    EXPECT_THAT(broken(patient("1", text("<a href=\\'http://a.example\\'>x</a><a href=\\'tel:1\\'>x</a>"))),
                IsEmpty());
    EXPECT_THAT(broken(patient("1", text("<a href=\\'urn:uuid:x\\'>x</a>"))),
                ElementsAre("VB51 Patient.text.div"));
}

// A patient whose narrative has the id t and whose name has the id d; the narrative's textLink has these
// parts.
std::string linked(std::string_view parts) {
    return patient(
        "1", fmt::format("'name':[{{'id':'d','text':'x'}}],'text':{{'status':'generated','extension':[{{'url'"
                         ":'http://hl7.org/fhir/StructureDefinition/textLink','extension':[{}]}}],"
                         "'div':'<div xmlns=\\'http://www.w3.org/1999/xhtml\\'><p id=\\'t\\'>x</p></div>'}}",
                         parts));
}

std::string part(std::string_view url, std::string_view type, std::string_view value) {
    return fmt::format("{{'url':'{}','value{}':'{}'}}", url, type, value);
}

std::string text_link(std::string_view place, std::string_view data) {
    return part("htmlid", "String", place) + "," + part("data", "Uri", data);
}

TEST(Text_links, lead_from_an_id_of_the_text_to_an_id_of_the_data) {
    const std::string list = "Patient.text.extension[0].extension";
    EXPECT_THAT(broken(linked(text_link("t", "#d"))), IsEmpty());
    EXPECT_THAT(broken(linked(text_link("t", "#1"))), IsEmpty());
    EXPECT_THAT(broken(linked(text_link("t", "#"))), IsEmpty()); // this resource
    EXPECT_THAT(broken(linked(text_link("t", "https://a.example/Patient/9#d"))), IsEmpty());
    EXPECT_THAT(broken(linked(text_link("d", "#d"))),
                ElementsAre("VB55 " + list + "[0].value.ofType(string)"));
    EXPECT_THAT(broken(linked(text_link("t", "#t"))), ElementsAre("VB56 " + list + "[1].value.ofType(uri)"));
    EXPECT_THAT(broken(linked(text_link("t", "#d") + "," + part("htmlid", "String", "u"))),
                ElementsAre("VB55 " + list + "[2].value.ofType(string)"));
}

TEST(Text_links, lead_to_data_of_another_entry) {
    const std::string data =
        of_server("Observation", "o", observation("o", "Patient/1", "'category':[{'id':'c','text':'x'}]"));
    const auto linking = [&](std::string_view address) {
        return broken(
            bundle("collection", {of_server("Patient", "1", linked(text_link("t", address))), data}));
    };
    EXPECT_THAT(linking("Observation/o#c"), IsEmpty());
    EXPECT_THAT(linking("Observation/o"), IsEmpty());
    EXPECT_THAT(
        linking(base + "Observation/o#d"),
        ElementsAre("VB56 Bundle.entry[0].resource.text.extension[0].extension[1].value.ofType(uri)"));
}

TEST(Text_links, select_by_FHIRPath) {
    const auto selecting = [](std::string_view selector) {
        return broken(linked(text_link("t", "#d") + "," + part("selector", "String", selector)));
    };
    EXPECT_THAT(selecting("text.exists()"), IsEmpty());
    EXPECT_THAT(selecting("text.("),
                ElementsAre("VB57 Patient.text.extension[0].extension[2].value.ofType(string)"));
    EXPECT_THAT(selecting("managingOrganization.resolve().name"),
                ElementsAre("VB58 Patient.text.extension[0].extension[2].value.ofType(string)"));
}

TEST(Links_into_narratives, lead_to_ids_of_the_text_not_of_the_data) {
    for (const char* const extension : {"narrativeLink", "originalText"}) {
        const auto leading = [&](std::string_view to) {
            return broken(
                patient("1", fmt::format("{},'name':[{{'id':'d','text':'x','extension':[{{'url':'http://"
                                         "hl7.org/fhir/StructureDefinition/{}','valueUrl':'{}'}}]}}]",
                                         text("<p id=\\'t\\'>x</p>"), extension, to)));
        };
        EXPECT_THAT(leading("#t"), IsEmpty()) << extension;
        EXPECT_THAT(leading("#d"), ElementsAre("VB53 Patient.name[0].extension[0].value.ofType(url)"))
            << extension;
    }
}

TEST(Links_into_narratives, of_a_contained_resource_lead_into_the_text_of_its_container) {
    const auto leading = [](std::string_view to) {
        return broken(patient(
            "1", fmt::format(
                     "{},'generalPractitioner':[{{'reference':'#c'}}],'contained':[{{'resourceType':'"
                     "Practitioner','id':'c','extension':["
                     "{{'url':'http://hl7.org/fhir/StructureDefinition/narrativeLink','valueUrl':'{}'}}]}}]",
                     text("<p id=\\'t\\'>x</p>"), to)));
    };
    EXPECT_THAT(leading("#t"), IsEmpty());
    EXPECT_THAT(leading("#u"), ElementsAre("VB53 Patient.contained[0].extension[0].value.ofType(url)"));
}

TEST(Ids_of_elements, are_their_own_within_a_resource) {
    EXPECT_THAT(broken(patient("1", "'name':[{'id':'a','text':'x'},{'id':'b','text':'y'}]")), IsEmpty());
    EXPECT_THAT(broken(patient("1", "'name':[{'id':'a','text':'x'},{'id':'a','text':'y'}]")),
                ElementsAre("VB60 Patient.name[1].id"));
    const std::string each = patient("1", "'name':[{'id':'a','text':'x'}]");
    EXPECT_THAT(broken(bundle("collection", {of_server("Patient", "1", each), entry(uuid_a, each)})),
                IsEmpty());
}

} // namespace
} // namespace renkei::validate::test::bundle_rules_test
