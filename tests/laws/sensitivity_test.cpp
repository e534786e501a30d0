// Every changed leaf of a bundle changes the record or the report.
#include "tests/laws/edits.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace renkei::laws::sensitivity_test {
namespace {

// mappings/README.md, "Ignored": renaming, display of a known code, section titles.
bool is_ignored(const Leaf& leaf) {
    static constexpr std::array<std::string_view, 3> fields{"id", "fullUrl", "display"};
    const bool section_title = leaf.field == "title" && leaf.path.find(".section[") != std::string::npos;
    return section_title || std::ranges::find(fields, leaf.field) != fields.end();
}

TEST(Sensitivity, an_altered_leaf_shows_in_the_record_or_in_the_report) {
    constexpr int leaves_a_record = 6;
    holds(
        [](Lens& lens, record::Record& record, Random& random) -> std::string {
            Json bundle = parse(lens.fill(record));
            for (int i = 0; i < leaves_a_record; ++i) {
                Json changed = bundle;
                std::vector<Leaf> all = leaves(changed, "Bundle");
                Leaf& leaf = all[random.below(all.size())];
                if (is_ignored(leaf)) {
                    continue;
                }
                const std::string before = leaf.value->text;
                alter(leaf);
                const std::string text = dump(changed);
                const Matched back = lens.match(text);
                if (back.found && back.loss.empty() && equal(record, back.record)) {
                    return "silent: " + leaf.path + " was " + before + ", is " + leaf.value->text;
                }
            }
            return "";
        },
        {.every = 4});
}

// The list of what is ignored is no longer than it has to be.
TEST(Sensitivity, what_is_ignored_changes_nothing) {
    holds(
        [](Lens& lens, record::Record& record, Random& random) -> std::string {
            Json bundle = parse(lens.fill(record));
            std::vector<Leaf> all = leaves(bundle, "Bundle");
            std::erase_if(all, [](const Leaf& leaf) {
                return leaf.field != "title" || leaf.path.find(".section[") == std::string::npos;
            });
            if (all.empty()) {
                return "";
            }
            Leaf& leaf = all[random.below(all.size())];
            alter(leaf);
            const std::string text = dump(bundle);
            const Matched back = lens.match(text);
            return back.loss.empty() && equal(record, back.record) ? "" : leaf.path + "\n" + shown(back.loss);
        },
        {.every = 10, .forms = Forms::ours});
}

} // namespace
} // namespace renkei::laws::sensitivity_test
