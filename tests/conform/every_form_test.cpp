// What a converter must not state, whatever the form: made in our own results of every form, each is found.
#include "gateway/forms/conform/compare/conform.h"
#include "generated/messages/conform.h"
#include "generated/messages/conversion.h"

#include "tests/conform/foreign.h"
#include "tests/conform/kit.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

namespace renkei::conform_every_form_test {
namespace {

using conform::CaseVerdict;
using conform::ConformCase;
using laws::Json;

using Edit = bool (*)(Json& resource, const std::vector<std::string>& others); // true: it changed something

struct Invention {
    const char* name;
    std::vector<diag::Message> reasons; // one of them
    std::size_t least_forms;            // that have what is changed
    Edit edit;
};

bool is_of(const Json& resource, std::string_view type) { return resource.text_of("resourceType") == type; }

bool confirm(Json& resource, const std::vector<std::string>&) {
    Json* const status = is_of(resource, "Condition") ? resource.find("verificationStatus") : nullptr;
    Json* const codings = status == nullptr ? nullptr : status->find("coding");
    if (codings == nullptr || codings->elements.front().text_of("code") != "unconfirmed") {
        return false;
    }
    codings->elements.front() = laws::parse(
        R"({"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"})");
    return true;
}

template <const char* type>
bool invent_gender(Json& resource, const std::vector<std::string>&) {
    if (!is_of(resource, type) || resource.find("gender") != nullptr) {
        return false;
    }
    std::erase_if(resource.fields, [](const auto& field) { return field.first == "_gender"; });
    resource.add("gender", Json::string("unknown"));
    return true;
}
constexpr char patient[] = "Patient";
constexpr char practitioner[] = "Practitioner";

// `others`: fullUrls of the organizations and professionals of the document.
bool request_by_another(Json& resource, const std::vector<std::string>& others) {
    Json* const requester = is_of(resource, "Task") ? resource.find("requester") : nullptr;
    const auto other = std::ranges::find_if(others, [&](const std::string& each) {
        return requester != nullptr && each != requester->text_of("reference");
    });
    if (requester == nullptr || other == others.end()) {
        return false;
    }
    *requester = laws::parse(R"({"reference":")" + *other + R"("})");
    return true;
}

bool add_extension(Json& resource, std::string_view type, std::string_view extension) {
    if (!is_of(resource, type)) {
        return false;
    }
    if (resource.find("extension") == nullptr) {
        resource.add("extension", Json::array());
    }
    resource.find("extension")->elements.push_back(laws::parse(std::string(extension)));
    return true;
}

bool give_religion(Json& resource, const std::vector<std::string>&) {
    return add_extension(
        resource, patient,
        R"({"url":"http://hl7.org/fhir/StructureDefinition/patient-religion","valueCodeableConcept":{"text":"仏教"}})");
}

bool give_outcome(Json& resource, const std::vector<std::string>&) {
    return add_extension(
        resource, "Condition",
        R"({"url":"http://hl7.org/fhir/StructureDefinition/condition-outcome","valueCodeableConcept":{"text":"治癒"}})");
}

std::vector<std::string> actors_of(Json& bundle) {
    std::vector<std::string> out;
    for (Json& entry : bundle.find("entry")->elements) {
        const Json& resource = *entry.find("resource");
        if (is_of(resource, "Organization") || is_of(resource, practitioner)) {
            out.emplace_back(entry.text_of("fullUrl"));
        }
    }
    return out;
}

std::string edited(const std::string& bundle, Edit edit, bool& is_changed) {
    Json made = laws::parse(bundle);
    const std::vector<std::string> others = actors_of(made);
    for (Json& entry : made.find("entry")->elements) {
        is_changed |= edit(*entry.find("resource"), others);
    }
    return laws::dump(made);
}

class Inventions : public testing::TestWithParam<Invention> {};

TEST_P(Inventions, are_found_in_every_form) {
    std::set<std::string> forms;
    for (const ConformCase& about : test::kit().cases) {
        if (about.direction != conform::CaseDirection::forward ||
            about.verdict == conform::ExpectedVerdict::refused || test::make(about).documents.size() != 1) {
            continue;
        }
        bool is_changed = false;
        const std::string result = edited(test::make(about).documents.front(), GetParam().edit, is_changed);
        if (!is_changed) {
            continue;
        }
        const test::Folder folder;
        test::write(folder.path() / (about.id + ".json"), result);
        const conform::CaseEvaluation evaluation = test::evaluated_case(folder.path(), about.id);
        std::string said;
        for (const diag::Finding& each : evaluation.report.findings()) {
            said += diag::to_text(each, diag::Language::english) + "\n";
        }
        EXPECT_EQ(evaluation.verdict, CaseVerdict::failed) << about.id << "\n" << said;
        const std::vector<diag::Message>& reasons = GetParam().reasons;
        EXPECT_TRUE(std::ranges::any_of(reasons, [&](auto each) { return evaluation.report.has(each); }))
            << about.id << "\n"
            << said;
        forms.insert(about.form);
    }
    EXPECT_GE(forms.size(), GetParam().least_forms);
}
bool add_performer(Json& resource, const std::vector<std::string>& others) {
    Json* const performers = resource.find("performer");
    if (!is_of(resource, "Observation") || performers == nullptr || others.empty()) {
        return false;
    }
    performers->elements.push_back(laws::parse(R"({"reference":")" + others.front() + R"("})"));
    return true;
}

// One that leads to another resource is an error, one more is not.
TEST(Additional_references, lead_where_they_like) {
    std::size_t changed = 0;
    for (const ConformCase& about : test::kit().cases) {
        if (about.direction != conform::CaseDirection::forward ||
            about.verdict == conform::ExpectedVerdict::refused || test::make(about).documents.size() != 1) {
            continue;
        }
        bool is_changed = false;
        const std::string result = edited(test::make(about).documents.front(), add_performer, is_changed);
        if (is_changed) {
            const test::Folder folder;
            test::write(folder.path() / (about.id + ".json"), result);
            EXPECT_FALSE(
                test::evaluated_case(folder.path(), about.id).report.has(message::conform_reference_other))
                << about.id;
            ++changed;
        }
    }
    EXPECT_GT(changed, 10U);
}

INSTANTIATE_TEST_SUITE_P(
    ConformKit, Inventions,
    testing::Values(
        Invention{
            "confirmed", {message::conform_element_other, message::conform_resource_missing}, 10, confirm},
        Invention{"gender_of_person",
                  {message::conform_says_more, message::loss_code_unknown},
                  20,
                  invent_gender<patient>},
        Invention{"gender_of_professional", {message::conform_says_more}, 20, invent_gender<practitioner>},
        Invention{"requester", {message::conform_reference_other}, 1, request_by_another},
        Invention{"religion", {message::conform_says_more}, 30, give_religion},
        Invention{"outcome", {message::conform_says_more}, 10, give_outcome}),
    [](const auto& shown) { return std::string(shown.param.name); });

} // namespace
} // namespace renkei::conform_every_form_test
