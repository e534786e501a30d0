#include "gateway/network/mhd/search/search_table.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

namespace renkei::server::search_conditions_test {
namespace {

TEST(Search, of_every_type_and_parameter_is_answered) {
    Site site;
    site.submit(documents::file("nursing_plan/full.json"), "nurse");
    for (const mhd::SearchParameter& each : mhd::search_parameters()) {
        for (const std::string_view type : mhd::searchable_types()) {
            const bool names_person = each.use == mhd::SearchUse::person || each.use == mhd::SearchUse::about;
            if ((!each.type.empty() && each.type != type) || names_person) {
                continue;
            }
            const std::string value = each.kind == mhd::SearchKind::date ? "2026" : "x";
            const std::string about = type == "Patient" ? "identifier" : "patient.identifier";
            const Response response = site.get(
                fmt::format("/fhir/{}?{}={}&{}={}", type, about, person("0000000109"), each.name, value),
                "nurse", {{"Prefer", "handling=strict"}});
            EXPECT_EQ(response.status, 200) << type << " " << each.name << " " << response.body;
        }
    }
    EXPECT_EQ(total(site.get("/fhir/CarePlan?category=nursing-plan&date=2024-07&patient.identifier=" +
                                 person("0000000109"),
                             "nurse")),
              0U)
        << "the period is longer";
    EXPECT_EQ(total(site.get("/fhir/CarePlan?category=nursing-plan&date=ap2024-07&patient.identifier=" +
                                 person("0000000109"),
                             "nurse")),
              1U);
}

} // namespace
} // namespace renkei::server::search_conditions_test
