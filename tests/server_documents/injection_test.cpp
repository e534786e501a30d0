// Text of callers that other programs would take for SQL, HTML or a formula of a spreadsheet: in the values
// of a form, in parameters, ids and headers.
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/server/http_names.h"

#include "tests/server_documents/request_kit.h"
#include <fmt/format.h>

namespace renkei::server::injection_test {
namespace {

using documents::admission;
using documents::replaced;

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const std::string markup = "<script>x()</script>";
const std::string hostile[] = {"' OR '1'='1",
                               "x'; DELETE FROM version; --",
                               "\\'; DROP TABLE document; --",
                               "x\" UNION SELECT * FROM peer --",
                               "%' OR 1=1 /*",
                               "＇ OR １＝１",
                               "=HYPERLINK(\"http://example.invalid\",\"x\")",
                               "\"><img src=x>" + markup}; // a name has 40 characters

// Every way in which a caller's text gets to a route: as a parameter of the URL or of a form, as an id in the
// path, as a header.
std::vector<TestRequest> requests_with(const std::string& text, const std::string& path,
                                       const nlohmann::json& statement) {
    const std::string value = percent_encoded(text);
    std::string id = value;
    std::erase(id, '/'); // it would end the segment
    std::vector<TestRequest> out;
    for (const std::string name : {"form", "sender", "from", "to", "since", "all", "page", "_count"}) {
        out.push_back({.target = "/documents?" + name + "=" + value});
    }
    for (const std::string name : {"person", "insurer", "name", "form", "sender", "from", "page"}) {
        out.push_back({.method = "POST",
                       .target = "/documents/_search",
                       .headers = {{"Content-Type", std::string(form_type)}},
                       .body = name + "=" + value});
    }
    const std::string person = "patient.identifier=insurer:990010%7C0000001016";
    for (const auto& resource : statement["rest"][0]["resource"]) {
        const std::string type = "/fhir/" + resource["type"].get<std::string>();
        for (const auto& parameter : resource.value("searchParam", nlohmann::json::array())) {
            const std::string name = parameter["name"];
            out.push_back({.target = type + "?" + name + "=" + value});
            out.push_back({.target = type + "?" + person + "&" + name + "=" + value});
        }
        out.push_back({.target = type + "/" + id});
        out.push_back({.target = type + "?" + value + "=x"});
    }
    for (const std::string target :
         {"/fhir/Patient/$summary?identifier=", "/fhir/Patient/$ihe-pix?sourceIdentifier=",
          "/fhir/Patient/$match?_page="}) {
        out.push_back({.target = target + value});
    }
    out.push_back({.target = "/documents/" + id});
    out.push_back({.target = "/mailbox/" + id});
    out.push_back({.method = "DELETE", .target = "/documents/" + id});
    out.push_back({.method = "DELETE", .target = path, .headers = {{"If-Match", text}}});
    out.push_back({.target = path, .headers = {{"If-None-Match", text}}});
    out.push_back({.method = "POST",
                   .target = "/documents",
                   .headers = {{"Content-Type", "text/csv"}, {"Idempotency-Key", text}},
                   .body = admission()});
    out.push_back({.method = "POST",
                   .target = "/documents",
                   .headers = {{"Content-Type", "text/csv"}, {"Renkei-Receiver", text}},
                   .body = admission()});
    return out;
}

// How many documents or resources an answer shows; 0 for one that is none of these.
std::size_t shown(const Response& response) {
    const nlohmann::json answer = nlohmann::json::parse(response.body, nullptr, false);
    if (response.status != 200 || !answer.is_object()) {
        return 0;
    }
    return answer.value("documents", nlohmann::json::array()).size() + answer.value("total", std::size_t{0});
}

TEST(Injection, in_parameters_ids_and_headers_is_a_value_and_nothing_else) {
    RequestKit kit;
    const std::string path = path_of(kit.post(admission()));
    ASSERT_EQ(kit.post(documents::report("R-1"), "application/json", {}, "nurse").status, 201);
    const std::string before = kit.get("/documents?all=true").body;
    const nlohmann::json statement = json_of(kit.get("/fhir/metadata"));
    std::size_t asked = 0;
    for (const std::string& text : hostile) {
        for (TestRequest& each : requests_with(text, path, statement)) {
            const std::string what =
                fmt::format("{} {} {}", each.method, each.target, each.body.substr(0, 60));
            each.peer = "stranger";
            EXPECT_EQ(shown(kit.ask(each)), 0U) << "to who may see nothing: " << what;
            each.peer = "manager";
            const Response response = kit.ask(each);
            EXPECT_LT(response.status, 500) << what << response.body.substr(0, 300);
            ++asked;
            if (each.target.starts_with("/fhir") && text.find(markup) == std::string::npos) {
                continue; // only a refusal has a page there, and it shows all texts alike
            }
            each.headers.insert(each.headers.begin(), {"Accept", std::string(browser)});
            const Response page = kit.ask(each);
            EXPECT_LT(page.status, 500) << what;
            EXPECT_TRUE(page.media_type != "text/html;charset=UTF-8" ||
                        page.body.find(markup) == std::string::npos)
                << what;
        }
    }
    EXPECT_GT(asked, 500U);
    EXPECT_EQ(kit.get("/documents?all=true").body, before) << "nothing was changed";
    EXPECT_EQ(kit.site.documents(), 2U);
}

TEST(Injection, in_the_values_of_a_form_comes_back_byte_for_byte_and_is_text_on_every_page) {
    for (const std::string& text : hostile) {
        RequestKit kit;
        const std::string escaped = nlohmann::json(text).dump();
        const std::string form =
            replaced(replaced(documents::report_of_hanako("R-1"), "\"連携 花子\"", escaped),
                     "\"特別指示期間中は連日訪問した。\"", escaped);
        const Response created = kit.post(form, "application/json", {}, "nurse");
        ASSERT_EQ(created.status, 201) << text << created.body;
        const std::string path = path_of(created);
        EXPECT_EQ(kit.get(path).body, form) << text;
        const std::string as_fhir = kit.get(path, "application/fhir+json").body;
        EXPECT_NE(as_fhir.find(nlohmann::json(text).dump()), std::string::npos) << text;
        for (const std::string& target : {path, path + "/person", std::string("/documents")}) {
            const Response page = kit.get(target, std::string(browser));
            EXPECT_EQ(page.status, 200) << target << text;
            EXPECT_EQ(page.media_type, "text/html;charset=UTF-8") << target;
            EXPECT_EQ(page.body.find("<script"), std::string::npos) << target << text;
            EXPECT_EQ(page.body.find("<img"), std::string::npos) << target << text;
            EXPECT_NE(header(page, "Content-Security-Policy").find("default-src 'none'"), std::string::npos);
        }
    }
}

} // namespace
} // namespace renkei::server::injection_test
