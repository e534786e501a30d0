// Is the kit whole? Every file has its case, every item is filled somewhere, every form is tested for the
// same things.
#include "tests/conform/kit.h"
#include "tests/conform/scenarios.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::kit_test {
namespace {

using conform::CaseDirection;
using conform::ConformCase;
using conform::ExpectedVerdict;

std::set<std::string> files_named() {
    std::set<std::string> out{"manifest.json", "README.md",        "peers.ndjson",
                              "promises.tsv",  "requirements.tsv", "scenarios.json"};
    for (const conform::Scenario& each : test::scenarios()) {
        out.insert(each.inputs.begin(), each.inputs.end());
    }
    for (const ConformCase& each : test::kit().cases) {
        for (const std::string& file : {each.input, each.record, each.bundle, each.loss}) {
            if (!file.empty()) {
                out.insert(file);
            }
        }
    }
    return out;
}

TEST(ConformKit, names_every_file_and_has_every_file_it_names) {
    std::set<std::string> there;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(test::kit().folder)) {
        if (entry.is_regular_file()) {
            there.insert(fs::relative(entry.path(), test::kit().folder).string());
        }
    }
    EXPECT_EQ(there, files_named());
}

// What people write is read: a file that no case names would be forgotten.
TEST(ConformKit, takes_every_file_that_people_wrote) {
    std::set<std::string> others{"edits.yaml", "findings.txt", "kit.sha256", "titles.tsv"};
    for (const char* name : {"README.md", "common.yaml", "values.yaml"}) {
        others.insert(fs::path("scenarios") / name);
    }
    for (const std::string& kind : conform::scenario_kinds()) {
        others.insert("scenarios/" + kind + ".yaml");
    }
    const std::set<std::string> named = files_named();
    const fs::path folder = RENKEI_SOURCE "/fixtures";
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = fs::relative(entry.path(), folder).string();
        EXPECT_TRUE(!entry.is_regular_file() || named.contains(name) || others.contains(name)) << name;
    }
}

// "visits[0].staff[1].name = …" → "visits.staff.name"
std::string item_of(std::string_view line) {
    std::string out;
    for (const char c : line.substr(0, line.find(" = "))) {
        if (c == '[') {
            out += '\1';
        } else if (c == ']') {
            out.resize(out.find('\1'));
        } else {
            out += c;
        }
    }
    return out;
}

std::set<std::string> items_filled(std::string_view form) {
    std::set<std::string> out;
    for (const ConformCase& each : test::kit().cases) {
        if (each.form != form || each.record.empty()) {
            continue;
        }
        std::string_view text;
        const std::string bytes = test::read(test::kit().folder / each.record);
        for (text = bytes; !text.empty();
             text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1)) {
            out.insert(item_of(text.substr(0, text.find('\n'))));
        }
    }
    return out;
}

std::set<std::string> forms_of_the_kit() {
    std::set<std::string> out;
    for (const ConformCase& each : test::kit().cases) {
        out.insert(each.form);
    }
    return out;
}

TEST(ConformKit, knows_the_forms) {
    for (const char* form : {"admission", "discharge", "nursing_info", "nursing_plan", "nursing_record2",
                             "nursing_report", "opinion", "referral"}) {
        EXPECT_TRUE(forms_of_the_kit().contains(form)) << form;
    }
}

TEST(ConformKit, fills_every_item_of_every_form) {
    for (const std::string& id_of_form : forms_of_the_kit()) {
        const form::Form& form = test::catalogue().find(id_of_form)->form();
        const std::set<std::string> filled = items_filled(id_of_form);
        std::string empty;
        for (const form::Item& item : form.items()) {
            const std::string id(form.text(item.id));
            empty += filled.contains(id) || item.is(form::implied) ? "" : id + " ";
        }
        EXPECT_EQ(empty, "") << id_of_form;
    }
}

TEST(ConformKit, has_the_same_kinds_of_cases_for_every_form) {
    for (const std::string& id : forms_of_the_kit()) {
        std::string form = id;
        std::ranges::replace(form, '_', '-');
        for (const char* kind : {"minimal", "full", "hard-characters", "newer-version", "back-full",
                                 "foreign-order", "foreign-contained", "foreign-extra"}) {
            EXPECT_TRUE(test::has_case(form + "-" + kind)) << form << "-" << kind;
        }
        const auto refused = std::ranges::count_if(test::kit().cases, [&](const ConformCase& each) {
            return each.form == id && each.verdict == ExpectedVerdict::refused;
        });
        EXPECT_GE(refused, 6) << form;
    }
}

// A foreign bundle says the same as the bundle it was made from.
TEST(ConformKit, expects_the_same_record_of_a_foreign_bundle) {
    for (const ConformCase& each : test::kit().cases) {
        const std::size_t at = each.id.find("-foreign-");
        if (at != std::string::npos) {
            const bool is_translated = each.id.ends_with("translated");
            const ConformCase& base =
                test::case_named(each.id.substr(0, at) + (is_translated ? "-full" : "-hard-characters"));
            EXPECT_EQ(test::read(test::kit().folder / each.record),
                      test::read(test::kit().folder / base.record))
                << each.id;
        }
    }
}

// Whatever must be accepted is right in itself, also where another program wrote it.
TEST(ConformKit, has_valid_fhir_where_it_is_meant_to_be) {
    for (const ConformCase& each : test::kit().cases) {
        const bool is_bundle_in =
            each.direction == CaseDirection::backward && each.verdict != ExpectedVerdict::refused;
        for (const std::string& file : {is_bundle_in ? each.input : std::string(), each.bundle}) {
            if (!file.ends_with(".json")) {
                continue;
            }
            EXPECT_EQ(test::errors_of(test::read(test::kit().folder / file)), "") << file;
        }
    }
}

TEST(ConformKit, has_cases_of_every_level) {
    for (const auto level :
         {conform::CaseLevel::basic, conform::CaseLevel::complete, conform::CaseLevel::foreign}) {
        for (const std::string& form : forms_of_the_kit()) {
            EXPECT_TRUE(std::ranges::any_of(
                test::kit().cases,
                [&](const ConformCase& each) { return each.form == form && each.level == level; }))
                << form << " " << conform::to_text(level);
        }
    }
}

// Every row of a report shows what requires it, in Japanese, too.
TEST(ConformKit, has_a_japanese_title_and_a_requirement_for_every_case) {
    for (const ConformCase& each : test::kit().cases) {
        EXPECT_NE(test::requirements().title(each.clause()).japanese, "") << each.clause();
        const conform::Requirement& rule = test::requirements().of_case(each.clause(), each.form);
        EXPECT_NE(rule.sentence.japanese, "") << each.id;
        EXPECT_NE(rule.sentence.english, "") << each.id;
        EXPECT_TRUE(rule.is_known()) << each.id;
    }
    EXPECT_EQ(test::requirements().title("no such case").japanese, "");
}

TEST(ConformKit, requires_by_the_validator_what_the_validator_finds) {
    EXPECT_TRUE(test::requirements().of_finding("V042").is_known());
    EXPECT_EQ(test::requirements().of_finding("V042").where, test::requirements().of_finding("V001").where);
    EXPECT_FALSE(test::requirements().of_finding("conform-item-lost").is_known()) << "what requires the case";
}

TEST(ConformKit, is_refused_if_its_manifest_is_wrong) {
    const test::Folder folder;
    const auto id_of_refusal = [&](std::string_view manifest) {
        test::write(folder.path() / "manifest.json", manifest);
        const auto opened = conform::read_kit(folder.path());
        return opened ? std::string_view("accepted") : diag::row(opened.error().message).id;
    };
    const std::string good =
        R"({"id": "a", "form": "f", "version": "1", "syntax": "json", "direction": "check", "clause": "c", "reference": "r", "input": "i", "verdict": "refused"})";
    const std::string unknown_word =
        R"({"id": "a", "form": "f", "version": "1", "syntax": "json", "direction": "up", "clause": "c", "reference": "r", "input": "i", "verdict": "refused"})";
    EXPECT_EQ(id_of_refusal("{\"cases\": [" + good + "]}"), "accepted");
    EXPECT_EQ(id_of_refusal("{\"cases\": [" + good + "," + good + "]}"), "conform-manifest-wrong");
    EXPECT_EQ(id_of_refusal("{\"cases\": [" + unknown_word + "]}"), "conform-manifest-wrong");
    EXPECT_EQ(id_of_refusal("{\"cases\": [{\"id\": \"a\"}]}"), "conform-manifest-wrong");
    EXPECT_EQ(id_of_refusal("{}"), "conform-manifest-wrong");
    const auto with = [&](const std::string& old, const std::string& other) {
        std::string text = "{\"version\": \"1\", \"cases\": [" + good + "]}";
        const std::size_t at = text.find(old);
        EXPECT_NE(at, std::string::npos) << old;
        return id_of_refusal(text.replace(at, old.size(), other));
    };
    EXPECT_EQ(with("\"version\": \"1\"", "\"version\": \"a/b\""), "conform-manifest-wrong");
    EXPECT_EQ(with("\"id\": \"a\"", "\"id\": \"../a\""), "conform-manifest-wrong");
    for (const std::string outside : {"/etc/hostname", "../i", "a/../../i"}) {
        EXPECT_EQ(with("\"input\": \"i\"", "\"input\": \"" + outside + "\""), "conform-manifest-wrong");
        EXPECT_EQ(with("\"verdict\"", "\"record\": \"" + outside + "\", \"verdict\""),
                  "conform-manifest-wrong");
    }
    EXPECT_EQ(id_of_refusal("{"), "J008");
}

} // namespace
} // namespace renkei::kit_test
