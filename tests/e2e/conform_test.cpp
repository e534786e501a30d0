// renkei conform against running servers: our own, and some that do not do what they should.
#include "site.h"
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <set>

namespace renkei::e2e::conform_test {
namespace {

using testing::HasSubstr;

// What a server says to a POST of this path (without query).
using Behaviour = std::function<Reply(const std::string& path)>;

class Handler final : public Poco::Net::HTTPRequestHandler {
public:
    explicit Handler(const Behaviour& behaviour) : behaviour_(behaviour) {}
    void handleRequest(Poco::Net::HTTPServerRequest& request,
                       Poco::Net::HTTPServerResponse& response) override {
        std::string ignored(
            static_cast<std::size_t>(std::max<std::streamsize>(request.getContentLength(), 0)), ' ');
        request.stream().read(ignored.data(), static_cast<std::streamsize>(ignored.size()));
        const Reply reply = behaviour_(request.getURI().substr(0, request.getURI().find('?')));
        response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(reply.status));
        response.setContentType("application/fhir+json");
        response.setContentLength(static_cast<std::streamsize>(reply.body.size()));
        response.send() << reply.body;
    }

private:
    const Behaviour& behaviour_;
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    explicit Factory(Behaviour behaviour) : behaviour_(std::move(behaviour)) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
        return new Handler(behaviour_);
    }

private:
    Behaviour behaviour_;
};

// A server of somebody else, on this machine.
class Other {
public:
    explicit Other(Behaviour behaviour)
        : socket_(Poco::Net::SocketAddress("127.0.0.1", 0)),
          server_(new Factory(std::move(behaviour)), socket_, new Poco::Net::HTTPServerParams) {
        server_.start();
    }
    ~Other() { server_.stopAll(true); }
    std::string url() const { return fmt::format("http://127.0.0.1:{}/fhir", socket_.address().port()); }

private:
    Poco::Net::ServerSocket socket_;
    Poco::Net::HTTPServer server_;
};

Ended conformance_of(const std::string& url, std::vector<std::string> more = {}) {
    std::vector<std::string> words{renkei(), "conform", "--against", url};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
}

std::string outcome(const std::string& severity) {
    return R"({"resourceType":"OperationOutcome","issue":[{"severity":")" + severity +
           R"(","code":"processing","diagnostics":"as it is"}]})";
}

// One item names its documents, so that a new document can be made of one that is here.
bool has_document_id(const std::string& form) {
    std::ifstream in(RENKEI_SOURCE "/mappings/" + form + "/form.yaml");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_NE(text.find("document: "), std::string::npos) << form;
    return text.find("document: [") == std::string::npos;
}

TEST(Conform, passes_our_own_server_as_often_as_it_is_asked) {
    const Folder folder;
    const Authority authority(folder.path());
    Site site(folder.path() / "a", authority, "gateway-a");
    site.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
    site.add_peer("network", {"--role", "network"});
    site.start();
    const auto conformance_as = [&](const std::string& peer, std::vector<std::string> more) {
        const std::string own = (folder.path() / "certificates" / peer).string();
        more.insert(more.end(),
                    {"--cert", own + ".pem", "--key", own + ".key", "--ca", authority.file().string()});
        return conformance_of(site.address() + "/fhir", more);
    };
    for (int time = 0; time < 2; ++time) {
        const Ended ended = conformance_as("care-manager", {"--lang", "en"});
        EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
        EXPECT_THAT(ended.out, HasSubstr("passed     admission-full\n"));
        EXPECT_THAT(ended.out, HasSubstr("passed     admission-full $validate\n"));
        EXPECT_THAT(ended.out, HasSubstr("$validate unknown-code\n"));
        EXPECT_THAT(ended.out, HasSubstr("passed     admission-full MHD\n"));
    }
    std::set<std::string> forms;
    const auto manifest = nlohmann::json::parse(fixture("manifest.json"));
    for (const auto& each : manifest.at("cases")) {
        forms.insert(each.at("form"));
    }
    for (const std::string& form : forms) {
        const Ended ended = conformance_as("network", {"--form", form}); // passes on whatever comes
        EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
        EXPECT_EQ(ended.out.find(" MHD\n") != std::string::npos, has_document_id(form)) << form;
    }
    site.stop();
}

// The server gives one bundle for every input, calls nothing valid, and stores nothing.
TEST(Conform, names_what_a_server_does_wrong) {
    const Other liar([](const std::string& path) {
        return path == "/fhir/$convert"
                   ? Reply{.status = 200, .headers = {}, .body = fixture("admission/full.bundle.json")}
               : path == "/fhir/$validate"
                   ? Reply{.status = 200, .headers = {}, .body = outcome("error")}
                   : Reply{
                         .status = 200,
                         .headers = {},
                         .body =
                             R"({"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"200 OK"}},{},{}]})"};
    });
    const Ended ended = conformance_of(liar.url(), {"--form", "admission", "--lang", "en"});
    EXPECT_EQ(ended.code, 2) << "backward, bundles cannot be read as a form file";
    const std::string convert = "    POST " + liar.url() + "/$convert?form=admission&to=";
    EXPECT_THAT(ended.out, HasSubstr("passed     admission-full\n"));
    EXPECT_THAT(ended.out,
                HasSubstr("FAILED     admission-minimal\n" + convert + "fhir (admission/minimal.csv): "));
    EXPECT_THAT(ended.out, HasSubstr("FAILED     admission-broken-date\n" + convert +
                                     "fhir (admission/broken-date.csv): error[conform-not-refused]"));
    EXPECT_THAT(ended.out, HasSubstr("UNREADABLE admission-back-full\n" + convert +
                                     "csv (admission/full.bundle.json): error[conform-not-a-form-file]"));
    EXPECT_THAT(ended.out, HasSubstr("FAILED     admission-full $validate\n    POST " + liar.url() +
                                     "/$validate (admission/full.bundle.json): OperationOutcome.issue: "
                                     "error[conform-item-differs]: expected: 200: OperationOutcome, severity "
                                     "information | warning; found: 200: OperationOutcome error:  as it is"));
    EXPECT_THAT(ended.out,
                HasSubstr("FAILED     admission-full MHD\n    POST " + liar.url() + " (ITI-65 admission/"));
    EXPECT_THAT(ended.out, HasSubstr("Bundle.entry[0].response.status: error[conform-item-differs]: "
                                     "expected: 201 Created; found: 200 OK"));
}

TEST(Conform, fails_a_server_whose_validation_finds_nothing) {
    const Other blind([](const std::string&) {
        return Reply{.status = 200, .headers = {}, .body = outcome("information")};
    });
    const Ended ended =
        conformance_of(blind.url(), {"--form", "admission", "--only", "validate", "--lang", "en"});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.out, HasSubstr("passed     admission-full $validate\n"));
    EXPECT_THAT(ended.out,
                HasSubstr("$validate unknown-code\n    POST " + blind.url() + "/$validate (admission/"));
    EXPECT_THAT(
        ended.out,
        HasSubstr(
            "expected: 200 | 4xx: OperationOutcome, severity error | fatal; found: 200: OperationOutcome"));
    for (const char* const id : {"unknown-code", "missing-element", "unknown-element", "broken-rule"}) {
        EXPECT_THAT(ended.out, testing::ContainsRegex(std::string("FAILED     admission-[a-z]+ .validate ") +
                                                      id + "\n"));
    }
}

TEST(Conform, takes_a_refusal_of_the_content_for_one_and_nothing_else) {
    const auto answer_always = [](int status, const std::string& body) {
        return [=](const std::string&) { return Reply{.status = status, .headers = {}, .body = body}; };
    };
    const Other strict(answer_always(422, outcome("error")));
    const Ended refusing = conformance_of(strict.url(), {"--form", "admission", "--lang", "en"});
    EXPECT_EQ(refusing.code, 1) << refusing.out;
    EXPECT_THAT(refusing.out, HasSubstr("passed     admission-broken-date\n"));
    EXPECT_THAT(refusing.out, HasSubstr("passed     admission-lenient\n"));
    EXPECT_THAT(refusing.out, HasSubstr("MISSING    admission-full\n"));
    EXPECT_THAT(refusing.out, HasSubstr("expected: 200; found: 422: OperationOutcome error:  as it is"));

    for (const Reply& reply : {Reply{.status = 403, .headers = {}, .body = outcome("error")},
                               Reply{.status = 500, .headers = {}, .body = outcome("fatal")},
                               Reply{.status = 422, .headers = {}, .body = "no"}}) {
        const Other closed(answer_always(reply.status, reply.body));
        const Ended ended = conformance_of(closed.url(), {"--form", "admission", "--lang", "en"});
        EXPECT_EQ(ended.code, 2);
        EXPECT_THAT(ended.out, HasSubstr("UNREADABLE admission-broken-date\n")) << reply.status;
        EXPECT_THAT(ended.out, HasSubstr("UNREADABLE admission-lenient\n")) << reply.status;
    }
}

TEST(Conform, reports_a_server_like_a_folder) {
    const Other strict(
        [](const std::string&) { return Reply{.status = 422, .headers = {}, .body = outcome("error")}; });
    const Ended report = conformance_of(strict.url(), {"--form", "admission", "--format", "testreport"});
    const nlohmann::json read = nlohmann::json::parse(report.out);
    EXPECT_EQ(read.at("resourceType"), "TestReport");
    EXPECT_EQ(read.at("result"), "fail");
    EXPECT_THAT(conformance_of(strict.url(), {"--form", "admission", "--format", "junit"}).out,
                HasSubstr("name=\"admission-full MHD\">"));
    EXPECT_EQ(conformance_of(strict.url(), {"--form", "none-such"}).code, 3);
}

TEST(Conform, reads_the_whole_kit_before_it_asks_anything) {
    const Folder folder;
    std::ofstream(folder.path() / "manifest.json") << R"({"cases":[]})";
    std::ofstream(folder.path() / "promises.tsv") << "id\tforms\texpression\twhy\tcounterexample\n";
    std::atomic<int> asked = 0;
    const Other server([&](const std::string&) {
        ++asked;
        return Reply{.status = 200, .headers = {}, .body = "{}"};
    });
    const Ended ended = conformance_of(server.url(), {"--kit", folder.path().string(), "--lang", "en"});
    EXPECT_EQ(ended.code, 4);
    EXPECT_THAT(ended.err, HasSubstr("requirements.tsv"));
    EXPECT_EQ(asked, 0);
}

TEST(Conform, says_that_no_server_is_there) {
    std::string url;
    {
        const Other gone([](const std::string&) { return Reply{}; });
        url = gone.url();
    }
    const Ended ended = conformance_of(url, {"--lang", "en"});
    EXPECT_EQ(ended.code, 4);
    EXPECT_THAT(ended.err, HasSubstr("GET " + url + "/metadata: error[server-unreachable]"));
    EXPECT_EQ(conformance_of("https://127.0.0.1:1/fhir").code, 3) << "a certificate is needed";
}

} // namespace
} // namespace renkei::e2e::conform_test
