// A bundle says the same in another order and under other names.
#include "tests/laws/edits.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

namespace renkei::laws::order_test {
namespace {

std::string says_the_same(Lens& lens, const record::Record& record, const Json& changed) {
    const std::string text = dump(changed);
    const Matched back = lens.match(text);
    if (!back.found || !back.loss.empty()) {
        return "lost:\n" + shown(back.loss);
    }
    return equal(record, back.record) ? "" : difference(canonical_text(record), canonical_text(back.record));
}

TEST(Order, of_entries_and_keys_does_not_matter) {
    holds(
        [](Lens& lens, record::Record& record, Random& random) {
            Json bundle = parse(lens.fill(record));
            shuffle(bundle, random);
            return says_the_same(lens, record, bundle);
        },
        {.every = 2});
}

TEST(Order, names_of_resources_do_not_matter) {
    holds(
        [](Lens& lens, record::Record& record, Random&) {
            Json bundle = parse(lens.fill(record));
            rename(bundle, Naming::urn);
            return says_the_same(lens, record, bundle);
        },
        {.every = 4});
}

TEST(Order, references_by_type_and_id_are_understood) {
    holds(
        [](Lens& lens, record::Record& record, Random&) {
            Json bundle = parse(lens.fill(record));
            rename(bundle, Naming::type_and_id);
            return says_the_same(lens, record, bundle);
        },
        {.every = 4});
}

} // namespace
} // namespace renkei::laws::order_test
