// Documents that say of the insurance of a person, and what is asked of them.
#pragma once

#include "gateway/network/mhd/eligibility/eligibility.h"

#include "gathered.h"
#include "tests/mhd/kit.h"
#include "tests/support/must.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::mhd::eligibility_kit {

inline constexpr std::string_view own = "https://renkei.example.jp/fhir";
inline constexpr std::string_view card =
    "https://renkei.example.jp/fhir/CodeSystem/document-type|insured-card";
inline constexpr std::string_view letter = "urn:x|letter";

struct TestDocument {
    std::string kind{};
    std::vector<std::pair<std::string, Json>> resources{}; // title of the section, resource
};

inline Json coding(const std::string& system, const std::string& code) {
    return {
        {"coding", Json::array({{{"system", std::string(own) + "/CodeSystem/" + system}, {"code", code}}})}};
}

inline Json period_of(const std::string& from, const std::string& to) {
    Json out = Json::object();
    if (!from.empty()) {
        out["start"] = from;
    }
    if (!to.empty()) {
        out["end"] = to;
    }
    return out;
}

// An insurance with a care level and, if `units` is not empty, a limit of the same period.
inline std::pair<std::string, Json> insurance(const std::string& level, const std::string& from,
                                              const std::string& to,
                                              const std::string& insured = "0000001016") {
    Json out = {{"resourceType", "Coverage"}, {"status", "active"}, {"subscriberId", insured}};
    if (!from.empty() || !to.empty()) {
        out["period"] = period_of(from, to);
    }
    if (!level.empty()) {
        out["class"] = Json::array({{{"type", coding("coverage-class", "care-level")},
                                     {"value", level},
                                     {"name", "要介護" + level}}});
    }
    return {"介護保険", out};
}

// Newest first.
inline Eligibility asked(const std::vector<TestDocument>& documents, const std::string& day = "2026-06-15") {
    const std::vector<SummarySection> sections = test::must(read_summary_sections(eligibility_table(), own));
    SummaryContent content;
    for (const TestDocument& document : documents) {
        const std::size_t source = content.sources.size();
        content.sources.push_back({.kinds = {"http://loinc.org|60591-5", document.kind},
                                   .document = fmt::format("d{}", source),
                                   .version = 1});
        for (const auto& [title, resource] : document.resources) {
            const auto section = std::ranges::find(sections, title, &SummarySection::title);
            const std::string reference =
                fmt::format("{}/{}", resource["resourceType"].get<std::string>(), content.resources.size());
            content.resources.push_back({reference, resource.dump()});
            content.entries.push_back({.section = static_cast<std::size_t>(section - sections.begin()),
                                       .reference = reference,
                                       .sources = {source}});
        }
    }
    return eligibility_of(content, sections, read_eligibility_table(eligibility_table(), own),
                          *time::parse_date(day));
}

inline EligibilityField field(const Eligibility& found, std::string_view id) {
    const auto out = std::ranges::find(found.fields, id, &EligibilityField::id);
    EXPECT_NE(out, found.fields.end()) << id;
    return *out;
}

inline std::string state(const EligibilityField& of) { return std::string(name_of(of.state)); }

} // namespace renkei::mhd::eligibility_kit
