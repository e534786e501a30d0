// A bundle that is not quite ours is understood in a way that lasts.
#include "generated/messages/conversion.h"

#include "tests/laws/edits.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::laws::damaged_test {
namespace {

// The name of an item; only its last part in a document of others, where one leaf may say of which kind a
// resource is, and its absence is an answer, too: JP-CLINS takes an AllergyIntolerance without category for
// one of no drug.
std::string said_name(const form::Form& form, const form::Item& item) {
    const std::string name(form.text(item.id));
    return form.is_foreign() ? name.substr(name.rfind('.') + 1) : name;
}

// Items with their values, without their rows, because a row may be gone and others move up. The place of a
// numbered row is left out for the same reason.
std::multiset<std::string> said(const record::Record& record, const record::Row& row) {
    const form::Form& form = record.form();
    std::multiset<std::string> out;
    for (const form::Item& item : form.items()) {
        if (item.group != row.group || !row.has(item.slot) ||
            form.groups()[item.group].place == form.items().id_of(item)) {
            continue;
        }
        const record::ItemValue& value = row.values[item.slot];
        const std::string reason = value.absent == nullptr ? "" : "!" + std::string(value.absent->reason);
        out.insert(said_name(form, item) + " = " + reason + std::string(value.text()));
    }
    for (std::uint16_t slot = 0; slot < form.groups()[row.group].groups; ++slot) {
        for (const record::Row* below : row.groups[slot]) {
            out.merge(said(record, *below));
        }
    }
    return out;
}

// B(F(B(d))) = B(d), wherever B(d) can be said in FHIR at all.
TEST(Damaged, bundles_are_read_the_same_once_they_were_ours) {
    std::size_t asked = 0;
    std::size_t sayable = 0;
    holds(
        [&](Lens& lens, record::Record& record, Random& random) -> std::string {
            Json bundle = parse(lens.fill(record));
            const std::string done = damage(bundle, random);
            const std::string text = dump(bundle);
            Matched first = lens.match(text);
            ++asked;
            diag::Report loss;
            const std::string again = first.found ? lens.fill(first.record, loss) : "";
            if (!first.found || !loss.empty()) {
                return ""; // no Composition of this form is left, or a date that others hang on
            }
            ++sayable;
            const Matched second = lens.match(again);
            if (!second.loss.empty()) {
                return done + "lost from our own bundle:\n" + shown(second.loss);
            }
            return equal(first.record, second.record)
                       ? ""
                       : done + difference(canonical_text(first.record), canonical_text(second.record));
        },
        {.every = 2});
    EXPECT_GT(sayable * 10, asked * 8) << sayable << " of " << asked;
}

// Words of a document of others may be those of another item: a name that does not say any more whether it is
// in kanji is still a name.
// A value beside a dosage's text that is not read as an item any more is added to that text in words.
bool is_read_otherwise(const form::Form& form, const std::string& said, Json& bundle,
                       const diag::Report& loss) {
    const std::string text = said.substr(said.find(" = ") + std::string_view(" = ").size());
    const bool is_in_words = std::ranges::any_of(loss.findings(), [&](const diag::Finding& each) {
        return each.message == diag::message::loss_in_words &&
               std::ranges::find(each.args, text) != each.args.end();
    });
    const auto is_text = [&](const Leaf& each) { return each.value->text == text; };
    return form.is_foreign() && (is_in_words || std::ranges::any_of(leaves(bundle, "Bundle"), is_text));
}

// If a leaf is removed, no value appears that was not there before.
TEST(Monotone, removing_a_leaf_adds_nothing) {
    holds(
        [](Lens& lens, record::Record& record, Random& random) -> std::string {
            Json bundle = parse(lens.fill(record));
            std::vector<Leaf> all = leaves(bundle, "Bundle");
            const std::string path = all[random.below(all.size())].path;
            const auto leaf = std::ranges::find(all, path, &Leaf::path);
            remove(bundle, leaf->value);
            const std::string text = dump(bundle);
            const Matched back = lens.match(text);
            std::multiset<std::string> before = said(record, record.root());
            for (const std::string& each :
                 back.found ? said(back.record, back.record.root()) : std::multiset<std::string>()) {
                const auto found = before.find(each);
                if (found == before.end() && is_read_otherwise(lens.form(), each, bundle, back.loss)) {
                    continue;
                }
                if (found == before.end()) {
                    return "without " + path + " there is a new " + each;
                }
                before.erase(found);
            }
            return "";
        },
        {.every = 2});
}

} // namespace
} // namespace renkei::laws::damaged_test
