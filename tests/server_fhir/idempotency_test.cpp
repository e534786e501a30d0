// Idempotency-Key where documents come in by FHIR: the same as at /documents.
#include "gateway/core/base/base64.h"
#include "gateway/network/mhd/provide_bundle.h"

#include "tests/server_fhir/kit.h"

namespace renkei::server::idempotency_test {
namespace {

using documents::admission;

constexpr std::string_view fhir_type = "application/fhir+json";

// One way in, a body for it, and another body.
struct Way {
    std::string path{};
    std::string body{};
    std::string other{};
    int status = 201; // of news
};

std::string provided(const std::string& bytes) {
    return mhd::provide_bundle(*mhd::view_of("admission/full.bundle.json"),
                               {.bytes = bytes, .media_type = "text/csv"});
}

std::string published(const std::string& bytes) {
    return Json{
        {"resourceType", "DocumentReference"},
        {"masterIdentifier", {{"system", "urn:ietf:rfc:3986"}, {"value", "urn:oid:1.2.3"}}},
        {"status", "current"},
        {"subject", {{"identifier", {{"system", insured_system}, {"value", hanako}}}}},
        {"content",
         Json::array({{{"attachment", {{"contentType", "text/csv"}, {"data", base::to_base64(bytes)}}}}})}}
        .dump();
}

std::vector<Way> ways() {
    const std::string bundle = documents::file("admission/full.bundle.json");
    const std::string other = documents::admission_named("A-1");
    return {{"/fhir", provided(admission()), provided(other), 200},
            {"/fhir/DocumentReference", published(admission()), published(other)},
            {"/fhir/Bundle", bundle, documents::replaced(bundle, "花子", "華子")}};
}

TEST(IdempotencyKey, gives_the_same_answer_twice) {
    for (const Way& way : ways()) {
        Site site;
        const Response first =
            site.post(way.path, way.body, fhir_type, "manager", {{"Idempotency-Key", "\"8e03978e\""}});
        ASSERT_EQ(first.status, way.status) << way.path << first.body;
        EXPECT_EQ(header(first, "Idempotent-Replayed"), "") << way.path;
        const Response again =
            site.post(way.path, way.body, fhir_type, "manager", {{"idempotency-key", "8e03978e"}});
        EXPECT_EQ(again.status, first.status) << way.path;
        EXPECT_EQ(again.body, first.body) << way.path;
        EXPECT_EQ(header(again, "Location"), header(first, "Location")) << way.path;
        EXPECT_EQ(header(again, "Idempotent-Replayed"), "true") << way.path;
        EXPECT_EQ(site.documents(), 1U) << way.path;
    }
}

TEST(IdempotencyKey, is_for_one_body) {
    for (const Way& way : ways()) {
        Site site;
        site.post(way.path, way.body, fhir_type, "manager", {{"Idempotency-Key", "8e03978e"}});
        const Response other =
            site.post(way.path, way.other, fhir_type, "manager", {{"Idempotency-Key", "8e03978e"}});
        EXPECT_EQ(other.status, 422) << way.path;
        EXPECT_EQ(problem(other), "key-reused") << way.path;
    }
}

TEST(IdempotencyKey, that_is_malformed_is_refused_and_audited) {
    for (const Way& way : ways()) {
        for (const std::string& key : {std::string(256, 'x'), std::string("a b"), std::string("鍵")}) {
            Site site;
            const std::size_t before = site.events().size();
            const Response response =
                site.post(way.path, way.body, fhir_type, "manager", {{"Idempotency-Key", key}});
            EXPECT_EQ(response.status, 400) << way.path;
            EXPECT_EQ(problem(response), "parameter-wrong") << way.path;
            EXPECT_EQ(site.documents(), 0U) << way.path;
            EXPECT_EQ(site.events().size(), before + 1) << way.path;
        }
    }
}

TEST(IdempotencyKey, is_known_when_the_clock_was_set_back) {
    for (const Way& way : ways()) {
        Site site;
        const auto sent = [&] {
            return site.post(way.path, way.body, fhir_type, "manager", {{"Idempotency-Key", "8e03978e"}});
        };
        sent();
        site.clock.pass(-48LL * 60 * 60 * 1000);
        EXPECT_EQ(header(sent(), "Idempotent-Replayed"), "true") << way.path;
    }
}

TEST(IdempotencyKey, is_forgotten_after_a_day) {
    for (const Way& way : ways()) {
        Site site;
        const auto sent = [&] {
            return site.post(way.path, way.body, fhir_type, "manager", {{"Idempotency-Key", "8e03978e"}});
        };
        sent();
        site.clock.pass(24LL * 60 * 60 * 1000 - 1);
        EXPECT_EQ(header(sent(), "Idempotent-Replayed"), "true") << way.path;
        site.clock.pass(1);
        EXPECT_EQ(header(sent(), "Idempotent-Replayed"), "") << way.path;
        EXPECT_EQ(site.documents(), 1U) << "the same document";
    }
}

} // namespace
} // namespace renkei::server::idempotency_test
