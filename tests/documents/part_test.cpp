// What is shown of a document to who may read some of its kinds of information: every form that has rows in
// mappings/access/items.tsv, with every choice of its kinds.
#include "gateway/core/text/words.h"
#include "gateway/forms/html/document_page.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/sharing/matrix.h"

#include "tests/documents/kit.h"
#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace renkei::documents::part_test {
namespace {

using sharing::ItemContent;

const sharing::Matrix& matrix() {
    static const sharing::Matrix out =
        must(sharing::Matrix::load(std::filesystem::path(RENKEI_SOURCE) / "mappings/access"));
    return out;
}

std::vector<std::string_view> forms() {
    std::vector<std::string_view> out = matrix().forms();
    std::erase_if(out, [](std::string_view form) { return matrix().items_of_form(form).empty(); });
    return out;
}

// Each choice of kinds but none and all.
std::vector<sharing::FormPart> parts_of(std::string_view form) {
    std::vector<sharing::FormPart> out;
    const sharing::KindsOfForm all = sharing::kind_of_form(matrix().kinds_of_form(form).size()) - 1;
    for (sharing::KindsOfForm kinds = 1; kinds < all; ++kinds) {
        out.push_back({.rows = matrix().items_of_form(form), .kinds = kinds});
    }
    return out;
}

const mapping::Plan& plan_of(std::string_view form) { return *loaded()->catalogue->find(std::string(form)); }

std::string whole_of(std::string_view form) { return file(std::string(form) + "/full.bundle.json"); }

std::string items_in(ConversionWorker& worker, std::string_view form, const std::string& bundle,
                     const sharing::FormPart* part) {
    record::Record& record = worker.converter().record();
    diag::Report loss;
    must(service::from_bundle(worker.converter(), plan_of(form), bundle, record, loss));
    if (part != nullptr) {
        keep_part(record, *part);
    }
    return record::canonical_text(record);
}

ItemContent content_of(const form::Item& item) {
    return item.type == form::ItemType::text || item.type == form::ItemType::token ? ItemContent::text
                                                                                   : ItemContent::coded;
}

std::string errors_of(ConversionWorker& worker, const std::string& bundle) {
    diag::Report found;
    const json::Tree* const tree = must(worker.validation().read(bundle));
    worker.validation().validate(*tree, {.least = diag::Severity::error}, found);
    return recorded(found);
}

TEST(Items, of_a_form_belong_to_kinds_each_once_and_are_items_of_it) {
    ASSERT_FALSE(forms().empty());
    for (const std::string_view form : forms()) {
        std::map<std::string, int, std::less<>> named;
        for (const sharing::FormItems& row : matrix().items_of_form(form)) {
            for (const std::string& item : row.items) {
                ++named[item];
            }
        }
        const form::Form& tables = plan_of(form).form();
        for (const form::Item& item : tables.items()) {
            const std::string_view id = tables.text(item.id);
            const bool is_of_table = !item.is(form::implied);
            const auto found = named.find(id);
            EXPECT_EQ(found == named.end() ? 0 : found->second, is_of_table ? 1 : 0) << form << " " << id;
            if (found != named.end()) {
                named.erase(found);
            }
        }
        EXPECT_TRUE(named.empty()) << form << ": no item: " << named.begin()->first;
    }
}

TEST(Part, has_the_items_that_it_shows_and_no_other) {
    ConversionWorker worker(loaded());
    for (const std::string_view form : forms()) {
        const std::string whole = whole_of(form);
        const std::string all = items_in(worker, form, whole, nullptr);
        std::set<std::string> different;
        for (const sharing::FormPart& part : parts_of(form)) {
            const std::string bundle = must(part_in_fhir(worker.converter(), plan_of(form), part, whole));
            const std::string kept = items_in(worker, form, whole, &part);
            EXPECT_EQ(items_in(worker, form, bundle, nullptr), kept) << form;
            EXPECT_LT(kept.size(), all.size());
            different.insert(kept);
            EXPECT_EQ(errors_of(worker, bundle), "") << form;
            const auto json = nlohmann::json::parse(bundle);
            EXPECT_EQ(json["meta"]["tag"][0]["code"], "SUBSETTED");
            EXPECT_FALSE(json["meta"].contains("profile"));
            for (const form::Item& item : plan_of(form).form().items()) {
                const std::string_view id = plan_of(form).form().text(item.id);
                const bool is_there = kept.find(std::string(id) + " = ") != std::string::npos;
                EXPECT_TRUE(!is_there || part.shows(id, content_of(item))) << form << " " << id;
            }
        }
        EXPECT_EQ(different.size(), parts_of(form).size()) << form << ": each kind has items";
    }
}

// ---------------------------------------------------------------- hidden persons
// Forms that are shown of them.
std::vector<std::string_view> forms_with_places() {
    std::vector<std::string_view> out = matrix().forms();
    std::erase_if(out, [](std::string_view form) { return matrix().places_of_form(form) == nullptr; });
    return out;
}

sharing::FormPart without_places(std::string_view form) {
    return {.kinds = sharing::all_kinds_of_form, .hidden = matrix().places_of_form(form)};
}

// "visits[0].vitals.temperature = 36.5": the values of items that are texts, by whether they are shown.
std::map<bool, std::set<std::string>> texts_of(ConversionWorker& worker, std::string_view form,
                                               const sharing::FormPart& part) {
    const form::Form& tables = plan_of(form).form();
    std::map<std::string, bool, std::less<>> is_shown;
    for (const form::Item& item : tables.items()) {
        if (content_of(item) == ItemContent::text) {
            const std::string_view id = tables.text(item.id);
            is_shown[std::string(id)] = part.shows(id, ItemContent::text);
        }
    }
    std::map<bool, std::set<std::string>> out;
    std::string all = items_in(worker, form, whole_of(form), nullptr);
    for (std::string_view rest = all; !rest.empty();) {
        std::string_view value = text::next_part(rest, '\n');
        std::string id(value.substr(0, value.find(" = ")));
        for (std::size_t from = id.find('['); from != std::string::npos; from = id.find('[')) {
            id.erase(from, id.find(']') - from + 1);
        }
        value.remove_prefix(std::min(value.size(), value.find(" = ") + 3));
        if (const auto found = is_shown.find(id); found != is_shown.end()) {
            out[found->second].emplace(value.substr(0, value.find("\\n")));
        }
    }
    return out;
}

TEST(Places, of_a_form_are_items_of_it) {
    EXPECT_EQ(forms_with_places().size(), 4U);
    for (const std::string_view form : forms_with_places()) {
        const form::Form& tables = plan_of(form).form();
        const sharing::FormPlaces& places = *matrix().places_of_form(form);
        for (const auto& [items, content] :
             {std::pair(&places.texts, ItemContent::text), std::pair(&places.places, ItemContent::coded)}) {
            for (const std::string& id : *items) {
                const auto found = std::ranges::find_if(
                    tables.items(), [&](const form::Item& each) { return tables.text(each.id) == id; });
                ASSERT_NE(found, tables.items().end()) << form << " " << id;
                EXPECT_EQ(content_of(*found), content) << form << " " << id;
            }
        }
    }
}

TEST(Part, of_a_hidden_person_says_no_place_and_is_valid) {
    ConversionWorker worker(loaded());
    std::size_t compared = 0;
    for (const std::string_view form : forms_with_places()) {
        const sharing::FormPart part = without_places(form);
        const std::string whole = whole_of(form);
        const auto texts = texts_of(worker, form, part);
        const std::string bundle = must(part_in_fhir(worker.converter(), plan_of(form), part, whole));
        record::Record& record = worker.converter().record();
        diag::Report loss;
        must(service::from_bundle(worker.converter(), plan_of(form), whole, record, loss));
        keep_part(record, part);
        const std::string page = html::document_page(plan_of(form), record, {.is_part = true});
        EXPECT_EQ(errors_of(worker, bundle), "") << form;
        for (const std::string& hidden : texts.at(false)) {
            const bool is_in_shown = std::ranges::any_of(texts.at(true), [&](const std::string& shown) {
                return shown.find(hidden) != std::string::npos;
            });
            if (hidden.size() < 8 || is_in_shown) { // short ones are parts of ids, too
                continue;
            }
            ++compared;
            EXPECT_EQ(bundle.find(hidden), std::string::npos) << form << ": " << hidden;
            EXPECT_EQ(page.find(hidden), std::string::npos) << form << ": " << hidden;
        }
        for (const std::string& shown : texts.at(true)) {
            EXPECT_NE(bundle.find(shown), std::string::npos) << form << ": " << shown;
        }
        EXPECT_NE(nlohmann::json::parse(bundle)["identifier"]["value"],
                  nlohmann::json::parse(whole)["identifier"]["value"])
            << "it has the sender's number";
        for (const auto& entry : nlohmann::json::parse(bundle)["entry"]) {
            EXPECT_EQ(whole.find(entry["fullUrl"].get<std::string>()), std::string::npos)
                << "made of the sender's number";
        }
    }
    EXPECT_GT(compared, 60U);
}

// What no kind shows is in no part: what the mapping of the form does not understand.
TEST(Part, has_nothing_that_the_form_does_not_know) {
    ConversionWorker worker(loaded());
    for (const std::string_view form : forms()) {
        auto bundle = nlohmann::json::parse(whole_of(form));
        bundle["entry"].push_back(
            {{"fullUrl", "urn:uuid:0197c1d2-0000-4000-8000-00000000000a"},
             {"resource",
              {{"resourceType", "Basic"}, {"code", {{"text", "what others add"}}}, {"id", "a"}}}});
        bundle["entry"][0]["resource"]["extension"] = {
            {{"url", "https://example.jp/x"}, {"valueString", "what others say"}}};
        for (const sharing::FormPart& part : parts_of(form)) {
            const std::string shown =
                must(part_in_fhir(worker.converter(), plan_of(form), part, bundle.dump()));
            EXPECT_EQ(shown.find("what others"), std::string::npos);
        }
    }
}

TEST(Part, of_a_version_is_given_out_as_fhir_and_page_alone) {
    Site site;
    const Receipt receipt =
        site.submit(file("insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV"), "network");
    EXPECT_TAKEN(receipt);
    const store::Version whole = receipt.documents.front().version;
    for (const sharing::FormPart& part : parts_of("insured_card")) {
        const store::Version version = store::as_part(whole, part);
        std::vector<std::string> offered;
        for (const Representation& each : representations(*loaded(), version)) {
            offered.push_back(each.media_type);
            const Rendered rendered = must(site.try_render(version, each));
            EXPECT_EQ(rendered.etag, "") << "what is in it depends on the reader";
            const bool shows_card = part.shows("cm_office.name", ItemContent::text);
            EXPECT_EQ(rendered.bytes.find("試験地域包括支援センター") != std::string::npos, shows_card)
                << each.media_type;
        }
        EXPECT_EQ(offered, (std::vector<std::string>{"application/fhir+json", "application/fhir+xml",
                                                     "text/html;charset=UTF-8"}));
    }
}

// A box that is not shown is no box that did not arrive.
TEST(Part, as_a_page_says_that_it_is_one_and_nothing_of_other_boxes) {
    Site site;
    const Receipt receipt = site.submit(file("insured_card/minimal.csv"), "network");
    EXPECT_TAKEN(receipt);
    const store::Version whole = receipt.documents.front().version;
    const std::string page = site.render(whole, "html").bytes;
    ASSERT_NE(page.find("届いていない"), std::string::npos);
    for (const sharing::FormPart& part : parts_of("insured_card")) {
        const std::string seen = site.render(store::as_part(whole, part), "html").bytes;
        EXPECT_NE(seen.find("閲覧できる欄だけを示しています"), std::string::npos);
        EXPECT_EQ(seen.find("届いていない欄："), std::string::npos);
        EXPECT_EQ(seen.find("届いていない区分："), std::string::npos);
        EXPECT_EQ(seen.find("届いた値はありません"), std::string::npos);
    }
}

} // namespace
} // namespace renkei::documents::part_test
