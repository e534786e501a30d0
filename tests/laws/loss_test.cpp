// The loss report is what the match did not take: all of it and nothing else.
#include "tests/laws/edits.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

namespace renkei::laws::loss_test {
namespace {

std::set<std::string> paths(const diag::Report& report) {
    std::set<std::string> out;
    for (const diag::Finding& finding : report.findings()) {
        out.insert(finding.where.path);
    }
    return out;
}

std::string listed(const std::set<std::string>& all) {
    std::string out;
    for (const std::string& each : all) {
        out += each + "\n";
    }
    return out;
}

TEST(Loss, lists_exactly_what_was_grafted_on) {
    holds(
        [](Lens& lens, record::Record& record, Random& random) -> std::string {
            Json bundle = parse(lens.fill(record));
            const std::set<std::string> grafted = graft(bundle, random);
            const std::string text = dump(bundle);
            const Matched back = lens.match(text);
            if (paths(back.loss) != grafted) {
                return "grafted:\n" + listed(grafted) + "listed:\n" + shown(back.loss);
            }
            return equal(record, back.record)
                       ? ""
                       : difference(canonical_text(record), canonical_text(back.record));
        },
        {.every = 2});
}

TEST(Loss, every_line_leads_to_a_place_in_the_bundle_or_names_an_item) {
    holds(
        [](Lens& lens, record::Record& record, Random& random) -> std::string {
            Json bundle = parse(lens.fill(record));
            damage(bundle, random);
            const std::string text = dump(bundle);
            const Matched back = lens.match(text);
            std::set<std::string> there;
            for (const Leaf& leaf : leaves(bundle, "Bundle")) {
                for (std::string path = leaf.path; !path.empty(); path.resize(
                         path.find_last_of(".[") == std::string::npos ? 0 : path.find_last_of(".["))) {
                    there.insert(path);
                }
            }
            for (const diag::Finding& line : back.loss.findings()) {
                if (back.found && line.item.empty() && !there.contains(line.where.path)) {
                    return "no such place: " + diag::to_text(line, diag::Language::english);
                }
            }
            return "";
        },
        {.every = 4});
}

} // namespace
} // namespace renkei::laws::loss_test
