// Making the kit of what people write: it says what is wrong and where, and it writes nothing else.
#include "gateway/forms/conform/kit/kit_maker.h"
#include "gateway/forms/conform/kit/scenario_kit.h"

#include "tests/conform/kit.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::make_test {
namespace {

constexpr const char* one_case =
    R"({"id": "admission-minimal", "form": "admission", "version": "202404", "syntax": "csv", "direction": "forward", "clause": "c", "reference": "r", "input": "admission/minimal.csv", "verdict": "accepted", "record": "admission/minimal.record.txt", "bundle": "admission/minimal.bundle.json"})";

// The sources of a kit with one case and no scenario.
class Sources {
public:
    Sources() {
        cases(one_case);
        const fs::path input = "admission/minimal.csv";
        write(input, test::read(fs::path(RENKEI_SOURCE "/fixtures") / input));
        write("scenarios/common.yaml", "sources: {law: {rule: {ja: き, en: rule}, where: here}}\n"
                                       "own: {admission: [revision]}\n"
                                       "forms: {admission: law}\nfindings: {V: law}\n");
        write("titles.tsv", "clause\tjapanese\tsource\nc\tだい\tlaw\n");
        write("edits.yaml", "{}\n");
        write("scenarios/values.yaml", "clins_referral: {institution.no: \"1319999999\"}\n");
        for (const std::string& kind : conform::scenario_kinds()) {
            scenario(kind, "");
        }
        for (const char* paper : {"README.md", "promises.tsv", "peers.ndjson"}) {
            write(paper, "");
        }
    }
    void write(const fs::path& name, std::string_view bytes) const {
        test::write(folder_.path() / name, bytes);
    }
    void cases(const std::string& list) const {
        write("manifest.json", fmt::format(R"({{"version": "1", "cases": [{}]}})", list));
    }
    // `rest`: what follows id, form, title and source.
    void scenario(const std::string& kind, const std::string& rest) const {
        const std::string one =
            rest.empty()
                ? " []\n"
                : "\n  - {id: a, form: admission, title: {ja: だい, en: title}, source: law, " + rest + "}\n";
        write("scenarios/" + kind + ".yaml", "kind: " + kind + "\nscenarios:" + one);
    }
    diag::Result<conform::MadeKit> made() const {
        return conform::make_kit(test::catalogue(), folder_.path());
    }
    // "scenarios/send.yaml:3:50: error[…]: …"
    std::string refusal() const {
        const auto kit = made();
        if (kit) {
            return "accepted";
        }
        std::string out = diag::to_text(kit.error(), diag::Language::english);
        const std::string folder = folder_.path().string() + "/";
        const std::size_t at = out.find(folder);
        return at == std::string::npos ? out : out.erase(at, folder.size());
    }
    std::string refusal_of(const std::string& kind, const std::string& rest) const {
        scenario(kind, rest);
        std::string out = refusal();
        scenario(kind, "");
        return out;
    }

private:
    test::Folder folder_;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A case whose input is an edit of the smallest one.
constexpr const char* edited_case =
    R"({"id": "admission-edited", "form": "admission", "version": "202404", "syntax": "csv", "direction": "check", "clause": "c", "reference": "r", "input": "admission/edited.csv", "verdict": "refused", "loss": "admission/edited.loss.txt"})";

TEST(MakeKit, makes_an_input_that_edits_another_one) {
    const Sources sources;
    sources.cases(std::string(one_case) + "," + edited_case);
    sources.write(
        "edits.yaml",
        "admission/edited.csv:\n  of: admission/minimal.csv\n  edits:\n    - ['19380512', '19381332']\n");
    const auto kit = sources.made();
    ASSERT_TRUE(kit) << diag::to_text(kit.error(), diag::Language::english);
    EXPECT_TRUE(has(kit->files.at("admission/edited.csv"), "19381332"));
    EXPECT_FALSE(has(kit->files.at("admission/minimal.csv"), "19381332"));
    EXPECT_TRUE(has(kit->review.at("kit.sha256"), "  admission/edited.csv\n"));
    EXPECT_TRUE(has(kit->review.at("findings.txt"), "admission-edited error "));
}

TEST(MakeKit, an_edit_must_have_one_place_a_base_and_a_case) {
    const Sources sources;
    sources.cases(std::string(one_case) + "," + edited_case);
    const auto refusal_of = [&](const std::string& rest) {
        sources.write("edits.yaml", "admission/edited.csv:\n  of: " + rest);
        return sources.refusal();
    };
    EXPECT_TRUE(
        has(refusal_of("admission/minimal.csv\n  edits:\n    - ['0', '1']\n"),
            "edits.yaml:4:7: error[conform-kit-edit-place]: the text to replace must occur exactly once "
            "in the file; '0' occurs "));
    EXPECT_TRUE(has(refusal_of("admission/minimal.csv\n  edits:\n    - ['does not occur', '1']\n"),
                    "'does not occur' occurs 0 times"));
    EXPECT_TRUE(has(refusal_of("admission/minimal.csv\n  edits:\n    - ['19380512']\n"),
                    "edits.yaml:4:7: error[conform-kit-edit]: "));
    EXPECT_TRUE(has(refusal_of("admission/none.csv\n  edits: []\n"),
                    "error[conform-kit-edit-base]: the file to edit cannot be read: admission/none.csv"));
    EXPECT_TRUE(has(refusal_of("admission/minimal.csv\n"), "error[conform-kit-key]: 'edits' is missing"));
    sources.write("edits.yaml", "admission/other.csv:\n  of: admission/minimal.csv\n  edits: []\n");
    EXPECT_TRUE(has(sources.refusal(),
                    "edits.yaml:2:3: error[conform-kit-edit-unused]: no case of manifest.json "
                    "has this input: admission/other.csv"));
}

TEST(MakeKit, makes_the_expectations_of_a_case) {
    const auto kit = Sources().made();
    ASSERT_TRUE(kit) << diag::to_text(kit.error(), diag::Language::english);
    EXPECT_TRUE(has(kit->files.at("admission/minimal.record.txt"), "birth_date = "));
    EXPECT_TRUE(has(kit->files.at("admission/minimal.bundle.json"), "\"Composition\""));
    EXPECT_TRUE(kit->files.contains("admission/minimal.csv"));
    EXPECT_TRUE(has(kit->review.at("kit.sha256"), "  admission/minimal.record.txt\n"));
    EXPECT_FALSE(has(kit->review.at("kit.sha256"), "minimal.csv")) << "a person wrote it";
}

TEST(MakeKit, refuses_a_case_without_its_input) {
    const Sources sources;
    std::string other = one_case;
    sources.cases(other.replace(other.find("minimal.csv"), 11, "minimum.csv"));
    EXPECT_EQ(sources.refusal(), "admission/minimum.csv: error[conform-kit-input]: the input of the case "
                                 "admission-minimal cannot be read, and nothing makes it");
}

TEST(MakeKit, refuses_an_edit_of_a_case_that_is_not_there) {
    const Sources sources;
    std::string other = one_case;
    other.replace(other.find("admission-minimal"), 17, "admission-foreign-order");
    sources.cases(other);
    EXPECT_EQ(sources.refusal(),
              "manifest.json: error[conform-kit-case]: the manifest of the kit has no case "
              "'admission-hard-characters'");
}

TEST(MakeKit, refuses_scenarios_of_unknown_cases_items_sources_and_forms) {
    const Sources sources;
    const std::string story = "story: {ja: はなし, en: story}";
    EXPECT_TRUE(
        has(sources.refusal_of("refuse", story + ", from: admission-none"), "scenarios/refuse.yaml:3:"));
    EXPECT_TRUE(has(sources.refusal_of("refuse", story + ", from: admission-none"),
                    "conform-kit-case]: the manifest of the kit has no case 'admission-none'"));
    EXPECT_TRUE(has(sources.refusal_of("send", "from: admission-minimal, story: {ja: \"{tea}\", en: x}"),
                    "conform-kit-item]: the form admission has no item 'tea'"));
    EXPECT_TRUE(has(sources.refusal_of("send", "from: admission-minimal, story: {ja: \"{allergy}\", en: x}"),
                    "conform-kit-value]: the story takes the value of 'allergy'"));
    EXPECT_TRUE(
        has(sources.refusal_of("version", story + ", inputs: [{from: admission-minimal, set: {tea: \"1\"}}]"),
            "conform-kit-item]: the form admission has no item 'tea'"));
    sources.scenario("send", "");
    sources.write("scenarios/receive.yaml",
                  "kind: receive\nscenarios:\n  - {id: a, form: tea, title: {ja: x, en: x}, source: law}\n");
    EXPECT_TRUE(has(sources.refusal(), "scenarios/receive.yaml:3:")) << sources.refusal();
    EXPECT_TRUE(has(sources.refusal(), "[S046]: there is no form tea")) << sources.refusal();
    sources.write(
        "scenarios/receive.yaml",
        "kind: receive\nscenarios:\n  - {id: a, form: admission, title: {ja: x, en: x}, source: tea}\n");
    EXPECT_TRUE(has(sources.refusal(), "conform-kit-source]: common.yaml has no source 'tea'"))
        << sources.refusal();
}

TEST(MakeKit, refuses_what_is_missing_in_a_scenario) {
    const Sources sources;
    EXPECT_TRUE(has(sources.refusal_of("receive", "x: y"), "conform-kit-key]: 'story' is missing here"));
    EXPECT_TRUE(has(sources.refusal_of("send", "story: {ja: x, en: x}"), "'from' is missing here"));
    EXPECT_TRUE(has(sources.refusal_of("receive", "story: {ja: x, en: x}, inputs: [{as: form}]"),
                    "'from' is missing here"));
    EXPECT_TRUE(
        has(sources.refusal_of("receive", "story: {ja: x, en: x}, inputs: [{from: admission-minimal}], "
                                          "questions: [{id: q, ask: {ja: x, en: x}, item: revision, of: 2}]"),
            "'of' is missing here, or its value leads nowhere"));
    sources.write("scenarios/send.yaml", "kind: send\nscenarios: [\n");
    EXPECT_TRUE(has(sources.refusal(), "scenarios/send.yaml:")) << sources.refusal();
}

TEST(MakeKit, refuses_a_document_that_cannot_be_made) {
    const Sources sources;
    sources.write("admission/minimal.csv", "\"\"\r\n");
    EXPECT_TRUE(has(
        sources.refusal_of("version", "story: {ja: x, en: x}, inputs: [{from: admission-minimal, set: {}}]"),
        "conform-kit-unmade]: the input of the case admission-minimal gives no document: "));
}

TEST(WriteKit, leaves_the_files_of_the_kit_and_no_others) {
    const test::Folder folder;
    test::write(folder.path() / "a/old.txt", "x");
    ASSERT_TRUE(conform::write_kit({{"a/new.txt", "1"}, {"b.txt", "2"}}, folder.path()));
    EXPECT_FALSE(fs::exists(folder.path() / "a/old.txt"));
    EXPECT_EQ(test::read(folder.path() / "a/new.txt"), "1");
    const auto before = fs::last_write_time(folder.path() / "b.txt");
    ASSERT_TRUE(conform::write_kit({{"b.txt", "2"}}, folder.path()));
    EXPECT_FALSE(fs::exists(folder.path() / "a/new.txt"));
    EXPECT_EQ(fs::last_write_time(folder.path() / "b.txt"), before) << "it is the same";
}

TEST(WriteKit, says_which_file_is_in_its_way) {
    const test::Folder folder;
    test::write(folder.path() / "a", "x");
    const auto written = conform::write_kit({{"a/b.txt", "1"}}, folder.path());
    ASSERT_FALSE(written);
    const std::string text = diag::to_text(written.error(), diag::Language::english);
    EXPECT_TRUE(
        has(text, "/a/b.txt: error[conform-kit-folder]: the folder of the made kit cannot be changed: "))
        << text;
}

} // namespace
} // namespace renkei::make_test
