// What the sections of a table show of one document.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/network/mhd/metadata/canonicals.h"
#include "gateway/network/mhd/summary/summary_gathering.h"

#include "kit.h"
#include "tests/support/must.h"
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace renkei::mhd {

inline const catalogue::Catalogue& all_forms() {
    static const catalogue::Catalogue opened =
        test::must(catalogue::Catalogue::open_file(RENKEI_BINARY "/share/mappings.cache"));
    return opened;
}

// As a summary has them: the first one is the person's own.
inline std::vector<SummarySection> sections_with_person(std::string_view table) {
    std::vector<SummarySection> out = test::must(read_summary_sections(table, own_base));
    out.insert(out.begin(), SummarySection{.title = "本人"});
    return out;
}

// `form`: empty: no form reads it.
inline SummaryContent gathered(std::string bundle, const std::vector<SummarySection>& sections,
                               std::string form = {},
                               RestrictedEntries restricted = RestrictedEntries::taken) {
    SummaryGathering gathering(sections, own_base, all_forms().wordings(), restricted);
    OpenDocument document(
        test::must(DocumentView::open(
            store::Version{.document = document_id, .form = std::move(form), .title = "退院時サマリー"},
            std::move(bundle))),
        "https://host/fhir");
    EXPECT_NE(document.view().subject(), resources::no_entry);
    gathering.add(document);
    return gathering.take();
}

inline const Json patient_url = "urn:uuid:00000000-0000-4000-8000-000000000001";

inline Json about(std::string_view type, Json rest) {
    const bool is_of_patient = type == "AllergyIntolerance" || type == "RelatedPerson" ||
                               type == "Immunization" || type == "FamilyMemberHistory";
    rest["resourceType"] = type;
    rest[is_of_patient ? "patient" : "subject"] = {{"reference", patient_url}};
    return rest;
}

inline Json document_with(const std::vector<Json>& resources, Json sections = Json::array(),
                          Json patient = {}) {
    patient["resourceType"] = "Patient";
    Json entries = Json::array({{{"fullUrl", "urn:uuid:00000000-0000-4000-8000-000000000000"},
                                 {"resource",
                                  {{"resourceType", "Composition"},
                                   {"status", "final"},
                                   {"title", "退院時サマリー"},
                                   {"date", "2026-02-03"},
                                   {"subject", {{"reference", patient_url}}},
                                   {"section", sections}}}},
                                {{"fullUrl", patient_url}, {"resource", patient}}});
    for (std::size_t i = 0; i < resources.size(); ++i) {
        entries.push_back({{"fullUrl", fmt::format("urn:uuid:00000000-0000-4000-8000-0000000001{:02}", i)},
                           {"resource", resources[i]}});
    }
    return {{"resourceType", "Bundle"}, {"type", "document"}, {"entry", entries}};
}

inline std::string words_of(const SummaryEntry& entry) {
    std::string out = entry.line.what + "\n" + entry.line.value + "\n" + entry.question.value;
    for (const SummaryPart& part : entry.question.parts) {
        out += "\n" + part.value;
    }
    return out;
}

} // namespace renkei::mhd
