// What the mappings say about births.
#include "gateway/forms/form/form_rules.h"

#include "product.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::service::births_test {
namespace {

bool is_error_after_some_day(const form::Form& form, form::ItemId birth) {
    return std::ranges::any_of(form.rules(), [&](const form::Rule& rule) {
        return rule.kind == form::RuleKind::order && rule.subject == birth &&
               static_cast<diag::Severity>(rule.severity) == diag::Severity::error;
    });
}

TEST(Births, every_form_refuses_one_after_the_day_that_it_is_about) {
    std::size_t births = 0;
    for (const mapping::Plan& plan : product().plans()) {
        for (const form::ItemId item : plan.form().items().ids()) {
            if (plan.page_item(item).role == mapping::PageRole::birth_date) {
                ++births;
                EXPECT_TRUE(is_error_after_some_day(plan.form(), item)) << plan.form().id();
            }
        }
    }
    EXPECT_GE(births, 20U);
}

} // namespace
} // namespace renkei::service::births_test
