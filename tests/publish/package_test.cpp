// What the package holds, made from the mappings and profiles on disk.
#include "gateway/core/base/file.h"

#include "tests/publish/product_package.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

namespace renkei::publish::package_test {
namespace {

using nlohmann::json;

const fs::path source = RENKEI_SOURCE;

// Every string below, with the field it stands in.
void each_text(const json& value, const std::string& field,
               const std::function<void(const std::string&, const std::string&)>& use) {
    if (value.is_string()) {
        use(field, value.get<std::string>());
    } else if (value.is_object()) {
        for (const auto& [key, inner] : value.items()) {
            each_text(inner, key, use);
        }
    } else if (value.is_array()) {
        for (const json& inner : value) {
            each_text(inner, field, use);
        }
    }
}

const std::string base = "https://renkei.example.jp/fhir/";

// What the package defines: canonical URLs, and the systems of identifiers.
std::set<std::string> defined() {
    std::set<std::string> out;
    for (const auto& [key, each] : package().resources.all()) {
        if (each.is_example) {
            continue;
        }
        const json definition = json::parse(each.json);
        out.insert(definition.value("url", ""));
        for (const json& id : definition.value("uniqueId", json::array())) {
            out.insert(id.value("value", ""));
        }
    }
    return out;
}

TEST(Package, defines_every_canonical_that_the_documents_use) {
    const std::set<std::string> known = defined();
    std::set<std::string> missing;
    std::size_t used = 0;
    for (const auto& [key, each] : package().resources.all()) {
        if (!each.is_example) {
            continue;
        }
        each_text(json::parse(each.json), "", [&](const std::string& field, const std::string& text) {
            if (text.starts_with(base) && (field == "url" || field == "system" || field == "profile")) {
                ++used;
                // a system of one organisation: the name of the system of all, with the organisation's own
                // part behind it
                const bool is_of_one =
                    (text.starts_with(base + "IdSystem/") || text.starts_with(base + "CodeSystem/")) &&
                    known.contains(text.substr(0, text.rfind('/')));
                if (!known.contains(text) && !is_of_one) {
                    missing.insert(text);
                }
            }
        });
    }
    EXPECT_GT(used, 1000U);
    EXPECT_EQ(missing, std::set<std::string>{});
}

TEST(Package, defines_every_canonical_that_the_mappings_name) {
    const std::set<std::string> known = defined();
    std::set<std::string> missing;
    const std::string tutorial = (source / "mappings/example").string(); // it has a package of its own
    for (const auto& entry : fs::recursive_directory_iterator(source / "mappings")) {
        if (entry.path().extension() != ".yaml" || entry.path().string().starts_with(tutorial)) {
            continue;
        }
        const std::string text = *base::read_file(entry.path());
        for (std::size_t at = text.find("kg:"); at != std::string::npos; at = text.find("kg:", at + 1)) {
            const std::size_t end = text.find_first_not_of(
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-", at + 3);
            const std::string name = text.substr(at + 3, end - at - 3);
            // Consent.policy.uri is no definition of FHIR
            const bool names_agreement = name.starts_with("policy/");
            // a system that is read and never written
            const std::size_t line = text.find_first_not_of(' ', text.rfind('\n', at) + 1);
            const bool is_only_read = text.compare(line, 5, "also:") == 0;
            const bool is_whole = name.find('/') != std::string::npos && !name.ends_with('/') &&
                                  !names_agreement && !is_only_read;
            if (is_whole && !known.contains(base + name)) {
                missing.insert(name);
            }
        }
    }
    EXPECT_EQ(missing, std::set<std::string>{});
}

TEST(Package, refers_only_to_what_it_defines) {
    const std::set<std::string> known = defined();
    std::set<std::string> missing;
    for (const auto& [key, each] : package().resources.all()) {
        if (!each.is_example) {
            each_text(json::parse(each.json), "", [&](const std::string& field, const std::string& text) {
                const bool is_canonical =
                    text.starts_with(base) && text.find_first_of(" |#", base.size()) == std::string::npos;
                if (is_canonical && field != "source" && !known.contains(text)) {
                    missing.insert(key.second + ": " + text);
                }
            });
        }
    }
    EXPECT_EQ(missing, std::set<std::string>{});
}

TEST(Package, every_profile_has_r4_as_its_base_and_a_snapshot) {
    for (const auto& [key, each] : package().resources.all()) {
        if (each.type == "StructureDefinition") {
            const json definition = json::parse(each.json);
            EXPECT_EQ(definition["baseDefinition"],
                      "http://hl7.org/fhir/StructureDefinition/" + definition["type"].get<std::string>())
                << each.id;
            EXPECT_GT(definition["snapshot"]["element"].size(), 3U) << each.id;
        }
    }
}

// R4 CodeSystem.count is of what the system defines, which only a complete resource knows.
TEST(Package, counts_the_codes_of_complete_code_systems_only) {
    std::set<std::string> contents;
    for (const auto& [key, each] : package().resources.all()) {
        if (each.type == "CodeSystem") {
            const json system = json::parse(each.json);
            const std::string content = system["content"];
            contents.insert(content);
            EXPECT_EQ(system.contains("count"), content == "complete") << each.id;
        }
    }
    EXPECT_EQ(contents, (std::set<std::string>{"complete", "fragment", "not-present"}));
}

// A document shows the display of the code system; what its form calls the code stands in `text`.
TEST(Package, has_one_japanese_display_for_each_code_of_ours) {
    for (const auto& [key, each] : package().resources.all()) {
        const json definition = json::parse(each.json);
        if (definition.value("resourceType", "") != "CodeSystem") {
            continue;
        }
        for (const json& code : definition.value("concept", json::array())) {
            for (const json& other : code.value("designation", json::array())) {
                EXPECT_NE(other.value("language", ""), "ja") << key.second << " " << code["code"] << ": "
                                                             << code["display"] << " and " << other["value"];
            }
        }
    }
}

TEST(Package, names_the_parent_that_a_profile_imposes) {
    const json patient = resource("StructureDefinition", "kaigo-patient");
    EXPECT_EQ(patient["extension"][0]["url"],
              "http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile");
    EXPECT_EQ(patient["extension"][0]["valueCanonical"],
              "http://jpfhir.jp/fhir/core/StructureDefinition/JP_Patient");
}

std::set<std::string> item_codes() {
    std::set<std::string> out;
    const json items = resource("CodeSystem", "item");
    for (const json& row : items["concept"]) {
        out.insert(row["code"]);
    }
    return out;
}

TEST(Package, asks_for_a_section_of_the_own_form_in_every_document) {
    std::size_t profiles = 0;
    for (const auto& [key, each] : package().resources.all()) {
        if (each.type != "StructureDefinition" || each.about != "Composition") {
            continue;
        }
        const json structure = json::parse(each.json);
        const auto& constraints = structure["differential"]["element"][0]["constraint"];
        ASSERT_EQ(constraints.size(), 1U) << each.id;
        EXPECT_EQ(constraints[0]["severity"], "error");
        EXPECT_NE(constraints[0]["expression"].get<std::string>().find("document-section"),
                  std::string::npos);
        ++profiles;
    }
    EXPECT_GE(profiles, 8U);
}

// The type that a target of a reference is of: R4's own, or that of our profile.
std::string type_of_target(const std::string& canonical) {
    const std::string id = canonical.substr(canonical.rfind('/') + 1);
    return canonical.starts_with("http://hl7.org/fhir/")
               ? id
               : resource("StructureDefinition", id)["type"].get<std::string>();
}

// Validators warn of a resource that conforms to several targets of one reference.
TEST(Package, names_one_target_for_each_type_of_resource_in_a_section) {
    std::size_t sections = 0;
    for (const auto& [key, each] : package().resources.all()) {
        if (each.type != "StructureDefinition" || each.about != "Composition") {
            continue;
        }
        const json structure = json::parse(each.json);
        for (const json& element : structure["differential"]["element"]) {
            if (element["path"] != "Composition.section.entry") {
                continue;
            }
            std::set<std::string> types;
            for (const json& target : element["type"][0]["targetProfile"]) {
                EXPECT_TRUE(types.insert(type_of_target(target)).second)
                    << element["id"] << " names several targets of the type of " << target;
            }
            ++sections;
        }
    }
    EXPECT_GE(sections, 40U);
}

// A document that others define is not published.
bool is_form_of_ours(const fs::path& folder) {
    const diag::Result<std::string> text = base::read_file(folder / "form.yaml");
    return text && text->find("\nforeign:") == std::string::npos;
}

TEST(Package, has_a_code_for_every_item_of_every_form) {
    const std::set<std::string> codes = item_codes();
    for (const auto& form : fs::directory_iterator(source / "mappings")) {
        if (!is_form_of_ours(form.path())) {
            continue;
        }
        const std::string prefix = form.path().filename().string() + ".";
        EXPECT_TRUE(std::ranges::any_of(codes, [&](const std::string& code) {
            return code.starts_with(prefix);
        })) << prefix;
    }
    EXPECT_GT(codes.size(), 1000U);
}

TEST(Package, has_a_questionnaire_with_the_items_of_every_form) {
    const std::set<std::string> codes = item_codes();
    std::size_t forms = 0;
    for (const auto& [key, each] : package().resources.all()) {
        if (each.type != "Questionnaire") {
            continue;
        }
        ++forms;
        std::set<std::string> links;
        const std::function<void(const json&)> ask = [&](const json& items) {
            for (const json& item : items) {
                EXPECT_TRUE(links.insert(item["linkId"]).second) << item["linkId"];
                EXPECT_EQ(item["type"] == "group", item.contains("item")) << item["linkId"];
                EXPECT_EQ(item["type"] == "choice", item.contains("answerValueSet")) << item["linkId"];
                if (item.contains("code")) {
                    EXPECT_TRUE(codes.contains(item["code"][0]["code"])) << item["code"];
                }
                ask(item.value("item", json::array()));
            }
        };
        ask(json::parse(each.json)["item"]);
        EXPECT_GE(links.size(), 10U) << each.id;
    }
    std::size_t folders = 0;
    for (const auto& form : fs::directory_iterator(source / "mappings")) {
        const bool is_first = form.path().filename().string().find('@') == std::string::npos;
        folders += is_first && is_form_of_ours(form.path()) ? 1 : 0;
    }
    const auto instruments =
        std::distance(fs::directory_iterator(source / "profiles/questionnaires"), fs::directory_iterator());
    EXPECT_EQ(forms, folders + static_cast<std::size_t>(instruments)); // one of each form, others by hand
}

TEST(Package, is_listed_whole_in_its_guide) {
    const json guide = resource("ImplementationGuide", "renkei");
    EXPECT_EQ(guide["definition"]["resource"].size(), package().resources.all().size() - 1);
}

TEST(Package, has_the_same_bytes_every_time) {
    const auto once = package().archive();
    const auto again = package().archive();
    ASSERT_TRUE(once && again);
    EXPECT_EQ(*once, *again);
    EXPECT_EQ(once->substr(4, 4), std::string(4, '\0')); // no time in gzip's head
}

} // namespace
} // namespace renkei::publish::package_test
