#include "gateway/core/base/base64.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/mhd/logical_id.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

namespace renkei::server::read_test {
namespace {

using documents::admission;

TEST(Read, gives_a_resource_of_a_document) {
    Site site;
    const std::string id = site.submit(admission());
    const Response response = site.get("/fhir/Patient/" + id + ".1");
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(response.media_type, "application/fhir+json");
    EXPECT_EQ(header(response, "ETag"), "W/\"1\"");
    EXPECT_EQ(header(response, "Last-Modified"), "Fri, 15 Jan 2027 08:00:00 GMT");
    const Json patient = json_of(response);
    EXPECT_EQ(patient["id"], id + ".1");
    EXPECT_EQ(patient["identifier"][0]["value"], "990010:" + std::string(hanako));
    EXPECT_EQ(mhd::errors_of(response.body), "");
}

TEST(Read, gives_xml_by_accept_and_by_format) {
    Site site;
    const std::string path = "/fhir/Patient/" + site.submit(admission()) + ".1";
    const Response by_accept = site.get(path, "manager", {{"Accept", "application/fhir+xml"}});
    EXPECT_EQ(by_accept.media_type, "application/fhir+xml");
    EXPECT_EQ(mhd::errors_of(by_accept.body), "");
    for (const char* format : {"xml", "application/fhir%2Bxml", "application/fhir+xml", "text/xml"}) {
        EXPECT_EQ(site.get(path + "?_format=" + format).body, by_accept.body) << format;
    }
    EXPECT_EQ(site.get(path + "?_format=json", "manager", {{"Accept", "application/fhir+xml"}}).media_type,
              "application/fhir+json");
    EXPECT_EQ(site.get(path, "manager", {{"Accept", "application/fhir+xml;q=0.5, application/fhir+json"}})
                  .media_type,
              "application/fhir+json");
}

TEST(Read, refuses_other_formats) {
    Site site;
    const std::string path = "/fhir/Patient/" + site.submit(admission()) + ".1";
    EXPECT_EQ(site.get(path, "manager", {{"Accept", "text/csv"}}).status, 406);
    EXPECT_EQ(site.get(path + "?_format=turtle").status, 406);
}

// A reader who asks for strict handling learns what would have been ignored: a summary, another encoding.
TEST(Read, with_a_parameter_that_is_not_known_is_refused_if_that_is_wanted) {
    Site site;
    const std::string id = site.submit(admission());
    const Pairs strict = {{"Prefer", "handling=strict"}};
    for (const std::string& path :
         {"Patient/" + id + ".1", "Patient/" + id + ".1/_history/1", "Patient/" + id + ".1/_history",
          "Composition/" + id + ".0/$document", "Binary/" + id, "Binary/" + id + "/_history/1"}) {
        const std::string url = "/fhir/" + path;
        EXPECT_EQ(site.get(url + "?_elements=name").status, 200) << path;
        EXPECT_EQ(site.get(url + "?_format=json&_pretty=true", "manager", strict).status, 200) << path;
        const std::size_t before = site.events().size();
        const Response response = site.get(url + "?_elements=name", "manager", strict);
        EXPECT_EQ(response.status, 400) << path;
        EXPECT_EQ(problem(response), "search-parameter-unknown") << path;
        EXPECT_NE(response.body.find("_elements"), std::string::npos) << response.body;
        EXPECT_NE(response.body.find("_format"), std::string::npos) << response.body;
        EXPECT_EQ(site.events().size(), before + 1) << path;
    }
}

TEST(Read, of_a_malformed_id_is_audited) {
    Site site;
    const std::string id = site.submit(admission());
    for (const std::string& path : {"Patient/" + id + ".1/_history/x", "Patient/" + id + ".1/_history/0",
                                    "Binary/" + id + "/_history/x", "Composition/" + id + ".7/$document",
                                    std::string("Composition/x/$document"), std::string("Patient/x"),
                                    std::string("Patient/x/_history"), std::string("Binary/x")}) {
        const std::size_t before = site.events().size();
        EXPECT_EQ(site.get("/fhir/" + path).status, 404) << path;
        EXPECT_EQ(site.events().size(), before + 1) << path;
    }
}

TEST(Read, of_what_is_not_there_says_so) {
    Site site;
    const std::string id = site.submit(admission());
    for (const std::string& path :
         {"Patient/" + id + ".0", "Patient/" + id + ".9999", "Patient/" + id, std::string("Patient/1"),
          "Observation/" + id + ".1", "DocumentReference/" + id + ".1"}) {
        const Response response = site.get("/fhir/" + path);
        EXPECT_EQ(response.status, 404) << path;
        EXPECT_EQ(problem(response), "resource-not-there") << path;
    }
}

TEST(Read, of_what_the_caller_may_not_see_is_as_if_it_were_not_there) {
    Site site;
    const std::string id = site.submit(admission());
    for (const char* type : {"Patient", "Bundle", "DocumentReference", "List", "Binary"}) {
        const std::string path =
            fmt::format("/fhir/{}/{}{}", type, id, type == std::string("Patient") ? ".1" : "");
        EXPECT_EQ(site.get(path, "hospital").status, 200) << type << " is for its receiver";
        EXPECT_EQ(site.get(path, "stranger").status, 404) << type;
        EXPECT_EQ(site.get(path + "/_history/1", "stranger").status, 404) << type;
        if (type != std::string("Binary")) {
            EXPECT_EQ(site.get(path + "/_history", "stranger").status, 404) << type;
        }
    }
}

TEST(Read, gives_the_document_and_its_metadata) {
    Site site;
    const std::string id = site.submit(admission());
    const Json bundle = json_of(site.get("/fhir/Bundle/" + id));
    EXPECT_EQ(bundle["type"], "document");
    EXPECT_EQ(bundle["id"], id);
    EXPECT_EQ(json_of(site.get("/fhir/Composition/" + id + ".0/$document")), bundle);
    const Response reference = site.get("/fhir/DocumentReference/" + id);
    EXPECT_EQ(json_of(reference)["content"][0]["attachment"]["url"],
              "https://gateway.example.jp/fhir/Binary/" + id);
    EXPECT_EQ(mhd::errors_of(reference.body), "");
    EXPECT_EQ(mhd::errors_of(site.get("/fhir/List/" + id).body), "");
    EXPECT_EQ(site.get("/fhir/Composition/" + id + ".1/$document").status, 404);
}

TEST(Read, is_304_for_a_known_version) {
    Site site;
    const std::string path = "/fhir/Patient/" + site.submit(admission()) + ".1";
    const Response again = site.get(path, "manager", {{"If-None-Match", "W/\"1\""}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(site.get(path, "manager", {{"If-None-Match", "W/\"2\""}}).status, 200);
}

TEST(Versions, are_kept_and_listed_newest_first) {
    Site site;
    const std::string id = site.submit(admission());
    EXPECT_EQ(site.submit(admission("2", "00-0000-9999")), id);
    const std::string path = "/fhir/Patient/" + id + ".1";
    EXPECT_EQ(json_of(site.get(path))["meta"]["versionId"], "2");
    EXPECT_EQ(json_of(site.get(path + "/_history/1"))["meta"]["versionId"], "1");
    EXPECT_NE(site.get(path).body, site.get(path + "/_history/1").body);
    const Response history = site.get(path + "/_history");
    const Json bundle = json_of(history);
    ASSERT_EQ(bundle["entry"].size(), 2U);
    EXPECT_EQ(bundle["total"], 2);
    EXPECT_EQ(bundle["entry"][0]["resource"]["meta"]["versionId"], "2");
    EXPECT_EQ(bundle["entry"][1]["response"]["status"], "201");
    EXPECT_EQ(mhd::errors_of(history.body), "");
    EXPECT_EQ(site.get(path + "/_history/3").status, 404);
    EXPECT_EQ(site.get(path + "/_history/x").status, 404);
    EXPECT_EQ(json_of(site.get("/fhir/DocumentReference/" + id + "/_history/1"))["status"], "superseded");
}

TEST(Versions, come_in_pages_that_link_to_the_next) {
    Site site;
    const std::string id = site.submit(admission());
    for (const char* revision : {"2", "3", "4", "5"}) {
        EXPECT_EQ(site.submit(admission(revision, "00-0000-9999")), id);
    }
    std::vector<std::string> seen;
    std::string path = "/fhir/Bundle/" + id + "/_history?_count=2";
    for (int pages = 0; !path.empty() && pages < 9; ++pages) {
        const Response response = site.get(path);
        ASSERT_EQ(response.status, 200) << response.body;
        EXPECT_EQ(mhd::errors_of(response.body), "");
        const Json page = json_of(response);
        EXPECT_LE(page["entry"].size(), 2U);
        EXPECT_FALSE(page.contains("total")) << "the total is unknown";
        for (const Json& entry : page["entry"]) {
            seen.push_back(entry["resource"]["meta"]["versionId"]);
        }
        path.clear();
        for (const Json& link : page["link"]) {
            const std::string url = link["url"];
            path = link["relation"] == "next" ? url.substr(url.find("/fhir/")) : path;
        }
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"5", "4", "3", "2", "1"}));
}

TEST(Versions, say_in_the_self_link_how_many_a_page_has_at_most) {
    Site site;
    const std::string history = "/fhir/Bundle/" + site.submit(admission()) + "/_history";
    const auto self = [&](const std::string& query) { return link(site.get(history + query), "self"); };
    EXPECT_EQ(self(""), history + "?_count=20");
    EXPECT_EQ(self("?_count=7"), history + "?_count=7");
    EXPECT_EQ(self("?_count=999"), history + "?_count=100") << "fewer than were asked for";
    EXPECT_EQ(self("?_before=9&_format=json"), history + "?_count=20&_before=9&_format=json");
    EXPECT_NE(site.get(history + "?_count=0").body.find("1, 2, 3 … (> 100 → 100)"), std::string::npos);
}

TEST(Versions, refuse_a_parameter_that_is_given_twice) {
    Site site;
    const std::string id = site.submit(admission());
    const std::string history = "/fhir/Bundle/" + id + "/_history";
    for (const std::string& path :
         {history + "?_count=1&_count=2", history + "?_before=2&_before=3",
          history + "?_format=json&_format=xml", "/fhir/Bundle/" + id + "?_format=json&_format=json",
          "/fhir/Binary/" + id + "?_format=json&_format=csv"}) {
        const Response response = site.get(path);
        EXPECT_EQ(response.status, 400) << path;
        EXPECT_EQ(problem(response), "parameter-twice") << path;
    }
}

TEST(Versions, cannot_be_paged_by_what_is_no_number) {
    Site site;
    const std::string history = "/fhir/Bundle/" + site.submit(admission()) + "/_history";
    for (const char* wrong : {"?_count=0", "?_count=x", "?_count=-1", "?_before=x"}) {
        EXPECT_EQ(site.get(history + wrong).status, 400) << wrong;
    }
    EXPECT_EQ(json_of(site.get(history + "?_before=1"))["total"], nullptr);
}

TEST(Withdrawn, is_gone_with_its_older_versions) {
    Site site;
    const std::string id = site.submit(admission());
    const documents::Caller caller{.peer = &site.peer("manager")};
    const std::string document = mhd::parse_logical_id(id)->document;
    ASSERT_EQ(site.gateway().intake().withdraw(document, caller).refusal, documents::Refusal::none);
    for (const std::string& path : {"Patient/" + id + ".1", "Patient/" + id + ".1/_history/1", "Binary/" + id,
                                    "DocumentReference/" + id, "Binary/" + id + "/_history/1"}) {
        const Response response = site.get("/fhir/" + path);
        EXPECT_EQ(response.status, 410) << path;
        EXPECT_EQ(problem(response), "version-gone") << path;
    }
    const Json history = json_of(site.get("/fhir/Patient/" + id + ".1/_history"));
    ASSERT_EQ(history["entry"].size(), 1U);
    EXPECT_EQ(history["entry"][0]["request"]["method"], "DELETE");
    EXPECT_FALSE(history["entry"][0].contains("resource"));
    EXPECT_TRUE(entries(site.get("/fhir/DocumentReference?patient.identifier=" + person())).empty());
}

// R4 binary.html#rest
TEST(Retrieve, gives_a_binary_if_fhir_is_accepted) {
    Site site;
    const std::string id = site.submit(admission());
    const std::string path = "/fhir/Binary/" + id;
    for (const char* const accept :
         {"application/fhir+json", "application/fhir+json;q=1.0, application/json+fhir;q=0.9",
          "application/fhir+json, */*;q=0.1", "text/csv;q=0.5, application/fhir+json"}) {
        const Response response = site.get(path, "manager", {{"Accept", accept}});
        EXPECT_EQ(response.status, 200) << accept;
        EXPECT_EQ(response.media_type, "application/fhir+json") << accept;
        const Json binary = json_of(response);
        EXPECT_EQ(binary["resourceType"], "Binary") << accept;
        EXPECT_EQ(binary["id"], id);
        EXPECT_TRUE(binary["contentType"].get<std::string>().starts_with("text/csv"));
        EXPECT_EQ(base::from_base64(binary["data"].get<std::string>()), admission());
        EXPECT_EQ(mhd::errors_of(response.body), "");
    }
    EXPECT_EQ(json_of(site.get(path + "?_format=json"))["resourceType"], "Binary");
    EXPECT_EQ(json_of(site.get(path + "/_history/1", "manager",
                               {{"Accept", "application/fhir+json"}}))["resourceType"],
              "Binary");
    const Response xml = site.get(path, "manager", {{"Accept", "application/fhir+xml"}});
    EXPECT_EQ(xml.media_type, "application/fhir+xml");
    EXPECT_NE(xml.body.find("<Binary"), std::string::npos);
    EXPECT_EQ(mhd::errors_of(xml.body), "");
    EXPECT_EQ(site.get(path, "manager", {{"Accept", "text/csv, application/fhir+json;q=0.5"}}).body,
              admission());
}

TEST(Retrieve, gives_a_document_that_is_fhir_as_a_binary_too) {
    Site site;
    const std::string bundle = documents::file("admission/full.bundle.json");
    const std::string path = "/fhir/Binary/" + site.submit(bundle);
    EXPECT_EQ(json_of(site.get(path))["type"], "document") << "as it came";
    const Json binary = json_of(site.get(path, "manager", {{"Accept", "application/fhir+json"}}));
    EXPECT_EQ(base::from_base64(binary["data"].get<std::string>()), bundle);
}

TEST(Retrieve, of_a_binary_that_the_caller_has_is_not_sent_again) {
    Site site;
    const std::string path = "/fhir/Binary/" + site.submit(admission());
    const std::string tag = header(site.get(path, "manager", {{"Accept", "application/fhir+json"}}), "ETag");
    EXPECT_EQ(site.get(path, "manager", {{"Accept", "application/fhir+json"}, {"If-None-Match", tag}}).status,
              304);
    EXPECT_EQ(site.get(path, "manager", {{"If-None-Match", tag}}).status, 200)
        << "the content has another tag";
}

TEST(Retrieve, gives_the_original_and_every_syntax_by_accept) {
    Site site;
    const std::string path = "/fhir/Binary/" + site.submit(admission());
    EXPECT_EQ(site.get(path).body, admission()) << "as it came";
    EXPECT_EQ(site.get(path, "manager", {{"Accept", "text/csv"}}).body, admission());
    EXPECT_EQ(site.get(path, "manager", {{"Accept", "*/*"}}).body, admission());
    const Response page = site.get(path, "manager", {{"Accept", "text/html"}});
    EXPECT_TRUE(page.media_type.starts_with("text/html"));
    EXPECT_NE(header(page, "Content-Security-Policy"), "");
    EXPECT_EQ(site.get(path, "manager", {{"Accept", "image/png"}}).status, 406);
}

TEST(Retrieve, agrees_with_hash_and_size_of_the_reference) {
    Site site;
    const std::string id = site.submit(admission());
    const Json attachment = json_of(site.get("/fhir/DocumentReference/" + id))["content"][0]["attachment"];
    const Response original =
        site.get("/fhir/Binary/" + id, "manager", {{"Accept", attachment["contentType"].get<std::string>()}});
    EXPECT_EQ(original.body.size(), attachment["size"]);
    EXPECT_EQ(documents::sha1_base64(original.body), attachment["hash"]);
}

TEST(Audit, knows_who_read_what) {
    Site site;
    const std::string id = site.submit(admission());
    const std::size_t before = site.events().size();
    site.get("/fhir/Patient/" + id + ".1");
    site.get("/fhir/Binary/" + id, "stranger");
    site.get("/fhir/DocumentReference?patient.identifier=" + person() + "&" + std::string(hanako) + "=1");
    const std::vector<std::string> events = site.events();
    ASSERT_EQ(events.size(), before + 3);
    for (std::size_t i = before; i < events.size(); ++i) {
        EXPECT_EQ(events[i].find(hanako), std::string::npos) << "numbers of persons stand in no audit event";
    }
    EXPECT_NE(events[before].find(id), std::string::npos);
}

TEST(Audit, names_a_document_as_it_is_read) {
    Site site;
    site.get("/fhir/DocumentReference/" + site.submit(admission()));
    const Json event = Json::parse(site.events().back());
    const std::string base = store::StoreSettings().base;
    const auto named = std::ranges::find_if(
        event["entity"], [](const Json& entity) { return entity["what"].contains("reference"); });
    ASSERT_NE(named, event["entity"].end());
    const std::string reference = (*named)["what"]["reference"];
    ASSERT_TRUE(reference.starts_with(base + "/DocumentReference/")) << reference;
    EXPECT_EQ(site.get("/fhir" + reference.substr(base.size())).status, 200) << reference;
}

} // namespace
} // namespace renkei::server::read_test
