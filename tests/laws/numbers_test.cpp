// Numbers that are a slip of the pen: every number item of every form has a range or says why not, kinds keep
// their bounds, and what people really write gets no warning.
#include "gateway/core/base/file.h"
#include "gateway/forms/record/rules/rules.h"
#include "generated/messages/forms.h"
#include "generated/messages/rules.h"

#include "tests/form/form_in_yaml.h"
#include "tests/laws/all_forms.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace renkei::laws::numbers_test {
namespace {

bool is_number(const form::Item& item) {
    return (item.type == form::ItemType::integer || item.type == form::ItemType::decimal) &&
           !item.is(form::implied);
}

std::string text_of(const std::string& path) {
    auto text = base::read_file(RENKEI_SOURCE "/" + path);
    EXPECT_TRUE(text) << path;
    return text ? *text : std::string();
}

const std::string kinds_path = "mappings/shared/number_kinds.yaml";

const yaml::Node& kinds() {
    static yaml::Files files;
    static const auto read = yaml::read(text_of(kinds_path), kinds_path, files, {});
    EXPECT_TRUE(read);
    return *read;
}

void remove(yaml::Node& map, const std::string& key) {
    const auto at = std::ranges::find(map.keys, key) - map.keys.begin();
    map.keys.erase(map.keys.begin() + at);
    map.key_lines.erase(map.key_lines.begin() + at);
    map.children.erase(map.children.begin() + at);
}

// All number items of a form without their kinds, and those that the loader misses one of.
struct Missed {
    std::set<std::string> numbers;
    std::set<std::string> found;
};
Missed without_kinds(const LoadedForm& of) {
    Missed out;
    form::FormYaml changed = of.yaml;
    for (yaml::Node& part : changed.parts) {
        const auto at = std::ranges::find(part.keys, "items") - part.keys.begin();
        for (std::size_t i = 0; at < std::ssize(part.keys) && i < part.children[at].keys.size(); ++i) {
            yaml::Node& item = part.children[at].children[i];
            if (item.get("plausible") != nullptr) {
                remove(item, "plausible");
            }
        }
    }
    diag::Report report;
    form::build_tables(changed, report);
    for (const diag::Finding& each : report.findings()) {
        EXPECT_EQ(each.message, message::number_kind_missing) << each.item;
        out.found.insert(each.item);
    }
    for (const form::Item& item : of.form().items()) {
        if (is_number(item)) {
            out.numbers.insert(std::string(of.form().text(item.id)));
        }
    }
    return out;
}

TEST(Numbers, every_item_of_every_form_is_refused_without_its_kind) {
    std::size_t numbers = 0;
    for (const LoadedForm& each : all_forms()) {
        const Missed missed = without_kinds(each);
        EXPECT_EQ(missed.found, missed.numbers) << each.folder;
        numbers += missed.numbers.size();
    }
    EXPECT_GT(numbers, 200U);
}

// What the rules say of one value of a kind: ids of messages.
std::string said_of(const std::string& kind, std::string_view value) {
    const test::FormInYaml yaml({.items = "items: {a: {name: い, type: dec, plausible: " + kind + "}}\n",
                                 .files = {{"shared/number_kinds.yaml", text_of(kinds_path)}}});
    record::Record record(yaml.form());
    record.set(record.root(), yaml.form().items()[form::ItemId(0)], value, 0);
    diag::Report report;
    record::Rules(yaml.form()).check(record, report, [](const record::ItemLocation&) {
        return diag::Where();
    });
    std::string out;
    for (const diag::Finding& each : report.findings()) {
        out += fmt::format("{} {} {};", diag::row(each.message).id, static_cast<int>(each.severity),
                           fmt::join(each.args, " "));
    }
    return out;
}

TEST(Numbers, the_bounds_of_each_kind_are_plausible_and_the_next_numbers_are_not) {
    for (std::size_t i = 0; i < kinds().keys.size(); ++i) {
        const std::string& kind = kinds().keys[i];
        const std::vector<yaml::Node>& range = kinds().children[i].get("range")->children;
        const std::string below = std::to_string(std::stoll(range[0].text) - 1);
        const std::string above = std::to_string(std::stoll(range[1].text) + 1);
        const auto found = [&](const std::string& value) {
            return fmt::format("R114 {} {} {} {};", static_cast<int>(diag::Severity::warning), range[0].text,
                               range[1].text, value);
        };
        EXPECT_EQ(said_of(kind, range[0].text), "") << kind;
        EXPECT_EQ(said_of(kind, range[1].text), "") << kind;
        EXPECT_EQ(said_of(kind, below), found(below)) << kind;
        EXPECT_EQ(said_of(kind, above), found(above)) << kind;
    }
}

// Every finding of every case of the kit stands in this list.
TEST(Numbers, no_case_of_the_kit_but_those_made_for_it_gets_a_warning) {
    std::istringstream findings(text_of("fixtures/findings.txt"));
    std::set<std::string> cases;
    for (std::string line; std::getline(findings, line);) {
        if (line.find(" R114 ") != std::string::npos) {
            cases.insert(line.substr(0, line.find(' ')));
        }
    }
    EXPECT_THAT(cases, testing::ElementsAre("prevention-plan-broken-answers"));
}

std::vector<std::string> rows_of_kinds(const std::string& document) {
    std::istringstream lines(text_of(document));
    std::vector<std::string> out;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("| `")) {
            out.push_back(line);
        }
    }
    return out;
}

TEST(Numbers, the_documents_show_the_table_of_kinds) {
    std::vector<std::string> english;
    std::vector<std::string> japanese;
    for (std::size_t i = 0; i < kinds().keys.size(); ++i) {
        const yaml::Node& kind = kinds().children[i];
        const std::vector<yaml::Node>& range = kind.get("range")->children;
        english.push_back(fmt::format("| `{}` | {} | {} – {} | {} |", kinds().keys[i],
                                      kind.text_of("english"), range[0].text, range[1].text,
                                      kind.text_of("reason_english")));
        japanese.push_back(fmt::format("| `{}` | {} | {}～{} | {} |", kinds().keys[i], kind.text_of("name"),
                                       range[0].text, range[1].text, kind.text_of("reason")));
    }
    EXPECT_EQ(rows_of_kinds("docs/numbers.md"), english);
    EXPECT_EQ(rows_of_kinds("docs/ja/numbers.md"), japanese);
}

} // namespace
} // namespace renkei::laws::numbers_test
