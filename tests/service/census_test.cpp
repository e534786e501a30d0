#include "gateway/forms/service/census.h"

#include "product.h"
#include <gtest/gtest.h>

#include <ranges>
#include <set>

namespace renkei::service::census_test {
namespace {

// Documents of others have narratives and attachments as their own rules say.
auto our_plans() {
    return product().plans() |
           std::views::filter([](const mapping::Plan& plan) { return !plan.form().is_foreign(); });
}

TEST(Census, every_item_of_a_form_has_a_path_in_fhir) {
    for (const mapping::Plan& plan : our_plans()) {
        const Census found = census(plan);
        std::set<std::string> homes;
        for (const CensusRow& row : found.rows) {
            homes.insert(row.items.begin(), row.items.end());
        }
        EXPECT_EQ(homes.size(), found.items) << plan.form().id();
    }
}

TEST(Census, no_item_travels_in_a_questionnaire_an_attachment_or_narrative) {
    for (const mapping::Plan& plan : our_plans()) {
        for (const CensusRow& row : census(plan).rows) {
            for (const char* const never :
                 {"QuestionnaireResponse.item", "ttachment", ".div", "DocumentReference"}) {
                EXPECT_EQ(row.path.find(never), std::string::npos)
                    << plan.form().id() << " " << row.path << " " << row.items.front();
            }
        }
    }
}

} // namespace
} // namespace renkei::service::census_test
