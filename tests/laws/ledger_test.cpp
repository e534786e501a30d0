// What a ledger record says in its resource is read from it again, for every kind on disk.
#include "tests/laws/law.h"
#include <gtest/gtest.h>

namespace renkei::laws::ledger_test {
namespace {

constexpr std::uint64_t records = 200;

TEST(Ledger, a_resource_says_what_its_record_says) {
    ASSERT_FALSE(all_plans().ledger_kinds().empty());
    for (const mapping::Plan& plan : all_plans().ledger_kinds()) {
        const form::Form& form = plan.form();
        mapping::Fill fill(plan);
        mapping::Matcher matcher(plan);
        json::Parser parser(plan.names());
        record::Record record(form);
        for (std::uint64_t number = 0; number < records; ++number) {
            make_record(any_record(form, number), record);
            for (const form::Item& item : form.items()) {
                if (item.is(form::kept_alone)) {
                    record.unset(record.root(), item);
                }
            }
            base::Buffer out;
            diag::Report loss;
            fill.run_resource(record, out, loss);
            const std::string resource(out.view());
            json::Tree tree;
            ASSERT_TRUE(parser.parse(resource, tree)) << resource;
            record::Record back(form);
            ASSERT_TRUE(matcher.run(tree, back, loss)) << resource;
            EXPECT_TRUE(loss.empty() && matcher.consumption().left().empty()) << shown(loss) << resource;
            ASSERT_TRUE(equal(record, back))
                << form.id() << difference(canonical_text(record), canonical_text(back)) << resource;
        }
    }
}

} // namespace
} // namespace renkei::laws::ledger_test
