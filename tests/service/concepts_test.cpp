// One search by a concept finds the fact in the documents of every form that asks it.
#include "gateway/forms/publish/concept_table.h"
#include "gateway/forms/service/convert.h"

#include "product.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <set>
#include <sstream>

namespace renkei::service::concepts_test {
namespace {

using nlohmann::json;

const std::string base = "https://renkei.example.jp/fhir/";
const std::string item_system = base + "CodeSystem/item";
const std::string concept_system = base + "CodeSystem/concept";

const std::vector<publish::ConceptRow>& table() {
    static const std::vector<publish::ConceptRow> made = [] {
        const auto r4 = definitions::R4Definitions::open(fs::path(RENKEI_BINARY) / "share/r4.defs");
        diag::Report report;
        return publish::concept_table(publish::load_forms(RENKEI_SOURCE "/mappings", *r4, report));
    }();
    return made;
}

// A document in which every item that can be filled together is.
struct FullDocument {
    const mapping::Plan* plan;
    std::string bundle;
};

// The kit's case FORM-full of every form.
const std::vector<FullDocument>& full_documents() {
    static const std::vector<FullDocument> made = [] {
        std::vector<FullDocument> out;
        const fs::path fixtures = RENKEI_KIT;
        Workspace workspace(product());
        const json manifest = json::parse(read_input(fixtures / "manifest.json")->bytes);
        for (const json& each : manifest["cases"]) {
            const std::string id = each["id"];
            if (!id.ends_with("-full") || each["direction"] != "forward") {
                continue;
            }
            const auto input = read_input(fixtures / each["input"].get<std::string>());
            Outcome outcome = convert(workspace, *input, {});
            EXPECT_EQ(outcome.documents.size(), 1U) << id;
            out.push_back({product().find(each["form"].get<std::string>()), outcome.documents.at(0).bytes});
        }
        return out;
    }();
    return made;
}

// Ids of the items that the document fills, without reasons.
std::set<std::string> filled_items(const FullDocument& document) {
    Workspace workspace(product());
    record::Record record(document.plan->form());
    diag::Report loss;
    EXPECT_TRUE(from_bundle(workspace, *document.plan, document.bundle, record, loss));
    std::set<std::string> out;
    std::istringstream lines(record::canonical_text(record));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t end = line.find(" = ");
        if (end == std::string::npos || line.compare(end, 4, " = !") == 0) {
            continue;
        }
        std::string id;
        bool is_row = false;
        for (const char c : line.substr(0, end)) {
            is_row = c == '[' || (is_row && c != ']');
            if (!is_row && c != ']') {
                id += c;
            }
        }
        out.insert(id);
    }
    return out;
}

template <class Visit>
void each_coded(const json& value, const Visit& visit) {
    if (value.is_object() && value.contains("coding")) {
        visit(value["coding"]);
    }
    if (value.is_structured()) {
        for (const json& inner : value) {
            each_coded(inner, visit);
        }
    }
}

bool has_coding(const json& codings, const std::string& system, const std::string& code) {
    return std::ranges::any_of(codings, [&](const json& each) {
        return each.value("system", "") == system && each.value("code", "") == code;
    });
}

// The items that a search for the concept finds, as form.item.
std::set<std::string> found_by(const json& bundle, const std::string& asked) {
    std::set<std::string> out;
    each_coded(bundle, [&](const json& codings) {
        for (const json& each : codings) {
            if (each.value("system", "") == item_system && has_coding(codings, concept_system, asked)) {
                out.insert(each["code"].get<std::string>());
            }
        }
    });
    return out;
}

TEST(ConceptSearch, finds_every_filled_item_of_every_concept) {
    ASSERT_GE(full_documents().size(), 8U);
    for (const FullDocument& document : full_documents()) {
        const json bundle = json::parse(document.bundle);
        const std::set<std::string> filled = filled_items(document);
        for (const publish::ConceptRow& row : table()) {
            const std::set<std::string> found = found_by(bundle, row.asked.id);
            for (const publish::AskingItem& item : row.items) {
                EXPECT_TRUE(item.form != document.plan->form().id() || !filled.contains(item.item) ||
                            found.contains(item.form + "." + item.item))
                    << row.asked.id << " does not find " << item.form << "." << item.item;
            }
        }
    }
}

// Of Observation.code; a figure, no promise.
TEST(ConceptSearch, share_of_observations_with_a_code_that_is_not_the_items_own) {
    std::size_t observations = 0;
    std::size_t with_concept = 0;
    std::size_t with_public = 0;
    for (const FullDocument& document : full_documents()) {
        const json bundle = json::parse(document.bundle);
        for (const json& entry : bundle["entry"]) {
            if (entry["resource"]["resourceType"] != "Observation") {
                continue;
            }
            ++observations;
            bool is_public = false;
            bool is_concept = false;
            for (const json& coding : entry["resource"]["code"]["coding"]) {
                is_concept |= coding["system"] == concept_system;
                is_public |= !coding["system"].get<std::string>().starts_with(base);
            }
            with_concept += is_concept ? 1 : 0;
            with_public += is_public ? 1 : 0;
        }
    }
    std::cout << "Observations of the full documents: " << observations << ", with a concept " << with_concept
              << ", with a public code " << with_public << "\n";
    EXPECT_GT(with_concept, 0U);
}

// As a document has it behind another coding.
std::string following_coding(const std::string& system, const std::string& code, const std::string& display) {
    return R"(,{"system":")" + system + R"(","code":")" + code + '"' +
           (display.empty() ? "" : R"(,"display":")" + display + '"') + '}';
}

// The bundle as a program would write it that does not know the table; numbers stay as they are written.
std::string without_concepts(std::string bundle) {
    const auto erase = [&](const std::string& text) {
        for (std::size_t at = bundle.find(text); at != std::string::npos; at = bundle.find(text, at)) {
            bundle.erase(at, text.size());
        }
    };
    for (const publish::ConceptRow& row : table()) {
        erase(following_coding(concept_system, row.asked.id, row.asked.name));
        for (const form::PublicCode& each : row.asked.codes) {
            erase(following_coding(each.system, each.code, each.display));
        }
    }
    return bundle;
}

TEST(ConceptSearch, a_bundle_without_the_concepts_is_read_without_a_finding) {
    Workspace workspace(product());
    for (const FullDocument& document : full_documents()) {
        const std::string bundle = without_concepts(document.bundle);
        const bool asks_concepts = std::ranges::any_of(table(), [&](const publish::ConceptRow& row) {
            return std::ranges::any_of(row.items, [&](const publish::AskingItem& item) {
                return item.form == document.plan->form().id();
            });
        });
        EXPECT_TRUE(bundle.size() < document.bundle.size() || !asks_concepts) << document.plan->form().id();
        record::Record with(document.plan->form());
        record::Record without(document.plan->form());
        diag::Report loss;
        EXPECT_TRUE(from_bundle(workspace, *document.plan, document.bundle, with, loss));
        const std::size_t before = loss.total();
        EXPECT_TRUE(from_bundle(workspace, *document.plan, bundle, without, loss));
        EXPECT_EQ(record::canonical_text(with), record::canonical_text(without))
            << document.plan->form().id();
        EXPECT_EQ(loss.total(), before * 2) << document.plan->form().id();
    }
}

} // namespace
} // namespace renkei::service::concepts_test
