// What a validator remembers of resources, from document to document, hides nothing in the next.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/validate/walk/validator.h"

#include "tests/validate/mutants.h"
#include "tests/xml/package.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace renkei::validate::test::resource_cache_test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

const ValidationContext& context() {
    static const ValidationContext all(library());
    return all;
}

// As a gateway asks.
ValidationOptions demands() {
    return {.best_practice = BestPractice::ignore, .least = diag::Severity::warning};
}

std::vector<std::string> found(Validator& validator, const std::string& text,
                               const ValidationOptions& options) {
    static json::Parser parser(library().r4().names());
    json::Tree tree;
    diag::Report report;
    if (!parser.parse(text, tree)) {
        ADD_FAILURE() << text;
    }
    validator.validate(tree, options, report);
    std::vector<std::string> out;
    for (const diag::Finding& finding : report.findings()) {
        out.push_back(fmt::format("{} {} {} {}", diag::row(finding.message).id, finding.where.path,
                                  static_cast<int>(finding.severity),
                                  to_text(finding, diag::Language::english)));
    }
    std::ranges::sort(out);
    return out;
}

std::vector<std::string> found(Validator& validator, const Json& document, const ValidationOptions& options) {
    return found(validator, text_of(document), options);
}

// A validator that has met a document often enough to know its resources.
class Experienced {
public:
    explicit Experienced(const Json& document, const ValidationOptions& options = demands())
        : options_(options),
          validator_(context()) {
        for (int time = 0; time < 3; ++time) {
            found(validator_, document, options_);
        }
    }
    std::vector<std::string> asked(const Json& other) { return found(validator_, other, options_); }

private:
    ValidationOptions options_;
    Validator validator_;
};

std::vector<std::string> asked_first(const Json& document, const ValidationOptions& options = demands()) {
    Validator fresh(context());
    return found(fresh, document, options);
}

Json document_of(const Json& observation) {
    const Json patient = {{"resourceType", "Patient"},
                          {"id", "p"},
                          {"name", {{{"family", "連携"}, {"given", {"花子"}}}}},
                          {"birthDate", "1940-05-03"}};
    const Json composition = {
        {"resourceType", "Composition"},
        {"id", "c"},
        {"status", "final"},
        {"type", {{"text", "t"}}},
        {"date", "2026-03-01"},
        {"title", "t"},
        {"subject", {{"reference", "urn:uuid:11111111-1111-4111-8111-111111111111"}}},
        {"author", {{{"reference", "urn:uuid:11111111-1111-4111-8111-111111111111"}}}},
        {"section",
         {{{"title", "s"}, {"entry", {{{"reference", "urn:uuid:22222222-2222-4222-8222-222222222222"}}}}}}}};
    const auto entry = [](const std::string& digit, const Json& resource) {
        std::string uuid = "11111111-1111-4111-8111-111111111111";
        std::ranges::replace(uuid, '1', digit.front());
        return Json{{"fullUrl", "urn:uuid:" + uuid}, {"resource", resource}};
    };
    return {{"resourceType", "Bundle"},
            {"type", "document"},
            {"identifier", {{"system", "http://x.jp/b"}, {"value", "1"}}},
            {"timestamp", "2026-03-01T09:15:00+09:00"},
            {"entry", {entry("3", composition), entry("1", patient), entry("2", observation)}}};
}

Json observation() {
    return {{"resourceType", "Observation"},
            {"id", "o"},
            {"status", "final"},
            {"code", {{"text", "体温"}}},
            {"subject", {{"reference", "urn:uuid:11111111-1111-4111-8111-111111111111"}}},
            {"effectivePeriod", {{"start", "2026-03-01"}, {"end", "2026-03-02"}}},
            {"valueQuantity", {{"value", 36.5}, {"unit", "C"}}}};
}

class A_cached_resource : public testing::Test {
protected:
    void SetUp() override { ASSERT_THAT(asked_first(good), IsEmpty()); }
    std::vector<std::string> with(const char* member, const Json& value) {
        Json changed = observation();
        changed[member] = value;
        const Json document = document_of(changed);
        const std::vector<std::string> out = knows.asked(document);
        EXPECT_EQ(out, asked_first(document)) << document;
        EXPECT_THAT(knows.asked(good), IsEmpty()) << "after " << document;
        return out;
    }
    const Json good = document_of(observation());
    Experienced knows{good};
};

TEST_F(A_cached_resource, is_valid_with_other_free_texts) {
    EXPECT_THAT(with("valueQuantity", {{"value", 40}, {"unit", "C"}}), IsEmpty());
    EXPECT_THAT(with("code", {{"text", "脈拍"}}), IsEmpty());
}

TEST_F(A_cached_resource, reports_a_text_of_a_wrong_form) {
    EXPECT_THAT(with("effectivePeriod", {{"start", "2026-13-01"}, {"end", "2026-03-02"}}),
                Contains(HasSubstr("effective.ofType(Period).start")));
    EXPECT_THAT(with("id", "a b"), Contains(HasSubstr("resource.id")));
    EXPECT_THAT(with("code", {{"text", ""}}), Contains(HasSubstr("code.text")));
}

TEST_F(A_cached_resource, reports_an_invariant_that_compares_texts) {
    // per-1
    EXPECT_THAT(with("effectivePeriod", {{"start", "2026-03-03"}, {"end", "2026-03-02"}}),
                Contains(HasSubstr("V050")));
}

TEST_F(A_cached_resource, reports_a_reference_to_another_target) {
    // a Composition
    EXPECT_THAT(with("subject", {{"reference", "urn:uuid:33333333-3333-4333-8333-333333333333"}}),
                Contains(HasSubstr("resource.subject")));
    EXPECT_THAT(with("subject", {{"reference", "#p"}}), Contains(HasSubstr("subject.reference")));
}

TEST_F(A_cached_resource, reports_a_value_that_is_not_a_text) {
    EXPECT_THAT(with("valueQuantity", {{"value", "36.5"}, {"unit", "C"}}),
                Contains(HasSubstr("value.ofType(Quantity).value")));
    EXPECT_THAT(with("code", {{"text", {"体温"}}}), Contains(HasSubstr("code.text")));
    EXPECT_THAT(with("status", "finished"), Contains(HasSubstr("resource.status")));
}

// As far as the shorter one goes, they are the same.
TEST_F(A_cached_resource, differs_from_one_that_is_shorter_or_longer) {
    EXPECT_THAT(with("valueString", "x"), Contains(HasSubstr("V"))); // a second value
    Json code_last = observation();
    const Json code = code_last["code"];
    code_last.erase("code");
    code_last["code"] = code;
    Experienced knows_longer(document_of(code_last));
    code_last["code"].erase("text");
    const Json without_text = document_of(code_last);
    EXPECT_THAT(knows_longer.asked(without_text), asked_first(without_text));
    code_last.erase("code");
    const Json without_code = document_of(code_last);
    EXPECT_THAT(knows_longer.asked(without_code), Contains(HasSubstr("V014")));
    EXPECT_EQ(knows_longer.asked(without_code), asked_first(without_code));
}

// What is likely to come next is looked at first.
TEST_F(A_cached_resource, is_found_in_any_order) {
    Json many = good;
    for (const char* const status : {"amended", "cancelled"}) {
        Json one = good["entry"][2];
        one["resource"]["status"] = status;
        one["fullUrl"] = status == std::string_view("amended")
                             ? "urn:uuid:44444444-4444-4444-8444-444444444444"
                             : "urn:uuid:55555555-5555-4555-8555-555555555555";
        many["entry"][0]["resource"]["section"][0]["entry"].push_back({{"reference", one["fullUrl"]}});
        many["entry"].push_back(one);
    }
    Experienced knows_many(many);
    for (std::size_t first = 1; first < many["entry"].size(); ++first) {
        for (std::size_t second = 1; second < many["entry"].size(); ++second) {
            Json other = many;
            std::swap(other["entry"][first], other["entry"][second]);
            EXPECT_THAT(knows_many.asked(other), IsEmpty());
            other["entry"][first]["resource"]["id"] = "a b";
            EXPECT_EQ(knows_many.asked(other), asked_first(other));
        }
    }
}

// Nothing but a member leads to it: what another document's resource of the same signature led to is no
// longer said.
TEST_F(A_cached_resource, keeps_its_own_references) {
    Json document = good;
    document["entry"][0]["resource"]["section"][0]["entry"][0]["reference"] =
        "urn:uuid:11111111-1111-4111-8111-111111111111";
    EXPECT_THAT(knows.asked(document), asked_first(document));
    // refers to the patient, and no entry refers to it
    EXPECT_THAT(knows.asked(document), Contains(HasSubstr("Bundle.entry[2]")));
}

// The system of a code is part of the signature, and may be an entry's address.
TEST_F(A_cached_resource, is_linked_by_addresses_that_are_the_same_in_each_document) {
    const std::string url = "http://x.jp/system";
    Json coded = observation();
    coded["code"] = {{"coding", {{{"system", url}, {"code", "a"}}}}};
    const Json list = {{"resourceType", "CodeSystem"},
                       {"id", "s"},
                       {"url", url},
                       {"status", "active"},
                       {"content", "complete"},
                       {"concept", {{{"code", "a"}}}}};
    Json plain = document_of(coded);
    Experienced knows_codes(plain);
    Json with_list = plain;
    with_list["entry"].push_back({{"fullUrl", url}, {"resource", list}});
    EXPECT_THAT(knows_codes.asked(with_list), asked_first(with_list));
    with_list["entry"].back()["fullUrl"] = url + "s";
    EXPECT_THAT(knows_codes.asked(with_list), asked_first(with_list));
}

// Nothing free is in the address, but what it leads to has a free name.
TEST_F(A_cached_resource, reports_an_address_of_its_own_id) {
    const auto document = [](const std::string& id) {
        Json request = {{"resourceType", "ServiceRequest"},
                        {"id", id},
                        {"instantiatesCanonical", {"#abc"}},
                        {"status", "active"},
                        {"intent", "order"},
                        {"subject", {{"reference", "urn:uuid:11111111-1111-4111-8111-111111111111"}}}};
        std::string text = text_of(document_of(request));
        text.replace(text.find("#abc"), 1, "\\u0023"); // as others may write it
        return text;
    };
    Validator validator(context());
    for (int time = 0; time < 3; ++time) {
        EXPECT_THAT(found(validator, document("abc"), demands()), testing::Not(Contains(HasSubstr("V063"))));
    }
    EXPECT_THAT(found(validator, document("xyz"), demands()), Contains(HasSubstr("V063")));
}

// The finding is reported for the first resource of a document that claims the profile, and in each document.
TEST_F(A_cached_resource, reports_a_profile_that_is_not_loaded_in_each_document) {
    Json claims = observation();
    claims["meta"] = {{"profile", {"https://x.test/P"}}};
    Json twice = document_of(claims);
    for (const char* const digit : {"4", "5", "6"}) {
        Json more = twice["entry"][2];
        std::string url = more["fullUrl"];
        std::ranges::replace(url, '2', *digit);
        more["fullUrl"] = url;
        twice["entry"].push_back(more);
    }
    Experienced knows_claims(twice, ValidationOptions());
    EXPECT_THAT(knows_claims.asked(document_of(claims)), Contains(HasSubstr("V003")));
}

TEST_F(A_cached_resource, repeats_its_warnings_in_each_document) {
    Experienced knows_warnings(good, ValidationOptions());
    Json changed = observation();
    changed["code"] = {{"text", "脈拍"}};
    const Json other = document_of(changed);
    EXPECT_THAT(asked_first(other, ValidationOptions()), Contains(HasSubstr("dom-6")));
    EXPECT_EQ(knows_warnings.asked(other), asked_first(other, ValidationOptions()));
}

// R4 asks for the profile by the code.
TEST_F(A_cached_resource, reports_only_errors_of_a_profile_that_it_does_not_claim) {
    Json rate = observation();
    rate["code"] = {{"coding", {{{"system", "http://loinc.org"}, {"code", "9279-1"}}}}, {"text", "呼吸数"}};
    rate["category"] = {{{"coding",
                          {{{"system", "http://terminology.hl7.org/CodeSystem/observation-category"},
                            {"code", "vital-signs"}}}}}};
    rate["valueQuantity"] = {
        {"value", 18}, {"unit", "/min"}, {"system", "http://unitsofmeasure.org"}, {"code", "/min"}};
    rate["component"] = {
        {{"code", {{"text", "酸素"}}},
         {"valueQuantity",
          {{"value", 2}, {"unit", "L/min"}, {"system", "http://unitsofmeasure.org"}, {"code", "L/min"}}}}};
    const Json document = document_of(rate);
    Experienced knows_rate(document, ValidationOptions());
    EXPECT_EQ(knows_rate.asked(document), asked_first(document, ValidationOptions()));
}

TEST_F(A_cached_resource, is_validated_again_with_stricter_options) {
    Validator validator(context());
    ValidationOptions strict = demands();
    strict.best_practice = BestPractice::error;
    for (const bool is_strict : {false, false, false, true, true, true, false, true}) {
        EXPECT_EQ(found(validator, good, is_strict ? strict : demands()),
                  asked_first(good, is_strict ? strict : demands()));
    }
}

struct Tally {
    std::size_t documents = 0;
    std::size_t findings = 0;
};

// The document, filled in otherwise and broken in every way.
void expect_same_of_others(const Json& bundle, const ValidationOptions& options, unsigned times,
                           Random& random, Tally& tally) {
    Experienced knows(bundle, options);
    for (unsigned time = 0; time < times && !testing::Test::HasFailure(); ++time) {
        Json other = bundle;
        for (std::size_t changes = 1 + below(3, random); changes > 0; --changes) {
            time % 4 == 3   ? mutate(other, random)
            : time % 4 == 2 ? rearrange(other, random)
                            : refill(other, random);
        }
        const std::vector<std::string> first = asked_first(other, options);
        EXPECT_EQ(knows.asked(other), first) << text_of(other);
        tally.findings += first.size();
        ++tally.documents;
    }
}

// Our documents; both by what a gateway asks and by everything that can be asked.
void expect_same_of_all(const ValidationOptions& options, unsigned times, std::uint64_t seed) {
    Random random(seed);
    Tally tally;
    for (const Json& bundle : documents_in(RENKEI_KIT)) {
        if (type_of(bundle) == "Bundle") {
            expect_same_of_others(bundle, options, times, random, tally);
        }
    }
    EXPECT_GT(tally.documents, 100U);
    EXPECT_GT(tally.findings, tally.documents);
}

TEST(Cached_resources, hide_nothing_of_what_a_gateway_asks) { expect_same_of_all(demands(), 12, 20261121); }

TEST(Cached_resources, hide_no_finding_of_any_check) { expect_same_of_all({}, 3, 20261122); }

std::multimap<std::string, std::string> profiles_by_type() {
    std::multimap<std::string, std::string> out;
    library().each("StructureDefinition",
                   [&](const packages::PackageImage& image, const packages::ResourceRow& row) {
                       const StructurePlan* const plan = context().plan(image.text(row.url));
                       if (plan != nullptr && plan->is_profile) {
                           out.emplace(plan->structure->type, image.text(row.url));
                       }
                   });
    return out;
}

Json bundle_claiming(Json resource, const std::string& profile) {
    resource["meta"]["profile"] = {profile};
    return {
        {"resourceType", "Bundle"},
        {"type", "collection"},
        {"entry", {{{"fullUrl", "urn:uuid:11111111-1111-4111-8111-111111111111"}, {"resource", resource}}}}};
}

// Every profile of a type, ours, R4's and those of HL7's extensions, in which an example has no errors.
TEST(Cached_resources, hide_no_finding_of_profiles_on_the_examples_of_R4) {
    // so more of them are known
    const ValidationOptions errors_only{.best_practice = BestPractice::ignore,
                                        .least = diag::Severity::error};
    const std::multimap<std::string, std::string> profiles = profiles_by_type();
    std::map<std::string, unsigned> seen; // by profile
    constexpr unsigned enough = 4;
    Random random(20261123);
    Tally tally;
    const std::filesystem::path package = xml::find_package("hl7.fhir.r4.examples-4.0.1.tgz");
    ASSERT_FALSE(package.empty()) << "run tools/fetch-packages";
    xml::each_json(package, [&](const std::string& name, const std::string& content) {
        const std::string file = name.substr(name.rfind('/') + 1);
        const auto [first, last] = profiles.equal_range(file.substr(0, file.find('-')));
        const bool is_wanted = content.size() < 8192 && std::any_of(first, last, [&](const auto& it) {
                                   return seen[it.second] < enough;
                               });
        const Json resource = is_wanted ? Json::parse(content, nullptr, false) : Json();
        for (auto profile = first; profile != last && !type_of(resource).empty(); ++profile) {
            const Json bundle = bundle_claiming(resource, profile->second);
            if (seen[profile->second] < enough && asked_first(bundle, errors_only).empty()) {
                ++seen[profile->second];
                expect_same_of_others(bundle, errors_only, 12, random, tally);
            }
        }
    });
    EXPECT_GT(tally.documents, 500U);
    EXPECT_GT(tally.findings, tally.documents / 2);
}

} // namespace
} // namespace renkei::validate::test::resource_cache_test
