// What a media type says beside its name is heard or refused: another version of FHIR, another charset, and
// what has no meaning here.
#include "gateway/network/documents/fetch.h"
#include "gateway/network/server/routes.h"

#include "tests/server_fhir/kit.h"

namespace renkei::server::media_types_test {
namespace {

const std::string fhir = "application/fhir+json";

const std::string refused_parameters[] = {"; fhirVersion=3.0",     "; fhirVersion=5.0",
                                          "; fhirVersion=4.01",    "; fhirVersion=4.3",
                                          "; fhirversion=\"1.0\"", "; charset=Shift_JIS",
                                          "; charset=utf-16",      "; charset=UTF-8; charset=Shift_JIS",
                                          "; profile=x",           "; q=0.5",
                                          "; fhirVersion",         "; charset="};
const std::string taken_parameters[] = {"", ";", "; fhirVersion=4.0",
                                        "; fhirVersion=\"4.0.1\"; charset=UTF-8", "; CHARSET=\"utf-8\""};

struct Address {
    std::string path;
    std::string body;
};
std::vector<Address> addresses() {
    const std::string document = documents::file("admission/full.bundle.json");
    return {
        {"/documents", document},
        {"/fhir/$validate", document},
        {"/fhir/Bundle/$validate", document},
        {"/fhir/$convert", document},
        {"/fhir/Bundle", document},
        {"/fhir", document},
        {"/fhir", transaction(documents::admission(), "text/csv").dump()},
        {"/fhir/DocumentReference", simplified(documents::admission(), "text/csv").dump()},
        {"/fhir/Patient/$match",
         R"({"resourceType":"Patient","name":[{"family":"連携","given":["花子"]}],"birthDate":"1940-01-01","gender":"female"})"}};
}

TEST(ContentType, of_fhir_with_another_version_or_charset_is_refused) {
    for (const auto& [path, body] : addresses()) {
        Site site;
        for (const std::string& parameters : refused_parameters) {
            for (const std::string& type :
                 {fhir, std::string("application/json"), std::string("application/fhir+xml")}) {
                EXPECT_EQ(site.post(path, body, type + parameters).status, 415) << path << type << parameters;
            }
        }
        EXPECT_EQ(site.documents(), 0U) << path;
        for (const std::string& parameters : taken_parameters) {
            EXPECT_LT(site.post(path, body, fhir + parameters).status, 300) << path << parameters;
        }
    }
}

TEST(ContentType, of_a_form_says_its_charset_and_nothing_else) {
    Site site;
    const std::string csv = documents::admission();
    for (const char* type : {"text/csv; fhirVersion=4.0", "text/csv; header=present",
                             "text/csv; charset=euc-jp", "text/csv; charset=UTF-8; charset=Shift_JIS"}) {
        EXPECT_EQ(site.post("/documents", csv, type).status, 415) << type;
        EXPECT_EQ(site.post("/fhir/$convert", csv, type).status, 415) << type;
        EXPECT_EQ(site.post("/fhir", transaction(csv, type).dump(), fhir).status, 422) << type;
        EXPECT_EQ(site.post("/fhir/DocumentReference", simplified(csv, type).dump(), fhir).status, 422)
            << type;
    }
    EXPECT_EQ(site.documents(), 0U);
    EXPECT_EQ(site.post("/documents", csv, "text/csv; charset=\"Windows-31J\"").status, 201);
}

TEST(ContentType, of_a_part_of_several_is_read_alike) {
    Site site;
    const auto send = [&](const std::string& whole, const std::string& part) {
        const std::string body = "--b\r\nContent-Type: " + part +
                                 "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" +
                                 documents::file("admission/full.bundle.json") + "\r\n--b--\r\n";
        return site.post("/documents", body, whole).status;
    };
    EXPECT_EQ(send("multipart/form-data; boundary=b", fhir + "; fhirVersion=3.0"), 415);
    EXPECT_EQ(send("multipart/form-data; boundary=b; fhirVersion=3.0", fhir), 415);
    EXPECT_EQ(send("multipart/form-data; boundary=b", fhir + "; fhirVersion=4.0"), 201);
}

TEST(Binary, whose_type_contradicts_its_document_reference_is_refused) {
    Site site;
    Json bundle = transaction(documents::admission(), "text/csv; charset=Shift_JIS");
    for (const char* type : {"text/csv; charset=UTF-8", "text/csv; fhirVersion=3.0", "application/json"}) {
        bundle["entry"][2]["resource"]["contentType"] = type;
        EXPECT_EQ(site.post("/fhir", bundle.dump(), fhir).status, 422) << type;
    }
    bundle["entry"][2]["resource"]["contentType"] = "text/csv";
    EXPECT_EQ(site.post("/fhir", bundle.dump(), fhir).status, 200);
}

// Every route below /fhir that can be refused for its Accept.
TEST(Accept, of_another_version_of_fhir_is_heard_at_every_address) {
    Site site;
    const std::span<const Route> rows = routes_of(site.gateway());
    const std::vector<http::Route> table = bound(rows, site.gateway());
    const std::string parts[] = {"Patient", "b", "c"};
    const std::size_t before = site.documents();
    std::size_t count = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Route& row = rows[i];
        const bool is_refusal = std::ranges::all_of(row.statuses, [](int it) { return it >= 400; });
        if (!(row.pattern.starts_with("/fhir") || row.pattern == "/metadata") || is_refusal) {
            continue;
        }
        ++count;
        const auto answer = [&](Pairs headers, Pairs query) {
            headers.emplace_back("Content-Type", fhir);
            const Request request{.method = std::string(row.method),
                                  .query = std::move(query),
                                  .headers = std::move(headers),
                                  .body = documents::file("admission/full.bundle.json"),
                                  .caller = {.peer = &site.peer("manager")}};
            return table[i].handle(request, parts).status;
        };
        EXPECT_EQ(answer({{"Accept", fhir + ";fhirVersion=3.0, " + fhir + ";fhirVersion=5.0;q=0.9"}}, {}),
                  406)
            << row.method << row.pattern;
        EXPECT_EQ(answer({}, {{"_format", fhir + ";fhirVersion=3.0"}}), 406) << row.method << row.pattern;
        EXPECT_EQ(answer({{"Accept", fhir + ";profile=x"}}, {}), 406) << row.method << row.pattern;
        EXPECT_NE(answer({{"Accept", fhir + ";fhirVersion=3.0, " + fhir + ";fhirVersion=4.0"}}, {}), 406)
            << row.method << row.pattern;
    }
    EXPECT_GT(count, 25U);
    EXPECT_LE(site.documents(), before + 1);
}

TEST(Accept, that_cannot_be_answered_stores_nothing) {
    Site site;
    const std::string bundle = transaction(documents::admission(), "text/csv").dump();
    const std::string reference = simplified(documents::admission(), "text/csv").dump();
    for (const char* accept :
         {"text/csv", "application/fhir+json;fhirVersion=3.0", "application/fhir+json;q=0"}) {
        const Pairs headers{{"Accept", accept}};
        EXPECT_EQ(site.post("/fhir", bundle, fhir, "manager", headers).status, 406) << accept;
        EXPECT_EQ(site.post("/fhir/DocumentReference", reference, fhir, "manager", headers).status, 406)
            << accept;
    }
    EXPECT_EQ(site.documents(), 0U);
}

TEST(Accept, with_several_ranges_is_answered_by_one_that_can_be) {
    Site site;
    const std::string id = site.submit(documents::admission());
    const auto type = [&](const std::string& path, const std::string& accept) {
        const Response answer = site.get(path, "manager", {{"Accept", accept}});
        EXPECT_EQ(answer.status, 200) << accept << answer.body;
        return answer.media_type;
    };
    const std::string patient = "/fhir/Patient/" + id + ".1";
    EXPECT_EQ(type(patient, "application/fhir+xml;fhirVersion=3.0, application/fhir+json;q=0.1"), fhir);
    EXPECT_EQ(
        type(patient, "application/fhir+xml;fhirVersion=4.0;q=0.9;level=1, application/fhir+json;q=0.1"),
        "application/fhir+xml")
        << "what follows q is no part of the type";
    EXPECT_EQ(type(patient, "text/html;level=1, */*;q=0.1"), fhir);
    EXPECT_EQ(type("/fhir/Binary/" + id, "application/fhir+json;fhirVersion=3.0, text/csv;q=0.5"),
              "text/csv;charset=windows-31j")
        << "not as a resource Binary";
}

} // namespace
} // namespace renkei::server::media_types_test
