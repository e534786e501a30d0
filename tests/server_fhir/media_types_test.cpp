// What a media type says beside its name is heard or refused: another version of FHIR, another charset, and
// what has no meaning here.
#include "gateway/network/documents/fetch.h"
#include "gateway/network/server/routes.h"

#include "tests/server_fhir/kit.h"

namespace renkei::server::media_types_test {
namespace {

const std::string fhir = "application/fhir+json";

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

} // namespace
} // namespace renkei::server::media_types_test
