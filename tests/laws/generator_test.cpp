// The random records that the laws are asked about are canonical, and together they fill every item.
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/unmapped_content.h"

#include "tests/laws/document.h"
#include "tests/laws/law.h"
#include "tests/laws/pattern.h"
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>

namespace renkei::laws::generator_test {
namespace {

template <class Visit>
void each_value(const record::Record& record, const record::Row& row, const Visit& visit) {
    const form::Form& form = record.form();
    for (const form::Item& item : form.items()) {
        if (item.group == row.group && row.has(item.slot)) {
            visit(item, row.values[item.slot]);
        }
    }
    for (std::uint16_t slot = 0; slot < form.groups()[row.group].groups; ++slot) {
        for (const record::Row* below : row.groups[slot]) {
            each_value(record, *below, visit);
        }
    }
}

TEST(Generator, makes_canonical_values_only) {
    holds([](Lens& lens, record::Record& record, Random&) {
        std::string wrong;
        each_value(record, record.root(), [&](const form::Item& item, const record::ItemValue& value) {
            if (value.absent == nullptr && !record::is_canonical(lens.form(), item, value.text())) {
                wrong = std::string(lens.form().text(item.id)) + " = " + std::string(value.text());
            }
        });
        return wrong;
    });
}

TEST(Generator, fills_every_item_of_every_form_in_some_record) {
    for (const LoadedForm& form : all_forms()) {
        std::vector<bool> seen(form.form().items().size());
        record::Record record(form.form());
        for (std::uint64_t number = 0; number < 240; ++number) {
            make_record(any_record(form.form(), number), record);
            each_value(record, record.root(),
                       [&](const form::Item& item, const record::ItemValue&) { seen[item.order] = true; });
        }
        const bool has_rows = std::ranges::any_of(form.form().groups(), [](const form::Group& group) {
            return group.kind == form::GroupKind::array || group.kind == form::GroupKind::level;
        });
        const record::UnmappedContent unmapped(form.form());
        for (const form::Item& item : form.form().items()) {
            const bool names_row =
                item.group == unmapped.blank && &item == &form.form().items()[unmapped.blank_rows];
            if (names_row && !has_rows) {
                continue; // no blank box stands in a row
            }
            EXPECT_TRUE(seen[item.order]) << form.folder << ": " << form.form().text(item.id);
        }
    }
}

TEST(Generator, makes_the_same_record_from_the_same_number) {
    for (const LoadedForm& form : all_forms()) {
        record::Record first(form.form());
        record::Record second(form.form());
        make_record(any_record(form.form(), 7), first);
        make_record(any_record(form.form(), 7), second);
        EXPECT_EQ(canonical_text(first), canonical_text(second)) << form.folder;
    }
}

TEST(Generator, samples_match_their_pattern) {
    for (const LoadedForm& form : all_forms()) {
        for (const form::Format& format : form.form().formats()) {
            const std::string pattern(form.form().text(format.pattern));
            for (std::uint64_t seed = 0; seed < 50; ++seed) {
                Random random(seed);
                const std::string text = sample(pattern, random);
                EXPECT_TRUE(RE2::FullMatch(text, pattern)) << text << " / " << pattern;
            }
        }
    }
}

TEST(Document, is_written_back_as_it_was_read) {
    const std::string text = R"({"a":[1.10,"x\"y",{"b":null}],"c":{},"d":[],"e":true})";
    EXPECT_EQ(dump(parse(text)), text);
}

TEST(Document, loses_what_is_empty_after_a_removal) {
    Json json = parse(R"({"a":[{"b":{"c":1}}],"d":2})");
    const std::vector<Leaf> all = leaves(json, "Bundle");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].path, "Bundle.a[0].b.c");
    EXPECT_TRUE(remove(json, all[0].value));
    EXPECT_EQ(dump(json), R"({"d":2})");
}

} // namespace
} // namespace renkei::laws::generator_test
